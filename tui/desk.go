package tui

import (
	"context"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/ask"
	"examdesk/tui/change"
	"examdesk/tui/decide"
	"examdesk/tui/exams"
	"examdesk/tui/find"
	"examdesk/tui/follow"
	"examdesk/tui/held"
	"examdesk/tui/help"
	"examdesk/tui/host"
	"examdesk/tui/onboarding"
	"examdesk/tui/queue"
	"examdesk/tui/recording"
	"examdesk/tui/services"

	// Keeps Bubble Tea from questioning the terminal before main.
	_ "examdesk/tui/term"
)

// Deps is what the desk is given.
type Deps = host.Deps

// newRoot puts a desk together. It is the one place that knows all screens: the
// order of the parts is the order of the keys in help and palette.
func newRoot(ctx context.Context, d Deps) *root {
	e := &host.Env{Deps: d.WithDefaults(), Ctx: ctx}
	m := &root{env: e, now: e.Clock(), stack: newStack(), dirty: true}
	marks := aim.New(m)
	m.aim, m.held = marks, held.New(m, marks)
	m.leave = &leaving{h: m, held: m.held}
	m.stack.pinned = m.leave
	var err error
	m.queue, err = queue.New(m, marks, m.held.Holds, e.Section, e.Filter)
	m.stack.screens = []host.Screen{m.queue}
	rows := m.queue.Rows()
	m.follows = follow.New(m, rows)
	decides := decide.New(m, marks, m.held, rows)
	m.held.Rows, m.held.Decide, m.held.Paused = rows, decides.Decide, m.leave.paused
	finds := find.New(m, marks, rows)
	m.keymap = host.NewKeymap(
		moves(), m.queue.ListPart(finds.Search), decides.Part(), m.held.Part(), m.queue.AttemptPart(), recording.New(m, marks).Part(),
		m.leave.part(), finds.Part(), change.NewChanges(m, marks, rows).Part(), change.NewGrants(m, marks).Part(), ask.ResultsPart(m), ask.CoursesPart(),
		choices(m), exams.New(m, rows).Part(), onboarding.New(m, rows).Part(), services.New(m).Part(), boards(m), ask.NarrowPart(m), ask.QuestionPart(m),
		help.Part(m), m.deskKeys(),
	)
	switch {
	case err != nil:
		m.note.set(host.Bad, model.Sentence(err))
	case len(e.Capabilities.Notes) > 0:
		m.note.set(host.Info, e.Capabilities.Notes[0])
	}
	return m
}

package queue

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// tabs holds how many attempts each section has.
type tabs struct {
	h      host.Host
	to     host.Taker
	lane   host.Lane
	counts []model.SectionCount
	err    error
}

type countsMsg struct {
	id     int
	course string
	counts []model.SectionCount
	err    error
}

func (t *tabs) count(course string) tea.Cmd {
	ctx, id := t.lane.Begin(t.h.Env().Ctx)
	desk := t.h.Env().Desk
	return host.Ask(t.h, t.to, "counting the sections",
		func() ([]model.SectionCount, error) { return desk.CountSections(ctx, course) },
		func(c []model.SectionCount, err error) tea.Msg {
			return countsMsg{id: id, course: course, counts: c, err: err}
		})
}

func (t *tabs) answer(msg countsMsg, course string) {
	if !t.lane.Settle(msg.id) || msg.course != course {
		return
	}
	if t.err = msg.err; msg.err == nil {
		t.counts = msg.counts
	}
}

// of returns what the tabs say of a section.
func (t *tabs) of(s model.Section) (model.SectionCount, bool) {
	for _, c := range t.counts {
		if c.Section == s {
			return c, true
		}
	}
	return model.SectionCount{}, false
}

// all returns the sections' counts, [view.Uncounted] for those that are not there yet.
func (t *tabs) all() []model.SectionCount {
	out := make([]model.SectionCount, 0, len(model.Sections()))
	for _, s := range model.Sections() {
		c, ok := t.of(s)
		if !ok {
			c = model.SectionCount{Section: s, Count: view.Uncounted}
		}
		out = append(out, c)
	}
	return out
}

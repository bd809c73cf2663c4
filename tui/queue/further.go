package queue

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// further reads more of what an LMS has, once somebody wants to go beyond the end of
// what has been read.
type further struct {
	q    *Queue
	lane host.Lane
}

// furtherMsg is the end of reading, or why it failed.
type furtherMsg struct {
	id  int
	err error
}

// part is how much has been read of the open course; true if that is everything.
func (f *further) part() (model.Part, bool) {
	q := f.q
	with := q.h.Env().Part
	if with == nil {
		return model.Part{Whole: true}, true
	}
	p := with.Part(q.Course())
	return p, p.Whole
}

// read reads further if the list ends here only because no more has been read.
func (f *further) read() tea.Cmd {
	q := f.q
	with := q.h.Env().Part
	p, whole := f.part()
	if l := q.ls.current(); whole || !l.loaded || !l.last || f.lane.Busy() {
		return nil
	}
	course := q.Course()
	ctx, id := f.lane.Begin(q.h.Env().Ctx)
	return tea.Batch(q.h.Say(host.Info, "Reading on from the LMS: "+p.Words+" so far."), host.Ask(q.h, q, "reading further from the LMS",
		func() (struct{}, error) { return struct{}{}, with.ReadFurther(ctx, course) },
		func(_ struct{}, err error) tea.Msg { return furtherMsg{id: id, err: err} }))
}

// answer shows what was read.
func (f *further) answer(msg furtherMsg) tea.Cmd {
	if !f.lane.Settle(msg.id) {
		return nil
	}
	q := f.q
	if msg.err != nil {
		return q.h.Say(host.Bad, "The LMS could not be read further: "+model.Sentence(msg.err))
	}
	p, whole := f.part()
	said := "Read: " + p.Words + "."
	if whole {
		said = "Everything has been read."
	}
	return tea.Batch(q.ls.current().refresh(), q.count(), q.h.Say(host.Info, said))
}

package queue

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// further reads more of what an LMS has, once somebody wants to go beyond the end of
// what has been read.
type further struct {
	h    host.Host
	to   host.Taker
	lane host.Lane
}

// furtherMsg is the end of reading, or why it failed.
type furtherMsg struct {
	id  int
	err error
}

// part is how much has been read of the open course; true if that is everything.
func (q *Queue) part() (model.Part, bool) {
	with := q.h.Env().Part
	if with == nil {
		return model.Part{Whole: true}, true
	}
	p := with.Part(q.Course())
	return p, p.Whole
}

// readFurther reads further if the list ends here only because no more has been read.
func (q *Queue) readFurther() tea.Cmd {
	with, f := q.h.Env().Part, &q.further
	p, whole := q.part()
	if l := q.ls.current(); whole || !l.loaded || !l.last || f.lane.Busy() {
		return nil
	}
	course := q.Course()
	ctx, id := f.lane.Begin(q.h.Env().Ctx)
	return tea.Batch(q.h.Say(host.Info, "Reading on from the LMS: "+p.Words+" so far."), host.Ask(f.h, f.to, "reading further from the LMS",
		func() (struct{}, error) { return struct{}{}, with.ReadFurther(ctx, course) },
		func(_ struct{}, err error) tea.Msg { return furtherMsg{id: id, err: err} }))
}

func (q *Queue) readOn(msg furtherMsg) tea.Cmd {
	if !q.further.lane.Settle(msg.id) {
		return nil
	}
	if msg.err != nil {
		return q.h.Say(host.Bad, "The LMS could not be read further: "+model.Sentence(msg.err))
	}
	p, whole := q.part()
	said := "Read: " + p.Words + "."
	if whole {
		said = "Everything has been read."
	}
	return tea.Batch(q.ls.current().refresh(), q.count(), q.h.Say(host.Info, said))
}

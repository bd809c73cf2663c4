package exams

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// keptMsg is the answer to a change of an exam. It is never a late one: what
// was written was written.
type keptMsg struct {
	exam    int64
	policy  bool
	changed model.ExamChanged
	err     error
}

// keep sends a change of an exam. Nothing cancels it: the desk waits for it
// before it closes.
func (es *Exams) keep(exam int64, policy bool, doing string, change func(context.Context, model.Desk) (model.ExamChanged, error)) tea.Cmd {
	es.h.Writing(1)
	ctx, desk := es.h.Env().Ctx, es.h.Env().Desk
	return host.Ask(es.h, es, doing,
		func() (model.ExamChanged, error) { return change(ctx, desk) },
		func(c model.ExamChanged, err error) tea.Msg {
			return keptMsg{exam: exam, policy: policy, changed: c, err: err}
		})
}

// Take takes the answer to a change in.
func (es *Exams) Take(answer tea.Msg) tea.Cmd {
	msg, ok := answer.(keptMsg)
	if !ok {
		return nil
	}
	es.h.Writing(-1)
	now := examNow(msg.err)
	if msg.err == nil {
		now = &msg.changed.ExamDetail
	}
	if e, ok := host.Find[*Screen](es.h); ok && now != nil {
		if msg.err != nil { // the conflict does not tell what this person may do
			now.Change = model.Capability{OK: true}
		}
		e.put(*now)
	}
	p, open := host.Find[*Policy](es.h)
	open = open && msg.policy && p.exam.Exam.ID == msg.exam
	switch {
	case open && msg.err != nil:
		p.failed(msg.err)
		return nil
	case msg.err != nil:
		return es.h.Say(host.Bad, model.Sentence(msg.err))
	case open:
		return tea.Batch(es.h.Pop(p), es.sayKept(msg))
	}
	return es.sayKept(msg)
}

func (es *Exams) sayKept(msg keptMsg) tea.Cmd {
	name := msg.changed.Exam.Name.String()
	switch {
	case msg.changed.Untold != "":
		return es.h.Say(host.Bad, msg.changed.Untold)
	case msg.policy && msg.changed.Policy == nil:
		return es.h.Say(host.Good, name+" has no review policy any more.")
	case msg.policy:
		return es.h.Say(host.Good, "The review policy of "+name+" is saved.")
	case msg.changed.Exam.IsActive:
		return es.h.Say(host.Good, name+" is active.")
	}
	return es.h.Say(host.Good, name+" is not active any more.")
}

// examNow is the exam as it is now, where an error says so.
func examNow(err error) *model.ExamDetail {
	var conflict *model.ExamConflictError
	if errors.As(err, &conflict) {
		return &conflict.Now
	}
	return nil
}

// askActive asks before an exam is taken out or put back.
func (es *Exams) askActive(e *Screen) tea.Cmd {
	d := e.known()
	if d == nil {
		return nil
	}
	on := !d.Exam.IsActive
	title := "Take this exam out?"
	if on {
		title = "Put this exam back?"
	}
	c := model.ExamEdit{ExamID: d.Exam.ID, Active: &on, Expected: d.Exam.Modified}
	return es.h.Push(ask.NewQuestion(es.h,
		view.Question{Title: title, Facts: view.ActiveFacts(*d, on), Remark: "Where an LMS publishes the course, it sets this again."},
		func() tea.Cmd {
			return es.keep(c.ExamID, false, "changing the exam", func(ctx context.Context, desk model.Desk) (model.ExamChanged, error) { return desk.ChangeExam(ctx, c) })
		}))
}

package exams

import (
	"context"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// keptMsg is the answer to a change of an exam. It is never too late:
// what was written stays written.
type keptMsg struct {
	exam    int64
	policy  bool
	changed model.ExamChanged
	err     error
}

// keeper sends changes of exams, and says what became of them.
type keeper struct{ h host.Host }

// shower is a screen that shows exams, writer one in which a policy is written.
type (
	shower interface{ put(d model.ExamDetail) }
	writer interface {
		host.Screen
		writes(exam int64) bool
		failed(err error)
	}
)

// send sends a change of an exam. Nothing cancels it: the desk waits for it
// before it closes.
func (k *keeper) send(exam int64, policy bool, doing string, change func(context.Context, model.Desk) (model.ExamChanged, error)) tea.Cmd {
	k.h.Writing(1)
	ctx, desk := k.h.Env().Ctx, k.h.Env().Desk
	return host.Ask(k.h, k, doing,
		func() (model.ExamChanged, error) { return change(ctx, desk) },
		func(c model.ExamChanged, err error) tea.Msg {
			return keptMsg{exam: exam, policy: policy, changed: c, err: err}
		})
}

// Take takes the answer to a change in.
func (k *keeper) Take(answer tea.Msg) tea.Cmd {
	msg, ok := answer.(keptMsg)
	if !ok {
		return nil
	}
	k.h.Writing(-1)
	now := examNow(msg.err)
	if msg.err == nil {
		now = &msg.changed.ExamDetail
	}
	if e, ok := host.Find[shower](k.h); ok && now != nil {
		if msg.err != nil { // the conflict does not tell what this person may do
			now.Change = model.Capability{OK: true}
		}
		e.put(*now)
	}
	p, open := host.Find[writer](k.h)
	open = open && msg.policy && p.writes(msg.exam)
	switch {
	case open && msg.err != nil:
		p.failed(msg.err)
		return nil
	case msg.err != nil:
		return k.h.Say(host.Bad, model.Sentence(msg.err))
	case open:
		return tea.Batch(k.h.Pop(p), k.sayKept(msg))
	}
	return k.sayKept(msg)
}

func (k *keeper) sayKept(msg keptMsg) tea.Cmd {
	name := msg.changed.Exam.Name.String()
	switch {
	case msg.changed.Untold != "":
		return k.h.Say(host.Bad, msg.changed.Untold)
	case msg.policy && msg.changed.Policy == nil:
		return k.h.Say(host.Good, name+" has no review policy any more.")
	case msg.policy:
		return k.h.Say(host.Good, "The review policy of "+name+" is saved.")
	case msg.changed.Exam.IsActive:
		return k.h.Say(host.Good, name+" is active.")
	}
	return k.h.Say(host.Good, name+" is no longer active.")
}

// examNow returns the exam as it is now, where an error says so.
func examNow(err error) *model.ExamDetail {
	var conflict *model.ExamConflictError
	if errors.As(err, &conflict) {
		return &conflict.Now
	}
	return nil
}

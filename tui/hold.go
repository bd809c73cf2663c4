package tui

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// holdState is where a decision stands for the desk.
type holdState int

const (
	holdTaking holdState = iota
	holdWaiting
	holdWithdrawing
	holdSending
	holdFailed
	holdFound
)

// hold is a decision that is taken and not settled.
type hold struct {
	// token tells the decisions apart before the journal has given an id.
	token int
	held  model.Held
	// row is the attempt as the reviewer saw it.
	row   model.AttemptRow
	to    model.AttemptStatus
	state holdState
	// batch is the decisions that were confirmed together with this one, 0 if it
	// stands for itself.
	batch int
	// undo tells that the reviewer wants it back while the journal is still
	// writing it.
	undo     bool
	problem  string
	conflict *model.ConflictError
}

// writing tells whether an answer is waited for that must not be abandoned.
func (h *hold) writing() bool {
	return h.state == holdTaking || h.state == holdWithdrawing || h.state == holdSending
}

// holds are the decisions of this session that are not settled, oldest first.
type holds struct {
	env    *env
	items  []*hold
	tokens int
	// done counts what the store has confirmed.
	done int
}

type (
	heldMsg struct {
		token int
		held  model.Held
		err   error
	}
	dueMsg  struct{ token int }
	sentMsg struct {
		token   int
		decided model.Decided
		err     error
	}
	withdrawnMsg struct {
		token int
		err   error
	}
)

// writeContext is what the journal is asked under: a decision that is on its
// way is not broken off because the desk closes.
func (s *holds) writeContext() context.Context { return context.WithoutCancel(s.env.ctx) }

// take asks the journal to keep a decision.
func (s *holds) take(req model.DecisionRequest, row model.AttemptRow, to model.AttemptStatus) (*hold, tea.Cmd) {
	s.tokens++
	h := &hold{token: s.tokens, held: model.Held{Request: req}, row: row, to: to}
	s.items = append(s.items, h)
	return h, s.keep(h)
}

func (s *holds) keep(h *hold) tea.Cmd {
	h.state, h.problem, h.conflict = holdTaking, "", nil
	ctx, keeper, token, req := s.writeContext(), s.env.Keeper, h.token, h.held.Request
	return ask(s.env, "keeping the decision",
		func() (model.Held, error) { return keeper.Hold(ctx, req) },
		func(held model.Held, err error) tea.Msg { return heldMsg{token: token, held: held, err: err} })
}

// taken takes the journal's answer in. Only now the decision is taken.
func (s *holds) taken(m heldMsg, now time.Time) tea.Cmd {
	h := s.byToken(m.token)
	if h == nil {
		return nil
	}
	if m.err != nil {
		h.fail(m.err)
		return nil
	}
	h.held, h.state = m.held, holdWaiting
	if h.undo {
		return s.withdraw(h)
	}
	return s.env.later(h.held.SendAt.Sub(now), dueMsg{token: h.token})
}

// dueNow sends a decision whose time has come, unless it is being withdrawn.
func (s *holds) dueNow(token int) tea.Cmd {
	h := s.byToken(token)
	if h == nil || h.state != holdWaiting {
		return nil
	}
	return s.send(h)
}

// send gives a decision to the store.
func (s *holds) send(h *hold) tea.Cmd {
	h.state, h.problem, h.conflict = holdSending, "", nil
	ctx, keeper, token, id := s.writeContext(), s.env.Keeper, h.token, h.held.ID
	return ask(s.env, "sending the decision",
		func() (model.Decided, error) { return keeper.Send(ctx, id) },
		func(d model.Decided, err error) tea.Msg { return sentMsg{token: token, decided: d, err: err} })
}

// retry tries again what failed: keeping it, or sending it.
func (s *holds) retry(h *hold) tea.Cmd {
	if h.held.ID == "" {
		return s.keep(h)
	}
	return s.send(h)
}

// sent takes the store's answer in and returns the decision it is about.
func (s *holds) sent(m sentMsg) *hold {
	h := s.byToken(m.token)
	if h == nil {
		return nil
	}
	if m.err != nil {
		h.fail(m.err)
		return h
	}
	s.drop(h)
	s.done++
	return h
}

// withdraw takes a decision back that has not been sent.
func (s *holds) withdraw(h *hold) tea.Cmd {
	if h.state == holdTaking {
		h.undo = true
		return nil
	}
	if h.held.ID == "" {
		s.drop(h)
		return nil
	}
	h.state = holdWithdrawing
	ctx, keeper, token, id := s.writeContext(), s.env.Keeper, h.token, h.held.ID
	return ask(s.env, "withdrawing the decision",
		func() (struct{}, error) { return struct{}{}, keeper.Withdraw(ctx, id) },
		func(_ struct{}, err error) tea.Msg { return withdrawnMsg{token: token, err: err} })
}

// withdrawn takes the journal's answer in. A decision that turns out to be
// settled is gone from the desk either way; one that could not be withdrawn is
// not sent by itself, since the reviewer does not want it.
func (s *holds) withdrawn(m withdrawnMsg) *hold {
	h := s.byToken(m.token)
	switch {
	case h == nil:
	case m.err == nil || model.CodeOf(m.err) == model.CodeConflict || model.CodeOf(m.err) == model.CodeNotFound:
		s.drop(h)
	default:
		h.fail(m.err)
	}
	return h
}

func (h *hold) fail(err error) {
	h.state, h.problem, h.undo = holdFailed, model.Sentence(err), false
	var conflict *model.ConflictError
	if errors.As(err, &conflict) {
		h.conflict = conflict
	}
}

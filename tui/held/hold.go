package held

import (
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
)

// State is where a decision stands for the desk.
type State int

// The states of a decision.
const (
	Taking State = iota
	Waiting
	Withdrawing
	Sending
	Failed
	Found
)

// Hold is a decision that is taken and not settled.
type Hold struct {
	// Token distinguishes the decisions before the journal has given an id.
	Token int
	Held  model.Held
	// Row is the attempt as the reviewer saw it, To what it becomes.
	Row   model.AttemptRow
	To    model.AttemptStatus
	State State
	// Batch is the decisions that were confirmed together with this one, 0 if it
	// stands for itself.
	Batch int
	// undo reports whether the reviewer wants it back while the journal is still
	// writing it.
	undo bool
	// Problem is why it failed, Conflict the decision of another that it met.
	Problem  string
	Conflict *model.ConflictError
	// lost reports whether it failed because the store could not be reached, so that it
	// was not carried out, or will be only once however often it is sent.
	lost bool
}

// writing reports whether an answer is waited for that must not be abandoned.
func (h *Hold) writing() bool {
	return h.State == Taking || h.State == Withdrawing || h.State == Sending
}

// unsettled reports whether it needs a person's word: it was left by an earlier
// session, or met someone else's decision.
func (h *Hold) unsettled() bool {
	return h.State == Found || h.State == Failed && h.Conflict != nil
}

// Holds are the decisions of this session that are not settled, oldest first.
type Holds struct {
	h host.Host
	// to takes the journal's answers.
	to     host.Taker
	Items  []*Hold
	tokens int
	// Done counts what the store has confirmed.
	Done int
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

// take asks the journal to keep a decision.
func (s *Holds) take(req model.DecisionRequest, row model.AttemptRow, to model.AttemptStatus) (*Hold, tea.Cmd) {
	s.tokens++
	h := &Hold{Token: s.tokens, Held: model.Held{Request: req}, Row: row, To: to}
	s.Items = append(s.Items, h)
	return h, s.keep(h)
}

func (s *Holds) keep(h *Hold) tea.Cmd {
	h.State, h.Problem, h.Conflict = Taking, "", nil
	ctx, keeper, token, req := s.h.Env().WriteContext(), s.h.Env().Keeper, h.Token, h.Held.Request
	return host.Ask(s.h, s.to, "keeping the decision",
		func() (model.Held, error) { return keeper.Hold(ctx, req) },
		func(held model.Held, err error) tea.Msg { return heldMsg{token: token, held: held, err: err} })
}

// taken takes the journal's answer in. Only now the decision is taken.
func (s *Holds) taken(m heldMsg, now time.Time) tea.Cmd {
	h := s.ByToken(m.token)
	if h == nil {
		return nil
	}
	if m.err != nil {
		h.fail(m.err)
		return nil
	}
	h.Held, h.State = m.held, Waiting
	if h.undo {
		return s.Withdraw(h)
	}
	return host.Wait(s.h, s.to, h.Held.SendAt.Sub(now), dueMsg{token: h.Token})
}

// dueNow sends a decision whose time has come, unless it is being withdrawn.
func (s *Holds) dueNow(token int) tea.Cmd {
	h := s.ByToken(token)
	if h == nil || h.State != Waiting {
		return nil
	}
	return s.Send(h)
}

// Send gives a decision to the store.
func (s *Holds) Send(h *Hold) tea.Cmd {
	h.State, h.Problem, h.Conflict = Sending, "", nil
	ctx, keeper, token, id := s.h.Env().WriteContext(), s.h.Env().Keeper, h.Token, h.Held.ID
	return host.Ask(s.h, s.to, "sending the decision",
		func() (model.Decided, error) { return keeper.Send(ctx, id) },
		func(d model.Decided, err error) tea.Msg { return sentMsg{token: token, decided: d, err: err} })
}

// Retry tries again what failed: keeping it, or sending it.
func (s *Holds) Retry(h *Hold) tea.Cmd {
	if h.Held.ID == "" {
		return s.keep(h)
	}
	return s.Send(h)
}

// sent takes the store's answer in and returns the decision it is about.
func (s *Holds) sent(m sentMsg) *Hold {
	h := s.ByToken(m.token)
	if h == nil {
		return nil
	}
	if m.err != nil {
		h.fail(m.err)
		return h
	}
	s.drop(h)
	s.Done++
	return h
}

// Withdraw takes a decision back that has not been sent.
func (s *Holds) Withdraw(h *Hold) tea.Cmd {
	if h.State == Taking {
		h.undo = true
		return nil
	}
	if h.Held.ID == "" {
		s.drop(h)
		return nil
	}
	h.State = Withdrawing
	ctx, keeper, token, id := s.h.Env().WriteContext(), s.h.Env().Keeper, h.Token, h.Held.ID
	return host.Ask(s.h, s.to, "withdrawing the decision",
		func() (struct{}, error) { return struct{}{}, keeper.Withdraw(ctx, id) },
		func(_ struct{}, err error) tea.Msg { return withdrawnMsg{token: token, err: err} })
}

// withdrawn takes the journal's answer in. A decision that turns out to be
// settled is gone from the desk either way; one that could not be withdrawn is
// not sent by itself, since the reviewer does not want it.
func (s *Holds) withdrawn(m withdrawnMsg) *Hold {
	h := s.ByToken(m.token)
	switch {
	case h == nil:
	case m.err == nil || model.CodeOf(m.err) == model.CodeConflict || model.CodeOf(m.err) == model.CodeNotFound:
		s.drop(h)
	default:
		h.fail(m.err)
	}
	return h
}

func (h *Hold) fail(err error) {
	h.State, h.Problem, h.undo = Failed, model.Sentence(err), false
	h.lost = model.CodeOf(err) == model.CodeUnavailable && !errors.Is(err, model.ErrUnsettled)
	var conflict *model.ConflictError
	if errors.As(err, &conflict) {
		h.Conflict = conflict
	}
}

// ByToken returns the decision of a token, nil if it is settled.
func (s *Holds) ByToken(token int) *Hold {
	for _, h := range s.Items {
		if h.Token == token {
			return h
		}
	}
	return nil
}

func (s *Holds) drop(gone *Hold) {
	s.Items = slices.DeleteFunc(s.Items, func(h *Hold) bool { return h == gone })
}

package journal

import (
	"context"

	"examdesk/model"
)

// Applied is what a [model.Decider] may also answer: whether the store holds
// the outcome of a decision. It must be true of any try that it answered, or
// that was broken off, before the question.
type Applied interface {
	DecisionApplied(ctx context.Context, d model.Decision) (bool, error)
}

// Withdraw implements [model.DecisionKeeper]. A decision that may have reached
// the store is withdrawn only if the store says that it has not been applied;
// if it has, the decision is closed and the answer is [model.CodeConflict].
// Withdrawing again what was withdrawn is not an error.
func (j *Journal) Withdraw(ctx context.Context, id string) error {
	f, d, err := j.startWithdraw(ctx, id)
	if err != nil || f == nil {
		return err
	}
	applied, err := d.asked.DecisionApplied(ctx, d.decision)
	return j.endWithdraw(f, id, applied, err)
}

// question is a decision and the store that knows whether it has been applied.
type question struct {
	asked    Applied
	decision model.Decision
}

// startWithdraw withdraws at once what was never sent. Otherwise it returns
// what to ask, and keeps others from sending the decision meanwhile.
func (j *Journal) startWithdraw(ctx context.Context, id string) (*flight, question, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var none question
	if err := j.ready(ctx); err != nil {
		return nil, none, err
	}
	e, over, err := j.open(id)
	switch {
	case err != nil && (over.kind == kindWithdrawn || over.kind == kindDismissed):
		return nil, none, nil
	case err != nil:
		return nil, none, err
	case e.flight != nil && e.flight.sends:
		return nil, none, model.Errorf(model.CodeConflict, "The decision is on its way to the store.")
	case e.flight != nil:
		return nil, none, model.Errorf(model.CodeConflict, "The decision is being withdrawn already.")
	case !e.unsure:
		return nil, none, j.drop(e, kindWithdrawn)
	}
	asked, ok := j.decider.(Applied)
	if !ok {
		return nil, none, model.Errorf(model.CodeUnsupported,
			"The decision may have reached the store, and this store cannot say whether it did. "+
				"Send it again, or look at the attempt and dismiss the decision.")
	}
	e.flight = newFlight(false)
	return e.flight, question{asked: asked, decision: e.decision()}, nil
}

// endWithdraw takes the store's answer in.
func (j *Journal) endWithdraw(f *flight, id string, applied bool, err error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer close(f.done)
	e := j.book.open[id]
	e.flight = nil
	switch {
	case err != nil:
		return model.Wrap(err, model.CodeUnavailable,
			"The decision may have reached the store, which cannot be asked now; it is kept as it is.")
	case applied:
		// Settling what the store has confirmed cannot fail; see settle.
		_ = j.settle(id, outcome{kind: kindClosed})
		return model.Errorf(model.CodeConflict, "The decision has been applied already, so it cannot be withdrawn.")
	}
	return j.drop(e, kindWithdrawn)
}

// Dismiss drops a decision without asking the store. It is for one that may
// have been sent to a store that cannot say what became of it, once a person
// has looked at the attempt, and for one that was refused.
func (j *Journal) Dismiss(ctx context.Context, id string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.ready(ctx); err != nil {
		return err
	}
	e, over, err := j.open(id)
	switch {
	case err != nil && (over.kind == kindWithdrawn || over.kind == kindDismissed):
		return nil
	case err != nil:
		return err
	case e.flight != nil:
		return model.Errorf(model.CodeConflict, "The decision is on its way to the store.")
	}
	return j.drop(e, kindDismissed)
}

// drop settles a decision that a person no longer wants. If that cannot
// be written, the decision waits for a word instead of being sent by the clock:
// no one expects it to be sent now.
func (j *Journal) drop(e *entry, k kind) error {
	err := j.settle(e.taken.ID, outcome{kind: k})
	if err == nil {
		return nil
	}
	problem := writeProblem(err, "The decision was not withdrawn, but it will not be sent automatically either.")
	e.state, e.problem = model.HeldFailed, problem.Message
	return problem
}

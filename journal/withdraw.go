package journal

import (
	"context"

	"examdesk/model"
)

// Applied is an optional role of a [model.Decider]: it reports whether the store holds
// the outcome of a decision. The answer must take into account every try that was
// answered or interrupted before the question.
type Applied interface {
	DecisionApplied(ctx context.Context, d model.Decision) (bool, error)
}

// Withdraw implements [model.DecisionKeeper]. A decision that may have reached the
// store is withdrawn only if the store says that it has not been applied; if it has,
// the decision is closed and the error has [model.CodeConflict]. Withdrawing a decision
// twice is not an error.
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

// startWithdraw withdraws a decision at once if it was never sent. Otherwise it returns
// the question for the store, and prevents the decision from being sent in the
// meantime.
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

// endWithdraw records the store's answer.
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

// Dismiss drops a decision without asking the store. It is for a decision that was
// refused, or that may have been sent to a store that cannot say whether it was
// applied, once a person has looked at the attempt.
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

// drop settles a decision that a person no longer wants. If that cannot be written, the
// decision waits for a person instead of being sent when its time comes, which no one
// expects any longer.
func (j *Journal) drop(e *entry, k kind) error {
	err := j.settle(e.taken.ID, outcome{kind: k})
	if err == nil {
		return nil
	}
	problem := writeProblem(err, "The decision was not withdrawn, but it will not be sent automatically either.")
	e.state, e.problem = model.HeldFailed, problem.Message
	return problem
}

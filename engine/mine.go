package engine

import (
	"context"
	"iter"

	"examdesk/model"
)

// FindAttempts implements [model.AttemptFinder]; mine: stands for the actor.
func (e *Guarded) FindAttempts(ctx context.Context, q model.AttemptQuery) (model.AttemptPage, error) {
	var err error
	if q.Filter, err = meant(q.Filter, e.actor); err != nil {
		return model.AttemptPage{}, err
	}
	return e.parts.FindAttempts(ctx, q)
}

// Attempts walks through the attempts of a query as [streams.Attempts] does; mine:
// stands for the actor.
func (e *Guarded) Attempts(ctx context.Context, q model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	f, err := meant(q.Filter, e.actor)
	if err != nil {
		return func(yield func(model.AttemptRow, error) bool) { yield(model.AttemptRow{}, err) }
	}
	q.Filter = f
	return e.parts.Attempts(ctx, q)
}

// meant returns a filter as it reads for an actor.
func meant(f model.Filter, actor model.Actor) (model.Filter, error) {
	if !f.IsMine() {
		return f, nil
	}
	if actor.Username == "" {
		return f, model.Errorf(model.CodeInvalid, "mine: needs to know who you are; name yourself with --as USERNAME or in the profile.")
	}
	return f.For(actor.Username.Raw()), nil
}

package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// about finds the places that a deed needs rights for; nil means the store as a
// whole.
type about func(ctx context.Context, tx *store.Tx) ([]model.Target, error)

// line is what a deed did to one subject. Its effects go to the outbox, and all of it
// to a line of activity.
type line struct {
	subject  model.Subject
	from, to string
	// deed is empty if it is the one that was asked for.
	deed    model.Deed
	effects []model.Effect
	// at is the time of the deed; zero means now.
	at time.Time
	// decision is set for a person's decision.
	decision *decisionLine
}

// decisionLine is what is recorded of a decision in addition.
type decisionLine struct {
	model.Decision
	former model.ReviewStatus
	plan   model.DecisionPlan
}

// work does a deed for an actor as the store knows them. It returns a line for each
// subject that it changed.
type work func(tx *store.Tx, who model.Actor) ([]line, error)

// do is the only way to a writing transaction. Inside it, the person is looked up
// again, since rights may have been withdrawn; a person without the right is refused,
// the deed is done, and what it did is recorded, all or nothing.
func (e *core) do(ctx context.Context, by caller, deed model.Deed, on about, f work) error {
	return e.store.Update(ctx, func(tx *store.Tx) error {
		who, err := e.admit(ctx, tx, by, deed, on)
		if err != nil {
			return err
		}
		tx.As(who.ID) // before anything is written, since the history records who acts
		lines, err := f(tx, who)
		if err != nil {
			return err
		}
		return e.recordAll(ctx, tx, who, deed, lines)
	})
}

// ask makes the same checks as [core.do] on a snapshot, without doing the deed or
// writing anything. f may be nil.
func (e *core) ask(ctx context.Context, by caller, deed model.Deed, on about, f func(tx *store.Tx, who model.Actor) error) error {
	return e.store.Glance(ctx, func(tx *store.Tx) error {
		who, err := e.admit(ctx, tx, by, deed, on)
		if err != nil || f == nil {
			return err
		}
		return f(tx, who)
	})
}

// admit returns the caller as the store knows them now, and refuses one who may not
// do the deed. One who may do it nowhere is refused first, and so does not learn what
// exists.
func (e *core) admit(ctx context.Context, tx *store.Tx, by caller, deed model.Deed, on about) (model.Actor, error) {
	if by.unguarded {
		return by.Actor, nil
	}
	rights, err := e.rights(ctx, tx, by.Actor)
	if err != nil {
		return rights.Actor, err
	}
	if err := rights.MayAnywhere(deed); err != nil || on == nil {
		return rights.Actor, err
	}
	targets, err := on(ctx, tx)
	if err != nil {
		return rights.Actor, err
	}
	for _, t := range targets {
		if err := rights.May(deed, t); err != nil {
			return rights.Actor, err
		}
	}
	return rights.Actor, nil
}

// rights returns what an actor may do, as the store knows them now.
func (e *core) rights(ctx context.Context, tx *store.Tx, actor model.Actor) (model.Rights, error) {
	if actor.ID != 0 {
		now, err := tx.Person(ctx, actor.ID)
		switch {
		case model.CodeOf(err) == model.CodeNotFound && err != nil:
			now = model.Reviewer{Username: actor.Username}
		case err != nil:
			return model.Rights{}, err
		}
		actor.Reviewer = now
	}
	return model.Rights{Actor: actor, Backends: e.cfg.Backends, OwnAttempts: e.cfg.OwnAttempts, Strict: e.cfg.Strict}, nil
}

// recordAll writes the effects of each line to the outbox and the line itself.
func (e *core) recordAll(ctx context.Context, tx *store.Tx, who model.Actor, deed model.Deed, lines []line) error {
	told, now := telling{tx: tx}, e.now()
	for _, l := range lines {
		if l.at.IsZero() {
			l.at = now
		}
		a := model.Activity{
			At: l.at, Deed: cmp.Or(l.deed, deed), Actor: who.Line(), Door: who.Door, Subject: l.subject, From: l.from, To: l.to, Effects: model.ActivityEffects(l.effects),
		}
		effects := e.complete(l.effects)
		var err error
		if d := l.decision; d != nil {
			d.plan.Effects = effects
			a.DecisionID, a.Reason = d.ID, d.Reason
			if err = told.write(ctx); err == nil {
				err = tx.RecordDecision(ctx, d.Decision, who.ID, d.former, d.plan)
			}
		} else {
			err = told.add(ctx, l.at, effects)
		}
		if err == nil {
			err = tx.RecordActivity(ctx, a)
		}
		if err != nil {
			return err
		}
	}
	return told.write(ctx)
}

// telling gathers the effects of lines of one time, which one statement records.
type telling struct {
	tx      *store.Tx
	at      time.Time
	effects []model.Effect
}

func (t *telling) add(ctx context.Context, at time.Time, effects []model.Effect) error {
	if !at.Equal(t.at) {
		if err := t.write(ctx); err != nil {
			return err
		}
		t.at = at
	}
	t.effects = append(t.effects, effects...)
	return nil
}

func (t *telling) write(ctx context.Context) error {
	effects := t.effects
	t.effects = nil
	return t.tx.RecordEffects(ctx, t.at, effects)
}

// complete fills in what only the configuration knows.
func (e *core) complete(effects []model.Effect) []model.Effect {
	out := slices.Clone(effects)
	for i := range out {
		if out[i].Kind == model.EffectSignal {
			signal := model.SignalOf(out[i], e.cfg.Backends)
			out[i].Signal = &signal
		}
	}
	return out
}

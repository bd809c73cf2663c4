package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// HeldDeliveries returns the deliveries that wait for a person: those for an attempt
// code, or all if it is empty.
func (e attemptReads) HeldDeliveries(ctx context.Context, code string) (out []model.HeldDelivery, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		out, err = tx.HeldDeliveries(ctx, code)
		return err
	})
	return out, err
}

// PreviewDelivery reports what accepting a held delivery would do, and refuses one
// who may not accept it. [model.CodeConflict] if it is already settled.
func (e *Guarded) PreviewDelivery(ctx context.Context, id int64) (out model.ReceivedReview, err error) {
	err = e.ask(ctx, e.caller(), model.DeedAcceptReview, e.ofDelivery(id), func(tx *store.Tx, who model.Actor) error {
		d, err := unsettled(ctx, tx, id)
		if err != nil {
			return err
		}
		taking, err := e.planDelivery(ctx, tx, accepted(d, who))
		out = taking.ReceivedReview
		return err
	})
	return out, err
}

// MayDismiss refuses one who may not dismiss a held delivery.
func (e *Guarded) MayDismiss(ctx context.Context, id int64) error {
	return e.ask(ctx, e.caller(), model.DeedDismissReview, e.ofDelivery(id), func(tx *store.Tx, _ model.Actor) error {
		_, err := unsettled(ctx, tx, id)
		return err
	})
}

// AcceptDelivery lets a held delivery take effect as the actor's decision.
// [model.CodeConflict] if it was settled meanwhile.
func (e *Guarded) AcceptDelivery(ctx context.Context, id int64) (out model.ReceivedReview, err error) {
	err = e.do(ctx, e.caller(), model.DeedAcceptReview, e.ofDelivery(id), func(tx *store.Tx, who model.Actor) (lines []line, err error) {
		d, err := unsettled(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if err := e.settle(ctx, tx, id, who, "applied"); err != nil {
			return nil, err
		}
		out, lines, err = e.takeIn(ctx, tx, accepted(d, who))
		return lines, err
	})
	return out, err
}

// DismissDelivery closes a held delivery without any effect.
func (e *Guarded) DismissDelivery(ctx context.Context, id int64) error {
	return e.do(ctx, e.caller(), model.DeedDismissReview, e.ofDelivery(id), func(tx *store.Tx, who model.Actor) ([]line, error) {
		d, err := unsettled(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		at, err := locate(ctx, tx, d.AttemptCode)
		if err != nil {
			return nil, err
		}
		subject := attemptSubject(at.attempt)
		subject.Kind, subject.ID = model.SubjectReview, id
		return []line{{subject: subject, from: deliveryHeld, to: "dismissed"}}, e.settle(ctx, tx, id, who, "dismissed")
	})
}

// unsettled returns a delivery that still waits for a person.
func unsettled(ctx context.Context, tx *store.Tx, id int64) (model.HeldDelivery, error) {
	d, err := tx.Delivery(ctx, id)
	if err == nil && d.State != deliveryHeld {
		err = settled(id)
	}
	return d, err
}

func settled(id int64) error {
	return model.Errorf(model.CodeConflict, "Delivery %d has been settled meanwhile.", id)
}

// accepted turns a held delivery into a person's decision.
func accepted(d model.HeldDelivery, who model.Actor) delivered {
	return delivered{
		Delivery: model.Delivery{Status: d.Status, Comments: d.Comments, ReviewedBy: d.ReviewedBy.Raw(), Raw: d.Raw},
		search:   &search{code: d.AttemptCode}, video: d.Video, accepted: true, by: person(who),
	}
}

// deliveries settles the deliveries that wait for a person.
type deliveries struct{ *core }

func (e deliveries) settle(ctx context.Context, tx *store.Tx, id int64, who model.Actor, state string) error {
	err := tx.SettleDelivery(ctx, id, state, who.ID, e.now())
	if model.CodeOf(err) == model.CodeNotFound {
		return settled(id)
	}
	return err
}

package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// HeldDeliveries are the deliveries that wait for a person: those of an attempt
// code, or all for none.
func (e *Engine) HeldDeliveries(ctx context.Context, code string) (out []model.HeldDelivery, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		out, err = tx.HeldDeliveries(ctx, code)
		return err
	})
	return out, err
}

// AcceptDelivery lets a held delivery take effect as the decision of the
// engine's reviewer. [model.CodeConflict] if it was settled meanwhile.
func (e *Engine) AcceptDelivery(ctx context.Context, id int64) (ReceivedReview, error) {
	held, err := e.heldDelivery(ctx, id)
	if err != nil {
		return ReceivedReview{}, err
	}
	by := e.cfg.Reviewer
	d := delivered{
		Delivery: model.Delivery{Status: held.Status, Comments: held.Comments, ReviewedBy: held.ReviewedBy.Raw(), Raw: held.Raw},
		code:     held.AttemptCode, video: held.Video, accepted: true,
		by: &model.Learner{ID: by.ID, Username: by.Username, FullName: by.FullName},
	}
	return e.takeDelivery(ctx, d, func(tx *store.Tx) error { return e.settle(ctx, tx, id, "applied") })
}

// DismissDelivery closes a held delivery without any effect.
func (e *Engine) DismissDelivery(ctx context.Context, id int64) error {
	if _, err := e.heldDelivery(ctx, id); err != nil {
		return err
	}
	return e.store.Update(ctx, func(tx *store.Tx) error { return e.settle(ctx, tx, id, "dismissed") })
}

func (e *Engine) settle(ctx context.Context, tx *store.Tx, id int64, state string) error {
	err := tx.SettleDelivery(ctx, id, state, e.cfg.Reviewer.ID, e.now())
	if model.CodeOf(err) == model.CodeNotFound {
		return model.Errorf(model.CodeConflict, "Somebody settled delivery %d meanwhile.", id)
	}
	return err
}

// heldDelivery reads a delivery that the reviewer may settle.
func (e *Engine) heldDelivery(ctx context.Context, id int64) (held model.HeldDelivery, err error) {
	if e.cfg.Reviewer.ID == 0 {
		return held, model.Errorf(model.CodeDenied, "Nobody is signed in; say who decides with --as USERNAME.")
	}
	err = e.store.View(ctx, func(tx *store.Tx) error {
		if held, err = tx.Delivery(ctx, id); err != nil {
			return err
		}
		exam, _, _, err := locate(ctx, tx, held.AttemptCode)
		if err != nil {
			return err
		}
		r, b := e.cfg.Reviewer, e.cfg.Backends.Resolve(exam)
		switch {
		case b != nil && !r.MayDecide(b.Name):
			return model.Errorf(model.CodeDenied, "%s may not decide attempts of %s.", r.Username, model.Clean(b.Name))
		case b == nil && !r.IsStaff && len(r.Groups) == 0:
			return model.Errorf(model.CodeDenied, "%s may not decide attempts.", r.Username)
		}
		return nil
	})
	return held, err
}

package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

var _ model.AttemptChanger = (*Engine)(nil)

// PreviewChange implements [model.AttemptChanger]. It writes nothing and asks
// nobody.
func (e *Engine) PreviewChange(ctx context.Context, r model.ChangeRequest) (p model.ChangePreview, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		row, err := e.changeable(ctx, tx, r)
		if err != nil {
			return err
		}
		plans, err := e.planChange(ctx, tx, r, row)
		if err != nil {
			return err
		}
		p = model.ChangePreview{Row: row, Kind: r.Kind, By: e.cfg.Reviewer, From: row.Attempt.Status, To: plans[0].To, Attempts: len(plans), RecordedOnly: true}
		for _, plan := range plans {
			p.Effects = append(p.Effects, plan.Effects...)
		}
		p.Wipes = model.Wipes(p.Effects)
		p.Word = model.ConfirmWord(p.Wipes, row)
		return nil
	})
	return p, err
}

// changeable reads the attempt and refuses who may not change it, and a version
// that is not true any more.
func (e *Engine) changeable(ctx context.Context, tx *store.Tx, r model.ChangeRequest) (model.AttemptRow, error) {
	row, err := tx.AttemptRow(ctx, r.AttemptID)
	if err != nil {
		return row, err
	}
	if err := e.cfg.Reviewer.MayChange(r.Kind, row.Exam, e.cfg.Backends); err != nil {
		return row, err
	}
	if !row.Version().Equal(r.Expected) {
		return row, model.AsConflict(r.Expected, row)
	}
	return row, nil
}

// planChange works out what a change does to each attempt that it touches.
func (e *Engine) planChange(ctx context.Context, tx *store.Tx, r model.ChangeRequest, row model.AttemptRow) ([]model.Plan, error) {
	removal := e.removal(row, e.actor())
	switch r.Kind {
	case model.ChangeResume:
		return []model.Plan{{From: row.Attempt.Status, To: row.Attempt.Status}}, resumable(row.Attempt)
	case model.ChangeReset:
		plan, err := model.Reset(removal)
		if err == nil {
			err = e.isNewest(ctx, tx, row)
		}
		return []model.Plan{plan}, err
	case model.ChangeRemove:
		return []model.Plan{model.Remove(removal)}, nil
	case model.ChangeRemoveAll:
		return e.planRemoveAll(ctx, tx, row)
	case model.ChangeStatus:
		if !r.Status.IsKnown() {
			return nil, model.Errorf(model.CodeInvalid, "%q is no status of an attempt.", r.Status)
		}
		plan, err := e.planStatus(ctx, tx, r.AttemptID, r.Status, model.TransitionOptions{By: e.actor()}, e.now())
		return []model.Plan{plan}, err
	}
	return nil, model.Errorf(model.CodeInvalid, "%q is no change of an attempt.", model.Clean(string(r.Kind)))
}

func (e *Engine) planRemoveAll(ctx context.Context, tx *store.Tx, row model.AttemptRow) (plans []model.Plan, err error) {
	ids, err := tx.AttemptIDs(ctx, row.Exam.ID, row.Attempt.UserID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		each, err := tx.AttemptRow(ctx, id)
		if err != nil {
			return nil, err
		}
		plans = append(plans, model.Remove(e.removal(each, e.actor())))
	}
	return plans, nil
}

// isNewest refuses the reset of an attempt that another one follows.
func (e *Engine) isNewest(ctx context.Context, tx *store.Tx, row model.AttemptRow) error {
	newest, err := tx.NewestAttempt(ctx, row.Exam.ID, row.Attempt.UserID)
	if err == nil && newest != nil && newest.ID != row.Attempt.ID {
		return model.Errorf(model.CodeConflict, "Attempt %d is followed by attempt %d; reset that one.", row.Attempt.ID, newest.ID)
	}
	return err
}

// actor is the reviewer as whom the platform is told of.
func (e *Engine) actor() *model.Learner {
	r := e.cfg.Reviewer
	if r.ID == 0 {
		return nil
	}
	return &model.Learner{ID: r.ID, Username: r.Username, FullName: r.FullName}
}

// ChangeAttempt implements [model.AttemptChanger].
func (e *Engine) ChangeAttempt(ctx context.Context, r model.ChangeRequest) (model.Changed, error) {
	if r.Kind == model.ChangeReset {
		return e.changeByReset(ctx, r)
	}
	asked, err := e.askBeforeChange(ctx, r)
	if err != nil {
		return model.Changed{}, err
	}
	var out model.Changed
	err = e.store.Update(ctx, func(tx *store.Tx) error {
		row, err := e.changeable(ctx, tx, r)
		if err != nil {
			return err
		}
		plans, err := e.planChange(ctx, tx, r, row)
		if err != nil {
			return err
		}
		out = model.Changed{Kind: r.Kind, From: row.Attempt.Status, To: plans[0].To}
		if r.Kind == model.ChangeResume {
			err = e.writeResume(ctx, tx, row)
		}
		for i := 0; err == nil && i < len(plans); i++ {
			if err = asked.mark(ctx, tx, &plans[i]); err != nil {
				break
			}
			out.Effects = append(out.Effects, plans[i].Effects...)
			if err = e.save(ctx, tx, &plans[i], e.now()); err == nil {
				err = e.record(ctx, tx, e.now(), plans[i].Effects)
			}
		}
		if err != nil {
			return err
		}
		out.Row, err = rowIfThere(ctx, tx, r.AttemptID)
		return err
	})
	return out, err
}

// askBeforeChange asks the services about what is to be removed, once it is clear
// that the change may be made.
func (e *Engine) askBeforeChange(ctx context.Context, r model.ChangeRequest) (confirmed, error) {
	if r.Kind != model.ChangeRemove && r.Kind != model.ChangeRemoveAll {
		return nil, nil
	}
	p, err := e.PreviewChange(ctx, r)
	if err != nil {
		return nil, err
	}
	ids := []int64{r.AttemptID}
	if r.Kind == model.ChangeRemoveAll {
		if ids, err = view(ctx, e, func(tx *store.Tx) ([]int64, error) {
			return tx.AttemptIDs(ctx, p.Row.Exam.ID, p.Row.Attempt.UserID)
		}); err != nil {
			return nil, err
		}
	}
	return e.askRemovals(ctx, ids)
}

func rowIfThere(ctx context.Context, tx *store.Tx, id int64) (*model.AttemptRow, error) {
	row, err := tx.AttemptRow(ctx, id)
	if model.CodeOf(err) == model.CodeNotFound {
		return nil, nil
	}
	return &row, err
}

func (e *Engine) writeResume(ctx context.Context, tx *store.Tx, row model.AttemptRow) error {
	a := row.Attempt
	a.ReadyToResume, a.IsResumable, a.Modified = true, false, e.now()
	_, err := tx.SaveAttempt(ctx, model.Save{Kind: model.SaveUpdate, Attempt: a, Exam: row.Exam}, a.Modified)
	return err
}

// changeByReset resets an attempt, for which a new one is registered first.
func (e *Engine) changeByReset(ctx context.Context, r model.ChangeRequest) (model.Changed, error) {
	p, err := e.PreviewChange(ctx, r)
	if err != nil {
		return model.Changed{}, err
	}
	id, plan, err := e.reset(ctx, p.Row.Exam.ID, p.Row.Attempt.UserID, e.actor(), &r.Expected)
	if err != nil {
		return model.Changed{}, err
	}
	out := model.Changed{Kind: r.Kind, From: p.From, To: p.To, Effects: plan.Effects, NewAttempt: id}
	err = e.store.View(ctx, func(tx *store.Tx) (err error) { out.Row, err = rowIfThere(ctx, tx, r.AttemptID); return err })
	return out, err
}

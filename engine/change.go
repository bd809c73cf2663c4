package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

var _ model.AttemptChanger = (*Guarded)(nil)

// PreviewChange implements [model.AttemptChanger]. It writes nothing and asks no
// service.
func (e *Guarded) PreviewChange(ctx context.Context, r model.ChangeRequest) (p model.ChangePreview, err error) {
	deed, err := r.Kind.Deed()
	if err != nil {
		return p, err
	}
	err = e.ask(ctx, e.caller(), deed, e.ofAttempt(r.AttemptID), func(tx *store.Tx, who model.Actor) error {
		row, err := changeable(ctx, tx, r)
		if err != nil {
			return err
		}
		plans, err := e.planChange(ctx, tx, r, row, person(who))
		if err != nil {
			return err
		}
		p = model.ChangePreview{Row: row, Kind: r.Kind, By: who.Reviewer, From: row.Attempt.Status, To: plans[0].To, Attempts: len(plans)}
		p.Note, p.RecordedOnly = platformNote(e.store.Info())
		for _, plan := range plans {
			p.Effects = append(p.Effects, plan.Effects...)
		}
		if r.Kind == model.ChangeResume {
			gives, err := e.planResume(ctx, tx, row)
			if err != nil {
				return err
			}
			p.Resume = &gives
		}
		p.Wipes = model.Wipes(p.Effects)
		p.Word = model.ConfirmWord(p.Wipes, row)
		return nil
	})
	return p, err
}

// changeable reads the attempt and refuses a version that is out of date.
func changeable(ctx context.Context, tx *store.Tx, r model.ChangeRequest) (model.AttemptRow, error) {
	row, err := tx.AttemptRow(ctx, r.AttemptID)
	if err != nil {
		return row, err
	}
	if !row.Version().Equal(r.Expected) {
		return row, model.AsConflict(r.Expected, row)
	}
	return row, nil
}

// changes plans the changes of attempts.
type changes struct{ *core }

// planChange works out what a change does to each attempt that it affects.
func (e changes) planChange(ctx context.Context, tx *store.Tx, r model.ChangeRequest, row model.AttemptRow, by *model.Learner) ([]model.Plan, error) {
	removal := removals(e).removal(row, by)
	switch r.Kind {
	case model.ChangeResume:
		_, err := resets(e).planResume(ctx, tx, row)
		return []model.Plan{{From: row.Attempt.Status, To: row.Attempt.Status}}, err
	case model.ChangeReset:
		plan, err := resets(e).planReset(ctx, tx, row, by)
		return []model.Plan{plan}, err
	case model.ChangeRemove:
		return []model.Plan{model.Remove(removal)}, nil
	case model.ChangeRemoveAll:
		return e.planRemoveAll(ctx, tx, row, by)
	case model.ChangeStatus:
		if !r.Status.IsKnown() {
			return nil, model.NotOneOf("status", string(r.Status), model.KnownStatuses())
		}
		plan, err := statuses(e).planStatus(ctx, tx, r.AttemptID, r.Status, model.TransitionOptions{By: by}, e.now())
		return []model.Plan{plan}, err
	}
	_, err := r.Kind.Deed()
	return nil, err
}

func (e changes) planRemoveAll(ctx context.Context, tx *store.Tx, row model.AttemptRow, by *model.Learner) (plans []model.Plan, err error) {
	ids, err := tx.AttemptIDs(ctx, row.Exam.ID, row.Attempt.UserID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		each, err := tx.AttemptRow(ctx, id)
		if err != nil {
			return nil, err
		}
		plans = append(plans, model.Remove(removals(e).removal(each, by)))
	}
	return plans, nil
}

// ChangeAttempt implements [model.AttemptChanger].
func (e *Guarded) ChangeAttempt(ctx context.Context, r model.ChangeRequest) (model.Changed, error) {
	deed, err := r.Kind.Deed()
	if err != nil {
		return model.Changed{}, err
	}
	if r.Kind == model.ChangeReset {
		return e.changeByReset(ctx, r)
	}
	asked, err := e.askBeforeChange(ctx, r)
	if err != nil {
		return model.Changed{}, err
	}
	var out model.Changed
	err = e.do(ctx, e.caller(), deed, e.ofAttempt(r.AttemptID), func(tx *store.Tx, who model.Actor) (lines []line, err error) {
		row, err := changeable(ctx, tx, r)
		if err != nil {
			return nil, err
		}
		plans, err := e.planChange(ctx, tx, r, row, person(who))
		if err != nil {
			return nil, err
		}
		out = model.Changed{Kind: r.Kind, From: row.Attempt.Status, To: plans[0].To}
		if r.Kind == model.ChangeResume {
			err = e.writeResume(ctx, tx, row)
		}
		for i := 0; err == nil && i < len(plans); i++ {
			if err = asked.mark(ctx, tx, &plans[i]); err != nil {
				break
			}
			err = e.save(ctx, tx, &plans[i], e.now())
			out.Effects = append(out.Effects, plans[i].Effects...) // now that what was created has an id
			lines = append(lines, planLine(changedAttempt(row, plans[i]), plans[i]))
		}
		if err != nil {
			return nil, err
		}
		out.Row, err = rowIfThere(ctx, tx, r.AttemptID)
		return lines, err
	})
	return out, err
}

// askBeforeChange asks the services about attempts that are to be removed, once it is
// clear that the change is allowed.
func (e *Guarded) askBeforeChange(ctx context.Context, r model.ChangeRequest) (confirmed, error) {
	if r.Kind != model.ChangeRemove && r.Kind != model.ChangeRemoveAll {
		return nil, nil
	}
	p, err := e.PreviewChange(ctx, r)
	if err != nil {
		return nil, err
	}
	ids := []int64{r.AttemptID}
	if r.Kind == model.ChangeRemoveAll {
		if ids, err = view(ctx, e.self(), func(tx *store.Tx) ([]int64, error) {
			return tx.AttemptIDs(ctx, p.Row.Exam.ID, p.Row.Attempt.UserID)
		}); err != nil {
			return nil, err
		}
	}
	return e.askRemovals(ctx, ids)
}

// changedAttempt returns the attempt of a plan; if several are removed, each plan has
// its own.
func changedAttempt(row model.AttemptRow, p model.Plan) model.Attempt {
	if len(p.Saves) > 0 && p.Saves[0].Kind == model.SaveDelete {
		return p.Saves[0].Attempt
	}
	return row.Attempt
}

func rowIfThere(ctx context.Context, tx *store.Tx, id int64) (*model.AttemptRow, error) {
	row, err := tx.AttemptRow(ctx, id)
	if model.CodeOf(err) == model.CodeNotFound {
		return nil, nil
	}
	return &row, err
}

func (e changes) writeResume(ctx context.Context, tx *store.Tx, row model.AttemptRow) error {
	a := row.Attempt
	a.ReadyToResume, a.IsResumable, a.Modified = true, false, e.now()
	_, err := tx.SaveAttempt(ctx, model.Save{Kind: model.SaveUpdate, Attempt: a, Exam: row.Exam}, a.Modified)
	return err
}

// changeByReset resets an attempt, for which a new one must be registered first.
func (e *Guarded) changeByReset(ctx context.Context, r model.ChangeRequest) (model.Changed, error) {
	p, err := e.PreviewChange(ctx, r)
	if err != nil {
		return model.Changed{}, err
	}
	id, plan, err := e.reset(ctx, e.caller(), p.Row.Exam.ID, p.Row.Attempt.UserID, person(e.actor), &r.Expected)
	if err != nil {
		return model.Changed{}, err
	}
	out := model.Changed{Kind: r.Kind, From: p.From, To: p.To, Effects: plan.Effects, NewAttempt: id}
	err = e.store.View(ctx, func(tx *store.Tx) (err error) { out.Row, err = rowIfThere(ctx, tx, r.AttemptID); return err })
	return out, err
}

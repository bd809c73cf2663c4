package engine

import (
	"context"
	"fmt"
	"strconv"

	"examdesk/model"
	"examdesk/store"
)

var _ model.AllowanceKeeper = (*Guarded)(nil)

// defaultPage is the number of allowances on a page if no limit is given.
const defaultPage = 50

// allowanceReads lists allowances, batches, and the learners who may get them.
type allowanceReads struct{ *core }

// ListAllowances implements [model.AllowanceKeeper].
func (e allowanceReads) ListAllowances(ctx context.Context, q model.AllowanceQuery) (model.AllowanceList, error) {
	if q.Limit < 1 {
		q.Limit = defaultPage
	}
	limit := q.Limit
	q.Limit++ // one more shows whether the list continues
	found, err := view(ctx, e, func(tx *store.Tx) ([]model.GrantedAllowance, error) { return tx.Allowances(ctx, q) })
	if err != nil || len(found) <= limit {
		return model.AllowanceList{Allowances: found}, err
	}
	found = found[:limit]
	return model.AllowanceList{Allowances: found, Next: store.AllowanceCursor(found[limit-1].Allowance.ID)}, nil
}

// PlanAllowances implements [model.AllowanceKeeper].
func (e *Guarded) PlanAllowances(ctx context.Context, r model.AllowanceRequest) (model.AllowancePlan, error) {
	plan := model.AllowancePlan{Request: r}
	err := e.ask(ctx, e.caller(), r.Deed(), e.ofWishes(r.Wishes, &plan.Lines), nil)
	return plan, err
}

// wishes plans the allowances that a person asks for.
type wishes struct{ *core }

// ofWishes plans wishes. The deed is about every wish that names a learner and an
// exam, so one who may not change an allowance is refused even if it already is as
// wished.
func (e wishes) ofWishes(wishes []model.AllowanceWish, lines *[]model.AllowanceLine) about {
	return func(ctx context.Context, tx *store.Tx) (out []model.Target, err error) {
		if *lines, err = e.planWishes(ctx, tx, wishes); err != nil {
			return nil, err
		}
		for _, l := range *lines {
			if l.Verdict != model.AllowanceRefused {
				out = append(out, targets(e).target(l.Exam, l.Learner.ID))
			}
		}
		return out, nil
	}
}

// planWishes reads everything that the wishes concern, in a few queries however many
// there are, and judges each.
func (e wishes) planWishes(ctx context.Context, tx *store.Tx, wishes []model.AllowanceWish) ([]model.AllowanceLine, error) {
	var names, refs []string
	var ids []int64
	for _, w := range wishes {
		if w.UserID != 0 {
			ids = append(ids, w.UserID)
		} else {
			names = append(names, w.Learner)
		}
		refs = append(refs, w.Exam)
	}
	users, err := tx.LearnersByName(ctx, sortedUnique(names))
	if err != nil {
		return nil, err
	}
	byID, err := tx.LearnersByID(ctx, sortedUnique(ids))
	if err != nil {
		return nil, err
	}
	exams, err := tx.ExamsNamed(ctx, sortedUnique(refs))
	if err != nil {
		return nil, err
	}
	return e.judgeWishes(ctx, tx, model.ResolveWishes(wishes, users, byID, exams))
}

func (e wishes) judgeWishes(ctx context.Context, tx *store.Tx, lines []model.AllowanceLine) ([]model.AllowanceLine, error) {
	var pairs []model.ExamLearner
	seen := map[model.ExamLearner]bool{}
	for _, l := range lines {
		if at := l.Pair(); l.Verdict != model.AllowanceRefused && !seen[at] {
			seen[at] = true
			pairs = append(pairs, at)
		}
	}
	var facts model.AllowanceFacts
	var err error
	if facts.Granted, err = tx.AllowancesOfPairs(ctx, pairs); err != nil {
		return nil, err
	}
	if facts.Attempts, err = tx.NewestAttempts(ctx, pairs); err != nil {
		return nil, err
	}
	return model.JudgeWishes(lines, facts), nil
}

// ApplyAllowances implements [model.AllowanceKeeper]. The plan is made again inside
// the transaction; a line that comes out differently is a conflict.
func (e *Guarded) ApplyAllowances(ctx context.Context, p model.AllowancePlan, each func(done, total int)) (out model.AllowancesApplied, err error) {
	deed := p.Request.Deed()
	if p.Counts().Writes() == 0 {
		return model.AllowancesApplied{Results: unwritten(p)}, e.ask(ctx, e.caller(), deed, nil, nil)
	}
	// A line that writes names one key, so each wish becomes one line again.
	var again []model.AllowanceLine
	err = e.do(ctx, e.caller(), deed, e.ofWishes(writing(p), &again), func(tx *store.Tx, who model.Actor) ([]line, error) {
		w := allowanceWriter{tx: tx, by: who, at: e.now(), each: each}
		if out.Results, err = w.apply(ctx, p, again); err != nil {
			return nil, err
		}
		out.Batch, out.NoUndo, err = w.record(ctx, p.Request)
		return w.done, err
	})
	if err != nil {
		return model.AllowancesApplied{}, err
	}
	return out, nil
}

// writing returns the wishes of the lines that write something.
func writing(p model.AllowancePlan) []model.AllowanceWish {
	var out []model.AllowanceWish
	for _, l := range p.Lines {
		if l.Writes() {
			out = append(out, l.Wish)
		}
	}
	return out
}

// PlanUndo implements [model.AllowanceKeeper].
func (e *Guarded) PlanUndo(ctx context.Context, id int64) (plan model.AllowancePlan, err error) {
	plan.Request = model.AllowanceRequest{What: fmt.Sprintf("undo of batch %d", id), Undoes: id}
	err = e.ask(ctx, e.caller(), model.DeedUndoGrant, func(ctx context.Context, tx *store.Tx) ([]model.Target, error) {
		var err error
		if plan.Request.Wishes, err = undoingBatch(ctx, tx, id); err != nil {
			return nil, err
		}
		return e.ofWishes(plan.Request.Wishes, &plan.Lines)(ctx, tx)
	}, nil)
	return plan, err
}

func undoingBatch(ctx context.Context, tx *store.Tx, id int64) (out []model.AllowanceWish, err error) {
	if has, err := tx.KeepsBatches(ctx); err != nil || !has {
		return nil, noBatches(err)
	}
	batch, err := tx.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	lines, err := tx.BatchLines(ctx, id)
	for _, l := range lines {
		out = append(out, undoing(batch, l))
	}
	return out, err
}

func noBatches(err error) error {
	if err != nil {
		return err
	}
	return model.Errorf(model.CodeUnsupported, "This store keeps no batches, so there is nothing to undo; run `examdesk store migrate` first.")
}

// undoing is the wish that undoes a line of a batch.
func undoing(b model.AllowanceBatch, l store.BatchLine) model.AllowanceWish {
	w := model.AllowanceWish{UserID: l.UserID, Exam: strconv.FormatInt(l.ExamID, 10), Key: l.Key, Remove: l.Former == nil, Undoes: &model.AllowanceState{}}
	if l.Former != nil {
		w.Value = *l.Former
	}
	if l.Value != nil {
		w.Undoes = &model.AllowanceState{ID: l.AllowanceID, Value: model.Text(*l.Value), Modified: b.At}
	}
	return w
}

// AllowanceBatches implements [model.AllowanceKeeper].
func (e allowanceReads) AllowanceBatches(ctx context.Context, limit int) (out []model.AllowanceBatch, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		if has, err := tx.KeepsBatches(ctx); err != nil || !has {
			return noBatches(err)
		}
		out, err = tx.Batches(ctx, limit)
		return err
	})
	return out, err
}

// AllowanceHistory implements [model.AllowanceKeeper].
func (e allowanceReads) AllowanceHistory(ctx context.Context, userID, examID int64) (out []model.AllowanceChange, err error) {
	if userID == 0 && examID == 0 {
		return nil, model.Errorf(model.CodeInvalid, "Name a learner or an exam.")
	}
	err = e.store.View(ctx, func(tx *store.Tx) error {
		current, err := tx.Allowances(ctx, model.AllowanceQuery{UserID: userID, ExamID: examID})
		if err != nil {
			return err
		}
		archived, err := tx.ArchivedAllowances(ctx, userID, examID)
		if err != nil {
			return err
		}
		out = model.AllowanceStory(current, archived)
		return markBatches(ctx, tx, userID, examID, out)
	})
	return out, err
}

// markBatches adds who made a change, if a batch recorded it.
func markBatches(ctx context.Context, tx *store.Tx, userID, examID int64, list []model.AllowanceChange) error {
	if has, err := tx.KeepsBatches(ctx); err != nil || !has {
		return err
	}
	marks, err := tx.BatchMarks(ctx, userID, examID)
	for i := range list {
		mark := store.BatchMark{AllowanceID: list[i].AllowanceID}
		if !list[i].New {
			mark.At = list[i].At
		}
		if b, has := marks[mark]; has {
			list[i].At, list[i].Who, list[i].Batch = b.At, b.By, b.ID
		}
	}
	model.SortAllowanceChanges(list)
	return err
}

// FindPair implements [model.AllowanceKeeper].
func (e allowanceReads) FindPair(ctx context.Context, w model.AllowanceWish) (l model.Learner, x model.Exam, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		if w.Learner != "" {
			users, err := tx.LearnersByName(ctx, []string{w.Learner})
			if err != nil {
				return err
			}
			if l, err = model.ResolveLearner(w, users, nil); err != nil {
				return err
			}
		}
		if w.Exam == "" {
			return nil
		}
		exams, err := tx.ExamsNamed(ctx, []string{w.Exam})
		if err == nil {
			x, err = model.ResolveExam(w, exams)
		}
		return err
	})
	return l, x, err
}

package engine

import (
	"context"
	"time"

	"examdesk/model"
	"examdesk/store"
)

// reportEvery is the number of lines written between two reports of progress.
const reportEvery = 500

// allowanceWriter writes the lines of a plan in one transaction.
type allowanceWriter struct {
	tx    *store.Tx
	by    model.Actor
	at    time.Time
	each  func(done, total int)
	done  []line
	lines []store.BatchLine
}

// apply carries out those lines of the plan that write something, in their order.
func (w *allowanceWriter) apply(ctx context.Context, p model.AllowancePlan, again []model.AllowanceLine) (out []model.AllowanceResult, err error) {
	out = unwritten(p)
	k := 0
	for i, l := range p.Lines {
		if !l.Writes() {
			continue
		}
		out[i], err = w.line(ctx, l, again[k])
		if err != nil {
			return nil, err
		}
		k++
		if w.each != nil && (k%reportEvery == 0 || k == len(again)) {
			w.each(k, len(again))
		}
	}
	return out, nil
}

// line writes a line if it still holds. An error is the store's own.
func (w *allowanceWriter) line(ctx context.Context, seen, now model.AllowanceLine) (model.AllowanceResult, error) {
	r := model.AllowanceResult{Line: seen}
	if r.Err = seen.StillTrue(now); r.Err != nil || now.Verdict == model.AllowanceSame {
		return r, nil //nolint:nilerr // what is wrong with a line is in its result
	}
	id, verb, err := w.write(ctx, now)
	if err != nil {
		return r, err
	}
	r.Written = true
	a := model.Allowance{ID: id, ExamID: now.Exam.ID, UserID: now.Learner.ID, Key: now.Key, Value: now.Will}
	done := store.BatchLine{UserID: a.UserID, ExamID: a.ExamID, Key: a.Key.Raw(), AllowanceID: id}
	if now.Now.ID != 0 {
		former := now.Now.Value.Raw()
		done.Former = &former
	}
	if now.Removal() {
		a.Value = now.Now.Value // the event of a removal has the value that was removed
	} else {
		value := now.Will.Raw()
		done.Value = &value
	}
	to := now.Will.Raw()
	if now.Removal() {
		to = ""
	}
	w.done = append(w.done, allowanceLine(now.Exam, a, verb, now.Now.Value.Raw(), to))
	w.lines = append(w.lines, done)
	return r, nil
}

func (w *allowanceWriter) write(ctx context.Context, l model.AllowanceLine) (id int64, verb string, err error) {
	switch l.Verdict {
	case model.AllowanceRemoves:
		return l.Now.ID, "deleted", w.tx.DeleteAllowance(ctx, l.Now.ID, w.at)
	case model.AllowanceChanges:
		return l.Now.ID, "updated", w.tx.UpdateAllowance(ctx, l.Now.ID, l.Will.Raw(), w.at)
	default:
		id, err := w.tx.InsertAllowance(ctx, model.Allowance{ExamID: l.Exam.ID, UserID: l.Learner.ID, Key: l.Key, Value: l.Will}, w.at)
		return id, "created", err
	}
}

// record keeps what was written as a batch, or notes why it cannot.
func (w *allowanceWriter) record(ctx context.Context, r model.AllowanceRequest) (batch int64, noUndo string, err error) {
	if len(w.lines) == 0 {
		return 0, "", nil
	}
	if has, err := w.tx.KeepsBatches(ctx); err != nil || !has {
		return 0, "This store keeps no batches, so this cannot be undone as a whole; run `examdesk store migrate` to make that possible from now on.", err
	}
	b := model.AllowanceBatch{At: w.at, What: model.Text(r.What), Undoes: r.Undoes}
	batch, err = w.tx.InsertBatch(ctx, b, w.by.ID, w.lines)
	return batch, "", err
}

func unwritten(p model.AllowancePlan) []model.AllowanceResult {
	out := make([]model.AllowanceResult, len(p.Lines))
	for i, l := range p.Lines {
		out[i] = model.AllowanceResult{Line: l, Err: l.Problem}
	}
	return out
}

package engine

import (
	"context"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

var (
	_ model.ExamReader = (*Guarded)(nil)
	_ model.ExamKeeper = (*Guarded)(nil)
)

// ListExams implements [model.ExamReader].
func (e examReads) ListExams(ctx context.Context, course string) ([]model.ExamRow, error) {
	return view(ctx, e, func(tx *store.Tx) ([]model.ExamRow, error) {
		exams, err := tx.Exams(ctx, course)
		if err != nil {
			return nil, err
		}
		policies, err := tx.ExamsWithPolicy(ctx)
		if err != nil {
			return nil, err
		}
		out := make([]model.ExamRow, 0, len(exams))
		for _, exam := range exams {
			row, err := examDeeds(e).examRow(ctx, tx, exam)
			if err != nil {
				return nil, err
			}
			row.HasPolicy = slices.Contains(policies, exam.ID)
			out = append(out, row)
		}
		return out, nil
	})
}

// ReadExam implements [model.ExamReader].
func (e *Guarded) ReadExam(ctx context.Context, id int64) (model.ExamDetail, error) {
	return view(ctx, e, func(tx *store.Tx) (model.ExamDetail, error) {
		d, err := e.examDetail(ctx, tx, id)
		if err != nil {
			return d, err
		}
		d.Change, err = e.can(ctx, tx, model.DeedSetExam, d.Exam, 0)
		return d, err
	})
}

// can reports whether the actor may do a deed on an exam, for a learner or, with 0,
// in general.
func (e *Guarded) can(ctx context.Context, tx *store.Tx, deed model.Deed, exam model.Exam, learnerID int64) (model.Capability, error) {
	if info := e.store.Info(); info.ReadOnly {
		return model.Capability{Why: info.ReadOnlyWhy}, nil
	}
	rights, err := e.rights(ctx, tx, e.actor)
	return rights.Can(deed, rights.At(exam, learnerID)), err
}

// PlanExam implements [model.ExamKeeper].
func (e *Guarded) PlanExam(ctx context.Context, c model.ExamEdit) (p model.ExamPlan, err error) {
	err = e.ask(ctx, e.caller(), model.DeedSetExam, e.ofExam(c.ExamID), func(tx *store.Tx, _ model.Actor) error {
		if p.Now, err = e.examDetail(ctx, tx, c.ExamID); err != nil {
			return err
		}
		d, err := e.planExam(ctx, tx, p.Now, c)
		p.After, p.Effects = d.after, d.effects
		return err
	})
	return p, err
}

// PlanPolicy implements [model.ExamKeeper].
func (e *Guarded) PlanPolicy(ctx context.Context, c model.PolicyChange) (p model.ExamPlan, err error) {
	err = e.ask(ctx, e.caller(), model.DeedSetPolicy, e.ofExam(c.ExamID), func(tx *store.Tx, _ model.Actor) error {
		if p.Now, err = e.examDetail(ctx, tx, c.ExamID); err != nil {
			return err
		}
		p.After = p.Now.Exam
		p.Effects, err = e.planPolicy(p.Now, c)
		return err
	})
	return p, err
}

// ChangePolicy implements [model.ExamKeeper].
func (e *Guarded) ChangePolicy(ctx context.Context, c model.PolicyChange) (model.ExamChanged, error) {
	tell := c.Text != ""
	return e.keep(ctx, model.DeedSetPolicy, c.ExamID, tell, func(tx *store.Tx, who model.Actor, now model.ExamDetail) ([]line, error) {
		effects, err := e.planPolicy(now, c)
		if err != nil {
			return nil, err
		}
		at := e.now()
		var l line
		switch {
		case now.Policy == nil && c.Text == "":
			return nil, nil
		case now.Policy == nil:
			id, insert := tx.InsertPolicy(ctx, c.ExamID, who.ID, c.Text, at)
			l, err = policyLine(c.ExamID, id, "created"), insert
		case c.Text == "":
			l, err = policyLine(c.ExamID, now.Policy.ID, "deleted"), tx.DeletePolicy(ctx, now.Policy.ID, at)
		default:
			l, err = policyLine(c.ExamID, now.Policy.ID, "updated"), tx.UpdatePolicy(ctx, now.Policy.ID, who.ID, c.Text, at)
		}
		l.effects = effects
		return []line{l}, err
	})
}

// ChangeExam implements [model.ExamKeeper]. A service whose exam is no longer
// proctored is told first that it is inactive (edx-proctoring 6.1.4,
// api.update_exam).
func (e *Guarded) ChangeExam(ctx context.Context, c model.ExamEdit) (model.ExamChanged, error) {
	if c.Proctored != nil && !*c.Proctored {
		p, err := e.PlanExam(ctx, c)
		if err != nil {
			return model.ExamChanged{}, err
		}
		if p.Now.Exam.IsProctored {
			if err := e.tellInactive(ctx, p.After); err != nil { // before the store is locked, since the service may be slow
				return model.ExamChanged{}, err
			}
		}
	}
	return e.keep(ctx, model.DeedSetExam, c.ExamID, true, func(tx *store.Tx, _ model.Actor, now model.ExamDetail) ([]line, error) {
		d, err := e.planExam(ctx, tx, now, c)
		if err != nil {
			return nil, err
		}
		_, err = tx.SaveExam(ctx, d.after, model.SaveUpdate)
		return []line{{subject: examSubject(c.ExamID), to: "updated", effects: d.effects}}, err
	})
}

// keep changes an exam in one transaction and tells its service after it, since the
// service may be slow.
func (e *Guarded) keep(ctx context.Context, deed model.Deed, id int64, tell bool, change func(*store.Tx, model.Actor, model.ExamDetail) ([]line, error)) (out model.ExamChanged, err error) {
	var exam model.Exam
	err = e.do(ctx, e.caller(), deed, e.ofExam(id), func(tx *store.Tx, who model.Actor) ([]line, error) {
		now, err := e.examDetail(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		lines, err := change(tx, who, now)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			out.Effects = append(out.Effects, l.effects...)
		}
		exam, err = tx.Exam(ctx, id)
		return lines, err
	})
	if err != nil {
		return out, err
	}
	if tell {
		out.Untold = model.Sentence(e.tellOfExam(ctx, e.caller(), &exam))
	}
	out.ExamDetail, err = e.ReadExam(ctx, id)
	return out, err
}

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
func (e reader) ListExams(ctx context.Context, course string) ([]model.ExamRow, error) {
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
			row, err := e.examRow(ctx, tx, exam)
			if err != nil {
				return nil, err
			}
			row.HasPolicy = slices.Contains(policies, exam.ID)
			out = append(out, row)
		}
		return out, nil
	})
}

func (e *core) examRow(ctx context.Context, tx *store.Tx, exam model.Exam) (model.ExamRow, error) {
	row := model.ExamRow{Exam: exam}
	told := false
	if b := e.cfg.Backends.Resolve(exam); b != nil {
		told = e.service(b.Name) != nil
	}
	row.Service = e.cfg.Backends.ServiceOf(exam, told)
	var err error
	row.Due, err = dueDate(ctx, tx, exam, 0)
	return row, err
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

// can says whether the actor may do a deed at an exam, for a learner or for 0.
func (e *Guarded) can(ctx context.Context, tx *store.Tx, deed model.Deed, exam model.Exam, learnerID int64) (model.Capability, error) {
	if info := e.store.Info(); info.ReadOnly {
		return model.Capability{Why: info.ReadOnlyWhy}, nil
	}
	rights, err := e.rights(ctx, tx, e.actor)
	return rights.Can(deed, rights.At(exam, learnerID)), err
}

func (e *core) examDetail(ctx context.Context, tx *store.Tx, id int64) (d model.ExamDetail, err error) {
	exam, err := tx.Exam(ctx, id)
	if err != nil {
		return d, err
	}
	if d.ExamRow, err = e.examRow(ctx, tx, exam); err != nil {
		return d, err
	}
	p, err := tx.PolicyOf(ctx, id)
	if err != nil {
		return d, err
	}
	if p != nil {
		d.Policy = &model.Policy{ID: p.ID, Text: p.Text, SetBy: p.SetBy.Username, Modified: p.Modified}
		d.HasPolicy = true
	}
	d.Former, err = tx.FormerPolicies(ctx, id)
	return d, err
}

// ChangePolicy implements [model.ExamKeeper]. The service hears of a policy
// that is written, and of one that is removed it does not, as in the original.
func (e *Guarded) ChangePolicy(ctx context.Context, c model.PolicyChange) (model.ExamChanged, error) {
	tell := c.Text != ""
	return e.keep(ctx, model.DeedSetPolicy, c.ExamID, tell, func(tx *store.Tx, who model.Actor, now model.ExamDetail) ([]line, error) {
		if !now.Policy.Version().Equal(c.Expected) {
			return nil, model.AsExamConflict(now)
		}
		at := e.now()
		switch {
		case now.Policy == nil && c.Text == "":
			return nil, nil
		case now.Policy == nil:
			id, err := tx.InsertPolicy(ctx, c.ExamID, who.ID, c.Text, at)
			return []line{policyLine(c.ExamID, id, "created")}, err
		case c.Text == "":
			return []line{policyLine(c.ExamID, now.Policy.ID, "deleted")}, tx.DeletePolicy(ctx, now.Policy.ID, at)
		}
		return []line{policyLine(c.ExamID, now.Policy.ID, "updated")}, tx.UpdatePolicy(ctx, now.Policy.ID, who.ID, c.Text, at)
	})
}

// ChangeExam implements [model.ExamKeeper]. A service whose exam is no longer
// proctored is told first that it is inactive (edx-proctoring 6.1.4,
// api.update_exam).
func (e *Guarded) ChangeExam(ctx context.Context, c model.ExamEdit) (model.ExamChanged, error) {
	if c.Proctored != nil && !*c.Proctored {
		before, err := e.checkEdit(ctx, c)
		if err != nil {
			return model.ExamChanged{}, err
		}
		if after, err := c.Apply(before.Exam); err == nil && before.Exam.IsProctored {
			if err := e.tellInactive(ctx, after); err != nil { // before the store is locked: it may take its time
				return model.ExamChanged{}, err
			}
		}
	}
	return e.keep(ctx, model.DeedSetExam, c.ExamID, true, func(tx *store.Tx, _ model.Actor, now model.ExamDetail) ([]line, error) {
		if !now.Exam.Modified.Equal(c.Expected) {
			return nil, model.AsExamConflict(now)
		}
		after, err := c.Apply(now.Exam)
		if err != nil {
			return nil, err
		}
		after.Modified = e.now()
		if _, err = tx.SaveExam(ctx, after, model.SaveUpdate); err != nil {
			return nil, err
		}
		event := []model.Effect{examEvent(after, "updated")}
		return []line{{subject: examSubject(c.ExamID), to: "updated", effects: event}}, nil
	})
}

// MayChangeExam refuses who may not change the exam, and a version that is not
// true any more.
func (e *Guarded) MayChangeExam(ctx context.Context, c model.ExamEdit) error {
	_, err := e.checkEdit(ctx, c)
	return err
}

func (e *Guarded) checkEdit(ctx context.Context, c model.ExamEdit) (now model.ExamDetail, err error) {
	err = e.ask(ctx, e.caller(), model.DeedSetExam, e.ofExam(c.ExamID), func(tx *store.Tx, _ model.Actor) error {
		if now, err = e.examDetail(ctx, tx, c.ExamID); err != nil {
			return err
		}
		if !now.Exam.Modified.Equal(c.Expected) {
			return model.AsExamConflict(now)
		}
		_, err := c.Apply(now.Exam)
		return err
	})
	return now, err
}

// MayChangePolicy refuses who may not change the exam's review policy, and a
// version that is not true any more.
func (e *Guarded) MayChangePolicy(ctx context.Context, c model.PolicyChange) error {
	return e.ask(ctx, e.caller(), model.DeedSetPolicy, e.ofExam(c.ExamID), func(tx *store.Tx, _ model.Actor) error {
		now, err := e.examDetail(ctx, tx, c.ExamID)
		if err == nil && !now.Policy.Version().Equal(c.Expected) {
			err = model.AsExamConflict(now)
		}
		return err
	})
}

// keep changes an exam in one transaction and then tells its service, outside
// of it: the service may take its time.
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

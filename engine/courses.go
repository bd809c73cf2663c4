package engine

import (
	"context"
	"slices"

	"examdesk/model"
	"examdesk/store"
)

var (
	_ model.ExamReader = (*Engine)(nil)
	_ model.ExamKeeper = (*Engine)(nil)
)

// ListExams implements [model.ExamReader].
func (e *Engine) ListExams(ctx context.Context, course string) ([]model.ExamRow, error) {
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

func (e *Engine) examRow(ctx context.Context, tx *store.Tx, exam model.Exam) (model.ExamRow, error) {
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
func (e *Engine) ReadExam(ctx context.Context, id int64) (model.ExamDetail, error) {
	d, err := view(ctx, e, func(tx *store.Tx) (model.ExamDetail, error) { return e.examDetail(ctx, tx, id) })
	if err != nil {
		return d, err
	}
	d.Change = e.mayKeep(ctx, d.Exam)
	return d, nil
}

func (e *Engine) examDetail(ctx context.Context, tx *store.Tx, id int64) (d model.ExamDetail, err error) {
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

// mayKeep says whether the reviewer may change an exam.
func (e *Engine) mayKeep(ctx context.Context, exam model.Exam) model.Capability {
	if info := e.store.Info(); info.ReadOnly {
		return model.Capability{Why: info.ReadOnlyWhy}
	}
	if err := e.checkKeeper(ctx, exam); err != nil {
		return model.Capability{Why: model.Sentence(err)}
	}
	return model.Capability{OK: true}
}

// checkKeeper refuses who may not change the exam.
func (e *Engine) checkKeeper(ctx context.Context, exam model.Exam) error {
	r, staff := e.cfg.Reviewer, e.cfg.Reviewer.StaffOf(exam.CourseID)
	if r.ID != 0 && !staff {
		var err error
		who := model.Learner{ID: r.ID, Username: r.Username, FullName: r.FullName}
		if staff, err = e.cfg.Platform.IsCourseStaff(ctx, who, exam.CourseID.Raw()); err != nil {
			return err
		}
	}
	return r.MayKeepExams(staff)
}

// ChangePolicy implements [model.ExamKeeper]. The service hears of a policy
// that is written, and of one that is taken away it does not, as in the
// original.
func (e *Engine) ChangePolicy(ctx context.Context, c model.PolicyChange) (model.ExamChanged, error) {
	tell := c.Text != ""
	return e.keep(ctx, c.ExamID, tell, func(tx *store.Tx, now model.ExamDetail) error {
		if !now.Policy.Version().Equal(c.Expected) {
			return model.AsExamConflict(now)
		}
		at, by := e.now(), e.cfg.Reviewer.ID
		var err error
		switch {
		case now.Policy == nil && c.Text == "":
		case now.Policy == nil:
			_, err = tx.InsertPolicy(ctx, c.ExamID, by, c.Text, at)
		case c.Text == "":
			err = tx.DeletePolicy(ctx, now.Policy.ID, at)
		default:
			err = tx.UpdatePolicy(ctx, now.Policy.ID, by, c.Text, at)
		}
		return err
	})
}

// ChangeExam implements [model.ExamKeeper].
func (e *Engine) ChangeExam(ctx context.Context, c model.ExamEdit) (model.ExamChanged, error) {
	return e.keep(ctx, c.ExamID, true, func(tx *store.Tx, now model.ExamDetail) error {
		if !now.Exam.Modified.Equal(c.Expected) {
			return model.AsExamConflict(now)
		}
		after, err := c.Apply(now.Exam)
		if err != nil {
			return err
		}
		after.Modified = e.now()
		_, err = tx.SaveExam(ctx, after, model.SaveUpdate)
		return err
	})
}

// keep changes an exam in one transaction and then tells its service, outside
// of it: the service may take its time.
func (e *Engine) keep(ctx context.Context, id int64, tell bool, change func(*store.Tx, model.ExamDetail) error) (out model.ExamChanged, err error) {
	exam, err := e.Exam(ctx, id)
	if err != nil {
		return out, err
	}
	if err := e.checkKeeper(ctx, exam); err != nil {
		return out, err
	}
	err = e.store.Update(ctx, func(tx *store.Tx) error {
		now, err := e.examDetail(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := change(tx, now); err != nil {
			return err
		}
		exam, err = tx.Exam(ctx, id)
		return err
	})
	if err != nil {
		return out, err
	}
	if tell {
		out.Untold = model.Sentence(e.tellOfExam(ctx, &exam))
	}
	out.ExamDetail, err = e.ReadExam(ctx, id)
	return out, err
}

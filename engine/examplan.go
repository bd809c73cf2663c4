package engine

import (
	"context"
	"fmt"
	"strings"

	"examdesk/model"
	"examdesk/store"
)

// examDeed is the exam as a change leaves it, and the consequences.
type examDeed struct {
	after   model.Exam
	effects []model.Effect
}

// planExam works out a change to an exam, for its plan and for carrying it out. A
// version that is out of date is a conflict.
func (e examDeeds) planExam(ctx context.Context, tx *store.Tx, now model.ExamDetail, c model.ExamEdit) (d examDeed, err error) {
	if !now.Exam.Modified.Equal(c.Expected) {
		return d, model.AsExamConflict(now)
	}
	if d.after, err = c.Apply(now.Exam); err != nil {
		return d, err
	}
	if err := e.mayDate(ctx, tx, now.Exam, c); err != nil {
		return d, err
	}
	d.after.Modified = e.now()
	o := model.ExamOutcome{Verb: model.ExamUpdated, Before: now.Exam, After: d.after}
	e.consequences(&o)
	d.effects = o.Effects
	return d, nil
}

// mayDate refuses a due date that would have no effect: a date for the exam in the
// course's own dates (edx-when) takes precedence over the exam's (edx-proctoring
// 6.1.4, utils.get_exam_due_date).
func (e examDeeds) mayDate(ctx context.Context, tx *store.Tx, exam model.Exam, c model.ExamEdit) error {
	if !c.SetDue {
		return nil
	}
	due, err := tx.DueDate(ctx, exam.CourseID.Raw(), exam.ContentID.Raw(), 0)
	if err != nil || due == nil {
		return err
	}
	return model.Errorf(model.CodeInvalid,
		"The course's own dates say that %s is due on %s, and they take precedence over a date set here. Change the date in the course, which is also where to change it for one learner.",
		exam.Name, due.UTC().Format("2006-01-02 15:04:05 MST"))
}

// tells returns what the service of an exam is told about it, before and after a
// change.
func (e examDeeds) tells(of, exam model.Exam) []model.Effect {
	backend := e.cfg.Backends.Resolve(of)
	if backend == nil {
		return nil
	}
	effect := model.Effect{Kind: model.EffectBackend, Exam: exam, Value: model.BackendSaveExam}
	switch service := e.service(backend.Name).(type) {
	case nil:
		effect.Certainty = model.WillNot
		effect.Reason = fmt.Sprintf("no credentials for %s are configured here; the platform tells it when the course is published", model.Clean(backend.Name))
	case model.UnusableService:
		effect.Certainty = model.WillNot
		effect.Reason = strings.TrimSuffix(model.Sentence(service.Unusable()), ".")
	}
	effect.Exam.Backend = model.Text(backend.Name)
	return []model.Effect{effect}
}

// planPolicy works out a change to an exam's review policy. The service is told about
// a policy that is written, but not, as in the original, about one that is removed.
func (e examDeeds) planPolicy(now model.ExamDetail, c model.PolicyChange) (effects []model.Effect, err error) {
	if !now.Policy.Version().Equal(c.Expected) {
		return nil, model.AsExamConflict(now)
	}
	if c.Text == "" {
		return nil, nil
	}
	return e.tells(now.Exam, now.Exam), nil
}

func (e examDeeds) examDetail(ctx context.Context, tx *store.Tx, id int64) (d model.ExamDetail, err error) {
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

func (e examDeeds) examRow(ctx context.Context, tx *store.Tx, exam model.Exam) (model.ExamRow, error) {
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

// consequences fills in what follows from an exam's change.
func (e examDeeds) consequences(o *model.ExamOutcome) {
	o.Effects = nil
	if o.Unproctored() {
		o.Effects = append(o.Effects, e.tells(o.Before, o.After)...)
	}
	o.Effects = append(o.Effects, e.tells(o.After, o.After)...)
	o.Effects = append(o.Effects, examEvent(o.After, o.Verb.Past()))
	for i := range o.Effects {
		o.Effects[i].OfNewExam = o.Verb == model.ExamCreated
	}
}

package engine

import (
	"context"
	"errors"

	"examdesk/model"
	"examdesk/store"
)

// registration writes a course's list to the store.
type registration struct {
	e      examDeeds
	course string
	list   []model.ExamRegistration
	// known are the course's exams before, exams what becomes of them.
	known []model.Exam
	exams []model.ExamOutcome
}

// plan reads what there is and works out what becomes of it.
func (r *registration) plan(ctx context.Context, tx *store.Tx) (err error) {
	r.known, err = tx.CourseExams(ctx, r.course, false)
	r.exams = model.PlanRegistration(r.course, r.e.cfg.Backends.Default, r.known, r.list)
	return err
}

// write saves each exam, and returns a line for each.
func (r *registration) write(ctx context.Context, tx *store.Tx) (lines []line, err error) {
	for i := range r.exams {
		o := &r.exams[i]
		if err := r.e.saveExam(ctx, tx, o); err != nil {
			return nil, err
		}
		lines = append(lines, line{subject: examSubject(o.After.ID), to: o.Verb.Past()})
	}
	return lines, nil
}

// tellAndRecord notifies the services of what was written, and records the events
// after that, as the original does.
func (r *registration) tellAndRecord(ctx context.Context, by caller) (effects []model.Effect, err error) {
	for i := range r.exams {
		o := &r.exams[i]
		err = errors.Join(err, r.e.tell(ctx, by, o))
		event, wrong := r.e.recordExamEvent(ctx, by, o.After, o.Verb.Past())
		effects, err = append(effects, event...), errors.Join(err, wrong)
	}
	return effects, err
}

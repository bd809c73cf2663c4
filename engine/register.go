package engine

import (
	"context"
	"errors"

	"examdesk/model"
	"examdesk/store"
)

// RegisterExams makes a course's exams match a list; see [model.PlanRegistration]. An
// empty list deactivates all. RegisterExams returns the ids in the order of the list.
//
// The rows are written together or not at all; [model.CodeInvalid] names what is
// missing in the list. Then the proctoring services are told about each exam; the
// error names those that could not be told, and the exams stay.
func (e *EdxProctoring) RegisterExams(ctx context.Context, course string, list []model.ExamRegistration) ([]int64, []model.Effect, error) {
	if err := model.CheckRegistrations(list); err != nil {
		return nil, nil, err
	}
	r := registration{e: e.examDeeds, course: course, list: list}
	err := e.do(ctx, e.caller(), model.DeedRegisterExams, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		if err := r.plan(ctx, tx); err != nil {
			return nil, err
		}
		return r.write(ctx, tx)
	})
	if err != nil {
		return nil, nil, err
	}
	effects, err := r.tellAndRecord(ctx, e.caller())
	ids := make([]int64, 0, len(list))
	for _, o := range r.exams[:len(list)] {
		ids = append(ids, o.After.ID)
	}
	return ids, effects, err
}

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

// saveExam writes an exam as it is to be; a new one gets its id.
func (e examDeeds) saveExam(ctx context.Context, tx *store.Tx, o *model.ExamOutcome) (err error) {
	kind := model.SaveUpdate
	o.After.Modified = e.now()
	if o.Verb == model.ExamCreated {
		kind, o.After.Created = model.SaveCreate, o.After.Modified
	}
	o.After.ID, err = tx.SaveExam(ctx, o.After, kind)
	return err
}

// tell notifies the services of an exam that was written.
func (e examDeeds) tell(ctx context.Context, by caller, o *model.ExamOutcome) (err error) {
	if o.Unproctored() {
		if err = e.inactive(ctx, o.After); err != nil {
			err = model.Wrap(err, model.CodeUnavailable, "The exam is saved, but the proctoring service %s could not be told that it is not proctored any longer: %s", o.After.Backend, model.Sentence(err))
		}
	}
	return errors.Join(err, e.tellOfExam(ctx, by, &o.After))
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

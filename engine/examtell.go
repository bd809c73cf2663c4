package engine

import (
	"context"
	"errors"

	"examdesk/model"
	"examdesk/store"
)

// service returns the proctoring service of an exam, or nil if it is not to be told.
func (e *core) service(name string) model.ProctoringService {
	if e.cfg.Service == nil {
		return nil
	}
	return e.cfg.Service(name)
}

// examDeeds plans and records changes to exams and their policies.
type examDeeds struct{ *core }

// tellInactive notifies a service of an exam that is not proctored any longer, before
// that is written.
func (e examDeeds) tellInactive(ctx context.Context, exam model.Exam) error {
	if err := e.inactive(ctx, exam); err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The proctoring service %s could not be told about the exam; nothing was changed. %s", exam.Backend, model.Sentence(err))
	}
	return nil
}

func (e examDeeds) inactive(ctx context.Context, exam model.Exam) error {
	exam.IsActive = false
	if s := e.service(e.cfg.Backends.Lookup(exam.Backend.Raw()).Name); s != nil {
		_, err := s.SaveExam(ctx, exam, nil)
		return err
	}
	return nil
}

// tellOfExam notifies the service of a proctored exam. If the service answers
// with another id, that is stored, and the service is told about the exam again,
// since that changed it (edx-proctoring 5.2.0, handlers.save_exam_on_backend).
func (e examDeeds) tellOfExam(ctx context.Context, by caller, exam *model.Exam) error {
	backend := e.cfg.Backends.Resolve(*exam)
	if backend == nil {
		return nil
	}
	s := e.service(backend.Name)
	if s == nil {
		return nil
	}
	// At most twice, or a service that answers with another id each time would be
	// told for ever.
	for range 2 {
		policy, err := e.policy(ctx, exam.ID)
		if err != nil {
			return err
		}
		external, err := s.SaveExam(ctx, *exam, policy)
		if err != nil {
			return model.Wrap(err, model.CodeUnavailable, "The exam is saved, but the proctoring service %s could not be told about it: %s", backend.Name, model.Sentence(err))
		}
		if external == "" || external == exam.ExternalID.Raw() {
			return nil
		}
		// The exam may have changed while the service was told, so only its id is
		// written.
		by.unguarded = true // it follows from what was allowed
		if err := e.do(ctx, by, model.DeedSetExam, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
			if *exam, err = tx.Exam(ctx, exam.ID); err != nil {
				return nil, err
			}
			l := line{subject: examSubject(exam.ID), from: exam.ExternalID.Raw(), to: external}
			exam.ExternalID, exam.Modified = model.Text(external), e.now()
			exam.Empty.Set(model.EmptyExternalID, false)
			_, err := tx.SaveExam(ctx, *exam, model.SaveUpdate)
			return []line{l}, err
		}); err != nil {
			return err
		}
	}
	return nil
}

// policy returns the text of an exam's review policy, which may be empty; nil if it
// has none.
func (e examDeeds) policy(ctx context.Context, examID int64) (text *string, err error) {
	err = e.store.View(ctx, func(tx *store.Tx) error {
		p, err := tx.PolicyOf(ctx, examID)
		if p != nil {
			raw := p.Text.Raw()
			text = &raw
		}
		return err
	})
	return text, err
}

// examEvent is the event that an exam was created or updated.
func examEvent(exam model.Exam, verb string) model.Effect {
	return model.Effect{Kind: model.EffectEvent, Exam: exam, Value: model.ExamEventName(exam, verb)}
}

// recordExamEvent records the event that an exam was created or updated, after its
// service was told, which is when the original emits it (edx-proctoring 5.2.0,
// api.create_exam and api.update_exam).
func (e examDeeds) recordExamEvent(ctx context.Context, by caller, exam model.Exam, verb string) ([]model.Effect, error) {
	effects := []model.Effect{examEvent(exam, verb)}
	by.unguarded = true // it follows from what was allowed
	err := e.do(ctx, by, model.DeedSetExam, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		return nil, tx.RecordEffects(ctx, e.now(), effects)
	})
	return effects, err
}

// mayCreate refuses a second exam of a course's block.
func (e examDeeds) mayCreate(ctx context.Context, tx *store.Tx, exam model.Exam) error {
	found, err := tx.ExamByContent(ctx, exam.CourseID.Raw(), exam.ContentID.Raw())
	switch {
	case err == nil:
		return model.Errorf(model.CodeConflict, "The block %s of the course %s already has an exam, which is exam %d.", exam.ContentID, exam.CourseID, found.ID)
	case model.CodeOf(err) == model.CodeNotFound:
		return nil
	}
	return err
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

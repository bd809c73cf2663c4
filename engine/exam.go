package engine

import (
	"context"

	"examdesk/model"
	"examdesk/store"
)

// CreateExam makes an exam and tells its proctoring service (edx-proctoring
// 5.2.0, api.create_exam); [model.CodeConflict] if the course's block has one.
// If the service cannot be told, the exam stays and the error says so.
func (e *EdxProctoring) CreateExam(ctx context.Context, exam model.Exam) (int64, []model.Effect, error) {
	if exam.Backend == "" {
		exam.Backend = model.Text(e.cfg.Backends.Default)
	}
	o := model.ExamOutcome{Verb: model.ExamCreated, After: exam}
	err := e.do(ctx, e.caller(), model.DeedCreateExam, nil, func(tx *store.Tx, _ model.Actor) ([]line, error) {
		if err := e.mayCreate(ctx, tx, exam); err != nil {
			return nil, err
		}
		err := e.saveExam(ctx, tx, &o)
		return []line{{subject: examSubject(o.After.ID), to: o.Verb.Past()}}, err
	})
	if err != nil {
		return 0, nil, err
	}
	if err := e.tell(ctx, e.caller(), &o); err != nil {
		return o.After.ID, nil, err
	}
	effects, err := e.recordExamEvent(ctx, e.caller(), o.After, o.Verb.Past())
	return o.After.ID, effects, err
}

// UpdateExam changes an exam and tells its proctoring service (edx-proctoring
// 5.2.0, api.update_exam). A service whose exam is no longer proctored is told
// that it is inactive.
func (e *EdxProctoring) UpdateExam(ctx context.Context, id int64, c model.ExamChange) ([]model.Effect, error) {
	before, err := e.Exam(ctx, id)
	if err != nil {
		return nil, err
	}
	// The service is told before the store is locked, since it may be slow.
	if after := c.Apply(before); before.IsProctored && !after.IsProctored {
		if err := e.tellInactive(ctx, after); err != nil {
			return nil, err
		}
	}
	var exam model.Exam
	err = e.do(ctx, e.caller(), model.DeedSetExam, e.ofExam(id), func(tx *store.Tx, _ model.Actor) ([]line, error) {
		now, err := tx.Exam(ctx, id)
		if err != nil {
			return nil, err
		}
		exam = c.Apply(now)
		exam.Modified = e.now()
		_, err = tx.SaveExam(ctx, exam, model.SaveUpdate)
		return []line{{subject: examSubject(id), to: "updated"}}, err
	})
	if err != nil {
		return nil, err
	}
	if err := e.tellOfExam(ctx, e.caller(), &exam); err != nil {
		return nil, err
	}
	return e.recordExamEvent(ctx, e.caller(), exam, "updated")
}

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

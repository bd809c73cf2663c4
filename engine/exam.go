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

package engine

import (
	"context"

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

package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func examChanges() []handler {
	return []handler{
		on(wire.PlanExam, aboutExam(model.StateStore.PlanExam)),
		on(wire.ChangeExam, aboutExam(model.StateStore.ChangeExam)),
		on(wire.PlanPolicy, aboutPolicy(model.StateStore.PlanPolicy)),
		on(wire.ChangePolicy, aboutPolicy(model.StateStore.ChangePolicy)),
	}
}

func aboutExam[A any](do func(model.StateStore, context.Context, model.ExamEdit) (A, error)) func(context.Context, model.StateStore, wire.ExamEditParams) (A, error) {
	return func(ctx context.Context, s model.StateStore, p wire.ExamEditParams) (answer A, err error) {
		if err := sameID("exam_id", p.ExamID, &p.Edit.ExamID); err != nil {
			return answer, err
		}
		return do(s, ctx, p.Edit)
	}
}

func aboutPolicy[A any](do func(model.StateStore, context.Context, model.PolicyChange) (A, error)) func(context.Context, model.StateStore, wire.PolicyParams) (A, error) {
	return func(ctx context.Context, s model.StateStore, p wire.PolicyParams) (answer A, err error) {
		if err := sameID("exam_id", p.ExamID, &p.Policy.ExamID); err != nil {
			return answer, err
		}
		return do(s, ctx, p.Policy)
	}
}

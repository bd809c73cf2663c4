package apiext

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

func registering() []handler {
	return []handler{
		on(wire.PlanNewExam, func(ctx context.Context, s model.StateStore, p wire.NewExamParams) (model.ExamOutcome, error) {
			return s.PlanNewExam(ctx, p.Exam)
		}),
		on(wire.CreateExam, func(ctx context.Context, s model.StateStore, p wire.NewExamParams) (model.ExamOutcome, error) {
			return s.CreateExam(ctx, p.Exam)
		}),
		on(wire.PlanRegistration, func(ctx context.Context, s model.StateStore, p wire.RegistrationParams) (model.RegistrationPlan, error) {
			return s.PlanRegistration(ctx, p.Registration)
		}),
		on(wire.RegisterExams, func(ctx context.Context, s model.StateStore, p wire.RegistrationParams) (model.RegistrationPlan, error) {
			return s.RegisterExams(ctx, p.Registration)
		}),
		on(wire.PlanRetirement, func(ctx context.Context, s model.StateStore, p wire.RetirementParams) (model.RetirementPlan, error) {
			if err := sameID("user_id", p.UserID, &p.Retirement.UserID); err != nil {
				return model.RetirementPlan{}, err
			}
			return s.PlanRetirement(ctx, p.Retirement)
		}),
		on(wire.RetireLearner, func(ctx context.Context, s model.StateStore, p wire.RetirementParams) (model.RetirementPlan, error) {
			if err := sameID("user_id", p.UserID, &p.Retirement.UserID); err != nil {
				return model.RetirementPlan{}, err
			}
			return s.RetireLearner(ctx, p.Retirement)
		}),
	}
}

package server

import (
	"context"

	"examdesk/model"
	"examdesk/wire"
)

type registering struct{ at *conn }

// PlanNewExam implements [model.ExamRegistrar].
func (s registering) PlanNewExam(ctx context.Context, exam model.Exam) (model.ExamOutcome, error) {
	return ask(ctx, s.at, wire.PlanNewExam, wire.NewExamParams{Exam: exam})
}

// CreateExam implements [model.ExamRegistrar].
func (s registering) CreateExam(ctx context.Context, exam model.Exam) (model.ExamOutcome, error) {
	return ask(ctx, s.at, wire.CreateExam, wire.NewExamParams{Exam: exam})
}

// PlanRegistration implements [model.ExamRegistrar].
func (s registering) PlanRegistration(ctx context.Context, r model.CourseRegistration) (model.RegistrationPlan, error) {
	return ask(ctx, s.at, wire.PlanRegistration, wire.RegistrationParams{Registration: r})
}

// RegisterExams implements [model.ExamRegistrar].
func (s registering) RegisterExams(ctx context.Context, r model.CourseRegistration) (model.RegistrationPlan, error) {
	return ask(ctx, s.at, wire.RegisterExams, wire.RegistrationParams{Registration: r})
}

// PlanRetirement implements [model.LearnerRetirer].
func (s registering) PlanRetirement(ctx context.Context, r model.Retirement) (model.RetirementPlan, error) {
	return ask(ctx, s.at, wire.PlanRetirement, wire.RetirementParams{UserID: r.UserID, Retirement: r})
}

// RetireLearner implements [model.LearnerRetirer].
func (s registering) RetireLearner(ctx context.Context, r model.Retirement) (model.RetirementPlan, error) {
	return ask(ctx, s.at, wire.RetireLearner, wire.RetirementParams{UserID: r.UserID, Retirement: r})
}

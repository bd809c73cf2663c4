package apiext

import (
	"context"
	"iter"

	"examdesk/model"
)

// allowancesIn refuses allowances that are not all of a course of the team's. An exam
// stands for its course.
func (s team) allowancesIn(ctx context.Context, q model.AllowanceQuery) error {
	if q.Course == "" && q.ExamID != 0 {
		_, err := s.Exam(ctx, q.ExamID)
		return err
	}
	return s.in(q.Course)
}

// Allowances implements [model.AllowanceStreamer].
func (s team) Allowances(ctx context.Context, q model.AllowanceQuery) iter.Seq2[model.GrantedAllowance, error] {
	if err := s.allowancesIn(ctx, q); err != nil {
		return failed[model.GrantedAllowance](err)
	}
	return s.StateStore.Allowances(ctx, q)
}

// ListAllowances implements [model.AllowanceKeeper].
func (s team) ListAllowances(ctx context.Context, q model.AllowanceQuery) (model.AllowanceList, error) {
	if err := s.allowancesIn(ctx, q); err != nil {
		return model.AllowanceList{}, err
	}
	return s.StateStore.ListAllowances(ctx, q)
}

// FindPair implements [model.AllowanceKeeper]: the pair must be of the team's courses.
func (s team) FindPair(ctx context.Context, w model.AllowanceWish) (model.Learner, model.Exam, error) {
	learner, exam, err := s.StateStore.FindPair(ctx, w)
	if refused := s.in(exam.CourseID.Raw()); refused != nil {
		return model.Learner{}, model.Exam{}, refused
	}
	return learner, exam, err
}

// AllowanceHistory implements [model.AllowanceKeeper], for an exam.
func (s team) AllowanceHistory(ctx context.Context, userID, examID int64) ([]model.AllowanceChange, error) {
	if _, err := s.Exam(ctx, examID); err != nil {
		return nil, err
	}
	return s.StateStore.AllowanceHistory(ctx, userID, examID)
}

// OnboardingBoard implements [model.OnboardingLister].
func (s team) OnboardingBoard(ctx context.Context, course string) (model.OnboardingBoard, error) {
	if err := s.in(course); err != nil {
		return model.OnboardingBoard{}, err
	}
	return s.StateStore.OnboardingBoard(ctx, course)
}

// Onboarding implements [model.OnboardingStreamer].
func (s team) Onboarding(ctx context.Context, q model.BoardQuery) iter.Seq2[model.OnboardingRow, error] {
	if err := s.in(q.Course); err != nil {
		return failed[model.OnboardingRow](err)
	}
	return s.StateStore.Onboarding(ctx, q)
}

// Violations implements [model.Reporter].
func (s team) Violations(ctx context.Context, course string, practice bool) iter.Seq2[model.ReviewedAttempt, error] {
	if err := s.in(course); err != nil {
		return failed[model.ReviewedAttempt](err)
	}
	return s.StateStore.Violations(ctx, course, practice)
}

// CourseStatuses implements [model.Reporter].
func (s team) CourseStatuses(ctx context.Context, course string) ([]model.StatusCount, error) {
	if err := s.in(course); err != nil {
		return nil, err
	}
	return s.StateStore.CourseStatuses(ctx, course)
}

package server

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

type lists struct{ at *conn }

// Allowances implements [model.AllowanceStreamer].
func (s lists) Allowances(ctx context.Context, q model.AllowanceQuery) iter.Seq2[model.GrantedAllowance, error] {
	return walk(ctx, s.at, wire.StreamAllowances, wire.AllowancesOf(q))
}

// OnboardingBoard implements [model.OnboardingLister].
func (s lists) OnboardingBoard(ctx context.Context, course string) (model.OnboardingBoard, error) {
	return ask(ctx, s.at, wire.OnboardingBoard, wire.CourseParams{CourseID: course})
}

// Onboarding implements [model.OnboardingStreamer].
func (s lists) Onboarding(ctx context.Context, q model.BoardQuery) iter.Seq2[model.OnboardingRow, error] {
	p := wire.BoardParams{CourseID: q.Course, Search: q.Search, FromProfiles: q.FromProfiles}
	if q.Statuses != nil {
		p.Statuses = &q.Statuses
	}
	return walk(ctx, s.at, wire.StreamOnboarding, p)
}

// Violations implements [model.Reporter].
func (s lists) Violations(ctx context.Context, course string, practice bool) iter.Seq2[model.ReviewedAttempt, error] {
	return walk(ctx, s.at, wire.Violations, wire.ViolationsParams{CourseID: course, Practice: practice})
}

// CourseStatuses implements [model.Reporter].
func (s lists) CourseStatuses(ctx context.Context, course string) ([]model.StatusCount, error) {
	return ask(ctx, s.at, wire.CourseStatuses, wire.CourseParams{CourseID: course})
}

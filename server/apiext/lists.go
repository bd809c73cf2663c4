package apiext

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

func lists() []handler {
	return []handler{
		walk(wire.StreamAllowances, func(ctx context.Context, s model.StateStore, p wire.AllowancesParams) iter.Seq2[model.GrantedAllowance, error] {
			return s.Allowances(ctx, p.Query())
		}),
		on(wire.OnboardingBoard, func(ctx context.Context, s model.StateStore, p wire.CourseParams) (model.OnboardingBoard, error) {
			return s.OnboardingBoard(ctx, p.CourseID)
		}),
		walk(wire.StreamOnboarding, func(ctx context.Context, s model.StateStore, p wire.BoardParams) iter.Seq2[model.OnboardingRow, error] {
			q := model.BoardQuery{Course: p.CourseID, Search: p.Search, FromProfiles: p.FromProfiles}
			if p.Statuses != nil {
				q.Statuses = append([]model.OnboardingStatus{}, *p.Statuses...)
			}
			return s.Onboarding(ctx, q)
		}),
		walk(wire.Violations, func(ctx context.Context, s model.StateStore, p wire.ViolationsParams) iter.Seq2[model.ReviewedAttempt, error] {
			return s.Violations(ctx, p.CourseID, p.Practice)
		}),
		on(wire.CourseStatuses, func(ctx context.Context, s model.StateStore, p wire.CourseParams) ([]model.StatusCount, error) {
			return s.CourseStatuses(ctx, p.CourseID)
		}),
	}
}

package wire

import (
	"net/http"

	"examdesk/model"
)

// AllowancesParams ask for allowances.
type AllowancesParams struct {
	CourseID string       `in:"query" doc:"A course's id."`
	ExamID   int64        `in:"query" doc:"An exam's id."`
	UserID   int64        `in:"query" doc:"A learner's id."`
	Limit    int          `in:"query" doc:"How many at most."`
	After    model.Cursor `in:"query" doc:"The cursor (next) of the page before."`
}

// Query is what is asked for.
func (p AllowancesParams) Query() model.AllowanceQuery {
	return model.AllowanceQuery{Course: p.CourseID, ExamID: p.ExamID, UserID: p.UserID, Limit: p.Limit, After: p.After}
}

// AllowancesOf are the parameters of a query.
func AllowancesOf(q model.AllowanceQuery) AllowancesParams {
	return AllowancesParams{CourseID: q.Course, ExamID: q.ExamID, UserID: q.UserID, Limit: q.Limit, After: q.After}
}

// StreamAllowances is [model.AllowanceStreamer.Allowances].
var StreamAllowances = Walks[AllowancesParams, model.GrantedAllowance](Op{
	Name: "streamAllowances", Tag: "allowances", Method: http.MethodGet, Path: "/allowances.ndjson", Scope: ForTeams,
	Summary: "Walks through allowances in the order in which they were made.",
})

// BoardParams ask for a course's onboarding.
type BoardParams struct {
	CourseID     string                    `in:"query" doc:"The course's id."`
	Search       string                    `in:"query" doc:"Any part of username or e-mail."`
	Statuses     *[]model.OnboardingStatus `in:"query" doc:"Only learners of these, as a JSON list. With from_profiles an empty list and none differ: without one, learners who have not started are listed."`
	FromProfiles bool                      `in:"query" doc:"Whether the proctoring service's profiles are asked."`
}

// OnboardingBoard is [model.OnboardingLister.OnboardingBoard].
var OnboardingBoard = Asks[CourseParams, model.OnboardingBoard](Op{
	Name: "onboardingBoard", Tag: "onboarding", Method: http.MethodGet, Path: "/onboarding", Scope: ForTeams,
	Summary: "Returns where a course's learners stand with its onboarding.",
})

// StreamOnboarding is [model.OnboardingStreamer.Onboarding].
var StreamOnboarding = Walks[BoardParams, model.OnboardingRow](Op{
	Name: "streamOnboarding", Tag: "onboarding", Method: http.MethodGet, Path: "/onboarding.ndjson", Scope: ForTeams,
	Summary: "Walks through a course's onboarding, learner by learner.",
})

// ViolationsParams ask for a report.
type ViolationsParams struct {
	CourseID string `in:"query" doc:"The course's id."`
	Practice bool   `in:"query" doc:"Whether practice exams are reported, instead of the others."`
}

// Violations is [model.Reporter.Violations].
var Violations = Walks[ViolationsParams, model.ReviewedAttempt](Op{
	Name: "violations", Tag: "reports", Method: http.MethodGet, Path: "/reports/violations.ndjson", Scope: ForTeams,
	Summary: "Walks through a course's attempts with what reviewers found.",
})

// CourseStatuses is [model.Reporter.CourseStatuses].
var CourseStatuses = Asks[CourseParams, []model.StatusCount](Op{
	Name: "courseStatuses", Tag: "reports", Method: http.MethodGet, Path: "/reports/statuses", Scope: ForTeams,
	Summary: "Counts a course's attempts by exam and status.",
})

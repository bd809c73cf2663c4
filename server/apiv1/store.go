package apiv1

import (
	"context"

	"examdesk/model"
)

// Store is what the API asks of a state store, for the one person it was given
// for. Each deed is refused to who may not do it.
type Store interface {
	Rights
	Exams
	Attempts
	Allowances
	Reviews
	Onboarding
	Retirement
}

// Rights says who may do what, and who somebody is.
type Rights interface {
	// MayInCourse refuses a deed that the person may not do in a course; an empty
	// one is no course in particular.
	MayInCourse(ctx context.Context, deed model.Deed, course string) error
	Learner(ctx context.Context, id int64) (model.Learner, error)
	LearnerNamed(ctx context.Context, username string) (model.Learner, error)
}

// Exams reads and keeps exams.
type Exams interface {
	Exam(ctx context.Context, id int64) (model.Exam, error)
	ExamByContent(ctx context.Context, course, content string) (model.Exam, error)
	CourseExams(ctx context.Context, course string, activeOnly bool) ([]model.Exam, error)
	CreateExam(ctx context.Context, exam model.Exam) (int64, []model.Effect, error)
	UpdateExam(ctx context.Context, id int64, c model.ExamChange) ([]model.Effect, error)
	RegisterExams(ctx context.Context, course string, list []model.ExamRegistration) ([]int64, []model.Effect, error)
	ReviewPolicy(ctx context.Context, examID int64) (model.PolicyRow, error)
	ProctoringSettings(ctx context.Context, examID int64) (model.ProctoringSettings, error)
	IsPassedDue(ctx context.Context, exam model.Exam, userID int64) (bool, error)
	AllowedMinutes(ctx context.Context, exam model.Exam, userID int64) (int, error)
	Prerequisites(ctx context.Context, exam model.Exam, userID int64) (*model.Prerequisites, model.Plan, error)
	DashboardURL(ctx context.Context, exam model.Exam, i model.Instructor) (string, error)
}

// Attempts reads and changes attempts.
type Attempts interface {
	Attempt(ctx context.Context, id int64) (model.AttemptRow, model.Plan, error)
	CurrentAttempt(ctx context.Context, examID, userID int64) (model.AttemptRow, model.Plan, error)
	AttemptByExternalID(ctx context.Context, externalID string) (model.AttemptRow, model.Plan, error)
	AttemptIDByCode(ctx context.Context, code string) (int64, error)
	AttemptData(ctx context.Context, examID, attemptID int64, inMFE bool) (model.AttemptData, model.Plan, error)
	ActiveExams(ctx context.Context, userID int64, course string) ([]model.ActiveExam, error)
	GroupedAttempts(ctx context.Context, course, search string, page func(groups int) model.Window) ([]model.AttemptGroup, error)
	CreateAttempt(ctx context.Context, examID, userID int64, proctored bool) (int64, model.Plan, error)
	StartAttempt(ctx context.Context, examID, userID int64) (int64, model.Plan, error)
	UpdateAttemptStatus(ctx context.Context, id int64, to model.AttemptStatus, opts model.TransitionOptions) (model.Plan, error)
	UpdateAttempt(ctx context.Context, id int64, c model.AttemptChange) error
	ResetPracticeExam(ctx context.Context, examID, userID int64, by *model.Learner) (int64, model.Plan, error)
	MarkReadyToResume(ctx context.Context, id int64) error
	RemoveAttempt(ctx context.Context, id int64, by *model.Learner) (model.Plan, error)
	RemoveAttempts(ctx context.Context, examID, userID int64, by *model.Learner) ([]model.Plan, error)
	MarkReady(ctx context.Context, id int64) (model.Plan, error)
	SoftwareReady(ctx context.Context, code string) (model.Plan, error)
}

// Allowances reads and grants allowances.
type Allowances interface {
	CourseAllowances(ctx context.Context, course string) ([]model.GrantedAllowance, error)
	AddAllowance(ctx context.Context, examID int64, user model.UserRef, key, value string) ([]model.Effect, error)
	RemoveAllowance(ctx context.Context, examID, userID int64, key string) ([]model.Effect, error)
	AddAllowances(ctx context.Context, b model.BulkAllowance) ([]model.PairResult, []model.Effect, error)
}

// Reviews receives reviews.
type Reviews interface {
	ReceiveReview(ctx context.Context, c model.ReviewCallback) (model.ReceivedReview, error)
}

// Onboarding answers how learners stand with onboarding.
type Onboarding interface {
	OnboardingExams(ctx context.Context, course string) ([]model.Exam, error)
	Outline(ctx context.Context, learner model.Learner, course string) (model.Outline, error)
	OnboardingStatus(ctx context.Context, course string, userID int64, backend string) (model.OnboardingState, error)
	OnboardingProfile(ctx context.Context, exam model.Exam, userID int64) (*model.OnboardingProfile, error)
	CourseOnboarding(ctx context.Context, q model.BoardQuery) ([]model.OnboardingRow, error)
}

// Retirement forgets learners.
type Retirement interface {
	RetireLearner(ctx context.Context, userID int64) ([]model.Plan, error)
	RetireAtServices(ctx context.Context, userID int64) (map[string]error, error)
}

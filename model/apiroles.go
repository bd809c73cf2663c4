package model

import (
	"context"
)

// ProctoringAPI is what edx-proctoring's REST API asks of a state store, for the one
// actor it was given for. Each deed is refused to actors who may not do it.
type ProctoringAPI interface {
	APIRights
	APIExams
	APIAttempts
	APIAllowances
	APIReviews
	APIOnboarding
	APIRetirement
}

// APIRights says who may do what, and who somebody is.
type APIRights interface {
	// MayInCourse refuses a deed that the person may not do in a course; an empty
	// course stands for none in particular.
	MayInCourse(ctx context.Context, deed Deed, course string) error
	Learner(ctx context.Context, id int64) (Learner, error)
	LearnerNamed(ctx context.Context, username string) (Learner, error)
}

// APIExams reads and keeps exams.
type APIExams interface {
	Exam(ctx context.Context, id int64) (Exam, error)
	ExamByContent(ctx context.Context, course, content string) (Exam, error)
	CourseExams(ctx context.Context, course string, activeOnly bool) ([]Exam, error)
	CreateExam(ctx context.Context, exam Exam) (int64, []Effect, error)
	UpdateExam(ctx context.Context, id int64, c ExamChange) ([]Effect, error)
	RegisterExams(ctx context.Context, course string, list []ExamRegistration) ([]int64, []Effect, error)
	ReviewPolicy(ctx context.Context, examID int64) (PolicyRow, error)
	ProctoringSettings(ctx context.Context, examID int64) (ProctoringSettings, error)
	IsPassedDue(ctx context.Context, exam Exam, userID int64) (bool, error)
	AllowedMinutes(ctx context.Context, exam Exam, userID int64) (int, error)
	Prerequisites(ctx context.Context, exam Exam, userID int64) (*Prerequisites, Plan, error)
	DashboardURL(ctx context.Context, exam Exam, i Instructor) (string, error)
}

// APIAttempts reads and changes attempts.
type APIAttempts interface {
	Attempt(ctx context.Context, id int64) (AttemptRow, Plan, error)
	// AttemptAsItStands reads an attempt without ending one whose time is over.
	AttemptAsItStands(ctx context.Context, id int64) (AttemptRow, error)
	CurrentAttempt(ctx context.Context, examID, userID int64) (AttemptRow, Plan, error)
	// AttemptOfService finds an attempt by its service's id for it, as it stands;
	// [CodeNotFound] if there is none, [CodeConflict] if there are several.
	AttemptOfService(ctx context.Context, externalID string) (Attempt, Exam, error)
	AttemptIDByCode(ctx context.Context, code string) (int64, error)
	AttemptData(ctx context.Context, examID, attemptID int64, inMFE bool) (AttemptData, Plan, error)
	ActiveExams(ctx context.Context, userID int64, course string) ([]ActiveExam, error)
	GroupedAttempts(ctx context.Context, course, search string, page func(groups int) Window) ([]AttemptGroup, error)
	// BeginAttempt creates an attempt in a status: [Created], [Started] or [Declined].
	BeginAttempt(ctx context.Context, examID, userID int64, proctored bool, status AttemptStatus) (int64, Plan, error)
	StartAttempt(ctx context.Context, examID, userID int64) (int64, Plan, error)
	UpdateAttemptStatus(ctx context.Context, id int64, to AttemptStatus, opts TransitionOptions) (Plan, error)
	UpdateAttempt(ctx context.Context, id int64, c AttemptChange) error
	ResetPracticeExam(ctx context.Context, examID, userID int64, by *Learner) (int64, Plan, error)
	MarkReadyToResume(ctx context.Context, id int64) error
	RemoveAttempt(ctx context.Context, id int64, by *Learner) (Plan, error)
	RemoveAttempts(ctx context.Context, examID, userID int64, by *Learner) ([]Plan, error)
	MarkReady(ctx context.Context, id int64) (Plan, error)
	SoftwareReady(ctx context.Context, code string) (Plan, error)
}

// APIAllowances reads and grants allowances.
type APIAllowances interface {
	CourseAllowances(ctx context.Context, course string) ([]GrantedAllowance, error)
	AddAllowance(ctx context.Context, examID int64, user UserRef, key, value string) ([]Effect, error)
	RemoveAllowance(ctx context.Context, examID, userID int64, key string) ([]Effect, error)
	AddAllowances(ctx context.Context, b BulkAllowance) ([]PairResult, []Effect, error)
}

// APIReviews receives reviews.
type APIReviews interface {
	ReceiveReview(ctx context.Context, c ReviewCallback) (ReceivedReview, error)
	// CheckReview refuses a review that cannot be read, as ReceiveReview would.
	CheckReview(ctx context.Context, c ReviewCallback) error
}

// APIOnboarding answers how learners stand with onboarding.
type APIOnboarding interface {
	OnboardingExams(ctx context.Context, course string) ([]Exam, error)
	Outline(ctx context.Context, learner Learner, course string) (Outline, error)
	OnboardingStatus(ctx context.Context, course string, userID int64, backend string) (OnboardingState, error)
	OnboardingProfile(ctx context.Context, exam Exam, userID int64) (*OnboardingProfile, error)
	CourseOnboarding(ctx context.Context, q BoardQuery) ([]OnboardingRow, error)
}

// APIRetirement forgets learners.
type APIRetirement interface {
	RetireLearner(ctx context.Context, userID int64) ([]Plan, error)
	RetireAtServices(ctx context.Context, userID int64) (map[string]error, error)
}

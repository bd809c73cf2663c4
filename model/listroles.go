package model

import (
	"context"
	"iter"
	"time"
)

// AttemptStreamer walks through attempts, however many there are.
type AttemptStreamer interface {
	Attempts(ctx context.Context, q AttemptQuery) iter.Seq2[AttemptRow, error]
}

// AttemptLocator finds attempts by what people have at hand.
type AttemptLocator interface {
	// AttemptIDByCode finds an attempt by its code; [CodeNotFound] if there is
	// none.
	AttemptIDByCode(ctx context.Context, code string) (int64, error)
	// UserAttempts returns a learner's attempts at an exam, newest first.
	UserAttempts(ctx context.Context, userID, examID int64) ([]AttemptRow, error)
}

// LearnerNamer finds learners by what names them.
type LearnerNamer interface {
	// LearnersNamed returns the learners that a word names: the one with that
	// username, e-mail, id or attempt code or, failing that, those with the word
	// anywhere in one of these.
	LearnersNamed(ctx context.Context, name string, id int64) ([]Learner, error)
}

// ExamFinder reads exams one by one and by course.
type ExamFinder interface {
	// Exam returns the exam with an id; [CodeNotFound] if there is none.
	Exam(ctx context.Context, id int64) (Exam, error)
	// CourseExams returns a course's exams in the order of their ids; none for a
	// course that is not known.
	CourseExams(ctx context.Context, course string, activeOnly bool) ([]Exam, error)
	// ExamAttemptCounts returns how many attempts each exam of a course has, of all
	// courses for none.
	ExamAttemptCounts(ctx context.Context, course string) (map[int64]int64, error)
	// DueDate returns when an exam is due for a learner, for all with 0; nil for never.
	DueDate(ctx context.Context, exam Exam, userID int64) (*time.Time, error)
}

// PolicyRow is an exam's review policy with who set it.
type PolicyRow struct {
	ID                int64
	Created, Modified time.Time
	Text              Text
	SetBy             Learner
}

// PolicyReader reads review policies.
type PolicyReader interface {
	// ReviewPolicy returns an exam's review policy; [CodeNotFound] if it has none.
	ReviewPolicy(ctx context.Context, examID int64) (PolicyRow, error)
	// PolicyVersions walks through what it was before, the last first.
	PolicyVersions(ctx context.Context, examID int64) iter.Seq2[FormerPolicy, error]
}

// AllowanceStreamer walks through allowances, however many there are.
type AllowanceStreamer interface {
	Allowances(ctx context.Context, q AllowanceQuery) iter.Seq2[GrantedAllowance, error]
}

// BoardQuery asks for a course's onboarding.
type BoardQuery struct {
	Course string
	// Search is any part of username or e-mail, as the platform searches.
	Search string
	// Statuses keeps learners of these, all if it is empty. For the profiles
	// of a proctoring service nil and empty differ, as in the original: without
	// a filter those who have not started are listed, with an empty one not.
	Statuses []OnboardingStatus
	// FromProfiles takes the statuses from the proctoring service's profiles
	// (the switch onboarding_profile_instructor_dashboard_api).
	FromProfiles bool
}

// OnboardingStreamer walks through a course's onboarding, learner by learner.
type OnboardingStreamer interface {
	Onboarding(ctx context.Context, q BoardQuery) iter.Seq2[OnboardingRow, error]
}

// StatusCount is how many attempts at an exam have a status, and since when the
// first of them has been as it is.
type StatusCount struct {
	ExamID int64
	Status AttemptStatus
	Count  int
	Oldest time.Time
}

// Reporter makes the reports of a course.
type Reporter interface {
	// Violations returns its attempts with what reviewers found. practice asks for the
	// reviews of practice exams instead of those of the others.
	Violations(ctx context.Context, course string, practice bool) iter.Seq2[ReviewedAttempt, error]
	// CourseStatuses counts its attempts by exam and status.
	CourseStatuses(ctx context.Context, course string) ([]StatusCount, error)
}

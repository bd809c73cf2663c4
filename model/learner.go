package model

import (
	"context"
	"slices"
	"time"
)

// LearnerCard is all that support can tell a learner: where each exam stands and
// why, onboarding, allowances, and what happened.
type LearnerCard struct {
	Learner Learner
	// Zone is the learner's own time zone, nil if that is not known.
	Zone *time.Location
	// Courses are those in which the learner has an attempt, an allowance or an
	// enrolment, the one with the last attempt first.
	Courses []CourseCard
	// Timeline is everything that happened, the last first.
	Timeline []TimelineEntry
	// Cut reports whether the timeline or the attempts go on beyond what was read.
	Cut bool
}

// CourseCard is a learner's part of a course.
type CourseCard struct {
	Course Text
	Exams  []ExamCard
	// Onboarding is where the learner stands with the onboarding of each service
	// of the course's exams that has one.
	Onboarding []ServiceOnboarding
}

// ServiceOnboarding is a learner's onboarding at a service.
type ServiceOnboarding struct {
	Backend Text
	OnboardingState
}

// ExamCard is where a learner stands with an exam.
type ExamCard struct {
	Exam Exam
	// Attempts are the learner's, newest first.
	Attempts   []AttemptRow
	Allowances []Allowance
	// Due is the learner's due date, nil if there is none; DueRelative reports whether
	// it depends on the learner's own schedule, which the store does not hold.
	Due         *time.Time
	DueRelative bool
	// Onboarding reports that the exam's service has onboarding exams.
	Onboarding bool
	// AllowedMinutes is what the learner gets by starting now.
	AllowedMinutes int
	Standing       Standing
}

// TimelineEntry is one thing that happened.
type TimelineEntry struct {
	At        time.Time
	Course    Text
	Exam      Text
	ExamID    int64
	AttemptID int64
	// What describes it in plain words.
	What string
	// Type is that of the row of the attempt's history, and Status the attempt's;
	// both are empty for what happened to an allowance.
	Type   string
	Status AttemptStatus
	// Who did it, if known; WhoInferred if it was inferred and not recorded.
	Who         Text
	WhoInferred bool
	// Reason is what the person who decided gave as the reason. It is for staff,
	// not for the learner.
	Reason Text
}

// LearnerReader reads a learner's card; [CodeNotFound] if there is no such
// learner.
type LearnerReader interface {
	ReadLearner(ctx context.Context, id int64) (LearnerCard, error)
}

// SortTimeline sorts entries newest first, and those of one moment by attempt, the
// latest attempt first.
func SortTimeline(list []TimelineEntry) {
	slices.SortStableFunc(list, func(a, b TimelineEntry) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return int(b.AttemptID - a.AttemptID)
	})
}

package model

import (
	"context"
	"slices"
	"time"
)

// Outline is what a learner sees of a course, by the keys of its sequences.
type Outline struct {
	// Everything is the outline of a store without a platform: all that is in it.
	Everything bool
	Accessible []string
	Sequences  map[string]SequenceSchedule
	// CourseEnd is nil for a course without an end.
	CourseEnd *time.Time
}

// SequenceSchedule is when a sequence is open, in UTC.
type SequenceSchedule struct{ Starts, Due *time.Time }

// SequenceStanding is whether a learner can open a sequence, and if not, why.
type SequenceStanding int

// A sequence is open, opens later, is past its due date, or is hidden for a reason
// that no date has.
const (
	SequenceOpen SequenceStanding = iota
	SequenceFuture
	SequencePastDue
	SequenceHidden
)

// Standing is how a learner stands with the sequence of an exam (edx-proctoring
// 6.1.4, utils.categorize_inaccessible_exams_by_date).
func (o Outline) Standing(exam Exam, now time.Time) SequenceStanding {
	key := exam.ContentID.Raw()
	if o.Everything || slices.Contains(o.Accessible, key) {
		return SequenceOpen
	}
	s, there := o.Sequences[key]
	due := s.Due
	if due == nil {
		due = o.CourseEnd
	}
	switch {
	case !there:
		return SequenceHidden
	case s.Starts != nil && now.Before(*s.Starts):
		return SequenceFuture
	case due != nil && now.After(*due):
		return SequencePastDue
	}
	return SequenceHidden
}

// OnboardingChoice is the onboarding exam that counts for a learner.
type OnboardingChoice struct {
	Exam Exam
	// Open reports whether the learner can take it now, PastDue whether all are over.
	Open, PastDue bool
	// Starts is when it opens or opened, nil where that is not known.
	Starts *time.Time
}

// Choose picks the exam that counts: the first that is open, else the first that
// opens later, else the first that is over; none if all are hidden (edx-proctoring
// 6.1.4, views.StudentOnboardingStatusView).
func (o Outline) Choose(exams []Exam, now time.Time) (OnboardingChoice, bool) {
	for _, want := range []SequenceStanding{SequenceOpen, SequenceFuture, SequencePastDue} {
		for _, exam := range exams {
			if o.Standing(exam, now) == want {
				return OnboardingChoice{
					Exam: exam, Open: want == SequenceOpen, PastDue: want == SequencePastDue, Starts: o.Sequences[exam.ContentID.Raw()].Starts,
				}, true
			}
		}
	}
	return OnboardingChoice{}, false
}

// OutlineReader is the platform's service of course outlines.
type OutlineReader interface {
	// Outline is a course as a learner sees it now.
	Outline(ctx context.Context, learner Learner, course string) (Outline, error)
}

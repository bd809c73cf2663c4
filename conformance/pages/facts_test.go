package pages

import (
	"time"

	"examdesk/model"
)

// facts are what the scene says to the rules.
func (s scene) facts() model.Facts {
	backends := model.DefaultBackends()
	f := model.Facts{
		Now: now(), Exam: s.exam, Attempt: s.attempt, Due: s.exam.DueDate, CourseEnd: s.end, OnboardingDays: 365, LearnerInactive: s.inactive,
		ServiceMissing: backends.ServiceOf(s.exam, false).Missing(), Blocker: s.gap(),
	}
	f.Exam.ID = 1
	if b := backends.Resolve(s.exam); b != nil {
		f.Onboarding = b.SupportsOnboarding
	}
	if s.attempt != nil {
		since := s.attempt.Modified
		f.Since, f.TimedOut = &since, s.timedOut
	}
	if s.cascade {
		f.DeclinedWith = declinedFirst().Name
	}
	if s.removed {
		f.Removed, f.RemovedFrom = ago(48*time.Hour), model.Verified
	}
	if s.review != "" {
		f.Review = &model.Review{Status: s.review}
	}
	return f
}

// declinedFirst is the exam that a learner declined before another.
func declinedFirst() model.Exam { return examOf(kinds()[0], dates()[1]) }

// newest are the facts of the attempt that the learner's page is about.
func (s scene) newest() model.Facts {
	f := s.facts()
	if s.later {
		f.Attempt, f.Since, f.TimedOut = begun(model.Created, s.exam), nil, false
	}
	return f
}

// gap is what the learner's onboarding lacks for the exam.
func (s scene) gap() model.OnboardingGap {
	if !s.exam.IsProctored || s.exam.IsPracticeExam || s.exam.Backend != "test" {
		return model.GapNone
	}
	state := model.OnboardingState{Status: model.OnboardingStatus(s.onboarding)}
	return model.GapOf(state, s.onboarding == model.Verified && s.changed > model.OnboardingValidity)
}

// hidden reports that edx-proctoring shows the exam itself, whatever the attempt:
// it is not active, or its course has ended.
func (s scene) hidden() bool {
	return !s.exam.IsActive || s.end != nil && s.exam.IsProctored
}

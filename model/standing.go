package model

import (
	"strings"
	"time"
)

// Party is who acts next.
type Party string

// Who can act on an attempt; no one has to act on one that is over.
const (
	ActorNobody  Party = "nobody"
	ActorLearner Party = "the learner"
	ActorStaff   Party = "staff"
	ActorVendor  Party = "the proctoring service"
)

// Parties lists everybody who can be said to act next.
func Parties() []Party { return []Party{ActorNobody, ActorLearner, ActorStaff, ActorVendor} }

// Remedy is what staff can do about an attempt, as an operation.
type Remedy string

// The remedies.
const (
	RemedyNone    Remedy = ""
	RemedyResume  Remedy = "resume"
	RemedyReset   Remedy = "reset"
	RemedyRemove  Remedy = "remove"
	RemedyDecide  Remedy = "decide"
	RemedyFixExam Remedy = "fix the exam"
)

// Said is what is said of a situation, in sentences.
type Said struct {
	// Where is what has happened, Why is why the learner cannot go on or,
	// where nothing is to be done, why that is so.
	Where, Why string
	// Next is what happens next, and Actor is who does it.
	Next  string
	Actor Party
}

// Standing is where a learner stands with an exam: a code for programs, and
// sentences for people.
type Standing struct {
	Code StandingCode
	Said
	// Shown is what the learner may be told: no more than edx-proctoring's own
	// pages show.
	Shown Said
	// Blocked reports that the learner cannot go on.
	Blocked bool
	// By is until when the next party can act, always in the future; nil if there
	// is no such time.
	By *time.Time
	// Since is since when it is so, nil if that is not known.
	Since  *time.Time
	Remedy Remedy
	// Quote reports that the proctoring service is to be asked, by the attempt's
	// code and the service's id for it.
	Quote bool
}

// Facts are what a standing follows from.
type Facts struct {
	Now time.Time
	// Exam has no id if the attempt's exam is gone.
	Exam Exam
	// Attempt is the learner's newest attempt, nil if there is none.
	Attempt *Attempt
	Review  *Review
	// Later reports that another attempt followed this one.
	Later bool
	// Onboarding reports that the exam's service has onboarding exams, and
	// ServiceMissing that the service is not configured.
	Onboarding, ServiceMissing bool
	// Due is the learner's due date, nil if there is none; DueRelative reports
	// that it depends on the learner's own schedule, which the store does not hold.
	Due         *time.Time
	DueRelative bool
	CourseEnd   *time.Time
	// OnboardingDays is how many days an approved onboarding is good for.
	OnboardingDays int
	// LearnerInactive reports that the learner's account is not active.
	LearnerInactive bool
	// Granted is how many minutes the learner gets on top of the exam's limit.
	Granted int
	// Blocker is what the learner's onboarding at the exam's service lacks, empty
	// if it is approved or the course asks for none.
	Blocker OnboardingGap
	// Limits are how long is too long; zero means the default.
	Limits StuckLimits
	Past
}

// Past is what the history records about an attempt.
type Past struct {
	// Since is when the attempt came into its status, nil if that is not recorded.
	Since *time.Time
	// TimedOut reports that the attempt once was in the status timed_out.
	TimedOut bool
	// Removed is when an attempt was removed that nothing followed, and
	// RemovedFrom the status it had.
	Removed     *time.Time
	RemovedFrom AttemptStatus
	// DeclinedWith is the name of the exam that was declined first, if this one was
	// declined along with it.
	DeclinedWith Text
}

// situation is a row of the table: when it holds, and what is said then.
type situation struct {
	code  StandingCode
	holds func(Facts) bool
	said  Said
	// shown is what the learner sees, if that differs.
	shown   Said
	remedy  Remedy
	blocked bool
	// opens reports that the learner goes on by opening the exam, so that
	// whatever closes the exam comes first.
	opens bool
	by    func(Facts) *time.Time
	quote bool
}

// StandingOf returns where a learner stands with an exam. All words about the
// states of attempts come from here.
func StandingOf(f Facts) Standing {
	if f.Limits == (StuckLimits{}) {
		f.Limits = DefaultStuckLimits()
	}
	s := pick(f, situationsOf(f))
	if s.opens {
		if gate, closed := firstThat(f, gates()); closed {
			gate.said.Where = s.said.Where
			if shown := s.learner(); shown != s.said {
				gate.shown = gate.said
				gate.shown.Where = shown.Where
			}
			s = gate
		}
	}
	return f.say(s)
}

func firstThat(f Facts, list []situation) (situation, bool) {
	for _, s := range list {
		if s.holds == nil || s.holds(f) {
			return s, true
		}
	}
	return situation{}, false
}

// pick returns the first situation that holds; the last row of every list always does.
func pick(f Facts, list []situation) situation {
	s, _ := firstThat(f, list)
	return s
}

// learner returns what the learner sees.
func (s situation) learner() Said {
	out := s.shown
	if out.Where == "" {
		out.Where = s.said.Where
	}
	if out.Next == "" {
		out.Next, out.Actor = s.said.Next, s.said.Actor
		if s.shown.Where == "" {
			out.Why = s.said.Why
		}
	}
	if out.Actor == "" {
		out.Actor = s.said.Actor
	}
	return out
}

// say fills the facts into the words.
func (f Facts) say(s situation) Standing {
	out := Standing{
		Code: s.code, Said: f.fill(s.said), Shown: f.fill(s.learner()), Blocked: s.blocked, Since: f.since(), Remedy: s.remedy, Quote: s.quote,
	}
	by := s.by
	if by == nil && s.opens && s.said.Actor == ActorLearner {
		by = func(f Facts) *time.Time { return f.Due }
	}
	if by != nil {
		if at := by(f); at != nil && at.After(f.Now) {
			out.By = at
		}
	}
	return out
}

func (f Facts) fill(s Said) Said {
	r := strings.NewReplacer(f.words()...)
	one := func(text string) string { return strings.Join(strings.Fields(r.Replace(text)), " ") }
	return Said{Where: one(s.Where), Why: one(s.Why), Next: one(s.Next), Actor: s.Actor}
}

// situationsOf returns the rows for the attempt's status.
func situationsOf(f Facts) []situation {
	switch {
	case f.Attempt == nil:
		return standNotBegun()
	case f.Attempt.ExamID != 0 && f.Exam.ID == 0:
		return []situation{standExamGone()}
	case f.Later:
		return standFollowed()
	}
	rows, known := byStatus()[f.Attempt.Status]
	if !known {
		return append(standResumes(f.Attempt.Status), standUnknownStatus())
	}
	return rows
}

// byStatus returns the table.
func byStatus() map[AttemptStatus][]situation {
	table := map[AttemptStatus][]situation{
		Eligible: standEligible(), Created: standCreated(), DownloadSoftwareClicked: standSettingUp(), ReadyToStart: standReadyToStart(),
		Started: standRunning(), ReadyToSubmit: standRunning(), Declined: standDeclined(), Submitted: standSubmitted(), TimedOut: standTimedOut(),
		SecondReviewRequired: standNeedsDecision(), Verified: standVerified(), Rejected: standRejected(), Errored: standErrored(),
		Expired: {standExpired()}, OnboardingReset: {standResetUnfinished()},
		OnboardingMissing: standTurnedAway(StandsOnboardingMissing), OnboardingPending: standTurnedAway(StandsOnboardingPending),
		OnboardingFailed: standTurnedAway(StandsOnboardingFailed), OnboardingExpired: standTurnedAway(StandsOnboardingExpired),
	}
	for status, rows := range table {
		table[status] = append(standResumes(status), rows...)
	}
	return table
}

package model

import "time"

// Section is a part of the queue. Sections may overlap: an attempt at a
// practice exam that needs a decision is in two.
type Section string

// The sections, in the order of the desk's tabs.
const (
	SectionNeedsDecision Section = "needs-decision"
	SectionWaiting       Section = "waiting"
	SectionErrors        Section = "errors"
	SectionRunning       Section = "running"
	SectionDecided       Section = "decided"
	SectionOnboarding    Section = "onboarding"
	SectionStuck         Section = "stuck"
	SectionOther         Section = "other"
	SectionAll           Section = "all"
)

// Sections lists every section in the order of the desk's tabs.
func Sections() []Section {
	return []Section{
		SectionNeedsDecision, SectionWaiting, SectionErrors, SectionRunning, SectionDecided,
		SectionOnboarding, SectionStuck, SectionOther, SectionAll,
	}
}

// Title returns the section's name on a tab.
func (s Section) Title() string {
	switch s {
	case SectionNeedsDecision:
		return "Needs decision"
	case SectionWaiting:
		return "Waiting"
	case SectionErrors:
		return "Errors"
	case SectionRunning:
		return "Running"
	case SectionDecided:
		return "Decided"
	case SectionOnboarding:
		return "Onboarding"
	case SectionStuck:
		return "Stuck"
	case SectionOther:
		return "Other"
	case SectionAll:
		return "All"
	}
	return Clean(string(s))
}

// IsValid reports whether s is a section.
func (s Section) IsValid() bool {
	for _, known := range Sections() {
		if s == known {
			return true
		}
	}
	return false
}

// OldestFirst reports whether the section is work to clear, oldest first; the
// others show the newest first.
func (s Section) OldestFirst() bool {
	switch s {
	case SectionNeedsDecision, SectionWaiting, SectionErrors, SectionStuck:
		return true
	case SectionRunning, SectionDecided, SectionOnboarding, SectionOther, SectionAll:
	}
	return false
}

// QueueItem is what the predicates look at: an attempt, its exam, and whether
// it has a review.
type QueueItem struct {
	Attempt   Attempt
	Exam      Exam
	HasReview bool
	// Newest reports whether no later attempt of the learner at the exam exists.
	Newest bool
	// Due is the learner's due date, nil if there is none, and TimedOut reports
	// that the attempt once was in the status timed_out.
	Due      *time.Time
	TimedOut bool
}

// Contains reports whether an item belongs to a section. It is the definition;
// stores answer the same from their indexes.
func (s Section) Contains(i QueueItem, now time.Time, limits StuckLimits) bool {
	status := i.Attempt.Status
	switch s {
	case SectionNeedsDecision:
		return status == SecondReviewRequired
	case SectionWaiting:
		return status == Submitted && i.Attempt.TakingAsProctored && !i.HasReview
	case SectionErrors:
		return status == Errored
	case SectionRunning:
		return status.IsPreStarted() || status.IsInProgress()
	case SectionDecided:
		return status.IsDecided()
	case SectionOnboarding:
		return i.Exam.IsPracticeExam
	case SectionOther:
		return status == Declined || status == TimedOut || status == Expired ||
			status == OnboardingReset || status.IsOnboardingError()
	case SectionStuck:
		return len(StuckReasons(i, now, limits)) > 0
	case SectionAll:
		return true
	}
	return false
}

// StuckLimits are how long is too long.
type StuckLimits struct {
	Waiting       time.Duration // submitted without a review
	NeedsDecision time.Duration // waiting for a person
	Error         time.Duration // broken off and resumable
	Overtime      time.Duration // running past the allowed time
}

// DefaultStuckLimits returns the limits that apply unless others are given: 5 days,
// 5 days, 3 days and 1 hour.
func DefaultStuckLimits() StuckLimits {
	const day = 24 * time.Hour
	return StuckLimits{Waiting: 5 * day, NeedsDecision: 5 * day, Error: 3 * day, Overtime: time.Hour}
}

// StuckReason is why an attempt will not progress by itself.
type StuckReason string

// The reasons, with what helps in [StuckReason.Remedy].
const (
	StuckWaiting       StuckReason = "no review has come"
	StuckNeedsDecision StuckReason = "no one has decided"
	StuckError         StuckReason = "broken off and not resumed"
	StuckNoExternalID  StuckReason = "the proctoring service does not know it"
	StuckOvertime      StuckReason = "still running after its time is over"
	StuckNotProctored  StuckReason = "the exam is no longer proctored, so its review was refused"
	StuckReset         StuckReason = "onboarding was reset and not taken again"
	StuckUnsubmitted   StuckReason = "verified without ever being submitted"
)

// Sentence returns the reason with its remedy.
func (r StuckReason) Sentence() string { return string(r) + ": " + r.Remedy() }

// Remedy returns what to do about it.
func (r StuckReason) Remedy() string {
	switch r {
	case StuckWaiting:
		return "ask the proctoring service for the review, or decide it here"
	case StuckNeedsDecision:
		return "decide it"
	case StuckError:
		return "mark it as ready to resume, or decide it"
	case StuckNoExternalID:
		return "delete the attempt, so that the learner can register again"
	case StuckOvertime:
		return "have the learner open the exam once, or set it to submitted"
	case StuckNotProctored:
		return "make the exam proctored again, or set the attempt's status by hand"
	case StuckReset:
		return "delete the attempt, so that the learner can take onboarding again"
	case StuckUnsubmitted:
		return "look at it and decide it: from 6.1.2 on, edx-proctoring turns it into an error when its review is saved again"
	}
	return ""
}

// StuckReasons returns why an attempt is stuck; none if it is not. The store's
// section asks the same in SQL, and its tests hold the two together.
func StuckReasons(i QueueItem, now time.Time, l StuckLimits) []StuckReason {
	var out []StuckReason
	add := func(is bool, r StuckReason) {
		if is {
			out = append(out, r)
		}
	}
	a, since := i.Attempt, now.Sub(i.Attempt.Modified)
	waiting := a.Status == Submitted && a.TakingAsProctored && !i.HasReview
	add(waiting && i.Exam.IsProctored && since > l.Waiting, StuckWaiting)
	add(waiting && !i.Exam.IsProctored, StuckNotProctored)
	add(a.Status == SecondReviewRequired && since > l.NeedsDecision, StuckNeedsDecision)
	add(i.canBeResumed(now) && since > l.Error, StuckError)
	add(a.TakingAsProctored && a.ExternalID == "" && (a.Status.IsPreStarted() || a.Status.IsInProgress()),
		StuckNoExternalID)
	add(overtime(a, now) > l.Overtime, StuckOvertime)
	add(a.Status == OnboardingReset && i.Newest, StuckReset)
	add(a.Status == Verified && a.CompletedAt == nil && !i.TimedOut, StuckUnsubmitted)
	return out
}

// canBeResumed reports that an attempt broke off, was not submitted, and that
// resuming it would still lead somewhere.
func (i QueueItem) canBeResumed(now time.Time) bool {
	f := Facts{Now: now, Exam: i.Exam, Attempt: &i.Attempt, Due: i.Due}
	broke := i.Attempt.Status == Errored && i.Attempt.IsResumable && i.Attempt.CompletedAt == nil
	return broke && i.Exam.IsProctored && !f.isOver() && !f.outOfTime()
}

// overtime returns how long a running attempt is past its allowed time.
func overtime(a Attempt, now time.Time) time.Duration {
	if !a.Status.IsInProgress() || a.StartedAt == nil || a.AllowedTimeLimitMins == nil {
		return 0
	}
	return now.Sub(a.StartedAt.Add(time.Duration(*a.AllowedTimeLimitMins) * time.Minute))
}

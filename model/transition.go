package model

import (
	"time"
)

// Tri is an answer that may be missing.
type Tri int

// What a store knows of a question.
const (
	NotKnown Tri = iota
	Yes
	No
)

// Situation is everything that the rules look at when an attempt changes its
// status. Whoever applies the result reads it in one transaction.
type Situation struct {
	Now      time.Time
	Attempt  Attempt
	Exam     Exam
	Backends Backends
	Rules    ReviewRules
	// OverridesGrades answers whether the course sets the grade of a rejected
	// exam to 0. Only the platform knows.
	OverridesGrades Tri
	// Siblings are the statuses of the learner's other attempts at this exam.
	Siblings []AttemptStatus
	// OtherExams are the other active exams of the course with the learner's
	// newest attempt at each, in the order of the store.
	OtherExams []OtherExam
	// OnboardingErrors are the learner's attempts, in any course, that wait
	// for onboarding.
	OnboardingErrors []OtherExam
	// AllowedMinutes is what the learner gets if the attempt starts now.
	AllowedMinutes int
	// Newer is the learner's newest attempt at the exam if that is another one:
	// how much time there is for a start is read from it.
	Newer *Attempt
	// OwnReview is the status of the attempt's review, nil if it has none.
	OwnReview *ReviewStatus
	// WasTimedOut reports whether the attempt was ever `timed_out`.
	WasTimedOut bool
}

// OtherExam is an exam and the learner's newest attempt at it, if any.
type OtherExam struct {
	Exam     Exam
	Current  *Attempt
	PolicyID *int64
	// Siblings are the statuses of the learner's other attempts at the exam.
	Siblings []AttemptStatus
	// Review is the status of the attempt's review, nil if it has none.
	Review *ReviewStatus
}

// SaveKind is what happens to an attempt's row. The values are those of
// history_type in the history table.
type SaveKind string

// A row is created, changed or deleted.
const (
	SaveCreate SaveKind = "+"
	SaveUpdate SaveKind = "~"
	SaveDelete SaveKind = "-"
)

// Save is one write of an attempt's row, each with its history row.
type Save struct {
	Kind    SaveKind
	Attempt Attempt
	Exam    Exam
}

// Plan is what a change of status writes and causes, in order.
type Plan struct {
	From, To AttemptStatus
	// After is the attempt as it will be.
	After   Attempt
	Saves   []Save
	Effects []Effect
}

// TransitionOptions vary a change of status.
type TransitionOptions struct {
	// NoCascade leaves the learner's other exams alone.
	NoCascade bool
	// TimeoutAt is when the time was over; it becomes completed_at of an
	// attempt that timed out. Without it that is the present time, or NULL by the
	// rules before 6.1.2.
	TimeoutAt *time.Time
	// By is the person to whom the change is attributed; nil if there is none.
	By *Learner
}

// Transition works out what happens when an attempt goes to a status
// (edx-proctoring 5.2.0, api.update_attempt_status). It changes nothing.
//
// The status reached may differ from the one asked for: `timed_out` becomes
// `submitted` unless the rules keep it, and so does a restart of a running
// attempt. An illegal change is an error of code [CodeIllegalTransition].
//
// As in the original the attempt is read once more at the end, and so are the
// attempts that a cascade finds: one whose time is over is submitted by that.
func Transition(s Situation, to AttemptStatus, opts TransitionOptions) (Plan, error) {
	t := transition{Situation: s, opts: opts, backend: s.Backends.Resolve(s.Exam)}
	t.plan.From = s.Attempt.Status
	reached, timedOut := s.reached(to)
	if !IsTransitionLegal(s.Attempt.Status, reached) {
		return Plan{}, Errorf(CodeIllegalTransition,
			"An attempt that is %s cannot go back to %s.", s.Attempt.Status, reached)
	}
	t.run(reached, timedOut)
	return t.plan, nil
}

// reached returns the status that the attempt really gets when it is to go to another
// one, and whether it is submitted because its time is up.
func (s Situation) reached(to AttemptStatus) (AttemptStatus, bool) {
	timedOut := to == TimedOut && !s.Rules.AllowTimedOutState
	if timedOut || IsReattempt(s.Attempt.Status, to) {
		return Submitted, timedOut
	}
	return to, false
}

// transition carries a change of status through its steps.
type transition struct {
	Situation
	opts    TransitionOptions
	backend *Backend
	plan    Plan
}

func (t *transition) run(to AttemptStatus, timedOut bool) {
	starts := to == Started && t.Attempt.StartedAt == nil
	if starts {
		t.readNewer()
	}
	wasCompleted := t.Attempt.CompletedAt != nil
	t.plan.After = t.after(to, timedOut, starts)
	if !wasCompleted && t.plan.After.CompletedAt != nil {
		t.will(EffectCompletion, t.Exam, "")
	}
	t.save(SaveUpdate, t.plan.After, t.Exam)

	if t.mayUpdate(to) {
		t.credit(to)
		t.cascade(to)
		t.grades(to)
		t.will(EffectReadCreditState, t.Exam, "")
		t.mail(to)
	} else {
		t.withheld(to)
	}
	t.readAgain()
	t.plan.To = t.plan.After.Status
	t.tellBackend(to, starts)
	t.announce(t.Exam, t.plan.After, t.plan.To)
}

// after returns the attempt's row as the change leaves it.
func (t *transition) after(to AttemptStatus, timedOut, starts bool) Attempt {
	a := t.Attempt
	a.Status = to
	a.Modified = t.Now
	switch {
	case starts:
		now, mins := t.Now, t.AllowedMinutes
		a.StartedAt, a.AllowedTimeLimitMins = &now, &mins
	case timedOut:
		a.CompletedAt = t.opts.TimeoutAt
		if now := t.Now; a.CompletedAt == nil && t.Rules.TimeOutCompletes {
			a.CompletedAt = &now
		}
	case to == Submitted:
		now := t.Now
		a.CompletedAt = &now
	}
	switch {
	case to == Submitted || a.InResumeProcess():
		a.IsResumable = false
	case to == Errored:
		a.IsResumable = true
	}
	return a
}

// mayUpdate decides whether credit, grades and mail follow, which the other
// attempts at the same exam can prevent (api.can_update_credit_grades_and_email).
func (t *transition) mayUpdate(to AttemptStatus) bool {
	if t.Exam.IsPracticeExam {
		return true
	}
	return CanUpdateCreditGradesAndEmail(to, append([]AttemptStatus{to}, t.Siblings...))
}

// CanUpdateCreditGradesAndEmail reports, for an exam that is not a practice exam,
// whether an attempt that went to a status may change credit and grades and
// send mail. The statuses are those of all the learner's attempts at the exam,
// after the change.
func CanUpdateCreditGradesAndEmail(to AttemptStatus, statuses []AttemptStatus) bool {
	if len(statuses) == 1 {
		return true
	}
	count := map[AttemptStatus]int{}
	for _, s := range statuses {
		count[s]++
	}
	switch to {
	case Declined, Errored:
		return true
	case Submitted:
		return count[Rejected] == 0
	case Verified:
		return count[Verified] == len(statuses)
	case Rejected:
		return count[Rejected] <= 1 && count[Declined] == 0
	default: // nothing of the kind
	}
	return false
}

func (t *transition) save(kind SaveKind, a Attempt, e Exam) {
	t.plan.Saves = append(t.plan.Saves, Save{Kind: kind, Attempt: a, Exam: e})
}

func (t *transition) add(e Effect) {
	if e.Attempt.ID == 0 {
		e.Attempt = t.plan.After
	}
	t.plan.Effects = append(t.plan.Effects, e)
}

func (t *transition) will(kind EffectKind, e Exam, value string) {
	t.add(Effect{Kind: kind, Certainty: Will, Exam: e, Value: value})
}

func (t *transition) willNot(kind EffectKind, value, reason string) {
	t.add(Effect{Kind: kind, Certainty: WillNot, Reason: reason, Exam: t.Exam, Value: value})
}

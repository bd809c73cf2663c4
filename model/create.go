package model

import (
	"errors"
	"time"
)

// ErrPastDue means that an exam is over, so that it is not for want of a right that
// an attempt is refused.
var ErrPastDue = errors.New("the exam is past its due date")

// NewAttempt is what the rules look at when a learner asks for an attempt.
type NewAttempt struct {
	Now  time.Time
	Exam Exam
	// UserID is the learner, Proctored whether the exam is taken as proctored.
	UserID    int64
	Proctored bool
	// Existing is the learner's newest attempt at the exam, if any.
	Existing *Attempt
	// PassedDue reports whether the learner's due date is over.
	PassedDue bool
	PolicyID  *int64
	// Code, ExternalID, Refused and Names come from registering the attempt with
	// the proctoring service. Refused is the status in which a learner who is
	// not onboarded waits.
	Code       string
	ExternalID string
	Refused    AttemptStatus
	Names      SignalNames
	// Registered reports whether the service was notified of the attempt.
	Registered bool
}

// MayCreate reports whether the attempt can be made at all (edx-proctoring 5.2.0,
// api.create_exam_attempt): [CodeConflict] if the learner has one that is not
// to be resumed and no practice, [CodeDenied] after the due date.
func (n NewAttempt) MayCreate() error {
	if n.Existing != nil && !n.Existing.InResumeProcess() && !n.Existing.IsSampleAttempt {
		return Errorf(CodeConflict, "The learner has an attempt at %s already. To give another one, mark it as ready to resume or remove it.", n.Exam.Name)
	}
	if n.PassedDue && n.Proctored {
		return Wrap(ErrPastDue, CodeDenied, "%s is past its due date and can no longer be taken as proctored.", n.Exam.Name)
	}
	return nil
}

// Create works out what is written when a learner gets an attempt. An attempt
// that is resumed is marked so, and the new one has the time that was left.
func Create(n NewAttempt) (Plan, error) {
	if err := n.MayCreate(); err != nil {
		return Plan{}, err
	}
	a := Attempt{
		ExamID: n.Exam.ID, UserID: n.UserID, Created: n.Now, Modified: n.Now, Code: Text(n.Code), ExternalID: Text(n.ExternalID),
		Status: Created, TakingAsProctored: n.Proctored, IsSampleAttempt: n.Exam.IsPracticeExam, ReviewPolicyID: n.PolicyID,
	}
	if n.Refused != "" {
		a.Status = n.Refused
	}
	var plan Plan
	if n.Existing != nil && n.Existing.InResumeProcess() {
		former := *n.Existing
		former.Resumed, former.IsResumable, former.Modified = true, false, n.Now
		a.TimeRemainingSeconds = former.TimeRemainingSeconds
		plan.Saves = append(plan.Saves, Save{Kind: SaveUpdate, Attempt: former, Exam: n.Exam})
	}
	plan.To, plan.After = a.Status, a
	plan.Saves = append(plan.Saves, Save{Kind: SaveCreate, Attempt: a, Exam: n.Exam})
	if n.Registered {
		plan.Effects = append(plan.Effects, Effect{Kind: EffectBackend, Exam: n.Exam, Attempt: a, Value: BackendRegister, Carried: true})
	}
	plan.Effects = append(plan.Effects, announceNew(n.Exam, a, n.Names)...)
	return plan, nil
}

// announceNew is the signal and the event of a new attempt, in this order.
func announceNew(e Exam, a Attempt, names SignalNames) []Effect {
	return []Effect{
		{Kind: EffectSignal, Exam: e, Attempt: a, Value: string(a.Status), Names: &names},
		{Kind: EffectEvent, Exam: e, Attempt: a, Value: EventName(e, string(a.Status))},
	}
}

// Created puts the id and code of an attempt that has been written into what
// the plan says of it later. A plan creates one attempt at an exam at most.
func (p *Plan) Created(a Attempt) {
	name := func(b *Attempt) {
		if b.ID == 0 && b.ExamID == a.ExamID && b.UserID == a.UserID {
			b.ID, b.Code = a.ID, a.Code
		}
	}
	name(&p.After)
	for i := range p.Saves {
		if p.Saves[i].Kind == SaveUpdate {
			name(&p.Saves[i].Attempt)
		}
	}
	for i := range p.Effects {
		e := &p.Effects[i]
		made := e.Attempt.ID == 0
		name(&e.Attempt)
		e.OfNew = e.OfNew || made && e.Attempt.ID != 0
	}
}

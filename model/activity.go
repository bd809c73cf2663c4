package model

import "time"

// Activity is one line of who did what: written in the transaction of the deed,
// never changed afterwards. It holds ids and no texts about a person; the reason
// stands elsewhere and can be erased.
type Activity struct {
	ID      int64
	At      time.Time
	Deed    Deed
	Actor   ActivityActor
	Door    Door
	Subject Subject
	// From and To are the states before and after, in edx-proctoring's words or
	// as edx-proctoring writes the value; empty where there is none.
	From, To string
	Effects  []ActivityEffect
	// DecisionID is the decision's id; empty for other deeds.
	DecisionID string
	// Reason is what the person wrote; only its digest is in the line.
	Reason string
}

// ActivityActor is who acted, as the line keeps it.
type ActivityActor struct {
	UserID        int64
	Name          Text
	Authenticated bool
	OSUser, Host  Text
	Version       string
}

// SubjectKind is what a deed is about.
type SubjectKind string

// The subjects.
const (
	SubjectAttempt   SubjectKind = "attempt"
	SubjectExam      SubjectKind = "exam"
	SubjectPolicy    SubjectKind = "policy"
	SubjectAllowance SubjectKind = "allowance"
	SubjectReview    SubjectKind = "review"
	SubjectLearner   SubjectKind = "learner"
	SubjectMessage   SubjectKind = "message"
	SubjectStore     SubjectKind = "store"
)

// Subject is what a deed is about, by the ids of the store. Exam, learner and
// attempt are there besides where the deed touches them; 0 for none.
type Subject struct {
	Kind      SubjectKind
	ID        int64
	AttemptID int64
	ExamID    int64
	UserID    int64
}

// ActivityEffect is an effect in a line of activity.
type ActivityEffect struct {
	Kind      EffectKind
	Subject   string
	Certainty Certainty
}

// Line is who acts, for a line of activity.
func (a Actor) Line() ActivityActor {
	return ActivityActor{
		UserID: a.ID, Name: a.Username, Authenticated: a.Authenticated,
		OSUser: a.Origin.OSUser, Host: a.Origin.Host, Version: a.Origin.Version,
	}
}

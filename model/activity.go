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
	// as edx-proctoring writes the value; empty if there is none.
	From, To string
	Effects  []ActivityEffect
	// DecisionID is the decision's id; empty for other deeds.
	DecisionID string
	// Reason is what the person wrote; only its digest is in the line.
	Reason string
}

// ActivityLine is a line as it is stored, with what chains it to the
// one before.
type ActivityLine struct {
	Activity
	// ReasonDigest is the salted digest of the reason; empty if none was given.
	ReasonDigest string
	// Erased reports whether a reason was given and has been erased since.
	Erased bool
	// History are the rows of Django's history and archives that the deed's
	// transaction wrote, by source.
	History map[HistorySource]IDRange
	// EffectsText and HistoryText are what the store holds, which the hash covers.
	EffectsText, HistoryText string
	Prev, Hash               string
}

// HistorySource is a table in which Django keeps what was.
type HistorySource string

// The sources: two histories of django-simple-history and three archives of
// edx-proctoring's own.
const (
	HistoryAttempt   HistorySource = "attempt"
	HistoryExam      HistorySource = "exam"
	HistoryReview    HistorySource = "review"
	HistoryAllowance HistorySource = "allowance"
	HistoryPolicy    HistorySource = "policy"
)

// HistorySources are all sources.
func HistorySources() []HistorySource {
	return []HistorySource{HistoryAttempt, HistoryExam, HistoryReview, HistoryAllowance, HistoryPolicy}
}

// IDRange is a run of ids, both ends included.
type IDRange struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// OutsideRow is a row of Django's history or archives that no line of activity
// accounts for: something else than examdesk wrote it.
type OutsideRow struct {
	Source HistorySource
	ID     int64
	At     time.Time
	// SubjectID is the attempt's, exam's, allowance's or policy's id, or the id of
	// the review's attempt, if the row gives it; otherwise 0.
	SubjectID int64
	// By is the username that Django recorded; empty if there is none.
	By Text
}

// ActivityQuery narrows a list of lines; zero values do not.
type ActivityQuery struct {
	// After is the id after which the list begins.
	After     int64
	Deed      Deed
	Actor     string
	AttemptID int64
	From, To  time.Time
	Limit     int
}

// ActivityHead is the newest line, to be noted where no one can rewrite it.
type ActivityHead struct {
	ID   int64
	Hash string
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
	// SubjectApplication is a program that may sign in.
	SubjectApplication SubjectKind = "application"
)

// Subject is what a deed is about, by the ids of the store. Exam, learner and
// attempt are set as well if the deed touches them; 0 for none.
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
	Subject   Subject
	Certainty Certainty
	Reason    string
}

// EffectSubject is what an effect is about: its attempt, else its exam, else the
// learner. An attempt that the deed itself makes has no id beforehand, so there it is
// the exam of the learner, and an exam has none either: plan and deed say the same.
func EffectSubject(e Effect) Subject {
	if e.OfNew {
		e.Attempt.ID = 0
	}
	if e.OfNewExam {
		e.Exam.ID = 0
	}
	s := Subject{Kind: SubjectAttempt, ID: e.Attempt.ID, AttemptID: e.Attempt.ID, ExamID: e.Exam.ID, UserID: e.Attempt.UserID}
	if s.ExamID == 0 {
		s.ExamID = e.Attempt.ExamID
	}
	if s.ID == 0 {
		s.Kind, s.ID = SubjectExam, s.ExamID
	}
	if s.ID == 0 && s.UserID != 0 {
		s.Kind, s.ID = SubjectLearner, s.UserID
	}
	return s
}

// ActivityEffects are the effects of a deed for its line: questions to the
// platform, which change nothing, are left out.
func ActivityEffects(effects []Effect) []ActivityEffect {
	out := make([]ActivityEffect, 0, len(effects))
	for _, e := range effects {
		switch e.Kind {
		case EffectReadGradeRule, EffectReadCreditState, EffectReadEscalationEmail:
			continue
		default:
			out = append(out, ActivityEffect{Kind: e.Kind, Subject: EffectSubject(e), Certainty: e.Certainty, Reason: e.Reason})
		}
	}
	return out
}

// Line is who acts, for a line of activity.
func (a Actor) Line() ActivityActor {
	return ActivityActor{
		UserID: a.ID, Name: a.Username, Authenticated: a.Authenticated,
		OSUser: a.Origin.OSUser, Host: a.Origin.Host, Version: a.Origin.Version,
	}
}

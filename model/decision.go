package model

import (
	"fmt"
	"time"
)

// DecisionRequest is what a reviewer wants: this review for that attempt, as it
// was when they looked at it.
type DecisionRequest struct {
	AttemptID int64
	Review    ReviewStatus
	// Expected is the version that the reviewer saw.
	Expected Version
	// Reason is the reviewer's note, at most [MaxReason] characters.
	Reason string
}

// MaxReason is the length of the longest reason, in characters.
const MaxReason = 500

// Decision is a request on its way to a store. ID and Stamp are chosen once,
// before the first try, and are the same at each further try: the store uses
// them to apply a decision only once.
type Decision struct {
	DecisionRequest
	ID    string
	Stamp time.Time
}

// Decided is a decision that a store has applied.
type Decided struct {
	ID   string
	Row  AttemptRow
	From AttemptStatus
	To   AttemptStatus
	At   time.Time
	// Repeated reports whether the store had applied this decision before.
	Repeated bool
	Effects  []Effect
	// Notice is what a person must be told, as a sentence: what came of it is not what
	// was foreseen. It is empty where it is.
	Notice string
}

// Preview is what a decision would do, asked for before it is taken.
type Preview struct {
	Row      AttemptRow
	Reviewer Reviewer
	Review   ReviewStatus
	// FromReview is the current review's status, empty if there is none.
	FromReview ReviewStatus
	// NotVisible reports whether the current review cannot be seen here.
	NotVisible bool
	From, To   AttemptStatus
	Effects    []Effect
	Warnings   []string
	// Outcomes are all the reviews that can be given and the status each leads to.
	Outcomes []Outcome
	// RecordedOnly reports whether no platform is attached to the store: effects
	// outside of it are recorded at best. Note says it in a sentence.
	RecordedOnly bool
	Note         string
	// NoReason is why a reason cannot be kept with this decision, as a sentence;
	// empty if it can.
	NoReason string
}

// Outcome is a review that can be given and the status it leads to.
type Outcome struct {
	Review ReviewStatus
	To     AttemptStatus
}

// ReviewSituation is everything that the rules look at when a person decides.
type ReviewSituation struct {
	Situation
	Review   *Review
	Reviewer Reviewer
}

// DecisionPlan is what a decision writes and causes.
type DecisionPlan struct {
	Plan
	Review ReviewStatus
	// Warnings are what a person should know before confirming.
	Warnings []string
	Outcomes []Outcome
}

// Decide works out what a person's review of an attempt does, as Django admin's
// save of a review does (edx-proctoring 5.2.0, admin.save_model and
// handlers.finish_review_workflow). It changes nothing.
func Decide(s ReviewSituation, review ReviewStatus) (DecisionPlan, error) {
	backend, err := mayDecide(s, review)
	if err != nil {
		return DecisionPlan{}, err
	}
	by := &Learner{ID: s.Reviewer.ID, Username: s.Reviewer.Username, FullName: s.Reviewer.FullName}
	plan, err := s.follow(review, *backend, by)
	if err != nil {
		return DecisionPlan{}, err
	}
	plan.Effects = append(plan.Effects, ReviewReceivedEvent(s.Exam, s.Attempt, review))
	d := DecisionPlan{Plan: plan, Review: review, Warnings: warnings(s, review, plan)}
	d.Effects = append(d.Effects, untouched(s, plan)...)
	for _, r := range ReviewStatuses() {
		leads, _ := s.AfterReview(r, *backend, true)
		d.Outcomes = append(d.Outcomes, Outcome{Review: r, To: leads})
	}
	return d, nil
}

// mayDecide returns an error if the attempt cannot be decided.
func mayDecide(s ReviewSituation, review ReviewStatus) (*Backend, error) {
	if !review.IsValid() {
		return nil, NotOneOf("review status", string(review), ReviewStatuses())
	}
	backend := s.Backends.Resolve(s.Exam)
	switch {
	case backend == nil:
		return nil, Errorf(CodeNotProctored,
			"%s is a timed exam and is not reviewed. If it used to be proctored, make it proctored again first.", s.Exam.Name)
	case s.Attempt.Code == "":
		return nil, Errorf(CodeInvalid, "The attempt has no attempt code, so it cannot have a review. Delete it or set its status.")
	}
	return backend, nil
}

func warnings(s ReviewSituation, review ReviewStatus, plan Plan) []string {
	var out []string
	from := s.Attempt.Status
	switch {
	case from.IsInProgress():
		out = append(out, "The learner is in the exam right now.")
	case from.IsPreStarted() || from == Eligible:
		out = append(out, "The learner has not started the exam.")
	case from == plan.To:
		out = append(out, fmt.Sprintf("The attempt is already %s: deciding it again sends the mail and sets the credit again.", from))
	case from.IsDecided():
		out = append(out, fmt.Sprintf("This reverses a decision: the attempt is %s.", from))
	}
	if !s.Exam.IsActive {
		out = append(out, "The exam is no longer active.")
	}
	out = append(out, ruleWarnings(s, review, plan)...)
	if s.Review != nil && s.Review.ReviewedBy != nil && s.Review.ReviewedBy.ID != s.Reviewer.ID && s.Review.Status != review {
		out = append(out, fmt.Sprintf("%s has already decided this: %s.", s.Review.ReviewedBy.Username, s.Review.Status))
	}
	return out
}

// ruleWarnings returns warnings about what an older release of edx-proctoring would
// have done differently.
func ruleWarnings(s ReviewSituation, review ReviewStatus, plan Plan) []string {
	switch {
	case s.Rules.ResetStays && s.Attempt.Status == OnboardingReset:
		return []string{"The attempt was reset: the review is kept, and the attempt's status stays."}
	case plan.To == Errored && review != ReviewNotReviewed:
		return []string{"The learner never submitted this attempt, so it cannot be verified and goes into error."}
	}
	return nil
}

// untouched lists the consequences that a person may fear but that do not follow.
func untouched(s ReviewSituation, plan Plan) []Effect {
	for _, e := range plan.Effects {
		if e.Kind == EffectDecline || e.Kind == EffectClearOnboarding {
			return nil
		}
	}
	if len(s.Siblings) == 0 && len(s.OtherExams) == 0 {
		return nil
	}
	return []Effect{{Kind: EffectOtherAttempts, Certainty: WillNot, Exam: s.Exam, Attempt: plan.After}}
}

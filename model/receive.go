package model

// Received is a review as a proctoring service delivers it.
type Received struct {
	Status StandardStatus
	// ByPerson tells that the delivery names a reviewer whom the store knows.
	ByPerson bool
	// Archived tells that the attempt was deleted meanwhile: the review is
	// kept, and nothing follows from it.
	Archived bool
}

// ReceivedPlan is what a delivered review writes and causes.
type ReceivedPlan struct {
	Plan
	Review ReviewStatus
	// Passing tells whether the service counts the review as passed.
	Passing bool
	// NotifySupport tells whether the course team is told.
	NotifySupport bool
}

// Receive works out what a delivered review does (edx-proctoring 5.2.0,
// views.BaseReviewCallback.make_review and handlers.finish_review_workflow).
// For an exam that is no longer proctored it is an error of code
// [CodeNotProctored], for a service that sends no reviews [CodeUnsupported].
func Receive(s Situation, r Received) (ReceivedPlan, error) {
	backend := s.Backends.Resolve(s.Exam)
	if backend == nil {
		return ReceivedPlan{}, Errorf(CodeNotProctored, "%s is no longer proctored: the review is refused.", s.Exam.Name)
	}
	if !backend.SendsReviews {
		return ReceivedPlan{}, Errorf(CodeUnsupported, "The backend %s sends no reviews.", Clean(backend.Name))
	}
	status, ok := r.Status.ReviewStatus()
	if !ok {
		return ReceivedPlan{}, Errorf(CodeInvalid, "%q is no review status; a service sends passed, violation, suspicious or not_reviewed.", Clean(string(r.Status)))
	}
	out := ReceivedPlan{Review: status, Passing: backend.Passes(status), NotifySupport: status.NotifiesSupport(r.ByPerson)}
	if !r.Archived {
		to := StatusAfterReview(status, *backend, r.ByPerson, s.Attempt.IsSampleAttempt, s.Rules)
		plan, err := Transition(s, to, TransitionOptions{})
		if err != nil {
			return ReceivedPlan{}, err
		}
		out.Plan = plan
	}
	out.Effects = append(out.Effects, Effect{
		Kind: EffectEvent, Exam: s.Exam, Attempt: s.Attempt, Value: EventName(s.Exam, "review_received"),
	})
	return out, nil
}

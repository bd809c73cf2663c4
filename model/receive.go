package model

// Received is a review as a proctoring service delivers it.
type Received struct {
	Status StandardStatus
	// By is the user whom the delivery names as the reviewer, or the person who
	// accepted it; nil if there is none.
	By *Learner
	// Archived reports whether the attempt has been deleted since: the review is
	// kept, and nothing follows from it.
	Archived bool
	// From is the service that delivered at an address of its own, empty for the
	// exam's service.
	From string
}

// ReceivedPlan is what a delivered review writes and causes.
type ReceivedPlan struct {
	Plan
	Review ReviewStatus
	// Passing reports whether the service counts the review as passed.
	Passing bool
	// NotifySupport reports whether the course team is notified.
	NotifySupport bool
}

// MayReceive reports whether an exam takes reviews, and from which service: the one that
// delivered at an address of its own (edx-proctoring 6.1.4, views.AnonymousReviewCallback,
// which does not ask whether the exam is still proctored), or else the exam's. For
// an exam that is no longer proctored the error has [CodeNotProctored], for a
// service that sends no reviews [CodeUnsupported].
func (b Backends) MayReceive(e Exam, from string) (*Backend, error) {
	backend := b.Resolve(e)
	if from != "" {
		named := b.Lookup(from)
		backend = &named
	}
	if backend == nil {
		return nil, Errorf(CodeNotProctored, "%s is no longer proctored: the review is refused.", e.Name)
	}
	if !backend.SendsReviews {
		return nil, Errorf(CodeUnsupported, "The backend %s sends no reviews.", backend.Name)
	}
	return backend, nil
}

// Receive works out what a delivered review does (edx-proctoring 5.2.0,
// views.BaseReviewCallback.make_review and handlers.finish_review_workflow).
// The errors are those of [Backends.MayReceive], and [CodeInvalid] for a status
// that is not a valid one.
func Receive(s Situation, r Received) (ReceivedPlan, error) {
	if _, err := s.Backends.MayReceive(s.Exam, r.From); err != nil {
		return ReceivedPlan{}, err
	}
	status, ok := r.Status.ReviewStatus()
	if !ok {
		err := NotOneOf("review status of a service", string(r.Status), StandardStatuses())
		err.Err = &UnknownStatus{string(r.Status)}
		return ReceivedPlan{}, err
	}
	out, err := Follow(s, status, r.By, r.Archived)
	if out.NotifySupport = status.NotifiesSupport(r.By != nil); out.NotifySupport && err == nil {
		out.Effects = append(out.Effects, Effect{Kind: EffectNotifySupport, Exam: s.Exam, Attempt: s.Attempt, Value: string(status)})
	}
	return out, err
}

// UnknownStatus is a review status that edx-proctoring does not know.
type UnknownStatus struct{ Status string }

// Error implements error.
func (e *UnknownStatus) Error() string { return "unknown review status" }

// Said is the status as Python writes it.
func (e *UnknownStatus) Said() string {
	if e.Status == "" {
		return "None"
	}
	return Clean(e.Status)
}

// Follow works out what follows from a review that is saved, whoever saved it
// (edx-proctoring 5.2.0, handlers.finish_review_workflow). The exam need not be
// proctored any longer.
func Follow(s Situation, status ReviewStatus, by *Learner, archived bool) (ReceivedPlan, error) {
	backend := s.Backends.Lookup(s.Exam.Backend.Raw())
	out := ReceivedPlan{Review: status, Passing: backend.Passes(status)}
	if !archived {
		backend.SupportsOnboarding = backend.SupportsOnboarding && s.Exam.IsProctored
		plan, err := s.follow(status, backend, by)
		if err != nil {
			return ReceivedPlan{}, err
		}
		out.Plan = plan
	}
	out.Effects = append(out.Effects, ReviewReceivedEvent(s.Exam, s.Attempt, status))
	return out, nil
}

// follow is the change of status that a review leads to, or none.
func (s Situation) follow(r ReviewStatus, b Backend, by *Learner) (Plan, error) {
	to, moves := s.AfterReview(r, b, by != nil)
	if !moves {
		return Plan{From: to, To: to, After: s.Attempt}, nil
	}
	return Transition(s, to, TransitionOptions{By: by})
}

// Judgement is what becomes of a delivery beside the review that is there.
type Judgement string

// A delivery takes effect, repeats what is already known, or waits for a person.
const (
	DeliveryApplied  Judgement = "applied"
	DeliveryRepeated Judgement = "repeated"
	DeliveryHeld     Judgement = "held"
)

// Judge decides what becomes of a delivery. The error has [CodeConflict] if
// the first review stays by the rules.
func Judge(current *Review, d Delivery, rules ReviewRules) (Judgement, error) {
	switch {
	case current == nil:
		return DeliveryApplied, nil
	case rules.RefuseReviewUpdates:
		return "", Errorf(CodeConflict, "The attempt has a review already, and ALLOW_REVIEW_UPDATES is off.")
	case !rules.ProtectHumanReviews:
		return DeliveryApplied, nil
	case current.RawData.Raw() == d.Raw:
		return DeliveryRepeated, nil
	case current.DecidedByPerson():
		return DeliveryHeld, nil
	}
	return DeliveryApplied, nil
}

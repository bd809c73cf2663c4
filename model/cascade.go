package model

import (
	"slices"
	"sort"
)

// cascade declines the learner's other proctored exams of the course that are
// not finished, and gives each exam without an attempt a declined one. Only the
// attempt that was declined first loses its external id.
func (t *transition) cascade(to AttemptStatus) {
	if t.opts.NoCascade || !to.IsCascadableFailure() {
		return
	}
	t.plan.After.TakingAsProctored = false
	t.plan.After.ExternalID = ""
	t.plan.After.Empty.Set(EmptyExternalID, false)
	t.save(SaveUpdate, t.plan.After, t.Exam)
	for _, other := range t.OtherExams {
		if other.Exam.ContentID == t.Exam.ContentID || !other.Exam.IsProctored || other.Exam.IsPracticeExam {
			continue
		}
		if other = t.readOther(other); other.Current != nil && other.Current.Status.IsCompleted() {
			continue
		}
		t.decline(other)
	}
}

func (t *transition) decline(other OtherExam) {
	attempt := other.Current
	if attempt == nil {
		created := t.create(other)
		attempt = &created
	}
	s := t.Situation
	s.Attempt, s.Exam, s.Siblings, s.OtherExams, s.Newer = *attempt, other.Exam, other.Siblings, nil, nil
	t.plan.Effects = append(t.plan.Effects, Effect{Kind: EffectDecline, Exam: other.Exam, Attempt: *attempt})
	t.nest(s, Declined, TransitionOptions{NoCascade: true})
}

// nest carries out another change of status as a part of this one, and returns
// the attempt as that leaves it.
func (t *transition) nest(s Situation, to AttemptStatus, opts TransitionOptions) Attempt {
	nested := transition{Situation: s, opts: opts, backend: s.Backends.Resolve(s.Exam)}
	nested.plan.From = s.Attempt.Status
	nested.run(s.reached(to))
	t.plan.Saves = append(t.plan.Saves, nested.plan.Saves...)
	t.plan.Effects = append(t.plan.Effects, nested.plan.Effects...)
	return nested.plan.After
}

// create returns the attempt that an exam gets only to be declined. Its code is
// chosen when it is written.
func (t *transition) create(other OtherExam) Attempt {
	a := Attempt{
		ExamID: other.Exam.ID, UserID: t.Attempt.UserID, Created: t.Now, Modified: t.Now,
		Status: Created, IsSampleAttempt: other.Exam.IsPracticeExam, ReviewPolicyID: other.PolicyID,
	}
	t.save(SaveCreate, a, other.Exam)
	t.plan.Effects = append(t.plan.Effects, announceNew(other.Exam, a, NoNames())...)
	return a
}

// readAgain reads the attempt at the end of its change, which submits one whose
// time is over.
func (t *transition) readAgain() {
	if end, over := t.plan.After.ExpiredAt(t.Now); over {
		s := t.Situation
		s.Attempt = t.plan.After
		t.plan.After = t.nest(s, TimedOut, TransitionOptions{TimeoutAt: &end})
	}
}

// readOther reads the learner's attempt at another exam, as [transition.readAgain]
// does.
func (t *transition) readOther(other OtherExam) OtherExam {
	if other.Current == nil {
		return other
	}
	if end, over := other.Current.ExpiredAt(t.Now); over {
		s := t.Situation
		s.Attempt, s.Exam, s.Siblings, s.OtherExams, s.Newer = *other.Current, other.Exam, other.Siblings, nil, nil
		after := t.nest(s, TimedOut, TransitionOptions{TimeoutAt: &end})
		other.Current = &after
	}
	return other
}

// readNewer reads the learner's newest attempt at the exam where an older one is
// started (edx-proctoring 5.2.0, api._calculate_allowed_mins).
func (t *transition) readNewer() {
	if t.Newer == nil || t.Newer.ID == t.Attempt.ID {
		return
	}
	end, over := t.Newer.ExpiredAt(t.Now)
	if !over {
		return
	}
	s := t.Situation
	s.Attempt, s.Newer = *t.Newer, nil
	at := slices.Index(t.Siblings, t.Newer.Status)
	t.Siblings = slices.Clone(t.Siblings)
	if s.Siblings = slices.Clone(t.Siblings); at >= 0 {
		s.Siblings[at] = t.Attempt.Status
	}
	if after := t.nest(s, TimedOut, TransitionOptions{TimeoutAt: &end}); at >= 0 {
		t.Siblings[at] = after.Status
	}
}

// clearOnboardingErrors deletes the attempts that waited for onboarding, in
// every course, so that the learner can go on (clear_onboarding_errors). An
// onboarding attempt that itself goes to such a status is deleted with them.
func (t *transition) clearOnboardingErrors() {
	cleared := t.waitingForOnboarding()
	for _, waiting := range cleared {
		t.add(Effect{Kind: EffectClearOnboarding, Exam: waiting.Exam, Attempt: *waiting.Current})
		if asksToRemove(t.Rules.Rules, waiting.Exam, *waiting.Current) {
			t.add(Effect{Kind: EffectBackend, Exam: waiting.Exam, Attempt: *waiting.Current, Value: backendRemove})
		}
	}
	// The rows go in the opposite order, as Django's deletion collector does.
	for _, c := range slices.Backward(cleared) {
		t.save(SaveDelete, *c.Current, c.Exam)
		if c.Review != nil {
			t.add(ReviewReceivedEvent(c.Exam, *c.Current, *c.Review))
		}
	}
}

// waitingForOnboarding lists what is to be cleared, by id.
func (t *transition) waitingForOnboarding() []OtherExam {
	var out []OtherExam
	for _, waiting := range t.OnboardingErrors {
		if waiting.Current != nil && waiting.Current.ID != t.Attempt.ID {
			out = append(out, waiting)
		}
	}
	if t.plan.After.Status.IsOnboardingError() {
		own := t.plan.After
		out = append(out, OtherExam{Exam: t.Exam, Current: &own, Review: t.OwnReview})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Current.ID < out[j].Current.ID })
	return out
}

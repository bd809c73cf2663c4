package model

import "sort"

// cascade declines the learner's other proctored exams of the course that are
// not finished, and gives each exam without an attempt a declined one. Only the
// attempt that was declined first loses its external id.
func (t *transition) cascade(to AttemptStatus) {
	if t.opts.NoCascade || !to.IsCascadableFailure() {
		return
	}
	t.plan.After.TakingAsProctored = false
	t.plan.After.ExternalID = ""
	t.save(SaveUpdate, t.plan.After, t.Exam)
	for _, other := range t.OtherExams {
		if other.Exam.ContentID == t.Exam.ContentID || !other.Exam.IsProctored || other.Exam.IsPracticeExam {
			continue
		}
		if other.Current != nil && other.Current.Status.IsCompleted() {
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
	s.Attempt, s.Exam, s.Siblings, s.OtherExams = *attempt, other.Exam, nil, nil
	t.plan.Effects = append(t.plan.Effects, Effect{Kind: EffectDecline, Exam: other.Exam, Attempt: *attempt})
	nested := transition{Situation: s, opts: TransitionOptions{NoCascade: true}, backend: s.Backends.Resolve(other.Exam)}
	nested.run(Declined, false)
	t.plan.Saves = append(t.plan.Saves, nested.plan.Saves...)
	t.plan.Effects = append(t.plan.Effects, nested.plan.Effects...)
}

// create is the attempt that an exam gets only to be declined. Its code is
// chosen by whoever writes it.
func (t *transition) create(other OtherExam) Attempt {
	a := Attempt{
		ExamID: other.Exam.ID, UserID: t.Attempt.UserID, Created: t.Now, Modified: t.Now,
		Status: Created, IsSampleAttempt: other.Exam.IsPracticeExam, ReviewPolicyID: other.PolicyID,
	}
	t.save(SaveCreate, a, other.Exam)
	t.plan.Effects = append(t.plan.Effects, announceNew(other.Exam, a, SignalNames{})...)
	return a
}

// clearOnboardingErrors deletes the attempts that waited for onboarding, in
// every course, so that the learner can go on (clear_onboarding_errors). An
// onboarding attempt that itself goes to such a status is deleted with them.
func (t *transition) clearOnboardingErrors() {
	cleared := t.waitingForOnboarding()
	for _, waiting := range cleared {
		t.add(Effect{Kind: EffectClearOnboarding, Exam: waiting.Exam, Attempt: *waiting.Current})
		if waiting.Exam.IsProctored {
			t.add(Effect{Kind: EffectBackend, Exam: waiting.Exam, Attempt: *waiting.Current, Value: backendRemove})
		}
	}
	// The rows go in the opposite order, as Django's deletion collector does.
	for i := len(cleared) - 1; i >= 0; i-- {
		t.save(SaveDelete, *cleared[i].Current, cleared[i].Exam)
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
		out = append(out, OtherExam{Exam: t.Exam, Current: &own})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Current.ID < out[j].Current.ID })
	return out
}

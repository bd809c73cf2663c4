package model

// Removal is what the rules look at when an attempt is removed.
type Removal struct {
	AttemptRow
	// By is who removes it; nil for no one in particular.
	By *Learner
	// Rules are those of the release that is followed.
	Rules Rules
}

// Confirm notes that the proctoring service has forgotten an attempt before its
// row goes, and reports whether the plan says anything of that.
func (p *Plan) Confirm(attemptID int64) (found bool) {
	for i := range p.Effects {
		if e := &p.Effects[i]; e.Kind == EffectBackend && e.Value == backendRemove && e.Attempt.ID == attemptID {
			e.Carried, found = true, true
		}
	}
	return found
}

// AsksToRemove reports whether the service is to be asked to forget the attempt.
func (r Removal) AsksToRemove() bool { return asksToRemove(r.Rules, r.Exam, r.Attempt) }

// asksToRemove reports whether a proctoring service is asked to forget an
// attempt: of a proctored exam, and since edx-proctoring 6.1.0 only by the id
// that the service has for it.
func asksToRemove(r Rules, e Exam, a Attempt) bool {
	return e.IsProctored && (!r.RemovalAsksFirst || a.ExternalID != "")
}

// Remove works out what removing an attempt does (edx-proctoring 5.2.0,
// api.remove_exam_attempt and handlers.on_attempt_changed): the proctoring
// service is asked to forget it, the learner's answers, the override of the
// grade and the credit requirement go; its review stays.
func Remove(r Removal) Plan {
	plan := Delete(r)
	add := func(e Effect) {
		e.Exam, e.Attempt = r.Exam, r.Attempt
		plan.Effects = append(plan.Effects, e)
	}
	add(Effect{Kind: EffectDeleteAnswers, By: r.By})
	add(Effect{Kind: EffectGradeUndo})
	if r.Attempt.Status.NeedsCreditUpdate() {
		add(Effect{Kind: EffectCreditRemove})
	}
	// The original names the attempt by its code only: its id is gone by then.
	add(Effect{Kind: EffectEvent, Value: EventName(r.Exam, "deleted"), Fields: map[string]any{"attempt_id": nil}})
	return plan
}

// Delete works out what deleting an attempt's row alone does: answers, grade and
// credit stay as they are (edx-proctoring 5.2.0, management command
// reset_attempts and handlers.finish_attempt_flow).
func Delete(r Removal) Plan {
	plan := Plan{From: r.Attempt.Status, Saves: []Save{{Kind: SaveDelete, Attempt: r.Attempt, Exam: r.Exam}}}
	if asksToRemove(r.Rules, r.Exam, r.Attempt) {
		plan.Effects = append(plan.Effects, Effect{Kind: EffectBackend, Exam: r.Exam, Attempt: r.Attempt, Value: backendRemove})
	}
	if r.Review != nil {
		plan.Effects = append(plan.Effects, ReviewReceivedEvent(r.Exam, r.Attempt, r.Review.Status))
	}
	return plan
}

// ReviewReceivedEvent returns the event of a review that was saved.
func ReviewReceivedEvent(e Exam, a Attempt, status ReviewStatus) Effect {
	return Effect{Kind: EffectEvent, Exam: e, Attempt: a, Value: EventName(e, "review_received"), Fields: map[string]any{
		"review_attempt_code": a.Code.Raw(), "review_status": string(status),
	}}
}

// Reset works out what happens to a learner's newest attempt at a practice exam
// before the next one is made (edx-proctoring 5.2.0, api.reset_practice_exam): a
// submitted one is removed, any other that is over is kept as reset. The error
// has [CodeIllegalTransition].
func Reset(r Removal) (Plan, error) {
	switch s := r.Attempt.Status; {
	case !r.Exam.IsPracticeExam:
		return Plan{}, Errorf(CodeIllegalTransition, "%s is not a practice exam; only practice and onboarding exams can be reset.", r.Exam.Name)
	case s.IsIncomplete():
		return Plan{}, Errorf(CodeIllegalTransition, "The learner's attempt at %s is still running; it can be reset when it is over.", r.Exam.Name)
	case s == Verified:
		return Plan{}, Errorf(CodeIllegalTransition, "The learner has passed %s; there is nothing to reset.", r.Exam.Name)
	case s == Submitted:
		plan := Remove(r)
		plan.Effects = append(plan.Effects, Effect{
			Kind: EffectEvent, Exam: r.Exam, Attempt: r.Attempt, Value: EventName(r.Exam, "reset_practice_exam"),
		})
		return plan, nil
	}
	a := r.Attempt
	a.Status = OnboardingReset
	return Plan{From: r.Attempt.Status, To: a.Status, After: a,
		Saves:   []Save{{Kind: SaveUpdate, Attempt: a, Exam: r.Exam}},
		Effects: []Effect{{Kind: EffectEvent, Exam: r.Exam, Attempt: a, Value: EventName(r.Exam, "reset_practice_exam")}},
	}, nil
}

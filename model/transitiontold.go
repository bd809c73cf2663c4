package model

import "fmt"

func (t *transition) credit(to AttemptStatus) {
	if !to.NeedsCreditUpdate() {
		return
	}
	t.will(EffectCredit, t.Exam, creditStatus(to))
}

func creditStatus(to AttemptStatus) string {
	switch to {
	case Verified:
		return "satisfied"
	case Submitted, Declined:
		return string(to)
	default: // nothing of the kind
	}
	return "failed"
}

func (t *transition) grades(to AttemptStatus) {
	undo := to == Verified && t.Attempt.Status.NeedsGradeOverride()
	if !to.NeedsGradeOverride() && !undo {
		return
	}
	t.will(EffectReadGradeRule, t.Exam, "")
	certainty, reason := Will, "the course overrides grades on rejection"
	switch t.OverridesGrades {
	case NotKnown:
		certainty, reason = Unknown, "if the course overrides grades on rejection; the store does not say"
	case No:
		certainty, reason = WillNot, "the course does not override grades on rejection"
	case Yes:
	}
	if undo {
		t.add(Effect{Kind: EffectGradeUndo, Certainty: certainty, Reason: reason, Exam: t.Exam})
		t.add(Effect{Kind: EffectCertificate, Certainty: WillNot, Exam: t.Exam, Value: certificateRestore,
			Reason: "a certificate that was invalidated is not restored; staff does that in the LMS"})
		return
	}
	comment := "Failed Proctoring"
	if t.backend != nil {
		comment = fmt.Sprintf("Failed %s proctoring", t.backend.VerboseName)
	}
	t.add(Effect{Kind: EffectGradeOverride, Certainty: certainty, Reason: reason, Exam: t.Exam, Value: comment, By: t.opts.By})
	t.add(Effect{Kind: EffectCertificate, Certainty: certainty, Reason: reason, Exam: t.Exam})
}

func (t *transition) mail(to AttemptStatus) {
	subject := mailSubject(to)
	if subject == "" {
		return
	}
	switch {
	case !t.plan.After.TakingAsProctored:
		t.willNot(EffectMail, subject, "the exam is not taken as proctored")
	case t.plan.After.IsSampleAttempt:
		t.willNot(EffectMail, subject, "no mail is sent for practice attempts")
	default:
		t.will(EffectReadEscalationEmail, t.Exam, "")
		t.will(EffectMail, t.Exam, subject)
	}
}

func mailSubject(to AttemptStatus) string {
	switch to {
	case Submitted:
		return mailSubmitted
	case Verified:
		return mailVerified
	case Rejected:
		return mailRejected
	default: // nothing of the kind
	}
	return ""
}

// withheld adds, as not happening, what the other attempts at the same exam prevent.
func (t *transition) withheld(to AttemptStatus) {
	reason := "this is not the learner's only attempt at the exam"
	switch to {
	case Verified:
		reason = "not all of the learner's attempts at this exam are verified"
	case Rejected:
		reason = "another attempt at this exam is already rejected or declined"
	case Submitted:
		reason = "another attempt at this exam is rejected"
	default: // nothing of the kind
	}
	if to.NeedsCreditUpdate() {
		t.willNot(EffectCredit, creditStatus(to), reason)
	}
	if to.NeedsGradeOverride() {
		t.willNot(EffectGradeOverride, "", reason)
	}
	if subject := mailSubject(to); subject != "" {
		t.willNot(EffectMail, subject, reason)
	}
}

func (t *transition) tellBackend(to AttemptStatus, starts bool) {
	if t.backend == nil {
		return
	}
	if t.Exam.IsPracticeExam && t.backend.SupportsOnboarding && to.IsCompleted() {
		t.clearOnboardingErrors()
	}
	switch {
	case starts:
		t.will(EffectBackend, t.Exam, backendStart)
	case to == Submitted:
		t.will(EffectBackend, t.Exam, backendStop)
	case to == Errored:
		t.will(EffectBackend, t.Exam, backendError)
	}
}

// announce adds the analytics event and the signal of a status.
func (t *transition) announce(e Exam, a Attempt, status AttemptStatus) {
	t.add(Effect{Kind: EffectEvent, Exam: e, Attempt: a, Value: EventName(e, string(status))})
	t.add(Effect{Kind: EffectSignal, Exam: e, Attempt: a, Value: string(status)})
}

// EventName returns the name of an attempt's analytics event (utils.emit_event).
func EventName(e Exam, verb string) string {
	return ExamEventName(e, "attempt."+verb)
}

// ExamEventName returns the name of the event that an exam's own change sends.
func ExamEventName(e Exam, verb string) string {
	return "edx.special_exam." + e.Kind() + "." + verb
}

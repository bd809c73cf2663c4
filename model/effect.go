package model

import "fmt"

// Certainty is how sure an effect of a decision is.
type Certainty int

// An effect will happen, will not, or depends on what the store cannot see.
const (
	Will Certainty = iota
	WillNot
	Unknown
)

// EffectKind is what a change of status does beyond the attempt's own row.
type EffectKind string

// The effects. The Read kinds are questions to the platform, which change nothing;
// they are listed because edx-proctoring asks them, in this order.
const (
	EffectCompletion          EffectKind = "completion"
	EffectCredit              EffectKind = "credit"
	EffectGradeOverride       EffectKind = "grade_override"
	EffectGradeUndo           EffectKind = "grade_undo"
	EffectCertificate         EffectKind = "certificate_invalidated"
	EffectMail                EffectKind = "mail"
	EffectBackend             EffectKind = "backend"
	EffectDecline             EffectKind = "decline_other_exam"
	EffectClearOnboarding     EffectKind = "clear_onboarding_error"
	EffectEvent               EffectKind = "event"
	EffectSignal              EffectKind = "signal"
	EffectOtherAttempts       EffectKind = "other_attempts"
	EffectDeleteAnswers       EffectKind = "delete_answers"
	EffectCreditRemove        EffectKind = "credit_removed"
	EffectNotifySupport       EffectKind = "notify_support"
	EffectReadGradeRule       EffectKind = "read_grade_rule"
	EffectReadCreditState     EffectKind = "read_credit_state"
	EffectReadEscalationEmail EffectKind = "read_escalation_email"
	EffectReadVerifiedName    EffectKind = "read_verified_name"
)

// Effect is one thing that follows, will not follow or may follow.
type Effect struct {
	Kind      EffectKind
	Certainty Certainty
	// Reason explains why, in plain words; empty when the rule is unconditional.
	Reason string
	// Carried reports whether this was done, and confirmed, before the rest was
	// written.
	Carried bool
	// Exam and Attempt are what the effect is about.
	Exam    Exam
	Attempt Attempt
	// OfNew reports whether the attempt was created by the same deed, so that the
	// plan did not know its id.
	OfNew bool
	// OfNewExam reports the same of the exam.
	OfNewExam bool
	// Value is the credit status, the mail's subject, the method called on the
	// service, the name of the event, the status in a signal, or the comment of
	// a grade override.
	Value string
	// Fields are an event's fields other than the exam's and the attempt's,
	// or instead of one of them.
	Fields map[string]any
	// Names are the learner's names in the signal of a new attempt; other
	// signals have none.
	Names *SignalNames
	// Signal is a signal with all its fields; the store that records the effect fills
	// it in.
	Signal *Signal
	// By is the person whom a grade override is attributed to; nil if there is none,
	// or the one who asked to delete an attempt's answers.
	By *Learner
}

// Shown reports whether the effect is shown to a person before a decision. The
// platform's own questions, its analytics events and signals are not shown.
func (e Effect) Shown() bool {
	switch e.Kind {
	case EffectEvent, EffectSignal, EffectReadGradeRule, EffectReadCreditState, EffectReadEscalationEmail, EffectReadVerifiedName:
		return false
	default: // nothing of the kind
	}
	return true
}

// Sentence returns the words that complete "This will …".
func (e Effect) Sentence() string {
	switch e.Kind {
	case EffectCompletion:
		return "mark the exam as completed in the course"
	case EffectCredit:
		return creditSentence(e.Value)
	case EffectGradeOverride:
		return "set the exam's grade to 0"
	case EffectGradeUndo:
		return "remove the override of the exam's grade"
	case EffectCertificate:
		if e.Value == certificateRestore {
			return "restore the course certificate"
		}
		return "invalidate the course certificate"
	case EffectMail:
		return mailSentence(e.Value)
	case EffectBackend:
		return backendSentence(e)
	case EffectDecline:
		return fmt.Sprintf("decline the learner's attempt at %s", e.Exam.Name)
	case EffectClearOnboarding:
		return fmt.Sprintf("delete the attempt at %s (%s)", e.Exam.Name, e.Attempt.Status)
	case EffectOtherAttempts:
		return "touch the learner's other attempts"
	case EffectDeleteAnswers:
		return "delete the learner's answers"
	case EffectCreditRemove:
		return "remove the credit requirement's status"
	case EffectNotifySupport:
		return "tell the course team about the review"
	case EffectEvent, EffectSignal, EffectReadGradeRule, EffectReadCreditState, EffectReadEscalationEmail, EffectReadVerifiedName:
		return string(e.Kind)
	}
	return string(e.Kind)
}

func creditSentence(status string) string {
	if status == "" {
		return "change the credit requirement"
	}
	return "mark the credit requirement as " + status
}

func mailSentence(subject string) string {
	switch subject {
	case "":
		return "send mail to the learner"
	case mailSubmitted:
		return `send the "submitted for review" mail to the learner`
	case mailVerified:
		return `send the "satisfactory" mail to the learner`
	}
	return `send the "not satisfactory" mail to the learner`
}

func backendSentence(e Effect) string {
	switch e.Value {
	case backendStart:
		return fmt.Sprintf("tell %s that the exam has started", e.Exam.Backend)
	case backendStop:
		return fmt.Sprintf("tell %s that the exam has ended", e.Exam.Backend)
	case backendRemove:
		return fmt.Sprintf("ask %s to remove the session", e.Exam.Backend)
	case BackendSaveExam:
		return fmt.Sprintf("tell %s about the exam", e.Exam.Backend)
	case BackendRetire:
		return fmt.Sprintf("ask %s to forget the learner", e.Exam.Backend)
	case BackendRegister:
		return fmt.Sprintf("register the attempt with %s", e.Exam.Backend)
	}
	return fmt.Sprintf("tell %s that the session broke off", e.Exam.Backend)
}

// The subjects of the learner's mails (api.create_proctoring_attempt_status_email)
// and the methods called on a proctoring service.
const (
	mailSubmitted = "Proctoring attempt submitted"
	mailVerified  = "Proctoring attempt verified"
	mailRejected  = "Proctoring attempt rejected"

	certificateRestore = "restore"

	backendStart  = "start_exam_attempt"
	backendStop   = "stop_exam_attempt"
	backendError  = "mark_erroneous_exam_attempt"
	backendRemove = "remove_exam_attempt"

	// BackendSaveExam, BackendRegister and BackendRetire are carried out beside the
	// write itself,
	// never from the outbox.
	BackendSaveExam = "save_exam"
	BackendRegister = "register_exam_attempt"
	BackendRetire   = "retire_user"
)

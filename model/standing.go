package model

import (
	"fmt"
	"time"
)

// Party is who acts next.
type Party string

// Who can act on an attempt; nobody has to on one that is over.
const (
	ActorNobody  Party = "nobody"
	ActorLearner Party = "the learner"
	ActorStaff   Party = "staff"
	ActorVendor  Party = "the proctoring service"
)

// Remedy is what staff can do about an attempt, as an operation.
type Remedy string

// The remedies.
const (
	RemedyNone    Remedy = ""
	RemedyResume  Remedy = "resume"
	RemedyReset   Remedy = "reset"
	RemedyRemove  Remedy = "remove"
	RemedyDecide  Remedy = "decide"
	RemedyFixExam Remedy = "fix the exam"
)

// Standing says in plain words where a learner stands with an exam.
type Standing struct {
	// Where says what has happened.
	Where string
	// Blocked tells that the learner cannot go on, and Why not; Why is also
	// filled where nothing is to be done because all is over.
	Blocked bool
	Why     string
	// Next says what happens next, and Actor who does it; By is until when, nil
	// if there is no such time.
	Next   string
	Actor  Party
	By     *time.Time
	Remedy Remedy
}

// Facts are what a standing follows from.
type Facts struct {
	Now  time.Time
	Exam Exam
	// Attempt is the learner's newest attempt, nil if there is none.
	Attempt *Attempt
	Review  *Review
	// Onboarding tells that the exam's service has onboarding exams.
	Onboarding bool
	// Due is the learner's due date, nil if there is none.
	Due *time.Time
	// OnboardingDays is how many days an approved onboarding is good for.
	OnboardingDays int
}

// StandingOf says where a learner stands with an exam. All words about the
// states of attempts come from here.
func StandingOf(f Facts) Standing {
	var s Standing
	if f.Attempt == nil {
		s = notBegun(f)
	} else if say, known := standings[f.Attempt.Status]; known {
		s = say(f)
	} else {
		s = Standing{
			Where:   fmt.Sprintf("The attempt has the status %q, which edx-proctoring does not know.", f.Attempt.Status),
			Blocked: true, Why: "Nobody can say what such a status means.",
			Next: "Staff sets a status that is known.", Actor: ActorStaff, Remedy: RemedyDecide,
		}
	}
	return f.closed(s)
}

// closed adds what stands in the way of a learner who would have to act: an
// exam that is inactive or past its due date.
func (f Facts) closed(s Standing) Standing {
	begins := f.Attempt == nil || f.Attempt.Status.IsPreStarted() || f.Attempt.Status == Eligible
	if s.Actor != ActorLearner || !begins {
		return s
	}
	switch {
	case !f.Exam.IsActive:
		s.Blocked, s.Why = true, "The exam is not active in the course."
		s.Next, s.Actor, s.Remedy = "The course team publishes the exam again, if it is to be taken.", ActorStaff, RemedyFixExam
	case f.Due != nil && !f.Due.After(f.Now) && f.Exam.IsProctored:
		s.Blocked, s.Why = true, "The due date is over, and a proctored exam cannot be begun after it."
		s.Next, s.Actor, s.Remedy = "The course team extends the learner's due date, if they may still take it.", ActorStaff, RemedyFixExam
	case f.Due != nil:
		s.By = f.Due
	}
	return s
}

func notBegun(f Facts) Standing {
	s := Standing{Where: "The learner has not begun the exam.", Next: "The learner opens the exam in the course.", Actor: ActorLearner}
	if f.Exam.IsProctored && !f.Exam.IsPracticeExam {
		s.Next = "The learner opens the exam in the course and chooses to take it proctored."
	}
	return s
}

// standings are the words for each status.
var standings = map[AttemptStatus]func(Facts) Standing{
	Eligible:                func(f Facts) Standing { return notBegun(f) },
	Created:                 standCreated,
	DownloadSoftwareClicked: standSetup,
	ReadyToStart:            standReady,
	Started:                 standRunning,
	ReadyToSubmit:           standRunning,
	Declined:                standDeclined,
	TimedOut:                standSubmitted,
	Submitted:               standSubmitted,
	SecondReviewRequired:    standSecondReview,
	Verified:                standVerified,
	Rejected:                standRejected,
	Errored:                 standBrokenOff,
	Expired:                 standExpired,
	OnboardingReset:         standReset,
	OnboardingMissing:       standOnboarding("The learner has not taken the onboarding exam.", ActorLearner, "The learner takes the onboarding exam and then opens this exam again."),
	OnboardingPending:       standOnboarding("The learner's onboarding is still being reviewed.", ActorVendor, "The proctoring service reviews the onboarding; then the learner opens this exam again."),
	OnboardingFailed:        standOnboarding("The learner's onboarding was not accepted.", ActorLearner, "The learner takes the onboarding exam again and then opens this exam again."),
	OnboardingExpired:       standOnboarding("The learner's onboarding has expired.", ActorLearner, "The learner takes the onboarding exam again and then opens this exam again."),
}

// unregistered is a proctored attempt of which the service knows nothing: the
// learner is turned away until it is removed.
func (f Facts) unregistered() bool {
	return f.Exam.IsProctored && f.Attempt.TakingAsProctored && f.Attempt.ExternalID == ""
}

func (f Facts) refuseUnregistered(s Standing) Standing {
	if !f.unregistered() {
		return s
	}
	s.Blocked, s.Why = true, "The proctoring service does not know the attempt, so it turns the learner away."
	s.Next, s.Actor, s.Remedy = "Staff removes the attempt; then the learner opens the exam and registers again.", ActorStaff, RemedyRemove
	return s
}

func standCreated(f Facts) Standing {
	s := Standing{Where: "The attempt is made; the exam has not been started.", Next: "The learner starts the exam.", Actor: ActorLearner}
	if f.Exam.IsProctored && f.Attempt.TakingAsProctored {
		s.Where = "The attempt is made; the proctoring software is not set up yet."
		s.Next = "The learner opens the exam and sets up the proctoring software."
	}
	if f.Attempt.TimeRemainingSeconds != nil {
		s.Where += fmt.Sprintf(" It goes on with an attempt that broke off; %s are left.", minutes(*f.Attempt.TimeRemainingSeconds/60))
	}
	return f.refuseUnregistered(s)
}

func standSetup(f Facts) Standing {
	return f.refuseUnregistered(Standing{Where: "The learner is setting up the proctoring software.",
		Next: "The learner finishes the setup, and then the exam can be started.", Actor: ActorLearner})
}

func standReady(f Facts) Standing {
	return f.refuseUnregistered(Standing{Where: "The proctoring software is set up.", Next: "The learner starts the exam.", Actor: ActorLearner})
}

func standRunning(f Facts) Standing {
	a := f.Attempt
	s := Standing{Where: "The learner is in the exam.", Next: "The learner submits the exam.", Actor: ActorLearner}
	if a.Status == ReadyToSubmit {
		s.Where, s.Next = "The learner has ended the exam and has not confirmed it yet.", "The learner confirms that the exam is submitted."
	}
	if a.StartedAt == nil || a.AllowedTimeLimitMins == nil {
		return s
	}
	end := a.StartedAt.Add(time.Duration(*a.AllowedTimeLimitMins) * time.Minute)
	used := min(f.Now.Sub(*a.StartedAt), end.Sub(*a.StartedAt))
	s.Where += fmt.Sprintf(" %d of %s are used.", int(used/time.Minute), minutes(*a.AllowedTimeLimitMins))
	if s.By = &end; f.Now.After(end) {
		s.Where = fmt.Sprintf("The time is over; all %s are used.", minutes(*a.AllowedTimeLimitMins))
		s.Next = "The exam is submitted as soon as somebody opens it; staff can also set it to submitted."
		s.Blocked, s.Why = true, "The time of the exam is over."
	}
	return s
}

func standDeclined(Facts) Standing {
	return Standing{
		Where: "The learner takes the exam without proctoring.", Why: "Without proctoring the exam counts for no credit that asks for it.",
		Next: "Nothing. To let the learner take it proctored after all, staff removes the attempt.", Actor: ActorNobody, Remedy: RemedyRemove,
	}
}

func standSubmitted(f Facts) Standing {
	a := f.Attempt
	s := Standing{Where: "The exam is submitted.", Next: "Nothing.", Actor: ActorNobody}
	if a.Status == TimedOut {
		s.Where = "The time ran out, and the exam was submitted."
	}
	switch {
	case !a.TakingAsProctored:
	case !f.Exam.IsProctored:
		s.Where += " It was taken as proctored, and the exam is no longer proctored."
		s.Next, s.Actor, s.Remedy = "The review is refused until the course team makes the exam proctored again; or staff sets the status.", ActorStaff, RemedyFixExam
	case f.Exam.IsPracticeExam && !f.Onboarding:
		s.Next = "Nothing; a practice exam can be taken again."
		s.Remedy = RemedyReset
	default:
		s.Next, s.Actor = "The proctoring service reviews the recording.", ActorVendor
	}
	return s
}

func standSecondReview(f Facts) Standing {
	says := ""
	if f.Review != nil {
		says = fmt.Sprintf(" and says %q", f.Review.Status)
	}
	return Standing{
		Where: "The proctoring service has reviewed the recording" + says + ".",
		Why:   "A person has to confirm what counts against the learner.",
		Next:  "A reviewer decides the attempt.", Actor: ActorStaff, Remedy: RemedyDecide,
	}
}

func standVerified(f Facts) Standing {
	s := Standing{Where: "The exam passed its proctoring review.", Next: "Nothing.", Actor: ActorNobody}
	if f.Exam.IsPracticeExam && f.Onboarding {
		s.Where = "The onboarding is approved."
		until := f.Attempt.Modified.AddDate(0, 0, f.OnboardingDays)
		if s.By = &until; !until.After(f.Now) {
			s.Where, s.Blocked, s.Why = "The onboarding was approved, and has expired.", true, "An approved onboarding is good for a limited time."
			s.Next, s.Actor = "The learner takes the onboarding exam again.", ActorLearner
		}
	}
	return s
}

func standRejected(f Facts) Standing {
	s := Standing{Where: "The exam did not pass its proctoring review.", Next: "Nothing. A reviewer can decide it again.", Actor: ActorNobody, Remedy: RemedyDecide}
	if f.Exam.IsPracticeExam {
		s.Where, s.Next, s.Actor, s.Remedy = "The practice exam did not pass its review.", "The learner can take it again.", ActorLearner, RemedyReset
		if f.Onboarding {
			s.Where, s.Blocked, s.Why = "The onboarding was not accepted.", true, "Proctored exams of this service ask for an accepted onboarding."
			s.Next = "The learner takes the onboarding exam again."
		}
	}
	return s
}

func standBrokenOff(f Facts) Standing {
	a := f.Attempt
	s := Standing{Where: "The session broke off.", Blocked: true}
	if a.StartedAt != nil && a.AllowedTimeLimitMins != nil {
		used := min(int(a.Modified.Sub(*a.StartedAt)/time.Minute), *a.AllowedTimeLimitMins)
		s.Where = fmt.Sprintf("The session broke off; %d of %s were used.", max(0, used), minutes(*a.AllowedTimeLimitMins))
	}
	switch {
	case a.Resumed:
		s.Where, s.Blocked, s.Next, s.Actor = s.Where+" A later attempt goes on with it.", false, "Nothing here; see the later attempt.", ActorNobody
	case a.ReadyToResume:
		s.Blocked, s.Next, s.Actor = false, "The learner opens the exam again and goes on"+f.left()+".", ActorLearner
	case f.Exam.IsPracticeExam:
		s.Why, s.Next, s.Actor, s.Remedy = "The practice session broke off.", "The learner can take it again.", ActorLearner, RemedyReset
	case a.IsResumable:
		s.Why, s.Next = "Staff has to allow the learner to go on.", "Staff marks it as ready to resume; then the learner opens the exam again"+f.left()+"."
		s.Actor, s.Remedy = ActorStaff, RemedyResume
	case f.Review != nil:
		s.Where, s.Why = "The proctoring service could not review the session.", "Without a review the attempt counts as failed."
		s.Next, s.Actor, s.Remedy = "A reviewer decides it, or staff removes it so that the learner can take the exam again.", ActorStaff, RemedyDecide
	default:
		s.Why = "The attempt cannot be resumed: it was submitted before it broke off."
		s.Next, s.Actor, s.Remedy = "A reviewer decides it, or staff removes it so that the learner can take the exam again.", ActorStaff, RemedyDecide
	}
	return s
}

// left says how much time a resumed attempt has.
func (f Facts) left() string {
	if f.Attempt.TimeRemainingSeconds == nil {
		return ""
	}
	return fmt.Sprintf("; %s are left", minutes(*f.Attempt.TimeRemainingSeconds/60))
}

func standExpired(Facts) Standing {
	return Standing{Where: "The exam was not taken before the course ended.", Blocked: true, Why: "The course is over.", Next: "Nothing.", Actor: ActorNobody}
}

func standReset(Facts) Standing {
	return Standing{Where: "The attempt was reset, and the exam was not opened again since.", Next: "The learner takes the exam again.",
		Actor: ActorLearner, Remedy: RemedyRemove}
}

func standOnboarding(why string, actor Party, next string) func(Facts) Standing {
	return func(Facts) Standing {
		return Standing{Where: "The learner tried to begin and was turned away by the proctoring service.", Blocked: true, Why: why, Next: next, Actor: actor}
	}
}

func minutes(n int) string {
	if n == 1 {
		return "1 minute"
	}
	return fmt.Sprintf("%d minutes", n)
}

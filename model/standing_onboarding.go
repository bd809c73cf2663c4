package model

// OnboardingGap is what a learner's onboarding lacks for a proctored exam.
type OnboardingGap string

// The gaps; none is the empty one.
const (
	GapNone     OnboardingGap = ""
	GapMissing  OnboardingGap = "missing"
	GapUnderway OnboardingGap = "underway"
	GapPending  OnboardingGap = "pending"
	GapFailed   OnboardingGap = "failed"
	// GapExpired is an approval that has expired and now keeps the learner from a
	// new onboarding in this course.
	GapExpired OnboardingGap = "expired"
)

// GapOf returns what an onboarding lacks. Statuses are the learner's
// ([LearnerOnboarding]); expired reports whether an approval has run out.
func GapOf(o OnboardingState, expired bool) OnboardingGap {
	switch {
	case expired:
		return GapExpired
	case o.Status == BoardVerified, o.Status == BoardOtherCourse:
		return GapNone
	case o.Status == OnboardingStatus(Submitted), o.Status == OnboardingStatus(SecondReviewRequired):
		return GapPending
	case o.Status == OnboardingStatus(Rejected), o.Status == OnboardingStatus(Errored):
		return GapFailed
	case AttemptStatus(o.Status).IsIncomplete():
		return GapUnderway
	}
	return GapMissing
}

// gapWords returns why a learner is turned away, and what helps.
func gapWords(g OnboardingGap) (said Said, remedy Remedy) {
	switch g {
	case GapMissing:
		return Said{Why: "The learner has not taken the onboarding exam.", Next: "The learner takes the onboarding exam and then opens this exam again.", Actor: ActorLearner}, RemedyNone
	case GapUnderway:
		return Said{Why: "The learner has not finished the onboarding exam.", Next: "The learner finishes the onboarding exam and then opens this exam again.", Actor: ActorLearner}, RemedyNone
	case GapPending:
		return Said{Why: "The learner's onboarding is still being reviewed.", Next: "The proctoring service reviews the onboarding; then the learner opens this exam again.", Actor: ActorVendor}, RemedyNone
	case GapFailed:
		return Said{Why: "The learner's onboarding was not accepted.", Next: "The learner takes the onboarding exam again and then opens this exam again.", Actor: ActorLearner}, RemedyNone
	case GapExpired:
		return Said{Why: "The learner's onboarding has expired, and an approved onboarding cannot be taken again.",
			Next: "Staff removes the learner's attempt at the onboarding exam; then the learner takes it again, and then opens this exam again.", Actor: ActorStaff}, RemedyRemove
	case GapNone:
	}
	return Said{}, RemedyNone
}

// onboardingGaps returns the rows of a proctored exam that is not begun, at a
// service that will turn the learner away.
func onboardingGaps() []situation {
	var out []situation
	for _, g := range []OnboardingGap{GapMissing, GapUnderway, GapPending, GapFailed, GapExpired} {
		said, remedy := gapWords(g)
		if g == GapExpired {
			remedy = RemedyNone // it is another attempt that is to be removed
		}
		out = append(out, situation{code: StandsOnboardingNeeded, said: said, remedy: remedy, blocked: true,
			holds: func(f Facts) bool { return f.isProctored() && f.Blocker == g }})
	}
	return out
}

// standTurnedAway returns the rows of an attempt that the service did not register. It
// goes as soon as an onboarding exam is finished, in any course (edx-proctoring
// 6.1.4, models.clear_onboarding_errors), and does not come back after the due
// date.
func standTurnedAway(code StandingCode) []situation {
	const where = "The learner tried to start and was turned away by the proctoring service."
	own := map[StandingCode]OnboardingGap{StandsOnboardingMissing: GapMissing, StandsOnboardingPending: GapPending,
		StandsOnboardingFailed: GapFailed, StandsOnboardingExpired: GapMissing}[code]
	said, remedy := gapWords(own)
	said.Where = where
	if code == StandsOnboardingExpired {
		said.Why, said.Next = "The learner's onboarding has expired.", "The learner takes the onboarding exam again and then opens this exam again."
	}
	over := situation{code: code, holds: func(f Facts) bool { return f.isProctored() && f.isOver() }, remedy: RemedyFixExam, blocked: true, opens: true,
		said: Said{Where: where, Why: said.Why + " The due date has passed as well, and the exam cannot be started after it.",
			Next: "The course team extends the learner's due date, if they may still take it. " + said.Next, Actor: ActorStaff}}
	stuck, _ := gapWords(GapExpired)
	stuck.Where = where
	expired := situation{code: code, holds: func(f Facts) bool { return f.Blocker == GapExpired }, said: stuck, blocked: true, opens: true, remedy: RemedyFixExam}
	plain := situation{code: code, said: said, blocked: true, opens: true, remedy: remedy}
	return []situation{over, expired, plain}
}

// standResetUnfinished is said of a reset attempt that no other one follows. The
// exam's page offers the learner nothing then.
func standResetUnfinished() situation {
	return situation{code: StandsOnboardingReset, blocked: true, opens: true, remedy: RemedyRemove,
		said: Said{Where: "The attempt was reset, but no new one was created.", Why: "The exam's page offers the learner nothing in this state.",
			Next: "Staff removes the attempt{needsdue}; then the learner opens the exam again.", Actor: ActorStaff},
		shown: Said{Where: "The attempt was reset.", Next: "Staff sets the exam up again for the learner, who then opens it again."}}
}

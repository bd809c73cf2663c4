package model

// The words for what is submitted and reviewed. Until a person has decided, a
// learner is shown that the exam was submitted, and nothing of what the service
// found (edx-proctoring 6.1.4, api._get_proctored_exam_view).

func shownSubmitted() Said {
	return Said{Where: "The exam was submitted{submitted}.", Next: "The recording is being reviewed.", Actor: ActorVendor}
}

func shownPractice() Said {
	return Said{Where: "The practice exam was taken.", Next: "Nothing; a practice exam does not count.", Actor: ActorNobody}
}

// submittedRow returns a row for which the learner is shown that the exam is submitted.
func submittedRow(code StandingCode, holds func(Facts) bool, said Said, remedy Remedy) situation {
	return situation{code: code, holds: holds, said: said, shown: shownSubmitted(), remedy: remedy}
}

func standSubmitted() []situation {
	waits := submittedRow(StandsAwaitingReview, nil, Said{Where: "The exam was submitted{submitted}.", Next: "The proctoring service reviews the recording.", Actor: ActorVendor}, RemedyNone)
	waits.quote = true
	overdue := submittedRow(StandsReviewOverdue, Facts.reviewOverdue, Said{Where: "The exam was submitted{submitted}, and no review has arrived: it is stuck.",
		Why:  "A review takes up to {patience}.",
		Next: "Staff asks the proctoring service for the review, quoting attempt {code}{external}, or a reviewer decides the attempt.", Actor: ActorStaff}, RemedyDecide)
	overdue.quote = true
	return []situation{
		{code: StandsSubmitted, holds: func(f Facts) bool { return !f.Attempt.TakingAsProctored },
			said: Said{Where: "The exam was submitted{submitted}.", Next: "Nothing.", Actor: ActorNobody}},
		submittedRow(StandsNotProctoredNow, func(f Facts) bool { return !f.Exam.IsProctored && f.Review == nil },
			Said{Where: "The exam was submitted{submitted}. It was taken as proctored, but the exam is no longer proctored.",
				Next: "The review is refused until the course team makes the exam proctored again; or staff sets the status.", Actor: ActorStaff}, RemedyFixExam),
		{code: StandsPracticeSubmitted, holds: Facts.isPractice, remedy: RemedyReset,
			said: Said{Where: "The practice exam was submitted{submitted}.", Next: "Nothing; a practice exam can be taken again.", Actor: ActorNobody}},
		submittedRow(StandsReviewUnapplied, func(f Facts) bool { return f.Review != nil },
			Said{Where: "The exam was submitted{submitted}. A review arrived{verdict}, but the attempt did not follow it.",
				Next: "A reviewer decides the attempt.", Actor: ActorStaff}, RemedyDecide),
		overdue, waits,
	}
}

func standTimedOut() []situation {
	rows := standSubmitted()
	for i := range rows {
		if rows[i].code == StandsSubmitted {
			rows[i].holds = func(f Facts) bool { return !f.Attempt.TakingAsProctored }
		}
		rows[i].code = StandsTimedOut
		rows[i].said.Where = "The time ran out, and the exam was submitted."
	}
	return rows
}

func standNeedsDecision() []situation {
	said := Said{Where: "The proctoring service has reviewed the recording{verdict}.", Why: "A person has to confirm what counts against the learner.",
		Next: "A reviewer decides the attempt.", Actor: ActorStaff}
	practice := situation{code: StandsNeedsDecision, holds: Facts.isPractice, said: said, shown: shownPractice(), remedy: RemedyDecide}
	return []situation{practice, submittedRow(StandsNeedsDecision, nil, said, RemedyDecide)}
}

func standVerified() []situation {
	approved := Said{Where: "The onboarding is approved.", Next: "Nothing.", Actor: ActorNobody}
	return []situation{
		{code: StandsApprovalExpired, holds: func(f Facts) bool { return f.isOnboarding() && HasPassed(f.approvedUntil(), f.Now) }, remedy: RemedyRemove, blocked: true,
			said: Said{Where: "The onboarding was approved but has expired.", Why: "An approval is valid for {days} days, and an approved onboarding cannot be taken again.",
				Next: "Staff removes the attempt{needsdue}; then the learner takes the onboarding exam again.", Actor: ActorStaff},
			shown: Said{Where: "The onboarding was approved but has expired.", Next: "Staff makes room for a new onboarding; then the learner takes the onboarding exam again."}},
		{code: StandsOnboardingApproved, holds: Facts.isOnboarding, by: Facts.approvedUntil, said: approved},
		{code: StandsPracticeDone, holds: Facts.isPractice, remedy: RemedyNone, shown: shownPractice(),
			said: Said{Where: "The practice exam passed its review.", Next: "Nothing.", Actor: ActorNobody}},
		{code: StandsNeverSubmitted, holds: Facts.neverSubmitted, remedy: RemedyDecide,
			said: Said{Where: "The exam passed its proctoring review but was never submitted.",
				Why:  "From 6.1.2 on, edx-proctoring turns such an attempt into an error as soon as its review is saved again.",
				Next: "A reviewer looks at it and decides it; until then it counts as passed.", Actor: ActorStaff},
			shown: Said{Where: "The exam passed its proctoring review.", Next: "Nothing.", Actor: ActorNobody}},
		{code: StandsVerified, said: Said{Where: "The exam passed its proctoring review.", Next: "Nothing.", Actor: ActorNobody}},
	}
}

func standRejected() []situation {
	return []situation{
		standRetryOver(StandsOnboardingOver, Facts.isOnboarding, Said{Where: "The onboarding was not accepted."}),
		{code: StandsOnboardingRejected, holds: Facts.isOnboarding, remedy: RemedyReset, blocked: true, opens: true,
			said: Said{Where: "The onboarding was not accepted.", Why: "Proctored exams at this service require an accepted onboarding.",
				Next: "The learner opens the onboarding exam and takes it again.", Actor: ActorLearner}},
		{code: StandsPracticeDone, holds: Facts.isPractice, remedy: RemedyReset, shown: shownPractice(),
			said: Said{Where: "The practice exam did not pass its review, which has no consequences.",
				Next: "Nothing. The exam's page does not offer it again; staff can reset it.", Actor: ActorNobody}},
		{code: StandsRejected, remedy: RemedyDecide,
			said:  Said{Where: "The exam did not pass its proctoring review.", Next: "Nothing. A reviewer can decide it again.", Actor: ActorNobody},
			shown: Said{Where: "The exam did not pass its proctoring review.", Next: "Nothing.", Actor: ActorNobody}},
	}
}

// standRetryOver is said where only a new attempt would help and the due date is
// over: edx-proctoring resets the old attempt and then refuses the new one
// (6.1.4, api.reset_practice_exam and create_exam_attempt).
func standRetryOver(code StandingCode, kind func(Facts) bool, said Said) situation {
	said.Why = "The due date has passed, and edx-proctoring refuses a new attempt after it."
	said.Next, said.Actor = "The course team extends the learner's due date; then the learner takes the exam again.", ActorStaff
	return situation{code: code, holds: func(f Facts) bool { return kind(f) && f.isOver() }, said: said, remedy: RemedyFixExam, blocked: true, opens: true}
}

func standDeclined() []situation {
	const why, again = "Without proctoring the exam does not count towards credit that requires it.", "Nothing. To let the learner take it proctored after all, staff removes the attempt{needsdue}."
	return []situation{
		{code: StandsDeclinedCascade, holds: func(f Facts) bool { return f.DeclinedWith != "" }, remedy: RemedyRemove,
			said: Said{Where: "The learner declined proctoring in {with}, and with it in all other unfinished exams of the course, including this one.",
				Why: why, Next: again, Actor: ActorNobody}},
		{code: StandsDeclined, remedy: RemedyRemove,
			said: Said{Where: "The learner chose to take the exam without proctoring.", Why: why, Next: again, Actor: ActorNobody}},
	}
}

func standExpired() situation {
	return situation{code: StandsExpired, blocked: true,
		said: Said{Where: "The exam was not taken before the course ended.", Why: "The course is over.", Next: "Nothing.", Actor: ActorNobody}}
}

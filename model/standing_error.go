package model

// The words for attempts in error. edx-proctoring marks every attempt that comes
// into error as resumable, also one that was submitted long before (6.1.4,
// api._is_attempt_resumable), so what happened is inferred from the time of the
// submission and by the review.

const staffDecides = "A reviewer decides it, or staff removes it{needsdue} so that the learner can take the exam again."

func shownError() Said {
	return Said{Where: "There was an error with the exam{afterused}.", Next: "Staff looks into it and tells the learner how to continue.", Actor: ActorStaff}
}

func standErrored() []situation {
	row := func(code StandingCode, holds func(Facts) bool, remedy Remedy, said Said) situation {
		if said.Actor == "" {
			said.Actor = ActorStaff
		}
		return situation{code: code, holds: holds, remedy: remedy, blocked: true, said: said, shown: shownError()}
	}
	submitted := func(f Facts) bool { return f.Attempt.CompletedAt != nil }
	resumable := func(f Facts) bool { return f.Attempt.IsResumable && f.Exam.IsProctored }
	brokeOff := row(StandsBrokeOff, resumable, RemedyResume, Said{Where: "The session broke off{used}.", Why: "Staff must let the learner continue.",
		Next: "Staff marks it as ready to resume; then the learner opens the exam again and continues: {left}."})
	brokeOff.opens, brokeOff.shown = true, Said{Where: "The session broke off{used}.", Next: "Staff lets the learner continue; then the learner opens the exam again."}
	return append(standPracticeErrors(),
		row(StandsResumeLost, func(f Facts) bool { return f.Attempt.Resumed }, RemedyRemove, Said{
			Where: "The session broke off{used}. It was resumed, and the attempt that continued it was removed.", Why: "The exam's page shows the learner only the error.",
			Next: "Staff removes this attempt too{needsdue}; then the learner can take the exam again."}),
		row(StandsNotReviewed, func(f Facts) bool { return submitted(f) && f.Review != nil }, RemedyDecide, Said{
			Where: "The exam was submitted{afterused}; the proctoring service reviewed it{verdict}, so it counts as failed.", Why: "{notreviewed}", Next: staffDecides + "{again}"}),
		row(StandsErrorSubmitted, submitted, RemedyDecide, Said{
			Where: "The exam was submitted{afterused}, and went into error afterwards, without a review.", Why: "Without a review the attempt counts as failed.", Next: staffDecides + "{again}"}),
		row(StandsPassedUnfinished, func(f Facts) bool { return f.Review != nil && f.reviewPasses() }, RemedyDecide, Said{
			Where: "The proctoring service passed the recording, but the exam was never submitted.", Why: "edx-proctoring does not verify an exam that was not submitted.", Next: staffDecides + "{again}"}),
		row(StandsNotReviewed, func(f Facts) bool { return f.Review != nil }, RemedyDecide, Said{
			Where: "The session broke off{used}, and the proctoring service reviewed it{verdict}.", Why: "{notreviewed}", Next: staffDecides + "{again}"}),
		row(StandsBrokeOffPastDue, func(f Facts) bool { return resumable(f) && f.isOver() }, RemedyFixExam, Said{
			Where: "The session broke off{used}.", Why: "The due date has passed, and edx-proctoring refuses to resume an attempt after it.",
			Next: "The course team extends the learner's due date and staff marks it as ready to resume; or a reviewer decides it."}),
		row(StandsBrokeOffNoTime, func(f Facts) bool { return resumable(f) && f.noTimeLeft() }, RemedyDecide, Said{
			Where: "The session broke off{used}.", Why: "No time was left, so there is nothing to resume.", Next: staffDecides}),
		brokeOff,
		row(StandsBrokeOffFinal, nil, RemedyDecide, Said{Where: "The session broke off{used}.", Why: "The attempt cannot be resumed.", Next: staffDecides}),
	)
}

// standPracticeErrors returns those at practice exams, which the learner can take again.
func standPracticeErrors() []situation {
	brokeOff := func(f Facts) bool { return f.Exam.IsProctored && f.Exam.IsPracticeExam }
	rows := func(done func(Facts) bool, where string) []situation {
		both := func(kind func(Facts) bool) func(Facts) bool {
			return func(f Facts) bool { return kind(f) && done(f) }
		}
		said := Said{Where: where, Why: "The session did not count.", Next: "The learner opens the exam and takes it again.", Actor: ActorLearner}
		return []situation{
			standRetryOver(StandsOnboardingOver, both(Facts.isOnboarding), Said{Where: where}),
			standRetryOver(StandsPracticeOver, both(brokeOff), Said{Where: where}),
			{code: StandsOnboardingError, holds: both(Facts.isOnboarding), said: said, shown: Said{Where: "There was an error with the onboarding session.", Next: said.Next}, remedy: RemedyReset, blocked: true, opens: true},
			{code: StandsPracticeError, holds: both(brokeOff), said: said, shown: Said{Where: "There was an error with the practice session.", Next: said.Next}, remedy: RemedyReset, blocked: true, opens: true},
		}
	}
	return append(
		rows(func(f Facts) bool { return f.Attempt.CompletedAt != nil }, "It was submitted{afterused}, and went into error afterwards{reviewed}."),
		rows(func(Facts) bool { return true }, "The session broke off{used}.")...,
	)
}

// standResumes returns the rows of an attempt that staff has marked as ready to resume.
// Whatever its status, edx-proctoring shows the learner that it is, unless the
// exam is shut (6.1.4, api.is_attempt_ready_to_resume).
func standResumes(status AttemptStatus) []situation {
	shut := func(f Facts) bool {
		return f.isProctored() && (status == Declined || status.IsIncomplete() && f.isOver())
	}
	ready := func(f Facts) bool {
		return f.Exam.IsProctored && f.Attempt.ReadyToResume && !f.Attempt.Resumed && !shut(f)
	}
	row := func(code StandingCode, holds func(Facts) bool, said Said, remedy Remedy) situation {
		return situation{code: code, holds: func(f Facts) bool { return ready(f) && holds(f) }, said: said, remedy: remedy, opens: true}
	}
	const where = "{brokeoff} Staff has marked it as ready to resume."
	over := row(StandsResumePastDue, Facts.isOver, Said{Where: where, Why: "The due date has passed, and edx-proctoring refuses to resume an attempt after it.",
		Next: "The course team extends the learner's due date; then the learner opens the exam again and continues. Or a reviewer decides it.", Actor: ActorStaff}, RemedyFixExam)
	none := row(StandsResumeNoTime, Facts.noTimeLeft, Said{Where: where, Why: "{notime}", Next: staffDecides, Actor: ActorStaff}, RemedyDecide)
	over.blocked, none.blocked = true, true
	none.shown = Said{Where: "{brokeoff}", Next: "Staff looks into it and tells the learner how to continue.", Actor: ActorStaff}
	goes := row(StandsResumable, func(Facts) bool { return true },
		Said{Where: where, Next: "The learner opens the exam again and continues: {left}.", Actor: ActorLearner}, RemedyNone)
	return []situation{over, none, goes}
}

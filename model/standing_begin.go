package model

// standNotBegun applies if there is no attempt.
func standNotBegun() []situation {
	const none, removed = "The learner has not started the exam.", "The attempt was removed on {removed}{was}; the exam has not been started again since."
	where := func(s situation, text string) situation {
		s.said.Where, s.opens = text, true
		return s
	}
	plain := situation{code: StandsNotBegun, said: Said{Next: "The learner opens the exam in the course.", Actor: ActorLearner}}
	proctored := situation{code: StandsNotBegun, holds: Facts.isProctored,
		said: Said{Next: "The learner opens the exam in the course and chooses to take it proctored.", Actor: ActorLearner}}
	var out []situation
	for _, gap := range onboardingGaps() {
		gone := where(gap, removed)
		gone.holds = func(f Facts) bool { return f.Removed != nil && gap.holds(f) }
		out = append(out, gone, where(gap, none))
	}
	gone := where(plain, removed)
	gone.code, gone.holds = StandsRemoved, func(f Facts) bool { return f.Removed != nil }
	return append(out, gone, where(proctored, none), where(plain, none))
}

func standEligible() []situation {
	return []situation{standTimeOver(), {code: StandsEligible, opens: true, said: Said{Where: "The learner may take the exam but has not yet chosen whether to be proctored.",
		Next: "The learner opens the exam in the course.", Actor: ActorLearner}}}
}

// standBeforeStart returns the rows of a status before the start: what keeps the learner
// from starting, then the row itself.
func standBeforeStart(s situation) []situation {
	s.opens = true
	unregistered := situation{
		code: StandsUnregistered, holds: Facts.unregistered, remedy: RemedyRemove, blocked: true, opens: true,
		said: Said{Where: s.said.Where, Why: "The proctoring service does not know the attempt, so it turns the learner away.",
			Next: "Staff removes the attempt; then the learner opens the exam and registers again.", Actor: ActorStaff},
		shown: Said{Where: s.said.Where, Next: "Staff sets the exam up again for the learner, who then opens it again."},
	}
	noTime := situation{
		code: StandsNoTimeToStart, holds: func(f Facts) bool { return f.Exam.IsPracticeExam && f.isOver() }, remedy: RemedyFixExam, blocked: true, opens: true,
		said: Said{Where: s.said.Where, Why: "The due date has passed: a learner who starts the exam now gets no time for it.",
			Next: "The course team extends the learner's due date, if they may still take it.", Actor: ActorStaff},
	}
	goesOn := s
	goesOn.code, goesOn.holds = StandsGoesOn, func(f Facts) bool { return f.Attempt.TimeRemainingSeconds != nil }
	goesOn.said.Where += " It continues an attempt that broke off: {startleft}."
	return []situation{standTimeOver(), unregistered, noTime, goesOn, s}
}

func standCreated() []situation {
	timed := situation{code: StandsCreated, holds: func(f Facts) bool { return !f.Exam.IsProctored }, opens: true,
		said: Said{Where: "The attempt was created; the exam has not been started.", Next: "The learner starts the exam.", Actor: ActorLearner}}
	return append([]situation{standTimeOver(), timed}, standBeforeStart(situation{code: StandsSetup,
		said: Said{Where: "The attempt was created; the proctoring software is not set up yet.",
			Next: "The learner opens the exam and sets up the proctoring software.", Actor: ActorLearner}})...)
}

func standSettingUp() []situation {
	return standBeforeStart(situation{code: StandsSettingUp, said: Said{Where: "The learner is setting up the proctoring software.",
		Next: "The learner finishes the setup, and then the exam can be started.", Actor: ActorLearner}})
}

func standReadyToStart() []situation {
	return standBeforeStart(situation{code: StandsReadyToStart, said: Said{Where: "The proctoring software is set up.", Next: "The learner starts the exam.", Actor: ActorLearner}})
}

// standRunning is said of a learner in the exam.
func standRunning() []situation {
	return []situation{
		standTimeOver(),
		{code: StandsReadyToSubmit, holds: func(f Facts) bool { return f.Attempt.Status == ReadyToSubmit }, opens: true, by: Facts.endOfTime,
			said: Said{Where: "The learner has ended the exam but has not confirmed it yet. {running}", Next: "The learner confirms that the exam is submitted.", Actor: ActorLearner}},
		{code: StandsInProgress, opens: true, by: Facts.endOfTime,
			said: Said{Where: "The learner is in the exam. {running}", Next: "The learner submits the exam.", Actor: ActorLearner}},
	}
}

// standTimeOver is said of an attempt that edx-proctoring submits as soon as it is
// read (edx-proctoring 6.1.4, api._check_for_attempt_timeout).
func standTimeOver() situation {
	return situation{
		code: StandsTimeOver, blocked: true,
		holds: func(f Facts) bool { _, over := f.Attempt.ExpiredAt(f.Now); return over },
		said: Said{Where: "The time is up; all {limit} have been used.", Why: "The exam's time is up.",
			Next: "The exam is submitted as soon as anyone opens it; staff can also set it to submitted.", Actor: ActorLearner},
		shown: Said{Where: "The exam's time is up, and it is submitted.", Next: "Nothing.", Actor: ActorNobody},
	}
}

// gates returns what closes an exam to a learner who would go on by opening it, in
// the order in which edx-proctoring looks (6.1.4, api.get_student_view).
func gates() []situation {
	const extend = "The course team extends the learner's due date, if they may still take it."
	gate := func(code StandingCode, holds func(Facts) bool, why, next string, by Party, remedy Remedy) situation {
		return situation{code: code, holds: holds, remedy: remedy, blocked: true, said: Said{Why: why, Next: next, Actor: by}}
	}
	return []situation{
		gate(StandsExamInactive, func(f Facts) bool { return !f.Exam.IsActive }, "The exam is not active in the course.",
			"The course team publishes the exam again, if it is to be taken.", ActorStaff, RemedyFixExam),
		gate(StandsServiceMissing, Facts.serviceMissing, "The exam's proctoring service is not configured, so no one can register for the exam.",
			"The platform's operator configures the service, or the course team chooses another one.", ActorStaff, RemedyFixExam),
		gate(StandsCourseEnded, Facts.courseClosed, "The course has ended, and its exams with it.",
			"Nothing, unless the course team moves the end of the course or gives the exam a due date.", ActorNobody, RemedyFixExam),
		gate(StandsAccountInactive, func(f Facts) bool { return f.LearnerInactive && f.Exam.IsProctored }, "The learner's account is not active.",
			"The learner activates the account with the link in the e-mail sent after signing up.", ActorLearner, RemedyNone),
		gate(StandsPastDue, func(f Facts) bool { return f.isShut() && f.Attempt == nil }, "The due date has passed, and the exam cannot be started after it.", extend, ActorStaff, RemedyFixExam),
		gate(StandsPastDue, func(f Facts) bool { return f.isShut() && f.Attempt.StartedAt != nil }, "The due date has passed, and the exam is closed to the learner.",
			"The exam is submitted when its time is over; staff can also set it to submitted, or the course team extends the learner's due date.", ActorStaff, RemedyFixExam),
		gate(StandsPastDue, Facts.isShut, "The due date has passed, and the exam cannot be started after it.", extend, ActorStaff, RemedyFixExam),
	}
}

func standExamGone() situation {
	return situation{code: StandsExamGone, blocked: true,
		said: Said{Where: "The attempt belongs to an exam that no longer exists.", Why: "The exam is no longer in the store, so the learner's pages cannot show it.",
			Next: "Nothing can be decided; only an administrator of the store can remove the row.", Actor: ActorNobody},
		shown: Said{Where: "The exam no longer exists.", Next: "Nothing.", Actor: ActorNobody}}
}

func standUnknownStatus() situation {
	return situation{code: StandsUnknownStatus, blocked: true, remedy: RemedyDecide,
		said: Said{Where: `The attempt has the status "{status}", which edx-proctoring does not know.`, Why: "The meaning of this status is not known.",
			Next: "Staff sets another status.", Actor: ActorStaff},
		shown: Said{Where: "The exam is in a state that staff has to look at.", Next: "Staff looks into it.", Actor: ActorStaff}}
}

// standFollowed is said of an attempt that another one came after.
func standFollowed() []situation {
	return []situation{
		{code: StandsResumed, holds: func(f Facts) bool { return f.Attempt.Resumed },
			said: Said{Where: "The session broke off{used}. A later attempt continues it.", Next: "Nothing here; see the later attempt.", Actor: ActorNobody}},
		{code: StandsSuperseded, said: Said{Where: "A later attempt replaced this one.", Next: "Nothing here; see the later attempt.", Actor: ActorNobody}},
	}
}

package wire

// Operations returns all operations, in the order of the document.
func Operations() []Op {
	return []Op{
		SayHello.Op, OpenAPI.Op, Can.Op,
		FindAttempts.Op, StreamAttempts.Op, ReadRows.Op, AttemptIDByCode.Op, CountSections.Op, ReadFilter.Op,
		ReadAttempt.Op, AttemptHistory.Op, AttemptReview.Op, AttemptComments.Op, VideoURL.Op,
		Decide.Op,
		Edition.Op, Changes,
		FindLearners.Op, LearnersNamed.Op, ReadLearner.Op, UserAttempts.Op,
		ListCourses.Op, ListExams.Op, ExamAttemptCounts.Op, ReadExam.Op, DueDate.Op, ReviewPolicy.Op, PolicyVersions.Op,
		PlanNewExam.Op, CreateExam.Op, PlanRegistration.Op, RegisterExams.Op, PlanRetirement.Op, RetireLearner.Op,
		StreamAllowances.Op, OnboardingBoard.Op, StreamOnboarding.Op, Violations.Op, CourseStatuses.Op,
		Messages.Op, CountMessages.Op, CountFailed.Op,
		Activity.Op, KeepsActivity.Op, ActivityHead.Op, CheckActivity.Op, Outside.Op,
		Person.Op, Reviewers.Op,
		Identity.Op, NewestChange.Op, CheckStore.Op,
	}
}

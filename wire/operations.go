package wire

// Operations returns all operations, in the order of the document.
func Operations() []Op {
	return []Op{
		SayHello.Op, OpenAPI.Op, Can.Op,
		FindAttempts.Op, StreamAttempts.Op, ReadRows.Op, AttemptIDByCode.Op, CountSections.Op, ReadFilter.Op,
		ReadAttempt.Op, AttemptHistory.Op, AttemptReview.Op, AttemptComments.Op, VideoURL.Op,
		PreviewDecision.Op, Decide.Op, PreviewChange.Op, ChangeAttempt.Op,
		Edition.Op, Changes, Attend.Op,
		FindLearners.Op, LearnersNamed.Op, ReadLearner.Op, UserAttempts.Op,
		ListCourses.Op, ListExams.Op, ExamAttemptCounts.Op, ReadExam.Op, DueDate.Op, ReviewPolicy.Op, PolicyVersions.Op,
		PlanExam.Op, ChangeExam.Op, PlanPolicy.Op, ChangePolicy.Op,
		PlanNewExam.Op, CreateExam.Op, PlanRegistration.Op, RegisterExams.Op, PlanRetirement.Op, RetireLearner.Op,
		ListAllowances.Op, FindPair.Op, PlanAllowances.Op, ApplyAllowances.Op, FollowAllowances.Op, AllowanceBatches.Op, PlanUndo.Op, AllowanceHistory.Op,
		PreviewReview.Op, ReceiveReview.Op, HeldDeliveries.Op, PreviewDelivery.Op, AcceptDelivery.Op, MayDismiss.Op, DismissDelivery.Op, PlanSync.Op, Sync.Op,
		StreamAllowances.Op, OnboardingBoard.Op, StreamOnboarding.Op, Violations.Op, CourseStatuses.Op,
		Messages.Op, CountMessages.Op, CountFailed.Op, CountRetry.Op, RetryMessages.Op,
		Activity.Op, KeepsActivity.Op, ActivityHead.Op, CheckActivity.Op, Outside.Op,
		Me.Op, Person.Op, Reviewers.Op, Everyone.Op, PlanPerson.Op, ChangePerson.Op, Applications.Op, AddApplication.Op, RevokeApplication.Op,
		Identity.Op, NewestChange.Op, CheckStore.Op,
	}
}

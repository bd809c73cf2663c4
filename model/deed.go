package model

import "slices"

// Deed names what is done to a state store. The list is closed: rights,
// refusals, lines of activity and docs are made from it.
type Deed string

// The deeds.
const (
	DeedDecide          Deed = "attempt.decide"
	DeedResume          Deed = "attempt.resume"
	DeedReset           Deed = "attempt.reset"
	DeedRemove          Deed = "attempt.remove"
	DeedSetStatus       Deed = "attempt.set_status"
	DeedGrant           Deed = "allowance.grant"
	DeedUndoGrant       Deed = "allowance.undo"
	DeedSetExam         Deed = "exam.set"
	DeedSetPolicy       Deed = "policy.set"
	DeedReceiveReview   Deed = "review.receive"
	DeedAcceptReview    Deed = "review.accept"
	DeedDismissReview   Deed = "review.dismiss"
	DeedSyncReviews     Deed = "review.sync"
	DeedDeliver         Deed = "outbox.deliver"
	DeedRetryDelivery   Deed = "outbox.retry"
	DeedMigrate         Deed = "store.migrate"
	DeedEraseReason     Deed = "activity.erase_reason"
	DeedCreateExam      Deed = "exam.create"
	DeedRegisterExams   Deed = "exam.register"
	DeedCreateAttempt   Deed = "attempt.create"
	DeedStartAttempt    Deed = "attempt.start"
	DeedUpdateAttempt   Deed = "attempt.update"
	DeedRetireLearner   Deed = "learner.retire"
	DeedReportReadiness Deed = "attempt.ready"
	// DeedBrowse is to read a course's attempts, allowances and onboarding,
	// DeedReadLearner to read the exams of any learner.
	DeedBrowse      Deed = "course.browse"
	DeedReadLearner Deed = "learner.read"
	// DeedKeepPeople is to add and change users, DeedKeepApplications to register
	// and revoke programs that sign in.
	DeedKeepPeople       Deed = "user.set"
	DeedKeepApplications Deed = "application.set"
)

// IsKnown reports whether the deed is one of the list.
func (d Deed) IsKnown() bool { return slices.Contains(Deeds(), d) }

// ForOperators reports whether the deed belongs to whoever runs the store: it makes
// nobody a reviewer.
func (d Deed) ForOperators() bool {
	return d == DeedMigrate || d == DeedKeepPeople || d == DeedKeepApplications
}

// Deeds are all deeds.
func Deeds() []Deed {
	return []Deed{
		DeedDecide, DeedResume, DeedReset, DeedRemove, DeedSetStatus,
		DeedGrant, DeedUndoGrant, DeedSetExam, DeedSetPolicy,
		DeedReceiveReview, DeedAcceptReview, DeedDismissReview, DeedSyncReviews,
		DeedDeliver, DeedRetryDelivery, DeedMigrate, DeedEraseReason,
		DeedCreateExam, DeedRegisterExams, DeedCreateAttempt, DeedStartAttempt,
		DeedUpdateAttempt, DeedRetireLearner, DeedReportReadiness,
		DeedBrowse, DeedReadLearner, DeedKeepPeople, DeedKeepApplications,
	}
}

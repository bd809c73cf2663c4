package model

import "context"

// Instructor selects the page of a proctoring service's dashboard to which a link
// leads, and for whom.
type Instructor struct {
	// Backend is the service, that of the exam if empty.
	Backend string
	// UserID is the person's obscured id.
	UserID, FullName, Email string
	// OfExam is the dashboard of the exam, not of the whole course; AttemptExternalID
	// and Configuration count only with it.
	OfExam            bool
	AttemptExternalID string
	Configuration     bool
	// Recording asks for the attempt's recording where the service has one.
	Recording bool
	// SealedVideo is the encrypted address of the attempt's recording, where the
	// link leads there.
	SealedVideo []byte
}

// InstructorDashboard is a [ProctoringService] that has a dashboard.
type InstructorDashboard interface {
	// DashboardURL is a link to it that is good for a short time and lets in anyone
	// who has it; empty if there is no page for what is asked.
	DashboardURL(ctx context.Context, exam Exam, i Instructor) (string, error)
}

// AttemptGroup is what a learner has of an exam: the newest attempt, and all of
// them, the newest first.
type AttemptGroup struct {
	Newest AttemptRow
	All    []AttemptRow
}

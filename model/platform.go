package model

import (
	"context"
	"time"
)

// Platform answers what only the platform (the LMS) knows. [NoPlatform] stands
// for a store that has none: it knows nothing and allows what the original
// allows without these services. What a platform is to be told goes through the
// outbox, see [Deliverer].
type Platform interface {
	CreditReader
	NameAffirmer
	CourseAuthority
	EnrollmentLister
	OutlineReader
}

// CreditReader is the platform's credit service.
type CreditReader interface {
	// CreditState is a learner's credit state in a course; nil if there is none.
	// withCourse asks for the course's name and end as well.
	CreditState(ctx context.Context, userID int64, course string, withCourse bool) (*CreditState, error)
}

// CreditState is what the credit service knows about a learner in a course.
type CreditState struct {
	CourseName string
	// ProfileFullName and StudentEmail are nil where the platform has none.
	ProfileFullName, StudentEmail *string
	// CourseEnd is nil if the course has no end or the service was not asked.
	CourseEnd    *time.Time
	Requirements []CreditRequirement
}

// CreditRequirement is one requirement of a course's credit and where the
// learner stands with it.
type CreditRequirement struct {
	Namespace string
	Name      string
	// Order is the requirement's place among the course's requirements.
	Order int
	// Status is nil for a learner about whom nothing is known yet.
	Status *string
	// Others are what else the platform says about the requirement, such as a name
	// for people; they are handed on as they came.
	Others map[string]any `json:"-"`
}

// NameAffirmer is the platform's name affirmation service.
type NameAffirmer interface {
	// VerifiedName is a learner's name that is verified or about to be, empty
	// if there is none.
	VerifiedName(ctx context.Context, learner Learner) (string, error)
}

// CourseAuthority knows who is who in a course.
type CourseAuthority interface {
	IsCourseStaff(ctx context.Context, user Learner, course string) (bool, error)
	// MayTakeProctored reports whether a learner may take an exam as proctored
	// (the permission can_take_proctored_exam).
	MayTakeProctored(ctx context.Context, userID int64, exam Exam) (bool, error)
	// EscalationEmail is the address that a course gives for its proctoring,
	// empty if it gives none.
	EscalationEmail(ctx context.Context, course string) (string, error)
}

// EnrollmentLister is the platform's enrolment service.
type EnrollmentLister interface {
	// Enrollments are a course's enrolments that can take proctored exams, by
	// any part of username or e-mail; all for an empty search.
	Enrollments(ctx context.Context, course, search string) ([]Enrollment, error)
}

// Enrollment is one learner's enrolment in a course.
type Enrollment struct {
	Username string
	Mode     string
}

// NoPlatform is the absence of a platform.
type NoPlatform struct{}

var _ Platform = NoPlatform{}

// CreditState returns nil.
func (NoPlatform) CreditState(context.Context, int64, string, bool) (*CreditState, error) {
	return nil, nil
}

// VerifiedName returns no name.
func (NoPlatform) VerifiedName(context.Context, Learner) (string, error) { return "", nil }

// IsCourseStaff returns false.
func (NoPlatform) IsCourseStaff(context.Context, Learner, string) (bool, error) { return false, nil }

// MayTakeProctored allows everyone.
func (NoPlatform) MayTakeProctored(context.Context, int64, Exam) (bool, error) { return true, nil }

// EscalationEmail returns no address.
func (NoPlatform) EscalationEmail(context.Context, string) (string, error) { return "", nil }

// Enrollments returns none.
func (NoPlatform) Enrollments(context.Context, string, string) ([]Enrollment, error) {
	return nil, nil
}

// Outline returns everything.
func (NoPlatform) Outline(context.Context, Learner, string) (Outline, error) {
	return Outline{Everything: true}, nil
}

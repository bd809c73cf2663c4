package model

import "time"

// Exam is a timed, practice or proctored exam of a course.
type Exam struct {
	ID             int64
	CourseID       Text
	ContentID      Text
	ExternalID     Text
	Name           Text
	TimeLimitMins  int
	DueDate        *time.Time
	IsProctored    bool
	IsPracticeExam bool
	IsActive       bool
	HideAfterDue   bool
	Backend        Text
	Created        time.Time
	Modified       time.Time
	Empty          EmptyTexts
}

// EmptyTexts lists those of a row's optional texts that are present and empty:
// what edx-proctoring sends and hashes distinguishes "" from NULL.
type EmptyTexts uint8

// The texts that may be missing.
const (
	EmptyExternalID EmptyTexts = 1 << iota
	EmptyBackend
	EmptyCode
)

// Has reports whether a text is there and empty.
func (e EmptyTexts) Has(which EmptyTexts) bool { return e&which != 0 }

// Set notes whether a text that is present is empty.
func (e *EmptyTexts) Set(which EmptyTexts, empty bool) {
	*e &^= which
	if empty {
		*e |= which
	}
}

// orNil returns a text that may be missing, nil if it is.
func (e EmptyTexts) orNil(t Text, which EmptyTexts) *string {
	if s := t.Raw(); s != "" || e.Has(which) {
		return &s
	}
	return nil
}

// ExternalIDOrNil returns the service's id for the exam, nil if there is none.
func (e Exam) ExternalIDOrNil() *string { return e.Empty.orNil(e.ExternalID, EmptyExternalID) }

// BackendOrNil returns the name of the exam's service, nil for the default one.
func (e Exam) BackendOrNil() *string { return e.Empty.orNil(e.Backend, EmptyBackend) }

// Kind returns the exam's kind in event names: timed, practice or proctored.
func (e Exam) Kind() string {
	switch {
	case !e.IsProctored:
		return "timed"
	case e.IsPracticeExam:
		return "practice"
	}
	return "proctored"
}

// Attempt is one learner's attempt at one exam.
type Attempt struct {
	ID                   int64
	ExamID               int64
	UserID               int64
	Created              time.Time
	Modified             time.Time
	StartedAt            *time.Time
	CompletedAt          *time.Time
	Code                 Text
	ExternalID           Text
	AllowedTimeLimitMins *int
	Status               AttemptStatus
	TakingAsProctored    bool
	IsSampleAttempt      bool
	ReviewPolicyID       *int64
	IsStatusAcknowledged bool
	TimeRemainingSeconds *int
	IsResumable          bool
	ReadyToResume        bool
	Resumed              bool
	Empty                EmptyTexts
}

// ExternalIDOrNil returns the service's id for the attempt, nil if there is none.
func (a Attempt) ExternalIDOrNil() *string { return a.Empty.orNil(a.ExternalID, EmptyExternalID) }

// CodeOrNil returns the attempt's code, nil if there is none.
func (a Attempt) CodeOrNil() *string { return a.Empty.orNil(a.Code, EmptyCode) }

// InResumeProcess reports whether the attempt is being, or has been, resumed by another one.
func (a Attempt) InResumeProcess() bool { return a.ReadyToResume || a.Resumed }

// Learner is a user of the platform. FullName is the profile's name if the
// store has profiles, else first and last name; it may be empty.
type Learner struct {
	ID       int64
	Username Text
	Email    Text
	FullName Text
	IsActive bool
}

// Reviewer is a person who may decide.
type Reviewer struct {
	ID       int64
	Username Text
	FullName Text
	// IsStaff decides everything; otherwise Groups names the services
	// (`<backend>_review`) whose attempts the person may decide.
	IsStaff bool
	Groups  []string
	// IsSuperuser is Django's is_superuser, which by itself opens neither the admin
	// nor anything that requires is_staff.
	IsSuperuser bool
	// Inactive people may do nothing, whatever else they are.
	Inactive bool
	// Courses are those whose staff or instructor the person is, and Instructs
	// those of them whose instructor: there they keep exams, give allowances, and
	// reset and remove attempts, but decide nothing.
	Courses   []string
	Instructs []string
	// Orgs are the organisations in all of whose courses the person has such a role.
	Orgs []string
}

// Review is the present review of an attempt.
type Review struct {
	ID          int64
	AttemptCode Text
	Status      ReviewStatus
	RawData     Text
	HasVideo    bool
	// ReviewedBy is the person who decided; nil for a vendor's review.
	ReviewedBy      *Learner
	IsAttemptActive bool
	Created         time.Time
	Modified        time.Time
	// Reason is what the person who decided gave as the reason; empty if none is
	// kept.
	Reason Text
	// Comments are those of the delivery that stands, FormerComments those of
	// different deliveries before it.
	Comments       []Comment
	FormerComments []Comment
	// Versions are the former states of this review, newest first.
	Versions []ReviewVersion
}

// ReviewVersion is a former state of a review. The store writes it when the
// review changes, so Replaced is when it stopped being true; when it became
// true is not recorded.
type ReviewVersion struct {
	ID         int64
	Status     ReviewStatus
	RawData    Text
	ReviewedBy *Learner
	Replaced   time.Time
	// Reason is the reason that the person gave, unless it was erased.
	Reason Text
}

// CommentSource is the part of the recording that a comment is about.
type CommentSource string

// Where a comment comes from; the store does not record it, so it is matched
// against the vendor's raw data and may stay unknown.
const (
	SourceUnknown CommentSource = ""
	SourceCamera  CommentSource = "camera"
	SourceDesktop CommentSource = "desktop"
)

// Comment is what a reviewer marked in the recording. Start, Stop and Duration
// are seconds from the beginning of the recording.
type Comment struct {
	ID       int64
	Start    int
	Stop     int
	Duration int
	Text     Text
	Status   ReviewStatus
	Source   CommentSource
	Created  time.Time
}

// Allowance is an exception given to one learner at one exam. The value is
// minutes for additional_time_granted and free text for review_policy_exception.
type Allowance struct {
	ID       int64
	ExamID   int64
	UserID   int64
	Key      Text
	Value    Text
	Created  time.Time
	Modified time.Time
}

// The keys that edx-proctoring gives to allowances.
const (
	AllowanceAdditionalTime        = "additional_time_granted"
	AllowanceReviewPolicyException = "review_policy_exception"
)

// Policy is the review policy of an exam.
type Policy struct {
	ID       int64
	Text     Text
	SetBy    Text
	Modified time.Time
}

// HistoryEntry is one row of an attempt's status history. Who is inferred from
// the change where the store does not record it; WhoInferred says so.
type HistoryEntry struct {
	ID          int64
	At          time.Time
	Type        string
	Status      AttemptStatus
	Who         Text
	WhoInferred bool
	// Reason is what the person who decided gave as the reason.
	Reason Text
}

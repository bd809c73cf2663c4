package model

import (
	"strconv"
	"time"
)

// UserRef names a learner by id or, if ID is 0, by username or e-mail.
type UserRef struct {
	ID   int64
	Name string
}

// BulkAllowance grants the same allowance to several learners for several exams.
type BulkAllowance struct {
	ExamIDs []int64
	Users   []UserRef
	// Type is a key, or [AllowanceTimeMultiplier].
	Type  string
	Value string
}

// PairResult is the result for one learner and exam; Err is nil if the allowance was
// granted.
type PairResult struct {
	ExamID int64
	User   UserRef
	Err    error
}

// ExamRegistration is an exam as the course's author publishes it. Name,
// TimeLimitMins and the booleans are required; ExternalID and Backend may be nil,
// which leaves those of a known exam as they are.
type ExamRegistration struct {
	ContentID string
	ExamChange
}

// ExamChange holds the changes to an exam; nil leaves a value as it is.
type ExamChange struct {
	Name           *string
	TimeLimitMins  *int
	IsProctored    *bool
	IsPracticeExam *bool
	IsActive       *bool
	HideAfterDue   *bool
	ExternalID     *string
	Backend        *string
	// DueDate replaces the due date if SetDueDate is true; nil then removes it.
	DueDate    *time.Time
	SetDueDate bool
}

// AttemptChange holds changes to an attempt other than to its status; nil leaves a
// value as it is.
type AttemptChange struct {
	IsStatusAcknowledged *bool
	TimeRemainingSeconds *int
}

// Check refuses a value that fits no pair.
func (b BulkAllowance) Check() error {
	if b.Type == AllowanceTimeMultiplier {
		_, err := MultipliedMinutes(1, b.Value)
		return err
	}
	return CheckAllowance(b.Type, b.Value)
}

// ValueFor returns the key and value for the learners of an exam.
func (b BulkAllowance) ValueFor(exam Exam) (key, value string, err error) {
	if b.Type != AllowanceTimeMultiplier {
		return b.Type, b.Value, nil
	}
	minutes, err := MultipliedMinutes(exam.TimeLimitMins, b.Value)
	return AllowanceAdditionalTime, strconv.Itoa(minutes), err
}

// Apply returns the exam with the change.
func (c ExamChange) Apply(e Exam) Exam {
	set(&e.TimeLimitMins, c.TimeLimitMins)
	set(&e.IsProctored, c.IsProctored)
	set(&e.IsPracticeExam, c.IsPracticeExam)
	set(&e.IsActive, c.IsActive)
	set(&e.HideAfterDue, c.HideAfterDue)
	if c.Name != nil {
		e.Name = Text(*c.Name)
	}
	if c.ExternalID != nil {
		e.ExternalID = Text(*c.ExternalID)
		e.Empty.Set(EmptyExternalID, *c.ExternalID == "")
	}
	if c.Backend != nil {
		e.Backend = Text(*c.Backend)
		e.Empty.Set(EmptyBackend, *c.Backend == "")
	}
	if c.SetDueDate {
		e.DueDate = c.DueDate
	}
	return e
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

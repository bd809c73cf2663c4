package model

import (
	"context"
	"time"
)

// ExamReader lists the exams and reads one with its review policy.
type ExamReader interface {
	// ListExams returns the exams of a course, or of all with "", by course and then
	// in the order of their ids; none for a course that is not known.
	ListExams(ctx context.Context, course string) ([]ExamRow, error)
	// ReadExam reads everything about an exam; [CodeNotFound] if there is none with
	// that id.
	ReadExam(ctx context.Context, id int64) (ExamDetail, error)
}

// ExamKeeper changes exams and their review policies. A person who may not is refused
// with [CodeDenied]; what has changed since it was shown is an error of
// [CodeConflict], an [ExamConflictError].
type ExamKeeper interface {
	// PlanExam and PlanPolicy return what a change would do, and refuse what the
	// change itself refuses. They write nothing.
	PlanExam(ctx context.Context, c ExamEdit) (ExamPlan, error)
	PlanPolicy(ctx context.Context, c PolicyChange) (ExamPlan, error)
	ChangePolicy(ctx context.Context, c PolicyChange) (ExamChanged, error)
	ChangeExam(ctx context.Context, c ExamEdit) (ExamChanged, error)
}

// OnboardingLister lists where a course's learners stand with its onboarding;
// [CodeNotFound] if the course has no onboarding exam.
type OnboardingLister interface {
	OnboardingBoard(ctx context.Context, course string) (OnboardingBoard, error)
}

// ExamService is the proctoring service that an exam is taken at.
type ExamService struct {
	// Name is the service that counts: the exam's own, or the default. It is
	// empty for a timed exam, which has none.
	Name        Text
	VerboseName Text
	// IsDefault reports whether the exam names none, so that the default applies.
	IsDefault bool
	// Configured is false for a service that the settings do not know, or no
	// longer. Its exams are treated as those of a REST service.
	Configured bool
	// Onboarding reports whether practice exams there are onboarding exams.
	Onboarding bool
	// Told reports whether the service is notified of changes made here.
	Told bool
}

// ServiceOf returns the service of an exam; told reports whether it is notified of changes.
func (b Backends) ServiceOf(e Exam, told bool) ExamService {
	s := b.Resolve(e)
	if s == nil {
		return ExamService{Configured: true}
	}
	_, configured := b.Named(e.Backend.Raw())
	return ExamService{
		Name: Text(s.Name), VerboseName: Text(s.VerboseName), IsDefault: e.Backend == "", Configured: configured,
		Onboarding: s.SupportsOnboarding, Told: told,
	}
}

// Missing reports whether the exam's service is not configured, which keeps everyone
// from beginning the exam.
func (s ExamService) Missing() bool { return s.Name != "" && !s.Configured }

// ExamRow is an exam in a list.
type ExamRow struct {
	Exam    Exam
	Service ExamService
	// Due is when the exam is due for everybody: the course's date where the
	// store has dates, else the exam's own; nil if it never is.
	Due *time.Time
	// HasPolicy reports whether the exam has a review policy.
	HasPolicy bool
}

// ExamDetail is everything about an exam.
type ExamDetail struct {
	ExamRow
	// Policy is the review policy, nil if there is none.
	Policy *Policy
	// Former are the policies that were replaced or removed, newest first.
	Former []FormerPolicy
	// Change reports whether this person may change the exam and its policy.
	Change Capability
}

// FormerPolicy is a review policy that no longer applies. The store records when it
// was replaced but not by whom: SetBy is who wrote it.
type FormerPolicy struct {
	ID       int64
	Text     Text
	SetBy    Text
	Replaced time.Time
}

// PolicyVersion is the review policy that a person saw; the zero value stands
// for none.
type PolicyVersion struct {
	ID       int64
	Modified time.Time
}

// Equal reports whether both are the same.
func (v PolicyVersion) Equal(o PolicyVersion) bool {
	return v.ID == o.ID && v.Modified.Equal(o.Modified)
}

// Version returns the version that is compared before the policy is written. It may be
// called on nil.
func (p *Policy) Version() PolicyVersion {
	if p == nil {
		return PolicyVersion{}
	}
	return PolicyVersion{ID: p.ID, Modified: p.Modified}
}

// PolicyChange gives an exam another review policy, or removes it with an
// empty text.
type PolicyChange struct {
	ExamID   int64
	Text     string
	Expected PolicyVersion
}

// ExamEdit changes the settings of an exam that a person may change in a store
// of their own; nil leaves one as it is. Where an LMS publishes the course it
// sets them again.
type ExamEdit struct {
	ExamID        int64
	Name          *string
	Active        *bool
	Proctored     *bool
	Practice      *bool
	HideAfterDue  *bool
	TimeLimitMins *int
	Backend       *string
	// Due is set if SetDue says so; nil then removes it.
	Due    *time.Time
	SetDue bool
	// Expected is when the exam was last modified as the person saw it.
	Expected time.Time
}

// Apply returns the exam after the change; [CodeInvalid] if the result is not a valid exam.
func (c ExamEdit) Apply(e Exam) (Exam, error) {
	if c.TimeLimitMins != nil && *c.TimeLimitMins <= 0 {
		return e, Errorf(CodeInvalid, "An exam cannot have a time limit of %d minutes; give at least 1.", *c.TimeLimitMins)
	}
	setTo(&e.IsActive, c.Active)
	setTo(&e.IsProctored, c.Proctored)
	setTo(&e.IsPracticeExam, c.Practice)
	setTo(&e.HideAfterDue, c.HideAfterDue)
	setTo(&e.TimeLimitMins, c.TimeLimitMins)
	if c.Name != nil {
		e.Name = Text(*c.Name)
	}
	if c.Backend != nil {
		e.Backend = Text(*c.Backend)
	}
	if c.SetDue {
		e.DueDate = c.Due
	}
	return e, nil
}

func setTo[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// ExamPlan is what a change of an exam, or of its review policy, would do.
type ExamPlan struct {
	Now ExamDetail
	// After is the exam as it would be.
	After   Exam
	Effects []Effect
}

// ExamChanged is an exam after a change.
type ExamChanged struct {
	ExamDetail
	// Effects are what followed.
	Effects []Effect
	// Untold is why the proctoring service was not notified of the change, which was
	// saved nevertheless; empty if it was notified, or need not be.
	Untold string
}

// ExamConflictError means that an exam or its policy changed since the person
// looked.
type ExamConflictError struct{ Now ExamDetail }

// Error returns the conflict as one sentence.
func (e *ExamConflictError) Error() string {
	return "The exam or its policy changed while you were looking at it; nothing was saved."
}

// AsExamConflict wraps a conflict in an [Error] of code [CodeConflict].
func AsExamConflict(now ExamDetail) *Error {
	c := &ExamConflictError{Now: now}
	return &Error{Code: CodeConflict, Message: c.Error(), Err: c}
}

package find

import (
	"context"
	"slices"
	"time"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// ListedExam is an exam with what lists show about it.
type ListedExam struct {
	model.Exam
	// Service is the service that proctors it; empty for a timed exam.
	Service string
	// Gone reports whether the service is no longer configured.
	Gone     bool
	Attempts int64
	// Due is when it is due for everyone: the course's date if there is one,
	// otherwise the exam's own.
	Due *time.Time
}

// ExamListedJSON is one exam of `exam list --json`; docs/commands.md describes it.
type ExamListedJSON struct {
	vocab.ExamJSON
	TimeLimitMins  int           `json:"time_limit_mins"`
	DueDate        *jsonout.Time `json:"due_date"`
	IsProctored    bool          `json:"is_proctored"`
	IsPracticeExam bool          `json:"is_practice_exam"`
	IsActive       bool          `json:"is_active"`
	HideAfterDue   bool          `json:"hide_after_due"`
	ExternalID     *string       `json:"external_id"`
	Effective      *string       `json:"effective_backend"`
	IsConfigured   bool          `json:"backend_is_configured"`
	Attempts       int64         `json:"attempt_count"`
	Modified       jsonout.Time  `json:"modified"`
}

// JSON returns the exam as scripts read it.
func (x ListedExam) JSON() ExamListedJSON {
	return ExamListedJSON{
		vocab.ToExamJSON(x.Exam), x.TimeLimitMins, (*jsonout.Time)(x.Due), x.IsProctored, x.IsPracticeExam, x.IsActive, x.HideAfterDue,
		vocab.NonEmpty(x.ExternalID), vocab.NonEmpty(model.Text(x.Service)), !x.Gone, x.Attempts, jsonout.Time(x.Modified),
	}
}

// Listed adds what is known about an exam besides its row.
func Listed(ctx context.Context, o *kit.Opened, e model.Exam, counts map[int64]int64) (ListedExam, error) {
	x := ListedExam{Exam: e, Attempts: counts[e.ID]}
	var err error
	x.Due, err = o.Store.DueDate(ctx, e, 0)
	if b := o.Backends.Resolve(e); err == nil && b != nil {
		x.Service, x.Gone = b.Name, !slices.Contains(o.Services, b.Name)
	}
	return x, err
}

// NoCourse returns the error for a course without exams.
func NoCourse(course string) error {
	return model.Errorf(model.CodeNotFound, "There is no course %s with exams; examdesk exam list shows the courses.", course)
}

// ServiceWords describes what proctors the exam.
func (x ListedExam) ServiceWords() string {
	switch {
	case x.Service == "":
		return "-"
	case x.Gone:
		return model.Clean(x.Service) + " (gone)"
	}
	return model.Clean(x.Service)
}

// ExamOf reads an exam with its review policy; nil if it has none.
func ExamOf(ctx context.Context, o *kit.Opened, id int64) (ListedExam, *vocab.PolicyJSON, error) {
	exam, err := o.Store.Exam(ctx, id)
	if err != nil {
		return ListedExam{}, nil, err
	}
	counts, err := o.Store.ExamAttemptCounts(ctx, exam.CourseID.Raw())
	if err != nil {
		return ListedExam{}, nil, err
	}
	x, err := Listed(ctx, o, exam, counts)
	if err != nil {
		return ListedExam{}, nil, err
	}
	policy, err := PolicyNow(ctx, o, id)
	return x, policy, err
}

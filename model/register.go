package model

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ExamRegistrar creates exams and registers those of a course, as Studio does when it
// publishes the course.
type ExamRegistrar interface {
	// PlanNewExam returns what creating an exam would do. [CodeConflict] if the
	// course's block has one, [CodeInvalid] for an exam that nobody could take.
	PlanNewExam(ctx context.Context, exam Exam) (ExamOutcome, error)
	CreateExam(ctx context.Context, exam Exam) (ExamOutcome, error)
	// PlanRegistration returns what registering a course's exams would do to each of
	// them; it does not look at [CourseRegistration.Expected].
	PlanRegistration(ctx context.Context, r CourseRegistration) (RegistrationPlan, error)
	// RegisterExams makes a course's exams match a list, all or nothing. [CodeConflict]
	// if they are no longer those that are expected.
	RegisterExams(ctx context.Context, r CourseRegistration) (RegistrationPlan, error)
}

// CourseRegistration is the list of a course's exams. Exams of the course that are not
// in it are deactivated.
type CourseRegistration struct {
	Course string
	Exams  []ExamRegistration
	// Expected are the course's exams as the person saw them, see
	// [RegistrationPlan.Now].
	Expected []ExamVersion
}

// ExamVersion is an exam as a person saw it.
type ExamVersion struct {
	ID       int64
	Modified time.Time
}

// RegistrationPlan is what a registration does to each exam: those of the list in its
// order, and then those that are deactivated.
type RegistrationPlan struct {
	// Now are the course's exams as the plan found them.
	Now   []ExamVersion
	Exams []ExamOutcome
}

// ExamVerb is what happens to an exam.
type ExamVerb string

// The verbs. An exam that stays as it is is saved all the same, and its service is told
// about it again, as in edx-proctoring.
const (
	ExamCreated     ExamVerb = "created"
	ExamUpdated     ExamVerb = "updated"
	ExamUnchanged   ExamVerb = "unchanged"
	ExamDeactivated ExamVerb = "deactivated"
)

// Past is the verb as edx-proctoring's events have it: created or updated.
func (v ExamVerb) Past() string {
	if v == ExamCreated {
		return string(ExamCreated)
	}
	return string(ExamUpdated)
}

// ExamOutcome is an exam before and after a change.
type ExamOutcome struct {
	Verb ExamVerb
	// Before is the zero value for an exam that is created, and After has no id until
	// it has been.
	Before, After Exam
	Effects       []Effect
	// Untold is why the proctoring service was not notified of the change, which was
	// saved nevertheless; empty if it was, or need not be.
	Untold string
}

// Unproctored reports whether the change ends the proctoring of the exam.
func (o ExamOutcome) Unproctored() bool { return o.Before.IsProctored && !o.After.IsProctored }

// Changes are the settings that differ; all of them for an exam that is created.
func (o ExamOutcome) Changes() (out []FieldChange) {
	add := func(field, from, to string) {
		if o.Verb == ExamCreated {
			from = ""
		}
		if from != to {
			out = append(out, FieldChange{field, from, to})
		}
	}
	a, b, yes := o.Before, o.After, strconv.FormatBool
	add("exam_name", a.Name.Raw(), b.Name.Raw())
	add("time_limit_mins", strconv.Itoa(a.TimeLimitMins), strconv.Itoa(b.TimeLimitMins))
	add("due_date", dueText(a.DueDate), dueText(b.DueDate))
	add("is_proctored", yes(a.IsProctored), yes(b.IsProctored))
	add("is_practice_exam", yes(a.IsPracticeExam), yes(b.IsPracticeExam))
	add("is_active", yes(a.IsActive), yes(b.IsActive))
	add("hide_after_due", yes(a.HideAfterDue), yes(b.HideAfterDue))
	add("external_id", a.ExternalID.Raw(), b.ExternalID.Raw())
	add("backend", a.Backend.Raw(), b.Backend.Raw())
	return out
}

func dueText(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// CheckRegistrations refuses a list that is incomplete or has a block twice.
func CheckRegistrations(list []ExamRegistration) error {
	seen := map[string]bool{}
	for i, x := range list {
		switch {
		case x.ContentID == "":
			return Errorf(CodeInvalid, "Number %d of the exams has no content_id.", i+1)
		case seen[x.ContentID]:
			return Errorf(CodeInvalid, "The exam %s is in the list twice.", x.ContentID)
		case x.Name == nil || x.TimeLimitMins == nil || x.IsProctored == nil || x.IsPracticeExam == nil || x.IsActive == nil || x.HideAfterDue == nil:
			return Errorf(CodeInvalid,
				"The exam %s is incomplete; it needs exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active and hide_after_due.", x.ContentID)
		}
		seen[x.ContentID] = true
	}
	return nil
}

// PlanRegistration works out what registering a list does to a course's exams: known
// ones are updated, new ones are created at the default service unless they name one,
// and active ones that are not in the list become inactive and no longer proctored
// (edx-proctoring 6.1.4, views.RegisterProctoredExamsView).
func PlanRegistration(course, service string, known []Exam, list []ExamRegistration) []ExamOutcome {
	left := map[string]Exam{}
	for _, exam := range known {
		left[exam.ContentID.Raw()] = exam
	}
	var out []ExamOutcome
	for _, x := range list {
		exam, there := left[x.ContentID]
		delete(left, x.ContentID)
		x.SetDueDate = true
		o := ExamOutcome{Verb: ExamUpdated, Before: exam}
		if !there {
			o.Verb = ExamCreated
			exam = Exam{CourseID: Text(course), ContentID: Text(x.ContentID), Backend: Text(service)}
		}
		o.After = x.Apply(exam)
		if there && len(o.Changes()) == 0 {
			o.Verb = ExamUnchanged
		}
		out = append(out, o)
	}
	no := false
	for _, exam := range known {
		if _, missing := left[exam.ContentID.Raw()]; missing && exam.IsActive {
			out = append(out, ExamOutcome{
				Verb: ExamDeactivated, Before: exam, After: ExamChange{IsProctored: &no, IsActive: &no}.Apply(exam),
			})
		}
	}
	return out
}

// CheckNew refuses an exam that nobody could take. edx-proctoring's API takes such
// exams from Studio, which does not send them.
func (e Exam) CheckNew(b Backends) error {
	switch {
	case OrgOf(e.CourseID) == "":
		return Errorf(CodeInvalid, "%q is not the key of a course; write e.g. course-v1:NordicU+STAT101+2026.", e.CourseID)
	case isBlank(e.ContentID):
		return Errorf(CodeInvalid, "An exam needs the id of its block in the course (content_id).")
	case isBlank(e.Name):
		return Errorf(CodeInvalid, "The exam %s needs a name.", e.ContentID)
	case e.TimeLimitMins < 0, e.IsActive && e.TimeLimitMins == 0:
		return Errorf(CodeInvalid, "The exam %s cannot have a time limit of %d minutes; give at least 1.", e.ContentID, e.TimeLimitMins)
	}
	if _, known := b.Named(e.Backend.Raw()); e.IsProctored && !known {
		return Errorf(CodeInvalid, "The proctoring service %s of the exam %s is not configured.", e.Backend, e.ContentID)
	}
	return nil
}

func isBlank(t Text) bool { return strings.TrimSpace(t.String()) == "" }

// VersionsOf are a course's exams as a person sees them.
func VersionsOf(exams []Exam) []ExamVersion {
	out := make([]ExamVersion, 0, len(exams))
	for _, e := range exams {
		out = append(out, ExamVersion{e.ID, e.Modified})
	}
	return out
}

// CheckExpected refuses a registration whose person saw other exams.
func (r CourseRegistration) CheckExpected(now []Exam) error {
	same := slices.EqualFunc(r.Expected, VersionsOf(now), func(a, b ExamVersion) bool { return a.ID == b.ID && a.Modified.Equal(b.Modified) })
	if !same {
		return Errorf(CodeConflict, "The exams of %s changed while you were looking at them; nothing was saved.", Clean(r.Course))
	}
	return nil
}

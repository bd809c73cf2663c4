package kittest

import (
	"context"
	"iter"
	"time"

	"examdesk/model"
)

// FewExams are the roles that find exams and keep them and their review policies, on a
// few exams in memory.
type FewExams struct {
	All []model.Exam
	// Policy is every exam's review policy, nil if there is none, and Former what it
	// was before.
	Policy *model.PolicyRow
	Former []model.FormerPolicy
	// Plan is the answer to a plan, PlanErr and ChangeErr are why it is refused.
	Plan               model.ExamPlan
	PlanErr, ChangeErr error
	// Untold is why the proctoring service was not told of a change.
	Untold string
	// Edited and PolicySet are the changes that were made.
	Edited    []model.ExamEdit
	PolicySet []model.PolicyChange
}

// Exam finds an exam by its id.
func (s *FewExams) Exam(_ context.Context, id int64) (model.Exam, error) {
	for _, e := range s.All {
		if e.ID == id {
			return e, nil
		}
	}
	return model.Exam{}, model.Errorf(model.CodeNotFound, "There is no exam %d.", id)
}

// ListCourses are the courses of the exams, in the order of the exams.
func (s *FewExams) ListCourses(context.Context) ([]model.Course, error) {
	var out []model.Course
	for _, e := range s.All {
		if len(out) == 0 || out[len(out)-1].ID != e.CourseID {
			out = append(out, model.Course{ID: e.CourseID})
		}
		last := &out[len(out)-1]
		last.Exams = append(last.Exams, e)
	}
	return out, nil
}

// ExamAttemptCounts counts two attempts at each exam.
func (s *FewExams) ExamAttemptCounts(context.Context, string) (map[int64]int64, error) {
	out := map[int64]int64{}
	for _, e := range s.All {
		out[e.ID] = 2
	}
	return out, nil
}

// DueDate is the exam's own.
func (s *FewExams) DueDate(_ context.Context, e model.Exam, _ int64) (*time.Time, error) {
	return e.DueDate, nil
}

// ReviewPolicy is [FewExams.Policy].
func (s *FewExams) ReviewPolicy(context.Context, int64) (model.PolicyRow, error) {
	if s.Policy == nil {
		return model.PolicyRow{}, model.Errorf(model.CodeNotFound, "There is no review policy.")
	}
	return *s.Policy, nil
}

// PolicyVersions are [FewExams.Former].
func (s *FewExams) PolicyVersions(context.Context, int64) iter.Seq2[model.FormerPolicy, error] {
	return each(s.Former)
}

// PlanExam answers [FewExams.Plan].
func (s *FewExams) PlanExam(context.Context, model.ExamEdit) (model.ExamPlan, error) {
	return s.Plan, s.PlanErr
}

// PlanPolicy answers [FewExams.Plan].
func (s *FewExams) PlanPolicy(context.Context, model.PolicyChange) (model.ExamPlan, error) {
	return s.Plan, s.PlanErr
}

// ChangeExam notes the change.
func (s *FewExams) ChangeExam(_ context.Context, c model.ExamEdit) (model.ExamChanged, error) {
	if s.ChangeErr != nil {
		return model.ExamChanged{}, s.ChangeErr
	}
	s.Edited = append(s.Edited, c)
	return s.changed(), nil
}

// ChangePolicy notes the change.
func (s *FewExams) ChangePolicy(_ context.Context, c model.PolicyChange) (model.ExamChanged, error) {
	if s.ChangeErr != nil {
		return model.ExamChanged{}, s.ChangeErr
	}
	s.PolicySet = append(s.PolicySet, c)
	return s.changed(), nil
}

func (s *FewExams) changed() model.ExamChanged {
	return model.ExamChanged{Effects: s.Plan.Effects, Untold: s.Untold}
}

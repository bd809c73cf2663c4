package server

import (
	"context"
	"iter"
	"time"

	"examdesk/model"
	"examdesk/wire"
)

type exams struct{ at *conn }

// ListCourses implements [model.CourseLister].
func (s exams) ListCourses(ctx context.Context) ([]model.Course, error) {
	return ask(ctx, s.at, wire.ListCourses, wire.None{})
}

// ListExams implements [model.ExamReader].
func (s exams) ListExams(ctx context.Context, course string) ([]model.ExamRow, error) {
	return ask(ctx, s.at, wire.ListExams, wire.CourseParams{CourseID: course})
}

// ReadExam implements [model.ExamReader].
func (s exams) ReadExam(ctx context.Context, id int64) (model.ExamDetail, error) {
	return ask(ctx, s.at, wire.ReadExam, wire.ExamParams{ExamID: id})
}

// Exam implements [model.ExamFinder].
func (s exams) Exam(ctx context.Context, id int64) (model.Exam, error) {
	d, err := s.ReadExam(ctx, id)
	return d.Exam, err
}

// CourseExams implements [model.ExamFinder].
func (s exams) CourseExams(ctx context.Context, course string, activeOnly bool) ([]model.Exam, error) {
	if course == "" {
		return nil, nil // all courses to the list, no course here
	}
	rows, err := s.ListExams(ctx, course)
	var out []model.Exam
	for _, r := range rows {
		if r.Exam.IsActive || !activeOnly {
			out = append(out, r.Exam)
		}
	}
	return out, err
}

// ExamAttemptCounts implements [model.ExamFinder].
func (s exams) ExamAttemptCounts(ctx context.Context, course string) (map[int64]int64, error) {
	return ask(ctx, s.at, wire.ExamAttemptCounts, wire.CourseParams{CourseID: course})
}

// DueDate implements [model.ExamFinder].
func (s exams) DueDate(ctx context.Context, exam model.Exam, userID int64) (*time.Time, error) {
	d, err := ask(ctx, s.at, wire.DueDate, wire.DueParams{ExamID: exam.ID, UserID: userID})
	return d.DueDate, err
}

// ReviewPolicy implements [model.PolicyReader].
func (s exams) ReviewPolicy(ctx context.Context, examID int64) (model.PolicyRow, error) {
	return ask(ctx, s.at, wire.ReviewPolicy, wire.ExamParams{ExamID: examID})
}

// PolicyVersions implements [model.PolicyReader].
func (s exams) PolicyVersions(ctx context.Context, examID int64) iter.Seq2[model.FormerPolicy, error] {
	return walk(ctx, s.at, wire.PolicyVersions, wire.ExamParams{ExamID: examID})
}

// PlanExam implements [model.ExamKeeper].
func (s exams) PlanExam(ctx context.Context, c model.ExamEdit) (model.ExamPlan, error) {
	return ask(ctx, s.at, wire.PlanExam, wire.ExamEditParams{ExamID: c.ExamID, Edit: c})
}

// ChangeExam implements [model.ExamKeeper].
func (s exams) ChangeExam(ctx context.Context, c model.ExamEdit) (model.ExamChanged, error) {
	return ask(ctx, s.at, wire.ChangeExam, wire.ExamEditParams{ExamID: c.ExamID, Edit: c})
}

// PlanPolicy implements [model.ExamKeeper].
func (s exams) PlanPolicy(ctx context.Context, c model.PolicyChange) (model.ExamPlan, error) {
	return ask(ctx, s.at, wire.PlanPolicy, wire.PolicyParams{ExamID: c.ExamID, Policy: c})
}

// ChangePolicy implements [model.ExamKeeper].
func (s exams) ChangePolicy(ctx context.Context, c model.PolicyChange) (model.ExamChanged, error) {
	return ask(ctx, s.at, wire.ChangePolicy, wire.PolicyParams{ExamID: c.ExamID, Policy: c})
}

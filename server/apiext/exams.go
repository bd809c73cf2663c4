package apiext

import (
	"context"
	"iter"

	"examdesk/model"
	"examdesk/wire"
)

func exams() []handler {
	return []handler{
		on(wire.ListCourses, func(ctx context.Context, s model.StateStore, _ wire.None) ([]model.Course, error) {
			return s.ListCourses(ctx)
		}),
		on(wire.ListExams, func(ctx context.Context, s model.StateStore, p wire.CourseParams) ([]model.ExamRow, error) {
			return s.ListExams(ctx, p.CourseID)
		}),
		on(wire.ReadExam, func(ctx context.Context, s model.StateStore, p wire.ExamParams) (model.ExamDetail, error) {
			return s.ReadExam(ctx, p.ExamID)
		}),
		on(wire.ExamAttemptCounts, func(ctx context.Context, s model.StateStore, p wire.CourseParams) (map[int64]int64, error) {
			return s.ExamAttemptCounts(ctx, p.CourseID)
		}),
		on(wire.DueDate, func(ctx context.Context, s model.StateStore, p wire.DueParams) (wire.Due, error) {
			exam, err := s.Exam(ctx, p.ExamID)
			if err != nil {
				return wire.Due{}, err
			}
			at, err := s.DueDate(ctx, exam, p.UserID)
			return wire.Due{DueDate: at}, err
		}),
		on(wire.ReviewPolicy, func(ctx context.Context, s model.StateStore, p wire.ExamParams) (model.PolicyRow, error) {
			return s.ReviewPolicy(ctx, p.ExamID)
		}),
		walk(wire.PolicyVersions, func(ctx context.Context, s model.StateStore, p wire.ExamParams) iter.Seq2[model.FormerPolicy, error] {
			return s.PolicyVersions(ctx, p.ExamID)
		}),
	}
}

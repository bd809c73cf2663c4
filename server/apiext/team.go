package apiext

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"examdesk/model"
)

// team is a state store as a course's staff reads it: only what is of their own
// courses. It narrows what operations for teams ask; the others are refused before.
type team struct {
	model.StateStore
	actor   model.Actor
	courses []string
}

// coursesOf are the courses in which somebody has a role, by themselves or through the
// organisation.
func coursesOf(ctx context.Context, s model.CourseLister, a model.Actor) ([]string, error) {
	own := slices.Clone(a.Courses)
	if len(a.Orgs) == 0 {
		return own, nil
	}
	all, err := s.ListCourses(ctx)
	for _, c := range all {
		if slices.Contains(a.Orgs, model.OrgOf(c.ID)) && !slices.Contains(own, c.ID.Raw()) {
			own = append(own, c.ID.Raw())
		}
	}
	return own, err
}

// in refuses a course that is not the team's.
func (s team) in(course string) error {
	switch {
	case slices.Contains(s.courses, course):
		return nil
	case course == "":
		return model.Errorf(model.CodeDenied, "%s may read their own courses; name one of them.", s.actor.Username)
	}
	return model.Errorf(model.CodeDenied, "%s may not read the attempts of others in %s: that takes being staff or instructor of the course.", s.actor.Username, course)
}

func (s team) narrow(q model.AttemptQuery) model.AttemptQuery {
	q.Filter = q.Filter.And(model.Filter{Courses: s.courses})
	return q
}

// FindAttempts implements [model.AttemptFinder].
func (s team) FindAttempts(ctx context.Context, q model.AttemptQuery) (model.AttemptPage, error) {
	return s.StateStore.FindAttempts(ctx, s.narrow(q))
}

// Attempts implements [model.AttemptStreamer].
func (s team) Attempts(ctx context.Context, q model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	return s.StateStore.Attempts(ctx, s.narrow(q))
}

// CountSections implements [model.AttemptFinder]: without a course it adds up the
// team's.
func (s team) CountSections(ctx context.Context, course string) ([]model.SectionCount, error) {
	if course != "" {
		if err := s.in(course); err != nil {
			return nil, err
		}
		return s.StateStore.CountSections(ctx, course)
	}
	var sum []model.SectionCount
	for _, course := range s.courses {
		counts, err := s.StateStore.CountSections(ctx, course)
		if err != nil {
			return nil, err
		}
		if sum == nil {
			sum = counts
			continue
		}
		for i := range min(len(sum), len(counts)) {
			add(&sum[i], counts[i])
		}
	}
	return sum, nil
}

func add(to *model.SectionCount, c model.SectionCount) {
	to.Count += c.Count
	to.AtLeast = to.AtLeast || c.AtLeast
	if c.Oldest != nil && (to.Oldest == nil || c.Oldest.Before(*to.Oldest)) {
		to.Oldest = c.Oldest
	}
}

// ReadAttempt implements [model.AttemptReader].
func (s team) ReadAttempt(ctx context.Context, id int64) (model.AttemptDetail, error) {
	d, err := s.StateStore.ReadAttempt(ctx, id)
	if err == nil {
		err = s.in(d.Exam.CourseID.Raw())
	}
	if err != nil {
		return model.AttemptDetail{}, err
	}
	return d, nil
}

// ReadRows implements [model.Follower].
func (s team) ReadRows(ctx context.Context, ids []int64) ([]model.AttemptRow, error) {
	rows, err := s.StateStore.ReadRows(ctx, ids)
	return slices.DeleteFunc(rows, func(r model.AttemptRow) bool { return s.in(r.Exam.CourseID.Raw()) != nil }), err
}

// ReadFilter implements [model.FilterReader]: names of other courses are not completed.
func (s team) ReadFilter(ctx context.Context, f model.Filter) (model.FilterReading, error) {
	courses, err := s.ListCourses(ctx)
	if err != nil {
		return model.FilterReading{}, err
	}
	return model.ReadFilter(f, model.FilterNames{Courses: courses}), nil
}

// ListCourses implements [model.CourseLister].
func (s team) ListCourses(ctx context.Context) ([]model.Course, error) {
	all, err := s.StateStore.ListCourses(ctx)
	return slices.DeleteFunc(all, func(c model.Course) bool { return s.in(c.ID.Raw()) != nil }), err
}

// ListExams implements [model.ExamReader].
func (s team) ListExams(ctx context.Context, course string) ([]model.ExamRow, error) {
	all, err := s.StateStore.ListExams(ctx, course)
	return slices.DeleteFunc(all, func(x model.ExamRow) bool { return s.in(x.Exam.CourseID.Raw()) != nil }), err
}

// ReadExam implements [model.ExamReader].
func (s team) ReadExam(ctx context.Context, id int64) (model.ExamDetail, error) {
	d, err := s.StateStore.ReadExam(ctx, id)
	if err == nil {
		err = s.in(d.Exam.CourseID.Raw())
	}
	if err != nil {
		return model.ExamDetail{}, err
	}
	return d, nil
}

// Exam implements [model.ExamFinder].
func (s team) Exam(ctx context.Context, id int64) (model.Exam, error) {
	exam, err := s.StateStore.Exam(ctx, id)
	if err == nil {
		err = s.in(exam.CourseID.Raw())
	}
	if err != nil {
		return model.Exam{}, err
	}
	return exam, nil
}

// ExamAttemptCounts implements [model.ExamFinder].
func (s team) ExamAttemptCounts(ctx context.Context, course string) (map[int64]int64, error) {
	courses := s.courses
	if course != "" {
		courses = []string{course}
	}
	sum := map[int64]int64{}
	for _, course := range courses {
		if err := s.in(course); err != nil {
			return nil, err
		}
		counts, err := s.StateStore.ExamAttemptCounts(ctx, course)
		if err != nil {
			return nil, err
		}
		maps.Copy(sum, counts)
	}
	return sum, nil
}

// DueDate implements [model.ExamFinder].
func (s team) DueDate(ctx context.Context, exam model.Exam, userID int64) (*time.Time, error) {
	if err := s.in(exam.CourseID.Raw()); err != nil {
		return nil, err
	}
	return s.StateStore.DueDate(ctx, exam, userID)
}

// ReviewPolicy implements [model.PolicyReader].
func (s team) ReviewPolicy(ctx context.Context, examID int64) (model.PolicyRow, error) {
	if _, err := s.Exam(ctx, examID); err != nil {
		return model.PolicyRow{}, err
	}
	return s.StateStore.ReviewPolicy(ctx, examID)
}

// PolicyVersions implements [model.PolicyReader].
func (s team) PolicyVersions(ctx context.Context, examID int64) iter.Seq2[model.FormerPolicy, error] {
	if _, err := s.Exam(ctx, examID); err != nil {
		return failed[model.FormerPolicy](err)
	}
	return s.StateStore.PolicyVersions(ctx, examID)
}

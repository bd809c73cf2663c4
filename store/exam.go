package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"

	"examdesk/model"
)

// examTables are the exams.
type examTables struct{ *session }

// Exam reads an exam; [model.CodeNotFound] if there is none.
func (t examTables) Exam(ctx context.Context, id int64) (model.Exam, error) {
	e, err := t.exam(ctx, "e.id = ?", id)
	if errors.Is(err, sql.ErrNoRows) {
		return e, model.Errorf(model.CodeNotFound, "There is no exam %d.", id)
	}
	return e, mapError(err, "read the exam")
}

// ExamByContent reads the exam of a course's block; [model.CodeNotFound] if
// there is none.
func (t examTables) ExamByContent(ctx context.Context, course, content string) (model.Exam, error) {
	e, err := t.exam(ctx, "e.course_id = ? AND e.content_id = ?", course, content)
	if errors.Is(err, sql.ErrNoRows) {
		return e, model.Errorf(model.CodeNotFound, "There is no exam %s in the course %s.", content, course)
	}
	return e, mapError(err, "read the exam")
}

func (t examTables) exam(ctx context.Context, where string, args ...any) (model.Exam, error) {
	var e model.Exam
	err := t.tx.QueryRowContext(ctx, "SELECT "+examColumns+" FROM "+tableExam+" e WHERE "+where+" LIMIT 1", args...).Scan(scanExam(&e)...)
	return e, err
}

// Exams are the exams of a course, or of all with "", by course and then by id.
func (t examTables) Exams(ctx context.Context, course string) ([]model.Exam, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+examColumns+" FROM "+tableExam+" e WHERE ? = '' OR e.course_id = ? ORDER BY e.course_id, e.id", course, course)
	if err != nil {
		return nil, mapError(err, "list the exams")
	}
	out, err := collect(rows, scanExam)
	return out, mapError(err, "list the exams")
}

// ExamsNamed finds exams by id, content id or name. Names are compared without
// blanks around them.
func (t examTables) ExamsNamed(ctx context.Context, refs []string) ([]model.Exam, error) {
	var ids []int64
	var texts []string
	for _, r := range refs {
		if id, err := strconv.ParseInt(r, 10, 64); err == nil {
			ids = append(ids, id)
		} else {
			texts = append(texts, r)
		}
	}
	list, err := asJSON(ids)
	if err != nil {
		return nil, err
	}
	out, err := t.exams(ctx, "json_each(?) n CROSS JOIN "+tableExam+" e ON e.id = n.value ORDER BY e.id", list)
	if err != nil || len(texts) == 0 {
		return out, err
	}
	names, err := asJSON(texts)
	if err != nil {
		return nil, err
	}
	named, err := t.exams(ctx, tableExam+` e WHERE e.content_id IN (SELECT value FROM json_each(?))
		OR trim(e.exam_name) IN (SELECT value FROM json_each(?)) ORDER BY e.id`, names, names)
	return append(out, named...), err
}

func (t examTables) exams(ctx context.Context, from string, args ...any) ([]model.Exam, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+examColumns+" FROM "+from, args...)
	if err != nil {
		return nil, mapError(err, "find the exams")
	}
	out, err := collect(rows, scanExam)
	return out, mapError(err, "find the exams")
}

// CourseExams are a course's exams in the order of their ids.
func (t examTables) CourseExams(ctx context.Context, course string, activeOnly bool) ([]model.Exam, error) {
	return t.exams(ctx, tableExam+" e WHERE e.course_id = ? AND (e.is_active OR NOT ?) ORDER BY e.id", course, activeOnly)
}

// OnboardingExam is the newest of a course's active practice exams that are
// proctored, nil if there is none.
func (t examTables) OnboardingExam(ctx context.Context, course string) (*model.Exam, error) {
	e, err := t.exam(ctx, "e.course_id = ? AND e.is_active AND e.is_practice_exam AND e.is_proctored ORDER BY e.created DESC, e.id", course)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &e, mapError(err, "read the course's onboarding exam")
}

// OnboardingBackends are the services, as the exams name them, at which a course
// has an active onboarding exam.
func (t examTables) OnboardingBackends(ctx context.Context, course string) ([]string, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT DISTINCT coalesce(backend, '') FROM "+tableExam+
		" WHERE course_id = ? AND is_active AND is_practice_exam AND is_proctored", course)
	if err != nil {
		return nil, mapError(err, "read the course's onboarding exams")
	}
	out, err := collectStrings(rows)
	slices.Sort(out)
	return out, mapError(err, "read the course's onboarding exams")
}

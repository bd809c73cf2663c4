package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"examdesk/model"
)

// userID finds a user by username, 0 if there is none.
func (s *Store) userID(ctx context.Context, username string) (int64, error) {
	return s.oneID(ctx, "SELECT id FROM auth_user WHERE username = ?", username)
}

// courseNo finds a course's number in the side table, 0 if there is none.
func (s *Store) courseNo(ctx context.Context, course string) (int64, error) {
	return s.oneID(ctx, "SELECT no FROM examdesk_course WHERE course_id = ?", course)
}

func (s *Store) oneID(ctx context.Context, query string, args ...any) (int64, error) {
	var id int64
	err := s.read.QueryRowContext(ctx, query, args...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, mapError(err, "look it up")
}

// ListCourses lists the courses with their exams.
func (s *Store) ListCourses(ctx context.Context) ([]model.Course, error) {
	rows, err := s.read.QueryContext(ctx, "SELECT "+examColumns+" FROM "+tableExam+" e ORDER BY e.course_id, e.id")
	if err != nil {
		return nil, mapError(err, "list the courses")
	}
	var out []model.Course
	err = each(rows, func() error {
		var e model.Exam
		if err := rows.Scan(scanExam(&e)...); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].ID != e.CourseID {
			out = append(out, model.Course{ID: e.CourseID})
		}
		last := &out[len(out)-1]
		last.Exams = append(last.Exams, e)
		return nil
	})
	return out, mapError(err, "list the courses")
}

// reviewerQuery selects people with their groups of the form <backend>_review.
const reviewerQuery = `SELECT u.id, u.username, trim(u.first_name || ' ' || u.last_name), u.is_staff, u.is_active,
	coalesce((SELECT group_concat(g.name, '|') FROM auth_user_groups ug JOIN auth_group g ON g.id = ug.group_id
		WHERE ug.user_id = u.id AND g.name LIKE '%\_review' ESCAPE '\'), '')
	FROM auth_user u WHERE `

func (s *Store) reviewers(ctx context.Context, cond string, args ...any) ([]model.Reviewer, []bool, error) {
	rows, err := s.read.QueryContext(ctx, reviewerQuery+cond, args...)
	if err != nil {
		return nil, nil, mapError(err, "read the reviewers")
	}
	var out []model.Reviewer
	var active []bool
	err = each(rows, func() error {
		var r model.Reviewer
		var isActive bool
		var groups string
		if err := rows.Scan(num(&r.ID), text(&r.Username), text(&r.FullName), flag(&r.IsStaff), flag(&isActive), text(&groups)); err != nil {
			return err
		}
		if groups != "" {
			r.Groups = strings.Split(groups, "|")
		}
		out, active = append(out, r), append(active, isActive)
		return nil
	})
	return out, active, mapError(err, "read the reviewers")
}

// Reviewer finds who decides by username.
func (s *Store) Reviewer(ctx context.Context, username string) (model.Reviewer, error) {
	found, active, err := s.reviewers(ctx, "u.username = ?", username)
	switch {
	case err != nil:
		return model.Reviewer{}, err
	case len(found) == 0:
		return model.Reviewer{}, model.Errorf(model.CodeNotFound, "There is no user %q in this store.", model.Clean(username))
	case !active[0]:
		return model.Reviewer{}, model.Errorf(model.CodeDenied, "The user %s is not active.", found[0].Username)
	}
	r := found[0]
	if r.Courses, err = s.staffedCourses(ctx, r.ID); err != nil {
		return model.Reviewer{}, err
	}
	if !r.IsStaff && len(r.Groups) == 0 && len(r.Courses) == 0 {
		return model.Reviewer{}, model.Errorf(model.CodeDenied,
			"The user %s may not act here: that takes staff status, a group named <backend>_review, or being staff of a course. Use --read-only to look.", r.Username)
	}
	return r, nil
}

// staffedCourses are the courses whose staff or instructor a user is, as the LMS
// keeps them; none where it is not in this store.
func (s *Store) staffedCourses(ctx context.Context, userID int64) ([]string, error) {
	has, err := hasTable(ctx, s.read, "student_courseaccessrole")
	if err != nil || !has {
		return nil, mapError(err, "look for the courses' staff")
	}
	rows, err := s.read.QueryContext(ctx, "SELECT DISTINCT course_id FROM student_courseaccessrole WHERE user_id = ? AND role IN ('staff', 'instructor') AND course_id <> '' ORDER BY course_id", userID)
	if err != nil {
		return nil, mapError(err, "read the courses' staff")
	}
	out, err := collectStrings(rows)
	return out, mapError(err, "read the courses' staff")
}

// Reviewers lists who may decide.
func (s *Store) Reviewers(ctx context.Context) ([]model.Reviewer, error) {
	out, _, err := s.reviewers(ctx, `u.is_active AND (u.is_staff OR u.id IN (SELECT ug.user_id FROM auth_user_groups ug
		JOIN auth_group g ON g.id = ug.group_id WHERE g.name LIKE '%\_review' ESCAPE '\')) ORDER BY u.username`)
	return out, err
}

// EncryptedVideoURL returns the encrypted link of an attempt's recording, nil if
// there is none, and the backend whose key decrypts it.
func (s *Store) EncryptedVideoURL(ctx context.Context, attemptID int64) (data []byte, backend string, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT r.encrypted_video_url, e.backend FROM "+tableAttempt+" a LEFT JOIN "+tableReview+
		" r ON r.attempt_code = a.attempt_code LEFT JOIN "+tableExam+" e ON e.id = a.proctored_exam_id WHERE a.id = ?", attemptID).
		Scan(&data, text(&backend))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", noAttempt(attemptID)
	}
	return data, backend, mapError(err, "read the link of the recording")
}

package store

import (
	"context"
	"database/sql"
	"errors"

	"examdesk/model"
)

// userID finds a user by username, 0 if there is none.
func (s *database) userID(ctx context.Context, username string) (int64, error) {
	return s.oneID(ctx, "SELECT id FROM auth_user WHERE username = ?", username)
}

// HasUser reports whether there is a user with the username.
func (s *database) HasUser(ctx context.Context, username string) (bool, error) {
	id, err := s.userID(ctx, username)
	return id != 0, err
}

// courseNo finds a course's number in the side table, 0 if there is none.
func (s *database) courseNo(ctx context.Context, course string) (int64, error) {
	return s.oneID(ctx, "SELECT no FROM examdesk_course WHERE course_id = ?", course)
}

func (s *database) oneID(ctx context.Context, query string, args ...any) (int64, error) {
	var id int64
	err := s.read.QueryRowContext(ctx, query, args...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, mapError(err, "look it up")
}

// courseReads looks up courses and recordings.
type courseReads struct{ *database }

// ListCourses lists the courses with their exams.
func (s courseReads) ListCourses(ctx context.Context) ([]model.Course, error) {
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

// EncryptedVideoURL returns the encrypted link of an attempt's recording, nil if
// there is none, and the backend whose key decrypts it.
func (s courseReads) EncryptedVideoURL(ctx context.Context, attemptID int64) (data []byte, backend string, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT r.encrypted_video_url, e.backend FROM "+tableAttempt+" a LEFT JOIN "+tableReview+
		" r ON r.attempt_code = a.attempt_code LEFT JOIN "+tableExam+" e ON e.id = a.proctored_exam_id WHERE a.id = ?", attemptID).
		Scan(&data, text(&backend))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", noAttempt(attemptID)
	}
	return data, backend, mapError(err, "read the link of the recording")
}

package store

import (
	"context"
	"time"

	"examdesk/model"
)

// Place is where a walk through the attempts of exams goes on: behind an attempt
// of this time and id.
type Place struct {
	Created time.Time
	ID      int64
}

// recentChanges is how many rows of the history are looked at for the newest
// time: no index is by time, and a clock that is wrong now writes rows now.
const recentChanges = 1000

// attemptLists are lists and counts of attempts.
type attemptLists struct{ *session }

// CourseAttempts returns a course's attempts, newest first; search is any part of
// the learner's username or e-mail, without regard to the case of ASCII letters.
func (t attemptLists) CourseAttempts(ctx context.Context, course, search string, w model.Window) ([]model.AttemptRow, error) {
	from, where, args := tableExam+" e CROSS JOIN "+tableAttempt+" a ON a.proctored_exam_id = e.id", "e.course_id = ?", []any{course}
	if search != "" {
		from += " JOIN auth_user u ON u.id = a.user_id"
		where += ` AND (u.username LIKE ? ESCAPE '\' OR u.email LIKE ? ESCAPE '\')`
		args = append(args, likePattern(search), likePattern(search))
	}
	return t.attempts(ctx, from, where, w, args...)
}

// UserAttempts returns a learner's attempts at an exam, newest first.
func (t attemptLists) UserAttempts(ctx context.Context, userID, examID int64) ([]model.AttemptRow, error) {
	return t.attempts(ctx, tableAttempt+" a", "a.user_id = ? AND a.proctored_exam_id = ?", model.Window{}, userID, examID)
}

// ActiveAttempts returns a learner's attempts that are running, newest first; in
// any course for an empty one.
func (t attemptLists) ActiveAttempts(ctx context.Context, userID int64, course string) ([]model.AttemptRow, error) {
	return t.attempts(ctx, tableAttempt+" a JOIN "+tableExam+" e ON e.id = a.proctored_exam_id",
		"a.user_id = ? AND a.status IN ('started', 'ready_to_submit') AND (? = '' OR e.course_id = ?)", model.Window{}, userID, course, course)
}

// attempts reads attempts with exam and learner, newest first; those that a
// cascade made in one moment are in the order in which it made them, as
// edx-proctoring lists them on SQLite. Only ids are sorted, and only those in
// the window are read.
func (t attemptLists) attempts(ctx context.Context, from, where string, w model.Window, args ...any) ([]model.AttemptRow, error) {
	limit := w.Limit
	if limit <= 0 {
		limit = -1
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT "+attemptColumns+", "+examColumns+", "+t.s.userColumns()+` FROM
		(SELECT a.id AS id FROM `+from+" WHERE "+where+` ORDER BY a.created DESC, a.id LIMIT ? OFFSET ?) w
		CROSS JOIN `+tableAttempt+" a ON a.id = w.id LEFT JOIN "+tableExam+` e ON e.id = a.proctored_exam_id
		LEFT JOIN auth_user u ON u.id = a.user_id ORDER BY a.created DESC, a.id`, append(args, limit, max(0, w.Offset))...)
	if err != nil {
		return nil, mapError(err, "read the attempts")
	}
	var out []model.AttemptRow
	err = each(rows, func() error {
		var r model.AttemptRow
		if err := rows.Scan(append(append(scanAttempt(&r.Attempt), scanExam(&r.Exam)...), scanLearner(&r.Learner)...)...); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	})
	return out, mapError(err, "read the attempts")
}

// Completions returns when the attempts were completed that a learner took as
// proctored in a course, the last one first, nil for one that is not completed.
func (t attemptLists) Completions(ctx context.Context, course, username string) ([]*time.Time, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT a.completed_at FROM auth_user u CROSS JOIN "+tableAttempt+" a ON a.user_id = u.id JOIN "+tableExam+
		` e ON e.id = a.proctored_exam_id WHERE u.username = ? AND e.course_id = ? AND a.taking_as_proctored AND NOT a.is_sample_attempt
		ORDER BY a.completed_at DESC`, username, course)
	if err != nil {
		return nil, mapError(err, "read what the learner completed")
	}
	var out []*time.Time
	err = each(rows, func() error {
		var at *time.Time
		if err := rows.Scan(scanTimePtr{&at}); err != nil {
			return err
		}
		out = append(out, at)
		return nil
	})
	return out, mapError(err, "read what the learner completed")
}

// CourseStatuses counts a course's attempts by exam and status.
func (t attemptLists) CourseStatuses(ctx context.Context, course string) ([]model.StatusCount, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT e.id, a.status, count(*), min(a.modified) FROM "+tableExam+" e CROSS JOIN "+tableAttempt+
		" a ON a.proctored_exam_id = e.id WHERE e.course_id = ? GROUP BY e.id, a.status", course)
	if err != nil {
		return nil, mapError(err, "count the attempts")
	}
	var out []model.StatusCount
	err = each(rows, func() error {
		var c model.StatusCount
		if err := rows.Scan(num(&c.ExamID), text(&c.Status), num(&c.Count), scanTime{&c.Oldest}); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, mapError(err, "count the attempts")
}

// ExamAttempts returns attempts at exams, newest first as [Tx.CourseAttempts] has
// them, at most limit of them behind a place, or from the first for nil.
func (t attemptLists) ExamAttempts(ctx context.Context, exams []int64, after *Place, limit int) ([]model.AttemptRow, error) {
	where, args := "a.proctored_exam_id IN ("+idList(exams)+")", []any{}
	if after != nil {
		at := formatTime(after.Created)
		where += " AND (a.created < ? OR a.created = ? AND a.id > ?)"
		args = append(args, at, at, after.ID)
	}
	return t.attempts(ctx, tableAttempt+" a", where, model.Window{Limit: limit}, args...)
}

// ExamAttemptCounts returns how many attempts each exam has, of a course or of all
// courses for none; exams without attempts count 0.
func (t attemptLists) ExamAttemptCounts(ctx context.Context, course string) (map[int64]int64, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT e.id, (SELECT count(*) FROM "+tableAttempt+" a WHERE a.proctored_exam_id = e.id) FROM "+ //nolint:sqlclosecheck // each closes them
		tableExam+" e WHERE ? = '' OR e.course_id = ?", course, course)
	if err != nil {
		return nil, mapError(err, "count the attempts")
	}
	out := map[int64]int64{}
	err = each(rows, func() error {
		var id, n int64
		if err := rows.Scan(num(&id), num(&n)); err != nil {
			return err
		}
		out[id] = n
		return nil
	})
	return out, mapError(err, "count the attempts")
}

// NewestChange returns when the store was last changed by anybody: the newest time
// among the last rows of the attempts' history, nil if there are none.
func (t attemptLists) NewestChange(ctx context.Context) (*time.Time, error) {
	var at *time.Time
	err := t.tx.QueryRowContext(ctx, "SELECT max(history_date) FROM (SELECT history_date FROM "+tableHistory+
		" ORDER BY history_id DESC LIMIT ?)", recentChanges).Scan(scanTimePtr{&at})
	return at, mapError(err, "read the newest change")
}

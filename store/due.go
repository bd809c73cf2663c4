package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"examdesk/model"
)

// dateTables are the platform's dates (edx-when), by which exams are due.
type dateTables struct{ *session }

// DueDate returns when a block is due for a learner by edx-when's tables; nil if they
// do not say, and in a store without them. A date given to the learner goes
// before the course's (edx-when, api.get_date_for_block). Dates relative to the
// learner's schedule do not count: schedules are the platform's, and edx-when
// itself leaves such dates out without it. A block of the old form i4x:// has
// no date either: edx-when, asked by the block's name, never finds one, since
// such a name lacks the course's run.
func (t dateTables) DueDate(ctx context.Context, course, content string, userID int64) (*time.Time, error) {
	if !t.s.dates || strings.HasPrefix(content, "i4x://") {
		return nil, nil
	}
	const block = " WHERE c.location = ? AND c.course_id = ? AND c.field = 'due' AND c.active AND p.rel_date IS NULL "
	own, found, err := t.date(ctx, `SELECT coalesce(d.abs_date, p.abs_date) FROM edx_when_contentdate c JOIN edx_when_datepolicy p ON p.id = c.policy_id
		JOIN edx_when_userdate d ON d.content_date_id = c.id`+block+"AND d.user_id = ? ORDER BY d.modified DESC, d.id DESC LIMIT 1", content, course, userID)
	if err != nil || found {
		return own, err
	}
	// Of several dates of one block the last one counts, as in the original's
	// dictionary.
	all, _, err := t.date(ctx, "SELECT p.abs_date FROM edx_when_contentdate c JOIN edx_when_datepolicy p ON p.id = c.policy_id"+block+
		"ORDER BY c.id DESC LIMIT 1", content, course)
	return all, err
}

// CourseEnd returns when a course ends by edx-when's tables, nil if they do not say
// (edx-proctoring 5.2.0, utils.get_course_end_date).
func (t dateTables) CourseEnd(ctx context.Context, course string) (*time.Time, error) {
	if !t.s.dates {
		return nil, nil
	}
	end, _, err := t.date(ctx, `SELECT p.abs_date FROM edx_when_contentdate c JOIN edx_when_datepolicy p ON p.id = c.policy_id
		WHERE c.course_id = ? AND c.field = 'end' AND c.active AND p.rel_date IS NULL ORDER BY c.id LIMIT 1`, course)
	return end, err
}

func (t dateTables) date(ctx context.Context, query string, args ...any) (at *time.Time, found bool, err error) {
	err = t.tx.QueryRowContext(ctx, query, args...).Scan(scanTimePtr{&at})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return at, err == nil, mapError(err, "read the due date")
}

// learnersDue returns when the attempt's exam is due for the learner: edx-when's date,
// else the exam's own.
func (t dateTables) learnersDue(ctx context.Context, row model.AttemptRow) (*time.Time, error) {
	due, err := t.DueDate(ctx, row.Exam.CourseID.Raw(), row.Exam.ContentID.Raw(), row.Attempt.UserID)
	if err != nil || due != nil {
		return due, err
	}
	return row.Exam.DueDate, nil
}

// DueIsRelative reports that edx-when has a due date for the block that counts
// from the start of a learner's own schedule. Schedules are the platform's, so
// the store does not know what day that is.
func (t dateTables) DueIsRelative(ctx context.Context, course, content string) (relative bool, err error) {
	if !t.s.dates {
		return false, nil
	}
	err = t.tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM edx_when_contentdate c JOIN edx_when_datepolicy p ON p.id = c.policy_id
		WHERE c.location = ? AND c.course_id = ? AND c.field = 'due' AND c.active AND p.rel_date IS NOT NULL)`, content, course).Scan(flag(&relative))
	return relative, mapError(err, "read the due date")
}

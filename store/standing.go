package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"examdesk/model"
)

// pastReads are what the history says of an attempt.
type pastReads struct{ *session }

// Past returns what the history says about an attempt: since when it has its status,
// whether its time once ran out, and with which exam it was declined. A removed
// attempt that had the same number is a different one.
func (t pastReads) Past(ctx context.Context, a model.Attempt, course string) (p model.Past, err error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT status, history_date FROM "+tableHistory+
		" WHERE id = ? AND user_id IS ? AND attempt_code IS ? AND history_type <> '-' ORDER BY history_date DESC, history_id DESC", a.ID, a.UserID, a.Code.Raw())
	if err != nil {
		return p, mapError(err, "read the history")
	}
	former := false
	err = each(rows, func() error {
		var status model.AttemptStatus
		var at time.Time
		if err := rows.Scan(text(&status), scanTime{&at}); err != nil {
			return err
		}
		p.TimedOut = p.TimedOut || status == model.TimedOut
		if former = former || status != a.Status; !former && !at.IsZero() {
			p.Since = &at
		}
		return nil
	})
	if err == nil && a.Status == model.Declined && p.Since != nil {
		p.DeclinedWith, err = t.declinedWith(ctx, a, course, *p.Since)
	}
	return p, mapError(err, "read the history")
}

// cascade is how long declining all exams of a course takes at most.
const cascade = 10 * time.Second

// declinedWith returns the exam that was declined first, if that led to this one's
// being declined: whatever exam a learner declines, edx-proctoring declines all
// other proctored ones of the course right after it, but no practice exam
// (6.1.4, api.update_attempt_status).
func (t pastReads) declinedWith(ctx context.Context, a model.Attempt, course string, at time.Time) (model.Text, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT h.id, h.proctored_exam_id, e.exam_name, h.history_date, e.is_proctored AND NOT e.is_practice_exam FROM "+
		tableHistory+" h JOIN "+tableExam+` e ON e.id = h.proctored_exam_id
		WHERE h.user_id = ? AND h.status = 'declined' AND h.history_type <> '-' AND e.course_id = ? ORDER BY h.history_date, h.history_id`, a.UserID, course)
	if err != nil {
		return "", mapError(err, "read what was declined")
	}
	var list []declinedRow
	err = each(rows, func() error {
		var r declinedRow
		defer func() { list = append(list, r) }()
		return rows.Scan(num(&r.id), num(&r.exam), text(&r.name), scanTime{&r.at}, flag(&r.follows))
	})
	return originOf(list, a, at), mapError(err, "read what was declined")
}

// declinedRow is a row of the history by which an attempt was declined; follows
// reports that its exam is one of those that are declined along with another.
type declinedRow struct {
	id, exam int64
	name     model.Text
	at       time.Time
	follows  bool
}

// originOf walks back from the row that declined the attempt, through what was
// declined along with it, to the exam that was first.
func originOf(list []declinedRow, a model.Attempt, at time.Time) model.Text {
	own := slices.IndexFunc(list, func(r declinedRow) bool { return r.id == a.ID && r.exam == a.ExamID && r.at.Equal(at) })
	if own < 0 || !list[own].follows {
		return ""
	}
	first := own
	for first > 0 && list[first].at.Sub(list[first-1].at) <= cascade {
		first--
	}
	if list[first].exam == a.ExamID {
		return ""
	}
	return list[first].name
}

// Removal returns when the learner's last attempt at an exam was removed, and what it
// was; nothing if none ever was.
func (t pastReads) Removal(ctx context.Context, examID, userID int64) (at *time.Time, from model.AttemptStatus, err error) {
	err = t.tx.QueryRowContext(ctx, "SELECT history_date, status FROM "+tableHistory+
		" WHERE user_id = ? AND proctored_exam_id = ? AND history_type = '-' ORDER BY history_date DESC, history_id DESC LIMIT 1", userID, examID).
		Scan(scanTimePtr{&at}, text(&from))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", nil
	}
	return at, from, mapError(err, "read when the attempt was removed")
}

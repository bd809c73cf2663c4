package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"examdesk/model"
)

// maxOthers bounds how many of a learner's other attempts are read.
const maxOthers = 100

// ReadAttempt reads everything about one attempt, in one snapshot.
func (s *Store) ReadAttempt(ctx context.Context, id int64, now time.Time, l model.StuckLimits) (model.AttemptDetail, error) {
	var d model.AttemptDetail
	err := s.View(ctx, func(tx *Tx) error {
		row, err := tx.AttemptRow(ctx, id)
		if err != nil {
			return err
		}
		d.AttemptRow = row
		steps := []func(context.Context, *model.AttemptDetail) error{
			tx.review, tx.history, tx.why, tx.allowances, tx.policy, tx.others, tx.held,
		}
		for _, step := range steps {
			if err := step(ctx, &d); err != nil {
				return err
			}
		}
		newest := true
		for _, o := range d.Others {
			newest = newest && (o.Attempt.ExamID != d.Attempt.ExamID || o.Attempt.ID < d.Attempt.ID)
		}
		item := model.QueueItem{Attempt: d.Attempt, Exam: d.Exam, HasReview: d.Review != nil, Newest: newest, TimedOut: timedOut(d)}
		if item.Due, err = tx.learnersDue(ctx, d.AttemptRow); err != nil {
			return err
		}
		d.Stuck = model.StuckReasons(item, now, l)
		return nil
	})
	return d, err
}

func timedOut(d model.AttemptDetail) bool {
	return slices.ContainsFunc(d.History, func(h model.HistoryEntry) bool { return h.Status == model.TimedOut })
}

// learnersDue is when the attempt's exam is due for the learner: edx-when's date,
// else the exam's own.
func (t *Tx) learnersDue(ctx context.Context, row model.AttemptRow) (*time.Time, error) {
	due, err := t.DueDate(ctx, row.Exam.CourseID.Raw(), row.Exam.ContentID.Raw(), row.Attempt.UserID)
	if err != nil || due != nil {
		return due, err
	}
	return row.Exam.DueDate, nil
}

// review reads the review's raw data, its comments and its former versions.
func (t *Tx) review(ctx context.Context, d *model.AttemptDetail) error {
	if d.Review == nil {
		return nil
	}
	r := d.Review
	err := t.tx.QueryRowContext(ctx, "SELECT raw_data FROM "+tableReview+" WHERE id = ?", r.ID).Scan(text(&r.RawData))
	if err != nil {
		return mapError(err, "read the review")
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT id, start_time, stop_time, duration, comment, status, created FROM "+tableComment+
		" WHERE review_id = ? ORDER BY start_time, id", r.ID)
	if err != nil {
		return mapError(err, "read the comments")
	}
	err = each(rows, func() error {
		var c model.Comment
		if err := rows.Scan(num(&c.ID), num(&c.Start), num(&c.Stop), num(&c.Duration), text(&c.Text), text(&c.Status), scanTime{&c.Created}); err != nil {
			return err
		}
		r.Comments = append(r.Comments, c)
		return nil
	})
	if err != nil {
		return mapError(err, "read the comments")
	}
	if err := t.versions(ctx, r); err != nil {
		return err
	}
	r.SplitFormer()
	model.MatchSources(r)
	return nil
}

func (t *Tx) versions(ctx context.Context, r *model.Review) error {
	rows, err := t.tx.QueryContext(ctx, `SELECT h.id, h.review_status, h.raw_data, h.created, h.reviewed_by_id, u.username, u.email
		FROM `+tableReviewHistory+` h LEFT JOIN auth_user u ON u.id = h.reviewed_by_id
		WHERE h.attempt_code = ? ORDER BY h.created DESC, h.id DESC`, r.AttemptCode.Raw())
	if err != nil {
		return mapError(err, "read the former reviews")
	}
	err = each(rows, func() error {
		var v model.ReviewVersion
		var by *int64
		var person model.Learner
		if err := rows.Scan(num(&v.ID), text(&v.Status), text(&v.RawData), scanTime{&v.Replaced}, intPtr(&by), text(&person.Username), text(&person.Email)); err != nil {
			return err
		}
		v.ReviewedBy = personOf(by, person)
		r.Versions = append(r.Versions, v)
		return nil
	})
	return mapError(err, "read the former reviews")
}

// history reads the status history, oldest first.
func (t *Tx) history(ctx context.Context, d *model.AttemptDetail) error {
	rows, err := t.tx.QueryContext(ctx, `SELECT h.history_id, h.history_date, h.history_type, h.status, u.username
		FROM `+tableHistory+` h LEFT JOIN auth_user u ON u.id = h.history_user_id
		WHERE h.id = ? AND h.user_id IS ? ORDER BY h.history_date, h.history_id`, d.Attempt.ID, d.Attempt.UserID)
	if err != nil {
		return mapError(err, "read the history")
	}
	err = each(rows, func() error {
		var h model.HistoryEntry
		if err := rows.Scan(num(&h.ID), scanTime{&h.At}, text(&h.Type), text(&h.Status), text(&h.Who)); err != nil {
			return err
		}
		d.History = append(d.History, h)
		return nil
	})
	model.InferWho(d)
	return mapError(err, "read the history")
}

func (t *Tx) allowances(ctx context.Context, d *model.AttemptDetail) error {
	rows, err := t.tx.QueryContext(ctx, "SELECT "+allowanceColumns+" FROM "+tableAllowance+
		" WHERE user_id = ? AND proctored_exam_id = ? ORDER BY id", d.Attempt.UserID, d.Attempt.ExamID)
	if err != nil {
		return mapError(err, "read the allowances")
	}
	err = each(rows, func() error {
		var a model.Allowance
		if err := rows.Scan(scanAllowance(&a)...); err != nil {
			return err
		}
		d.Allowances = append(d.Allowances, a)
		return nil
	})
	return mapError(err, "read the allowances")
}

func (t *Tx) policy(ctx context.Context, d *model.AttemptDetail) error {
	rows, err := t.tx.QueryContext(ctx, "SELECT p.id, p.review_policy, u.username, p.modified FROM "+tablePolicy+
		" p LEFT JOIN auth_user u ON u.id = p.set_by_user_id WHERE p.proctored_exam_id = ? ORDER BY p.id DESC LIMIT 1", d.Attempt.ExamID)
	if err != nil {
		return mapError(err, "read the review policy")
	}
	err = each(rows, func() error {
		d.Policy = &model.Policy{}
		return rows.Scan(num(&d.Policy.ID), text(&d.Policy.Text), text(&d.Policy.SetBy), scanTime{&d.Policy.Modified})
	})
	return mapError(err, "read the review policy")
}

// others reads the learner's other attempts in the course, newest first, and
// which of them this one continues.
func (t *Tx) others(ctx context.Context, d *model.AttemptDetail) error {
	rows, err := t.tx.QueryContext(ctx, t.s.rowSelect()+"WHERE a.user_id = ? AND a.id <> ? AND e.course_id = ? ORDER BY a.created DESC, a.id DESC LIMIT "+
		fmt.Sprint(maxOthers), d.Attempt.UserID, d.Attempt.ID, d.Exam.CourseID.Raw())
	if err != nil {
		return mapError(err, "read the learner's other attempts")
	}
	if d.Others, err = readRows(ctx, t.tx, rows, true); err != nil {
		return mapError(err, "read the learner's other attempts")
	}
	for _, o := range d.Others {
		if d.Continues == 0 && o.Attempt.ExamID == d.Attempt.ExamID && o.Attempt.Resumed && o.Attempt.ID < d.Attempt.ID {
			d.Continues = o.Attempt.ID
		}
	}
	return nil
}

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

// detailQuestions reads one attempt with everything about it.
type detailQuestions struct{ *database }

// ReadAttempt reads everything about one attempt, in one snapshot.
func (s detailQuestions) ReadAttempt(ctx context.Context, id int64, now time.Time, l model.StuckLimits) (model.AttemptDetail, error) {
	var d model.AttemptDetail
	err := s.view(ctx, func(tx *session) error {
		row, err := attemptTables{tx}.AttemptRow(ctx, id)
		if err != nil {
			return err
		}
		d.AttemptRow = row
		r := detailReads{tx}
		steps := []func(context.Context, *model.AttemptDetail) error{
			r.review, r.history, r.why, r.allowances, r.policy, r.others, deliveryTables(r).held,
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
		if item.Due, err = dateTables(r).learnersDue(ctx, d.AttemptRow); err != nil {
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

// detailReads are the steps by which one attempt is read with everything about it.
type detailReads struct{ *session }

// review reads the review's raw data, its comments and its former versions.
func (t detailReads) review(ctx context.Context, d *model.AttemptDetail) error {
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

func (t detailReads) versions(ctx context.Context, r *model.Review) error {
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
func (t detailReads) history(ctx context.Context, d *model.AttemptDetail) error {
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

func (t detailReads) allowances(ctx context.Context, d *model.AttemptDetail) error {
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

func (t detailReads) policy(ctx context.Context, d *model.AttemptDetail) error {
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
func (t detailReads) others(ctx context.Context, d *model.AttemptDetail) error {
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

// why adds the reasons of an attempt's decisions to what those decisions wrote: the
// rows of its history, and the former versions of its review.
func (t detailReads) why(ctx context.Context, d *model.AttemptDetail) error {
	notes, err := decisionTables(t).decisionNotes(ctx, "?", d.Attempt.ID)
	if err != nil {
		return err
	}
	if r := d.Review; len(notes) == 0 && r != nil && r.Reason != "" {
		notes = append(notes, decisionNote{d.Attempt.ID, formatTime(r.Modified), r.Reason})
	}
	at := map[string]model.Text{}
	for _, n := range notes {
		at[n.stamp] = n.reason
	}
	for i := range d.History {
		d.History[i].Reason = at[formatTime(d.History[i].At)]
	}
	if d.Review == nil {
		return nil
	}
	for i := range d.Review.Versions {
		v := &d.Review.Versions[i]
		if v.ReviewedBy == nil {
			continue
		}
		// A version was true from the last decision before it was replaced, if
		// that was after the version before it.
		from, until := "", formatTime(v.Replaced)
		if i+1 < len(d.Review.Versions) {
			from = formatTime(d.Review.Versions[i+1].Replaced)
		}
		for _, n := range notes {
			if n.stamp >= from && n.stamp < until {
				v.Reason = n.reason
			}
		}
	}
	return nil
}

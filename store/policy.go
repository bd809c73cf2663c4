package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"examdesk/model"
)

// policyTables are the review policies, with their archive.
type policyTables struct{ *session }

// PolicyOf reads an exam's review policy, nil if it has none.
func (t policyTables) PolicyOf(ctx context.Context, examID int64) (*model.PolicyRow, error) {
	var p model.PolicyRow
	err := t.tx.QueryRowContext(ctx, `SELECT p.id, p.created, p.modified, p.review_policy, coalesce(u.id, 0), coalesce(u.username, ''), coalesce(u.email, '')
		FROM `+tablePolicy+` p LEFT JOIN auth_user u ON u.id = p.set_by_user_id WHERE p.proctored_exam_id = ? ORDER BY p.id LIMIT 1`, examID).
		Scan(&p.ID, scanTime{&p.Created}, scanTime{&p.Modified}, text(&p.Text), &p.SetBy.ID, text(&p.SetBy.Username), text(&p.SetBy.Email))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &p, mapError(err, "read the review policy")
}

// InsertPolicy writes an exam's first review policy.
func (t policyTables) InsertPolicy(ctx context.Context, examID, setBy int64, policy string, at time.Time) (int64, error) {
	res, err := t.exec(ctx, "write the review policy", "INSERT INTO "+tablePolicy+
		" (created, modified, review_policy, proctored_exam_id, set_by_user_id) VALUES (?, ?, ?, ?, ?)",
		formatTime(at), formatTime(at), policy, examID, setBy)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	return id, mapError(err, "write the review policy")
}

// UpdatePolicy replaces a review policy; the former one goes to the archive.
func (t policyTables) UpdatePolicy(ctx context.Context, id, setBy int64, policy string, at time.Time) error {
	if err := t.archivePolicy(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "write the review policy", "UPDATE "+tablePolicy+
		" SET review_policy = ?, set_by_user_id = ?, modified = ? WHERE id = ?", policy, setBy, formatTime(at), id)
}

// DeletePolicy removes a review policy and archives it.
func (t policyTables) DeletePolicy(ctx context.Context, id int64, at time.Time) error {
	if err := t.archivePolicy(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "delete the review policy", "DELETE FROM "+tablePolicy+" WHERE id = ?", id)
}

func (t policyTables) archivePolicy(ctx context.Context, id int64, at time.Time) error {
	return t.archive(ctx, model.HistoryPolicy, "archive the review policy", "INSERT INTO "+tablePolicyHistory+
		" (created, modified, original_id, review_policy, proctored_exam_id, set_by_user_id)"+
		" SELECT ?, ?, id, review_policy, proctored_exam_id, set_by_user_id FROM "+tablePolicy+" WHERE id = ?",
		formatTime(at), formatTime(at), id)
}

// ExamsWithPolicy returns the ids of the exams that have a review policy.
func (t policyTables) ExamsWithPolicy(ctx context.Context) ([]int64, error) {
	return t.ids(ctx, "list the review policies", "SELECT DISTINCT proctored_exam_id FROM "+tablePolicy)
}

// FormerPolicies returns the review policies that an exam had before, newest first.
func (t policyTables) FormerPolicies(ctx context.Context, examID int64) ([]model.FormerPolicy, error) {
	return t.FormerPoliciesBefore(ctx, examID, 0, -1)
}

// FormerPoliciesBefore returns at most limit of the policies before a given one, all
// for -1; with 0 it begins with the newest.
func (t policyTables) FormerPoliciesBefore(ctx context.Context, examID, before int64, limit int) ([]model.FormerPolicy, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT h.id, h.review_policy, coalesce(u.username, ''), h.created FROM "+tablePolicyHistory+
		" h LEFT JOIN auth_user u ON u.id = h.set_by_user_id WHERE h.proctored_exam_id = ? AND (? = 0 OR h.id < ?) ORDER BY h.id DESC LIMIT ?",
		examID, before, before, limit)
	if err != nil {
		return nil, mapError(err, "read the former review policies")
	}
	var out []model.FormerPolicy
	err = each(rows, func() error {
		var p model.FormerPolicy
		if err := rows.Scan(num(&p.ID), text(&p.Text), text(&p.SetBy), scanTime{&p.Replaced}); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, mapError(err, "read the former review policies")
}

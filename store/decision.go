package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"examdesk/model"
)

// decisionNote is the reason of a decision, and when it was taken.
type decisionNote struct {
	attempt int64
	stamp   string
	reason  model.Text
}

// decisionTables are the decisions that people made.
type decisionTables struct{ *session }

// decisionNotes returns the reasons of the decisions on some attempts. The query
// names the attempts.
func (t decisionTables) decisionNotes(ctx context.Context, attempts string, args ...any) ([]decisionNote, error) {
	if !t.s.Info().Migrated {
		return nil, nil
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT d.attempt_id, d.stamp, "+t.s.reasonSQL()+" FROM examdesk_decision d WHERE d.attempt_id IN ("+
		attempts+") ORDER BY d.stamp", args...)
	if err != nil {
		return nil, mapError(err, "read the reasons")
	}
	out, err := collect(rows, func(n *decisionNote) []any { return []any{num(&n.attempt), text(&n.stamp), text(&n.reason)} })
	return out, mapError(err, "read the reasons")
}

// KeepsReason reports whether the store can keep the reason of a decision. One
// without examdesk's tables has a place for it only in the raw data of a review
// that the decision makes; where a review is there already, its raw data are the
// service's.
func (t decisionTables) KeepsReason(hasReview bool) bool { return t.s.Info().Migrated || !hasReview }

// AppliedDecision reports whether a decision has been written before: by its id
// where decisions are recorded, else by the attempt's history, which keeps the
// decision's stamp to the microsecond. A decision may have been written before
// the store had examdesk's tables, so there the history counts too, unless
// another decision is known to have written that row.
func (t decisionTables) AppliedDecision(ctx context.Context, id string, attemptID int64, stamp time.Time) (bool, error) {
	query := "SELECT 1 FROM " + tableHistory + " WHERE id = ? AND history_date = ?"
	args := []any{attemptID, formatTime(stamp)}
	if t.s.Info().Migrated {
		query = "SELECT 1 FROM examdesk_decision WHERE id = ? UNION ALL " + query +
			" AND NOT EXISTS (SELECT 1 FROM examdesk_decision WHERE attempt_id = ? AND stamp = ?)"
		args = append(append([]any{id}, args...), args...)
	}
	query += " LIMIT 1"
	var one int
	err := t.tx.QueryRowContext(ctx, query, args...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, mapError(err, "look for the decision")
}

// RecordDecision writes the decision's id, who took it and why, and its effects
// to the outbox. A store without examdesk's tables keeps none of it.
func (t decisionTables) RecordDecision(ctx context.Context, d model.Decision, reviewerID int64, from model.ReviewStatus, plan model.DecisionPlan) error {
	if !t.s.Info().Migrated {
		return nil
	}
	reason, err := t.reasonOf(ctx, d)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "record the decision", `INSERT INTO examdesk_decision
		(id, attempt_id, stamp, reviewer_id, status_from, status_to, review_from, review_to, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.AttemptID, formatTime(d.Stamp), reviewerID, string(plan.From), string(plan.To), string(from), string(d.Review), reason)
	if err != nil {
		return err
	}
	return outboxTables(t).outbox(ctx, d.ID, d.Stamp, plan.Effects)
}

// reasonOf files a decision's reason with the others, where it can be erased. A
// store of an earlier version keeps it beside the decision: then it is returned.
func (t decisionTables) reasonOf(ctx context.Context, d model.Decision) (string, error) {
	keeps, err := activityTables(t).keepsActivity(ctx)
	if err != nil || !keeps || d.Reason == "" {
		return d.Reason, err
	}
	row, err := attemptTables(t).AttemptRow(ctx, d.AttemptID)
	if err == nil {
		_, err = activityTables(t).fileReason(ctx, d.ID, row.Attempt.UserID, d.Reason)
	}
	return "", err
}

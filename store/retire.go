package store

import (
	"context"

	"examdesk/model"
)

// retirementTables count and empty what is kept about a learner beside what
// edx-proctoring empties.
type retirementTables struct{ *session }

// learnersCodes are the codes of a learner's attempts, also of those that were removed.
const learnersCodes = "SELECT attempt_code FROM " + tableAttempt + " WHERE user_id = ?1 AND attempt_code <> '' UNION SELECT attempt_code FROM " +
	tableHistory + " WHERE user_id = ?1 AND attempt_code <> ''"

// ofLearner selects what belongs to a learner's attempts, by the learner's id.
const ofLearner = "attempt_code IN (" + learnersCodes + ")"

// holdsReview selects reviews that have something to empty.
const holdsReview = "(raw_data <> '' OR length(encrypted_video_url) > 0)"

// RetiredCodes returns the codes of a learner's attempts, also of those that were
// removed, whose reviews are still there.
func (t retirementTables) RetiredCodes(ctx context.Context, userID int64) ([]string, error) {
	rows, err := t.tx.QueryContext(ctx, learnersCodes+" ORDER BY 1", userID)
	if err != nil {
		return nil, mapError(err, "find the learner's attempts")
	}
	out, err := collectStrings(rows)
	return out, mapError(err, "find the learner's attempts")
}

// RetiredRows counts the rows that hold something about a learner, by kind.
func (t retirementTables) RetiredRows(ctx context.Context, userID int64) (out []model.RetiredRows, err error) {
	queries := []struct {
		kind  model.RetiredKind
		has   func(context.Context) (bool, error)
		query string
	}{
		{model.RetiredAllowance, nil, tableAllowance + " WHERE user_id = ?1 AND value <> ''"},
		{model.RetiredFormerAllowance, nil, tableAllowanceHistory + " WHERE user_id = ?1 AND value <> ''"},
		{model.RetiredReview, nil, tableReview + " WHERE " + ofLearner + " AND " + holdsReview},
		{model.RetiredFormerReview, nil, tableReviewHistory + " WHERE " + ofLearner + " AND " + holdsReview},
		{model.RetiredComment, nil, tableComment + " WHERE review_id IN (SELECT id FROM " + tableReview + " WHERE " + ofLearner + ") AND (comment <> '' OR status <> '')"},
		{model.RetiredDelivery, deliveryTables(t).keepsDeliveries, "examdesk_delivery WHERE " + ofLearner + " AND " + holdsDelivery},
		{model.RetiredBatchLine, batchTables(t).KeepsBatches, "examdesk_allowance_line WHERE user_id = ?1"},
		{model.RetiredReason, activityTables(t).keepsActivity, "examdesk_reason WHERE user_id = ?1"},
		{model.RetiredMessage, t.keepsMessages, "examdesk_outbox WHERE " + namesLearner},
	}
	for _, q := range queries {
		if q.has != nil {
			if has, err := q.has(ctx); err != nil || !has {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		var n int64
		if err := t.tx.QueryRowContext(ctx, "SELECT count(*) FROM "+q.query, userID).Scan(&n); err != nil {
			return nil, mapError(err, "count what is kept about the learner")
		}
		if n > 0 {
			out = append(out, model.RetiredRows{Kind: q.kind, Rows: n})
		}
	}
	return out, nil
}

const (
	holdsDelivery = "(raw <> '' OR coalesce(length(video), 0) > 0 OR comments NOT IN ('null', '[]'))"
	// namesLearner selects the messages in which a learner's names are: the signals of
	// new attempts.
	namesLearner = `kind = 'signal' AND json_extract(payload, '$.user_id') = ?1
		AND (coalesce(json_extract(payload, '$.signal.full_name'), '') <> '' OR coalesce(json_extract(payload, '$.signal.profile_name'), '') <> '')`
)

func (t retirementTables) keepsMessages(context.Context) (bool, error) {
	return t.s.Info().Migrated, nil
}

// EmptyLearner empties what examdesk itself keeps about a learner: deliveries that were
// held, and the names in messages to the platform. A delivery that is still held keeps
// its status, so that it can be settled.
func (t retirementTables) EmptyLearner(ctx context.Context, userID int64) error {
	if has, err := deliveryTables(t).keepsDeliveries(ctx); err != nil {
		return err
	} else if has {
		if _, err := t.exec(ctx, "empty the deliveries", "UPDATE examdesk_delivery SET raw = '', video = NULL, comments = '[]' WHERE "+ofLearner+" AND "+holdsDelivery, userID); err != nil {
			return err
		}
	}
	if !t.s.Info().Migrated {
		return nil
	}
	_, err := t.exec(ctx, "empty the messages", `UPDATE examdesk_outbox SET payload = json_set(payload, '$.signal.full_name', '', '$.signal.profile_name', '')
		WHERE `+namesLearner, userID)
	return err
}

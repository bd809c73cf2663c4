package store

import (
	"context"
	"time"
)

// ExamAttemptIDs are the attempts at an exam, the oldest first.
func (t *Tx) ExamAttemptIDs(ctx context.Context, examID int64) ([]int64, error) {
	return t.ids(ctx, "find the exam's attempts", "SELECT id FROM "+tableAttempt+" WHERE proctored_exam_id = ? ORDER BY id", examID)
}

// UserAttemptIDs are a learner's attempts in every course, the oldest first.
func (t *Tx) UserAttemptIDs(ctx context.Context, userID int64) ([]int64, error) {
	return t.ids(ctx, "find the learner's attempts", "SELECT id FROM "+tableAttempt+" WHERE user_id = ? ORDER BY id", userID)
}

// UserAttemptCodes are the codes of those attempts that have one.
func (t *Tx) UserAttemptCodes(ctx context.Context, userID int64) ([]string, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT attempt_code FROM "+tableAttempt+" WHERE user_id = ? AND attempt_code <> '' ORDER BY id", userID)
	if err != nil {
		return nil, mapError(err, "find the learner's attempts")
	}
	out, err := collectStrings(rows)
	return out, mapError(err, "find the learner's attempts")
}

// ReviewedAttemptIDs are the attempts whose review was modified from one moment
// to another, both included, in the order of the reviews.
func (t *Tx) ReviewedAttemptIDs(ctx context.Context, from, to time.Time) ([]int64, error) {
	return t.ids(ctx, "find the reviews", "SELECT a.id FROM "+tableReview+" r JOIN "+tableAttempt+
		" a ON a.attempt_code = r.attempt_code WHERE r.modified BETWEEN ? AND ? ORDER BY r.id", formatTime(from), formatTime(to))
}

// EmptyReview takes out of an attempt's review, of its former versions and of
// its comments what reveals the learner. The review must have been archived
// before.
func (t *Tx) EmptyReview(ctx context.Context, code string, at time.Time) error {
	now := formatTime(at)
	for _, table := range []string{tableReview, tableReviewHistory} {
		if _, err := t.exec(ctx, "empty the review", "UPDATE "+table+
			" SET raw_data = '', encrypted_video_url = x'', modified = ? WHERE attempt_code = ?", now, code); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, "empty the review's comments", "UPDATE "+tableComment+
		" SET comment = '', status = '' WHERE review_id IN (SELECT id FROM "+tableReview+" WHERE attempt_code = ?)", code)
	return err
}

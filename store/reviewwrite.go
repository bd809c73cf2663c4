package store

import (
	"context"
	"time"

	"examdesk/model"
)

// ReviewRow is a review as it is written.
type ReviewRow struct {
	AttemptCode string
	Status      model.ReviewStatus
	RawData     string
	ExamID      int64
	StudentID   int64
	// ReviewerID is 0 for none.
	ReviewerID int64
	// Video is the recording's encrypted address; nil leaves what is there.
	Video []byte
}

func nullID(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// InsertReview writes a new review and returns its id.
func (t reviewTables) InsertReview(ctx context.Context, r ReviewRow, at time.Time) (int64, error) {
	now := formatTime(at)
	res, err := t.exec(ctx, "write the review", "INSERT INTO "+tableReview+` (created, modified, attempt_code, review_status, raw_data,
		exam_id, reviewed_by_id, student_id, is_attempt_active, encrypted_video_url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`,
		now, now, r.AttemptCode, string(r.Status), r.RawData, r.ExamID, nullID(r.ReviewerID), r.StudentID, r.Video)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	return id, mapError(err, "write the review")
}

// ReplaceReview writes a review over the one that is there, which goes to the
// archive.
func (t reviewTables) ReplaceReview(ctx context.Context, id int64, r ReviewRow, at time.Time) error {
	if err := t.ArchiveReview(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "write the review", "UPDATE "+tableReview+` SET modified = ?, review_status = ?, raw_data = ?, exam_id = ?,
		reviewed_by_id = ?, student_id = ?, encrypted_video_url = coalesce(?, encrypted_video_url) WHERE id = ?`,
		formatTime(at), string(r.Status), r.RawData, r.ExamID, nullID(r.ReviewerID), r.StudentID, r.Video, id)
}

// TouchReview saves a review as it is, which puts a copy into the archive and
// changes when it was modified.
func (t reviewTables) TouchReview(ctx context.Context, id int64, at time.Time) error {
	if err := t.ArchiveReview(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "write the review", "UPDATE "+tableReview+" SET modified = ? WHERE id = ?", formatTime(at), id)
}

// InsertComments adds what the service's reviewer marked.
func (t reviewTables) InsertComments(ctx context.Context, reviewID int64, comments []model.DeliveredComment, at time.Time) error {
	now := formatTime(at)
	for _, c := range comments {
		_, err := t.exec(ctx, "write the review's comments", "INSERT INTO "+tableComment+
			" (created, modified, start_time, stop_time, duration, comment, status, review_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			now, now, c.Start, c.Stop, c.Duration, c.Text, c.Status, reviewID)
		if err != nil {
			return err
		}
	}
	return nil
}

// EmptyReview removes what identifies the learner from an attempt's review, its former
// versions and its comments. The review must have been archived before.
func (t reviewTables) EmptyReview(ctx context.Context, code string, at time.Time) error {
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

func (t reviewTables) reviewIDs(ctx context.Context, code model.Text) ([]int64, error) {
	return t.ids(ctx, "find the review", "SELECT id FROM "+tableReview+" WHERE attempt_code = ?", code.Raw())
}

// ArchiveReview copies a review to the archive, where it gets times of its own.
func (t reviewTables) ArchiveReview(ctx context.Context, reviewID int64, at time.Time) error {
	const columns = "attempt_code, review_status, raw_data, exam_id, reviewed_by_id, student_id, is_attempt_active, encrypted_video_url"
	now := formatTime(at)
	return t.archive(ctx, model.HistoryReview, "archive the review", "INSERT INTO "+tableReviewHistory+" (created, modified, "+columns+") SELECT ?, ?, "+columns+
		" FROM "+tableReview+" WHERE id = ?", now, now, reviewID)
}

// UpdateReview changes a review's status and reviewer, and nothing else of it.
func (t reviewTables) UpdateReview(ctx context.Context, reviewID int64, status model.ReviewStatus, reviewerID int64, at time.Time) error {
	return t.execOne(ctx, "write the review", "UPDATE "+tableReview+" SET review_status = ?, reviewed_by_id = ?, modified = ? WHERE id = ?",
		string(status), reviewerID, formatTime(at), reviewID)
}

package store

import (
	"context"
	"database/sql"
	"errors"
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
func (t *Tx) InsertReview(ctx context.Context, r ReviewRow, at time.Time) (int64, error) {
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
func (t *Tx) ReplaceReview(ctx context.Context, id int64, r ReviewRow, at time.Time) error {
	if err := t.ArchiveReview(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "write the review", "UPDATE "+tableReview+` SET modified = ?, review_status = ?, raw_data = ?, exam_id = ?,
		reviewed_by_id = ?, student_id = ?, encrypted_video_url = coalesce(?, encrypted_video_url) WHERE id = ?`,
		formatTime(at), string(r.Status), r.RawData, r.ExamID, nullID(r.ReviewerID), r.StudentID, r.Video, id)
}

// TouchReview saves a review as it is, which puts a copy into the archive and
// changes when it was modified.
func (t *Tx) TouchReview(ctx context.Context, id int64, at time.Time) error {
	if err := t.ArchiveReview(ctx, id, at); err != nil {
		return err
	}
	return t.execOne(ctx, "write the review", "UPDATE "+tableReview+" SET modified = ? WHERE id = ?", formatTime(at), id)
}

// InsertComments adds what the service's reviewer marked.
func (t *Tx) InsertComments(ctx context.Context, reviewID int64, comments []model.DeliveredComment, at time.Time) error {
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

// ReviewByCode reads the review of an attempt code with the vendor's data and
// its newest former version, nil if there is none.
func (t *Tx) ReviewByCode(ctx context.Context, code string) (*model.Review, error) {
	var s reviewScan
	var raw model.Text
	err := t.tx.QueryRowContext(ctx, "SELECT "+reviewColumns+", r.raw_data FROM "+tableReview+" r LEFT JOIN auth_user rb ON rb.id = r.reviewed_by_id WHERE r.attempt_code = ?", code).
		Scan(append(s.dest(), text(&raw))...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, mapError(err, "read the review")
	}
	review := s.get()
	review.RawData = raw
	var former model.ReviewVersion
	err = t.tx.QueryRowContext(ctx, "SELECT id, review_status, raw_data, created FROM "+tableReviewHistory+
		" WHERE attempt_code = ? ORDER BY id DESC LIMIT 1", code).Scan(&former.ID, text(&former.Status), text(&former.RawData), scanTime{&former.Replaced})
	switch {
	case err == nil:
		review.Versions = []model.ReviewVersion{former}
	case !errors.Is(err, sql.ErrNoRows):
		return nil, mapError(err, "read the review's versions")
	}
	return review, nil
}

// ArchivedAttempt is an attempt that was deleted, as its history last saw it;
// nil if the code was never one.
func (t *Tx) ArchivedAttempt(ctx context.Context, code string) (*model.Attempt, error) {
	var a model.Attempt
	err := t.tx.QueryRowContext(ctx, "SELECT "+attemptColumns+" FROM "+tableHistory+
		" a WHERE a.attempt_code = ? ORDER BY a.modified DESC, a.history_id DESC LIMIT 1", code).Scan(scanAttempt(&a)...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &a, mapError(err, "read the attempt's history")
}

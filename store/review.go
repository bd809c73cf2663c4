package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"examdesk/model"
)

// reviewTables are the reviews of attempts, with their comments and archives.
type reviewTables struct{ *session }

// dropFormer removes from reviews the comments of deliveries that were replaced.
func (t reviewTables) dropFormer(ctx context.Context, list []model.ReportedReview) error {
	ids := make([]int64, 0, len(list))
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT DISTINCT r.id FROM "+tableReview+" r JOIN "+tableReviewHistory+
		" h ON h.attempt_code = r.attempt_code WHERE r.id IN ("+idList(ids)+") AND h.raw_data <> r.raw_data")
	if err != nil {
		return err
	}
	replaced, err := collect(rows, func(id *int64) []any { return []any{num(id)} })
	if err != nil {
		return err
	}
	split, err := splitReviews(ctx, t.tx, replaced)
	for i := range list {
		r := &list[i]
		if s := split[r.ID]; s != nil {
			former := map[int64]bool{}
			for _, c := range s.FormerComments {
				former[c.ID] = true
			}
			r.Comments = slices.DeleteFunc(r.Comments, func(c model.Comment) bool { return former[c.ID] })
		}
	}
	return err
}

// ReviewedAttemptIDs returns the attempts whose review was modified from one moment
// to another, both included, in the order of the reviews.
func (t reviewTables) ReviewedAttemptIDs(ctx context.Context, from, to time.Time) ([]int64, error) {
	return t.ids(ctx, "find the reviews", "SELECT a.id FROM "+tableReview+" r JOIN "+tableAttempt+
		" a ON a.attempt_code = r.attempt_code WHERE r.modified BETWEEN ? AND ? ORDER BY r.id", formatTime(from), formatTime(to))
}

// CourseReviews returns the reviews of a course's practice exams, or of its others,
// in the order of their ids, with their comments.
func (t reviewTables) CourseReviews(ctx context.Context, course string, practice bool) ([]model.ReportedReview, error) {
	return t.reportedReviews(ctx, tableExam+" e CROSS JOIN "+tableReview+" r ON r.exam_id = e.id", "e.course_id = ? AND e.is_practice_exam = ?", course, practice)
}

// reportedReviews reads reviews with their comments.
func (t reviewTables) reportedReviews(ctx context.Context, from, where string, args ...any) ([]model.ReportedReview, error) {
	rows, err := t.tx.QueryContext(ctx, "SELECT r.id, r.attempt_code, r.review_status, k.id, k.status, k.comment, k.created FROM "+from+
		" LEFT JOIN "+tableComment+" k ON k.review_id = r.id WHERE "+where+" ORDER BY r.id, k.id", args...)
	if err != nil {
		return nil, mapError(err, "read the course's reviews")
	}
	var out []model.ReportedReview
	last := int64(-1)
	err = each(rows, func() error {
		var r model.ReportedReview
		var c model.Comment
		if err := rows.Scan(num(&r.ID), text(&r.AttemptCode), text(&r.Status), num(&c.ID), text(&c.Status), text(&c.Text), scanTime{&c.Created}); err != nil {
			return err
		}
		if r.ID != last {
			out, last = append(out, r), r.ID
		}
		if c.ID != 0 {
			out[len(out)-1].Comments = append(out[len(out)-1].Comments, c)
		}
		return nil
	})
	return out, mapError(err, "read the course's reviews")
}

// IsFormerReview reports whether a review of an attempt code had just this data before
// another one took its place.
func (t reviewTables) IsFormerReview(ctx context.Context, code, raw string) (is bool, err error) {
	err = t.tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+tableReviewHistory+" WHERE attempt_code = ? AND raw_data = ?)", code, raw).Scan(&is)
	return is, mapError(err, "read former reviews")
}

// ReviewByCode reads the review of an attempt code with the vendor's data and
// its newest former version, nil if there is none.
func (t reviewTables) ReviewByCode(ctx context.Context, code string) (*model.Review, error) {
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

// ReviewsOf returns the reviews of attempts with the comments of the deliveries that
// stand, in the order of the reviews' ids.
func (t reviewTables) ReviewsOf(ctx context.Context, exams []int64, attempts []model.AttemptRow) ([]model.ReportedReview, error) {
	codes := make([]any, 0, len(attempts))
	for _, a := range attempts {
		if a.Attempt.Code != "" {
			codes = append(codes, a.Attempt.Code.Raw())
		}
	}
	if len(codes) == 0 {
		return nil, nil
	}
	var c condition
	c.in("r.attempt_code", codes...)
	list, err := t.reportedReviews(ctx, tableReview+" r", "r.exam_id IN ("+idList(exams)+") AND "+c.sql, c.args...)
	if err != nil {
		return nil, err
	}
	return list, mapError(t.dropFormer(ctx, list), "read the course's reviews")
}

package store

import (
	"context"

	"examdesk/model"
)

// commentColumns are how many comments a review has and, where it took the place of
// other raw data, a number of how many of them came since: those since, and in the
// lower half those of the very moment. [commentScan] reads both.
const commentColumns = `(SELECT count(*) FROM ` + tableComment + ` k WHERE k.review_id = r.id),
		(SELECT sum((k.created >= x.cut) * 4294967296 + (k.created = x.cut)) FROM (SELECT max(h.created) AS cut FROM ` + tableReviewHistory + ` h
			WHERE h.attempt_code = r.attempt_code AND h.raw_data <> r.raw_data) x CROSS JOIN ` + tableComment + ` k
			WHERE k.review_id = r.id AND x.cut IS NOT NULL)`

// commentCount is how many comments the review of the row attempt_id has, as
// [model.Review.SplitFormer] has it.
const commentCount = `SELECT CASE
		WHEN EXISTS (SELECT 1 FROM ` + tableReviewHistory + ` h WHERE h.attempt_code = r.attempt_code AND h.raw_data <> r.raw_data)
		THEN ` + latestFunction + `(r.raw_data, r.reviewed_by_id IS NULL,
			(SELECT json_group_array(json_array(CAST(v.raw_data AS TEXT), v.created, v.reviewed_by_id IS NULL)) FROM (
				SELECT h.raw_data, h.created, h.reviewed_by_id FROM ` + tableReviewHistory + ` h
				WHERE h.attempt_code = r.attempt_code ORDER BY h.created DESC, h.id DESC) v),
			(SELECT json_group_array(json_array(k.id, k.created)) FROM ` + tableComment + ` k WHERE k.review_id = r.id))
		ELSE (SELECT count(*) FROM ` + tableComment + ` k WHERE k.review_id = r.id) END
	FROM ` + tableAttempt + ` z JOIN ` + tableReview + ` r ON r.attempt_code = z.attempt_code WHERE z.id = attempt_id`

// commentScan receives [commentColumns].
type commentScan struct {
	all   int
	since *int64
}

// count returns how many comments the delivery that stands has. The second result is
// false where a person's review has none since then, or all came in one moment: then
// only [model.Review.SplitFormer] can tell.
func (c commentScan) count(delivered bool) (int, bool) {
	if c.since == nil {
		return c.all, true
	}
	since, tied := int(*c.since>>32), int(*c.since&(1<<32-1))
	return since, since == 0 && delivered || since > 0 && tied < c.all
}

// countLatest counts the comments of the rows at these places, only those of the
// deliveries that stand.
func countLatest(ctx context.Context, q querier, rows []model.AttemptRow, at []int) error {
	ids := make([]int64, 0, len(at))
	for _, i := range at {
		ids = append(ids, rows[i].Review.ID)
	}
	reviews, err := splitReviews(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, i := range at {
		if r := reviews[rows[i].Review.ID]; r != nil {
			rows[i].Comments = len(r.Comments)
		}
	}
	return nil
}

// splitReviews reads reviews by id with when their comments came, split into those
// of the delivery that stands and those of earlier ones.
func splitReviews(ctx context.Context, q querier, ids []int64) (map[int64]*model.Review, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	reviews := make(map[int64]*model.Review, len(ids))
	in := "WHERE r.id IN (" + idList(ids) + ")"
	rows, err := q.QueryContext(ctx, "SELECT r.id, r.raw_data, r.reviewed_by_id, u.email FROM "+tableReview+
		" r LEFT JOIN auth_user u ON u.id = r.reviewed_by_id "+in)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var r model.Review
		var by *int64
		var person model.Learner
		err := rows.Scan(num(&r.ID), text(&r.RawData), intPtr(&by), text(&person.Email))
		r.ReviewedBy = personOf(by, person)
		reviews[r.ID] = &r
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := formerVersions(ctx, q, reviews, in); err != nil {
		return nil, err
	}
	if err := commentTimes(ctx, q, reviews, in); err != nil {
		return nil, err
	}
	for _, r := range reviews {
		r.SplitFormer()
	}
	return reviews, nil
}

func personOf(id *int64, person model.Learner) *model.Learner {
	if id == nil {
		return nil
	}
	person.ID = *id
	return &person
}

func formerVersions(ctx context.Context, q querier, reviews map[int64]*model.Review, in string) error {
	rows, err := q.QueryContext(ctx, "SELECT r.id, h.raw_data, h.created, h.reviewed_by_id, u.email FROM "+tableReview+" r JOIN "+tableReviewHistory+
		" h ON h.attempt_code = r.attempt_code LEFT JOIN auth_user u ON u.id = h.reviewed_by_id "+in+" ORDER BY h.created DESC, h.id DESC")
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var id int64
		var v model.ReviewVersion
		var by *int64
		var person model.Learner
		if err := rows.Scan(num(&id), text(&v.RawData), scanTime{&v.Replaced}, intPtr(&by), text(&person.Email)); err != nil {
			return err
		}
		v.ReviewedBy = personOf(by, person)
		if r := reviews[id]; r != nil {
			r.Versions = append(r.Versions, v)
		}
		return nil
	})
}

func commentTimes(ctx context.Context, q querier, reviews map[int64]*model.Review, in string) error {
	rows, err := q.QueryContext(ctx, "SELECT r.id, k.id, k.created FROM "+tableReview+" r JOIN "+tableComment+" k ON k.review_id = r.id "+in)
	if err != nil {
		return err
	}
	return each(rows, func() error {
		var id int64
		var c model.Comment
		if err := rows.Scan(num(&id), num(&c.ID), scanTime{&c.Created}); err != nil {
			return err
		}
		if r := reviews[id]; r != nil {
			r.Comments = append(r.Comments, c)
		}
		return nil
	})
}

package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"examdesk/model"
)

// countCap is the largest exact count of a section that depends on the present time.
const countCap = 1000

// CountSections counts every section, within a course or, if course is "", in all. In
// a store with examdesk's tables the counts are already kept there.
func (s *Store) CountSections(ctx context.Context, course string, now time.Time, l model.StuckLimits) ([]model.SectionCount, error) {
	if err := s.sameFile(); err != nil {
		return nil, err
	}
	scope, err := s.courseScope(ctx, course)
	if err != nil {
		return nil, err
	}
	kinds, err := s.kinds(ctx, scope)
	if err != nil {
		return nil, err
	}
	out := make([]model.SectionCount, 0, len(model.Sections()))
	for _, section := range model.Sections() {
		c := model.SectionCount{Section: section}
		if section == model.SectionStuck {
			c, err = s.countStuck(ctx, course, now, l)
			if err != nil {
				return nil, err
			}
		}
		for _, k := range kinds {
			if section != model.SectionStuck && section.Contains(k.item, now, l) {
				c.Count += k.n
				c.Oldest = older(c.Oldest, k.oldest)
			}
		}
		if section == model.SectionOnboarding && c.Count > 0 && s.Info().Migrated {
			if c.Oldest, err = s.oldestPractice(ctx, scope); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// oldestPractice returns the time of the oldest attempt at a practice exam. The kinds
// do not know it, since their oldest is that of the status.
func (s *Store) oldestPractice(ctx context.Context, scope condition) (*time.Time, error) {
	scope.and("practice = 1")
	var at time.Time
	err := s.read.QueryRowContext(ctx, "SELECT min(modified) FROM examdesk_attempt"+where(scope.sql), scope.args...).Scan(scanTime{&at})
	return &at, mapError(err, "find the oldest attempt")
}

func older(a *time.Time, b time.Time) *time.Time {
	if a == nil || b.Before(*a) {
		return &b
	}
	return a
}

// courseScope narrows to a course; an unknown course matches nothing.
func (s *Store) courseScope(ctx context.Context, course string) (condition, error) {
	if course == "" {
		return condition{}, nil
	}
	if !s.Info().Migrated {
		return condition{sql: "course_id = ?", args: []any{course}}, nil
	}
	no, err := s.courseNo(ctx, course)
	if no == 0 {
		no = -1
	}
	return condition{sql: "course_no = ?", args: []any{no}}, err
}

// kind counts attempts that every section treats alike.
type kind struct {
	item   model.QueueItem
	n      int
	oldest time.Time
}

// kinds counts the attempts by the columns that decide their sections.
func (s *Store) kinds(ctx context.Context, scope condition) ([]kind, error) {
	query := `SELECT status, waiting, practice, count(*), min(modified) FROM ` + s.source() + where(scope.sql) + ` GROUP BY 1, 2, 3`
	if s.Info().Migrated {
		query = `SELECT status, waiting, practice, sum(n), '' FROM examdesk_count` + where(scope.sql) + ` GROUP BY 1, 2, 3`
	}
	rows, err := s.read.QueryContext(ctx, query, scope.args...)
	if err != nil {
		return nil, mapError(err, "count the attempts")
	}
	var out []kind
	err = each(rows, func() error {
		var k kind
		var waiting, practice bool
		if err := rows.Scan(text(&k.item.Attempt.Status), flag(&waiting), flag(&practice), num(&k.n), scanTime{&k.oldest}); err != nil {
			return err
		}
		k.item.Attempt.TakingAsProctored, k.item.HasReview = waiting, !waiting
		k.item.Exam.IsPracticeExam = practice
		if k.n > 0 {
			out = append(out, k)
		}
		return nil
	})
	if err != nil {
		return nil, mapError(err, "count the attempts")
	}
	if s.Info().Migrated {
		return out, s.oldest(ctx, scope, out)
	}
	return out, nil
}

// oldest finds the oldest attempt of each kind with one index lookup each. No index
// separates the kinds of a status except by waiting, so the others share the oldest
// of their status.
func (s *Store) oldest(ctx context.Context, scope condition, kinds []kind) error {
	if len(kinds) == 0 {
		return nil
	}
	var parts []string
	var args []any
	for i, k := range kinds {
		c := condition{sql: scope.sql, args: append([]any{}, scope.args...)}
		switch {
		case k.item.Attempt.TakingAsProctored:
			c.and("waiting = 1")
		default:
			c.and("status = ?", string(k.item.Attempt.Status))
		}
		parts = append(parts, fmt.Sprintf("SELECT %d, (SELECT modified FROM examdesk_attempt WHERE %s ORDER BY modified LIMIT 1)", i, c.sql))
		args = append(args, c.args...)
	}
	rows, err := s.read.QueryContext(ctx, strings.Join(parts, " UNION ALL "), args...)
	if err != nil {
		return mapError(err, "find the oldest attempts")
	}
	err = each(rows, func() error {
		var i int
		var at time.Time
		if err := rows.Scan(&i, scanTime{&at}); err != nil {
			return err
		}
		kinds[i].oldest = at
		return nil
	})
	return mapError(err, "find the oldest attempts")
}

// countStuck counts up to countCap, since what is stuck depends on the present time
// and cannot be kept.
func (s *Store) countStuck(ctx context.Context, course string, now time.Time, l model.StuckLimits) (model.SectionCount, error) {
	c := model.SectionCount{Section: model.SectionStuck}
	f := model.Filter{Section: model.SectionStuck}
	if course != "" {
		f.Courses = []string{course}
	}
	p, err := s.plan(ctx, model.AttemptQuery{Filter: f, Limit: countCap}, now, l)
	if err != nil || p.empty {
		return c, err
	}
	found, partial, err := s.places(ctx, s.read, p)
	if err != nil || len(found) == 0 {
		return c, err
	}
	c.AtLeast = len(found) > countCap || partial != nil
	c.Count = min(len(found), countCap)
	if t, err := parseTime(found[0].modified); err == nil {
		c.Oldest = &t
	}
	return c, nil
}

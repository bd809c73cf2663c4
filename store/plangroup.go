package store

import (
	"context"
	"fmt"
	"strings"

	"examdesk/model"
)

// maxBranches bounds the branches of a page. SQLite joins at most 500 selects.
const maxBranches = 300

// branchesOf plans a filter. A group of alternatives becomes branches of its own if
// indexes find them better than the rest of the filter; every other group goes to the
// residual condition. overlap reports whether several branches may find the same
// attempt.
func branchesOf(ctx context.Context, b planner, f model.Filter) (list []branch, overlap bool, err error) {
	alternatives := []model.Filter{f}
	if b.s.Info().Migrated {
		alternatives = apart(f)
	}
	for _, one := range alternatives {
		p := b
		p.f = one
		if err := p.run(ctx); err != nil {
			return nil, false, err
		}
		if !p.empty {
			list = append(list, p.branches...)
		}
	}
	if len(list) <= maxBranches {
		return list, len(alternatives) > 1, nil
	}
	b.f, b.flat = f, true
	if err := b.run(ctx); err != nil || b.empty {
		return nil, false, err
	}
	return b.branches, len(b.branches) > 1, nil
}

// apart multiplies out the group whose alternatives narrow the list most, if they
// narrow it more than the rest of the filter does.
func apart(f model.Filter) []model.Filter {
	best, at := reach(f), -1
	for i, g := range f.Groups {
		worst := 0
		for _, x := range g.Any {
			worst = max(worst, reach(x))
		}
		if !g.Not && worst < best {
			best, at = worst, i
		}
	}
	if at < 0 {
		return []model.Filter{f}
	}
	chosen := f.Groups[at]
	rest := f
	rest.Groups = append(append([]model.FilterGroup{}, f.Groups[:at]...), f.Groups[at+1:]...)
	var out []model.Filter
	for _, x := range chosen.Any {
		out = append(out, rest.And(x))
	}
	return out
}

// reach ranks a conjunction by how many attempts its index scans: a learner has a
// few, an exam a few thousand, a status a large share. A conjunction without an index
// ranks last.
func reach(f model.Filter) int {
	texts := textsOf(f)
	switch {
	case f.Learner != "":
		return 0
	case len(texts) > 0 && len([]rune(texts[0])) >= trigram, len(f.ExamIDs) > 0, f.ExamName != "":
		return 1
	case len(f.Courses) > 0, f.Reviewer != "" && f.Reviewer != "none":
		return 2
	case len(f.Statuses) > 0, f.Section != "" && f.Section != model.SectionAll, f.OnlyPractice:
		return 3
	case len(f.ReviewStatus) > 0:
		return 4
	}
	return 5
}

// groups adds the groups to the residual condition.
func (b *planner) groups(ctx context.Context) error {
	for _, g := range b.f.Groups {
		var any condition
		var parts []string
		for _, x := range g.Any {
			c, err := b.predicate(ctx, x)
			if err != nil {
				return err
			}
			parts = append(parts, c.sql)
			any.args = append(any.args, c.args...)
		}
		any.sql = "(" + strings.Join(parts, " OR ") + ")"
		if g.Not {
			any.sql += " IS NOT TRUE" // NULL must count as "does not match"
		}
		b.residual.and(any.sql, any.args...)
	}
	return nil
}

// predicate turns a filter into a condition on a row of the source.
func (b *planner) predicate(ctx context.Context, f model.Filter) (condition, error) {
	p := planner{s: b.s, now: b.now, limits: b.limits, f: f, flat: true}
	if err := p.run(ctx); err != nil {
		return condition{}, err
	}
	if p.empty {
		return condition{sql: "0"}, nil
	}
	var out condition
	var parts []string
	for _, run := range p.branches {
		part := run.sql
		if part == "" {
			part = "1"
		}
		parts = append(parts, "("+part+")")
		out.args = append(out.args, run.args...)
	}
	out.sql = "(" + strings.Join(parts, " OR ") + ")"
	if p.residual.sql != "" {
		out.and("("+p.residual.sql+")", p.residual.args...)
	}
	out.sql = "(" + out.sql + ")"
	return out, nil
}

// ranges adds to the residual condition what only Django's tables know.
func (b *planner) ranges() {
	for _, text := range b.f.Fuzzy {
		users := usersLike(fuzzyPattern(text), b.s.shownName())
		b.residual.and("EXISTS (SELECT 1 FROM auth_user u WHERE u.id = user_id AND "+users.sql+")", users.args...)
	}
	if r := b.f.Submitted; r.From != nil || r.Before != nil {
		var c condition
		if r.From != nil {
			c.and("z.completed_at >= ?", formatTime(*r.From))
		}
		if r.Before != nil {
			c.and("z.completed_at < ?", formatTime(*r.Before))
		}
		b.residual.and("EXISTS (SELECT 1 FROM "+tableAttempt+" z WHERE z.id = attempt_id AND "+c.sql+")", c.args...)
	}
	if r := b.f.Comments; r.From != nil || r.To != nil {
		count := "coalesce((" + commentCount + "), 0)"
		if r.From != nil {
			b.residual.and(fmt.Sprintf("%s >= %d", count, *r.From))
		}
		if r.To != nil {
			b.residual.and(fmt.Sprintf("%s <= %d", count, *r.To))
		}
	}
}

func (b *planner) run(ctx context.Context) error {
	if b.f.Mine { // the caller must have replaced it by a reviewer
		return model.Errorf(model.CodeInvalid, "mine: needs to know who you are.")
	}
	b.sectionStatuses()
	if err := b.resolve(ctx); err != nil || b.empty {
		return err
	}
	b.distinct()
	b.ages()
	b.flags()
	if err := b.groups(ctx); err != nil {
		return err
	}
	return b.drive(ctx)
}

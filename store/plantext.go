package store

import (
	"context"
	"slices"
	"strings"

	"examdesk/model"
)

// found is the result of looking up one text: the users and attempts, if they are
// few, and a condition in either case.
type found struct {
	users, attempts []int64
	few             bool
	condition       condition
}

// text narrows a page to attempts that match every free text. The first text with few
// hits drives the scan; the others go to the residual condition.
func (b *planner) text(ctx context.Context) (*condition, error) {
	texts := textsOf(b.f)
	if !b.s.Info().Migrated {
		for _, text := range texts {
			b.guestText(text)
		}
		return nil, nil
	}
	var driver *condition
	var rest []found
	for _, text := range texts {
		hit, err := learnerFinder{b.s}.find(ctx, text)
		if err != nil {
			return nil, err
		}
		b.empty = b.empty || len(hit.users)+len(hit.attempts) == 0
		if driver == nil && hit.few {
			driver = &hit.condition
			continue
		}
		rest = append(rest, hit)
		b.residual.and("("+hit.condition.sql+")", hit.condition.args...)
	}
	if driver == nil && len(texts) > 1 && !b.empty {
		return learnerFinder{b.s}.findTogether(ctx, texts, rest)
	}
	return driver, nil
}

func textsOf(f model.Filter) []string {
	var out []string
	for _, text := range append([]string{f.Text}, f.Words...) {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// find looks up one text.
func (s learnerFinder) find(ctx context.Context, text string) (found, error) {
	var hit found
	var err error
	if hit.users, err = s.searchUsers(ctx, text, fewUsers+1, ""); err != nil {
		return hit, err
	}
	if hit.attempts, err = s.searchCodes(ctx, text, fewAttempts+1, ""); err != nil {
		return hit, err
	}
	if len(hit.users) <= fewUsers && len(hit.attempts) <= fewAttempts {
		hit.few = true
		hit.condition.sql = "(user_id IN (" + idList(hit.users) + ") OR attempt_id IN (" + idList(hit.attempts) + "))"
		return hit, nil
	}
	match, err := s.userMatch(ctx, text)
	if err != nil {
		return hit, err
	}
	c := condition{sql: "0"}
	if match != "" {
		c = condition{sql: "user_id IN (SELECT rowid FROM examdesk_learner WHERE examdesk_learner MATCH ?)", args: []any{match}}
	}
	if runes := []rune(text); len(runes) >= trigram {
		like := likePattern(text)
		c.sql += " OR attempt_id IN (SELECT a.id FROM examdesk_code c JOIN " + tableAttempt + ` a ON a.id = c.rowid
			WHERE examdesk_code MATCH ? AND (a.attempt_code LIKE ? ESCAPE '\' OR a.external_id LIKE ? ESCAPE '\'))`
		c.args = append(c.args, codeMatch(runes), like, like)
	}
	hit.condition = c
	return hit, nil
}

// findTogether drives a page by several texts that have many hits each: users whom
// all of them match, or attempts whose codes contain one of them. It returns nil if
// those are many, too.
func (s learnerFinder) findTogether(ctx context.Context, texts []string, each []found) (*condition, error) {
	var matches []string
	var attempts []int64
	for i, text := range texts {
		attempts = append(attempts, each[i].attempts...)
		match, err := s.userMatch(ctx, text)
		if err != nil || match == "" {
			return nil, err
		}
		matches = append(matches, "("+match+")")
	}
	if len(attempts) > fewAttempts {
		return nil, nil
	}
	users, err := s.ids(ctx, "SELECT rowid FROM examdesk_learner WHERE examdesk_learner MATCH ? ORDER BY rowid LIMIT ?",
		strings.Join(matches, " AND "), fewUsers+1)
	if err != nil || len(users) > fewUsers {
		return nil, err
	}
	slices.Sort(attempts)
	return &condition{sql: "(user_id IN (" + idList(users) + ") OR attempt_id IN (" + idList(slices.Compact(attempts)) + "))"}, nil
}

func (b *planner) guestText(text string) {
	users := usersLike(likePattern(text), b.s.searchName("u"))
	c := condition{sql: "user_id IN (SELECT u.id FROM auth_user u WHERE " + users.sql + ")", args: users.args}
	if len([]rune(text)) >= trigram {
		like := likePattern(text)
		c.sql += " OR attempt_id IN (SELECT a.id FROM " + tableAttempt + ` a WHERE a.attempt_code LIKE ? ESCAPE '\' OR a.external_id LIKE ? ESCAPE '\')`
		c.args = append(c.args, like, like)
	}
	b.residual.and("("+c.sql+")", c.args...)
}

// fuzzyPattern matches the letters of a text in their order, with anything between
// them.
func fuzzyPattern(text string) string {
	var p strings.Builder
	p.WriteByte('%')
	for _, r := range strings.TrimSpace(text) {
		if strings.ContainsRune(`%_\`, r) {
			p.WriteByte('\\')
		}
		p.WriteRune(r)
		p.WriteByte('%')
	}
	return p.String()
}

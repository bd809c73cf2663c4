package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"examdesk/model"
)

// activityPage is how many lines are read at a time.
const activityPage = 500

const activityColumns = `l.id, l.at, l.deed, l.door, l.actor_id, l.actor_name, l.authenticated, l.os_user, l.host, l.version, l.subject,
	l.subject_id, l.attempt_id, l.exam_id, l.user_id, l.state_from, l.state_to, l.effects, l.decision_id, l.reason_digest, l.history,
	l.prev, l.hash, coalesce(r.reason, ''), r.id IS NULL`

func scanLine(l *model.ActivityLine) []any {
	return []any{
		&l.ID, scanTime{&l.At}, text(&l.Deed), text(&l.Door), &l.Actor.UserID, text(&l.Actor.Name), &l.Actor.Authenticated,
		text(&l.Actor.OSUser), text(&l.Actor.Host), &l.Actor.Version, text(&l.Subject.Kind), &l.Subject.ID, &l.Subject.AttemptID,
		&l.Subject.ExamID, &l.Subject.UserID, &l.From, &l.To, &l.EffectsText, &l.DecisionID, &l.ReasonDigest, &l.HistoryText,
		&l.Prev, &l.Hash, &l.Reason, &l.Erased,
	}
}

// activityReads answers who did what.
type activityReads struct{ *database }

// Activity calls f with each line that a query finds, the oldest first, a page
// at a time: memory does not grow with their number.
func (s activityReads) Activity(ctx context.Context, q model.ActivityQuery, f func(model.ActivityLine) error) error {
	left := q.Limit
	for {
		var page []model.ActivityLine
		q.Limit = activityPage
		if left > 0 {
			q.Limit = min(left, activityPage)
		}
		err := s.view(ctx, func(tx *session) (err error) { page, err = activityTables{tx}.activityPage(ctx, q); return err })
		if err != nil {
			return err
		}
		for _, l := range page {
			if err := f(l); err != nil {
				return err
			}
			q.After = l.ID
		}
		if left > 0 {
			if left -= len(page); left == 0 {
				return nil
			}
		}
		if len(page) < q.Limit {
			return nil
		}
	}
}

func (t activityTables) activityPage(ctx context.Context, q model.ActivityQuery) ([]model.ActivityLine, error) {
	if keeps, err := t.keepsActivity(ctx); err != nil || !keeps {
		return nil, err
	}
	where, args := activityWhere(q)
	rows, err := t.tx.QueryContext(ctx, "SELECT "+activityColumns+` FROM examdesk_activity l LEFT JOIN examdesk_reason r ON r.activity_id = l.id
		WHERE `+where+" ORDER BY l.id LIMIT ?", append(args, q.Limit)...)
	if err != nil {
		return nil, mapError(err, "read the lines of activity")
	}
	page, err := collect(rows, scanLine)
	if err != nil {
		return nil, mapError(err, "read the lines of activity")
	}
	for i := range page {
		unpackLine(&page[i])
	}
	return page, nil
}

func activityWhere(q model.ActivityQuery) (string, []any) {
	where, args := []string{"l.id > ?"}, []any{q.After}
	add := func(cond string, arg any) { where, args = append(where, cond), append(args, arg) }
	if q.Deed != "" {
		add("l.deed = ?", string(q.Deed))
	}
	if q.Actor != "" {
		add("l.actor_name = ?", q.Actor)
	}
	if q.AttemptID != 0 {
		add("l.attempt_id = ?", q.AttemptID)
	}
	if !q.From.IsZero() {
		add("l.at >= ?", formatTime(q.From))
	}
	if !q.To.IsZero() {
		add("l.at <= ?", formatTime(q.To))
	}
	return strings.Join(where, " AND "), args
}

// unpackLine reads the parts of a line that are kept as JSON. A line whose JSON
// someone damaged is shown without them; the check of its hash shows the rest.
func unpackLine(l *model.ActivityLine) {
	l.Erased = l.Erased && l.ReasonDigest != ""
	var effects []storedEffect
	if json.Unmarshal([]byte(l.EffectsText), &effects) == nil {
		for _, e := range effects {
			l.Effects = append(l.Effects, model.ActivityEffect{
				Kind: model.EffectKind(e.Kind), Certainty: model.Certainty(e.Certainty), Reason: e.Reason,
				Subject: model.Subject{Kind: model.SubjectKind(e.Subject), ID: e.ID, AttemptID: e.AttemptID, ExamID: e.ExamID, UserID: e.UserID},
			})
		}
	}
	if json.Unmarshal([]byte(l.HistoryText), &l.History) != nil {
		l.History = nil
	}
}

// KeepsActivity reports whether the store keeps lines of activity.
func (s activityReads) KeepsActivity(ctx context.Context) (keeps bool, err error) {
	err = s.view(ctx, func(tx *session) (err error) { keeps, err = activityTables{tx}.keepsActivity(ctx); return err })
	return keeps, err
}

// ActivityHead returns the newest line, the zero value if there is none.
func (s activityReads) ActivityHead(ctx context.Context) (head model.ActivityHead, err error) {
	err = s.view(ctx, func(tx *session) (err error) { head, err = activityTables{tx}.activityHead(ctx); return err })
	return head, err
}

// CheckActivity holds every line against the one before, and the newest against
// a head that was noted earlier, nil for none.
func (s activityReads) CheckActivity(ctx context.Context, noted *model.ActivityHead) (*model.ChainCheck, error) {
	c := model.NewChainCheck(noted)
	if err := s.Activity(ctx, model.ActivityQuery{}, func(l model.ActivityLine) error { c.Next(l); return nil }); err != nil {
		return nil, err
	}
	return c, s.view(ctx, func(tx *session) error {
		issued, err := activityTables{tx}.issuedLines(ctx)
		c.End(issued)
		return err
	})
}

// Outside calls f with each row of Django's history and archives that was
// written since lines of activity began and that none of them accounts for.
func (s activityReads) Outside(ctx context.Context, f func(model.OutsideRow) error) error {
	covered := map[model.HistorySource][]model.IDRange{}
	err := s.Activity(ctx, model.ActivityQuery{}, func(l model.ActivityLine) error {
		for source, r := range l.History {
			covered[source] = addRange(covered[source], r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.view(ctx, func(tx *session) error {
		for _, source := range model.HistorySources() {
			if err := (activityTables{tx}).outside(ctx, source, covered[source], f); err != nil {
				return err
			}
		}
		return nil
	})
}

// addRange adds a run of ids, joined to the last one where they touch: lines of
// one transaction have the same runs, and later ones follow.
func addRange(list []model.IDRange, r model.IDRange) []model.IDRange {
	if n := len(list); n > 0 && r.First <= list[n-1].Last+1 && r.First >= list[n-1].First {
		list[n-1].Last = max(list[n-1].Last, r.Last)
		return list
	}
	return append(list, r)
}

// outsideColumns are the row's time, its subject and who Django says it was.
var outsideColumns = map[model.HistorySource]string{
	model.HistoryAttempt: "h.history_date, h.id, h.history_user_id",
	model.HistoryExam:    "h.history_date, h.id, h.history_user_id",
	model.HistoryReview: "h.created, coalesce((SELECT a.id FROM " + tableAttempt +
		" a WHERE a.attempt_code = h.attempt_code), 0), h.reviewed_by_id",
	model.HistoryAllowance: "h.created, coalesce(h.allowance_id, 0), NULL",
	model.HistoryPolicy:    "h.created, coalesce(h.original_id, 0), h.set_by_user_id",
}

func (t activityTables) outside(ctx context.Context, source model.HistorySource, covered []model.IDRange, f func(model.OutsideRow) error) error {
	if keeps, err := t.keepsActivity(ctx); err != nil || !keeps {
		return err
	}
	h := historyTables[source]
	slices.SortFunc(covered, func(a, b model.IDRange) int { return int(a.First - b.First) })
	rows, err := t.tx.QueryContext(ctx, "SELECT x.id, x.at, x.subject, coalesce(u.username, '') FROM (SELECT h."+h.id+" AS id, "+
		outsideAs(outsideColumns[source])+" FROM "+h.table+" h WHERE h."+h.id+` > coalesce((SELECT s.id FROM examdesk_activity_start s WHERE s.source = ?), 0)) x
		LEFT JOIN auth_user u ON u.id = x.who ORDER BY x.id`, string(source))
	if err != nil {
		return mapError(err, "read the history")
	}
	next := 0
	return mapError(each(rows, func() error {
		r := model.OutsideRow{Source: source}
		if err := rows.Scan(&r.ID, scanTime{&r.At}, &r.SubjectID, text(&r.By)); err != nil {
			return err
		}
		for next < len(covered) && covered[next].Last < r.ID {
			next++
		}
		if next < len(covered) && covered[next].First <= r.ID {
			return nil
		}
		return f(r)
	}), "read the history")
}

// outsideAs names the three columns, which may hold commas themselves.
func outsideAs(columns string) string {
	first, rest, _ := strings.Cut(columns, ", ")
	i := strings.LastIndex(rest, ", ")
	return first + " AS at, " + rest[:i] + " AS subject, " + rest[i+2:] + " AS who"
}

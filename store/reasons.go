package store

import (
	"context"

	"examdesk/model"
)

// reasonSQL is the SQL of a decision's reason. It stands with the other reasons,
// or beside the decision in a store of an earlier version.
func (s *Store) reasonSQL() string {
	if s.Info().Reasons {
		return "coalesce(nullif(d.reason, ''), (SELECT q.reason FROM examdesk_reason q WHERE q.decision_id = d.id LIMIT 1), '')"
	}
	return "d.reason"
}

// rowReason is the SQL of the reason that stands behind a row's present review.
// A decision and what it wrote have one stamp, so a review that someone changed
// afterwards does not get it. A store without examdesk's tables has the reason
// in the raw data of a review that a person's decision made.
func (s *Store) rowReason() string {
	if s.Info().Migrated {
		return "(SELECT " + s.reasonSQL() + " FROM examdesk_decision d WHERE d.attempt_id = a.id AND d.stamp = r.modified ORDER BY d.id LIMIT 1)"
	}
	return `CASE WHEN r.reviewed_by_id IS NOT NULL AND r.modified = r.created AND instr(r.raw_data, '"source":"examdesk"') > 0
		AND json_valid(r.raw_data) THEN json_extract(r.raw_data, '$.reason') END`
}

// decisionNote is the reason of a decision, and when it was taken.
type decisionNote struct {
	attempt int64
	stamp   string
	reason  model.Text
}

// decisionNotes are the reasons of the decisions on some attempts. The query
// names the attempts.
func (t *Tx) decisionNotes(ctx context.Context, attempts string, args ...any) ([]decisionNote, error) {
	if !t.s.Info().Migrated {
		return nil, nil
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT d.attempt_id, d.stamp, "+t.s.reasonSQL()+" FROM examdesk_decision d WHERE d.attempt_id IN ("+
		attempts+") ORDER BY d.stamp", args...)
	if err != nil {
		return nil, mapError(err, "read the reasons")
	}
	out, err := collect(rows, func(n *decisionNote) []any { return []any{num(&n.attempt), text(&n.stamp), text(&n.reason)} })
	return out, mapError(err, "read the reasons")
}

// why puts the reasons of an attempt's decisions to what they wrote: the rows of
// its history, and the former versions of its review.
func (t *Tx) why(ctx context.Context, d *model.AttemptDetail) error {
	notes, err := t.decisionNotes(ctx, "?", d.Attempt.ID)
	if err != nil {
		return err
	}
	if r := d.Review; len(notes) == 0 && r != nil && r.Reason != "" {
		notes = append(notes, decisionNote{d.Attempt.ID, formatTime(r.Modified), r.Reason})
	}
	at := map[string]model.Text{}
	for _, n := range notes {
		at[n.stamp] = n.reason
	}
	for i := range d.History {
		d.History[i].Reason = at[formatTime(d.History[i].At)]
	}
	if d.Review == nil {
		return nil
	}
	for i := range d.Review.Versions {
		v := &d.Review.Versions[i]
		if v.ReviewedBy == nil {
			continue
		}
		// A version was true from the last decision before it was replaced, if
		// that was after the version before it.
		from, until := "", formatTime(v.Replaced)
		if i+1 < len(d.Review.Versions) {
			from = formatTime(d.Review.Versions[i+1].Replaced)
		}
		for _, n := range notes {
			if n.stamp >= from && n.stamp < until {
				v.Reason = n.reason
			}
		}
	}
	return nil
}

// timelineReasons puts the reasons of decisions to what happened by them.
func (t *Tx) timelineReasons(ctx context.Context, userID int64, list []model.TimelineEntry) error {
	notes, err := t.decisionNotes(ctx, "SELECT h.id FROM "+tableHistory+" h WHERE h.user_id = ?", userID)
	if err != nil || len(notes) == 0 {
		return err
	}
	type key struct {
		attempt int64
		stamp   string
	}
	at := map[key]model.Text{}
	for _, n := range notes {
		at[key{n.attempt, n.stamp}] = n.reason
	}
	for i := range list {
		if list[i].AttemptID != 0 {
			list[i].Reason = at[key{list[i].AttemptID, formatTime(list[i].At)}]
		}
	}
	return nil
}

// KeepsReason reports whether the store can keep the reason of a decision. One
// without examdesk's tables has a place for it only in the raw data of a review
// that the decision makes; where a review is there already, its raw data are the
// service's.
func (t *Tx) KeepsReason(hasReview bool) bool { return t.s.Info().Migrated || !hasReview }

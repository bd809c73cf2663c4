package mirror

import (
	"context"
	"errors"
	"os"
	"time"

	"examdesk/store"
)

// Late is the age of the last answer from which a mirror is behind.
const Late = 30 * time.Second

// Status describes a mirror, for `examdesk mirror status`. Its fields are part of the
// contract with scripts.
type Status struct {
	Path     string `json:"path"`
	Source   Source `json:"source"`
	Scope    Scope  `json:"scope"`
	State    State  `json:"state"`
	Why      string `json:"why,omitempty"`
	Complete bool   `json:"complete"`
	// Position is the newest id that was read of each table that only grows.
	Position map[string]int64 `json:"position"`
	// Gaps counts the ranges of ids below it that are still asked for.
	Gaps int `json:"gaps"`
	// BehindSeconds is the age of the last answer of the source; nil if there was none.
	BehindSeconds *float64 `json:"behind_seconds"`
	// SweptAt is when everything had last been compared; nil if it never was.
	SweptAt *time.Time `json:"swept_at"`
	// Mended is how many rows that round corrected.
	Mended int64 `json:"mended"`
	// Unseen counts the deeds that the LMS has confirmed and the source does not show.
	Unseen int `json:"unseen"`
	// Read is how far what is read in parts was read.
	Read map[string]Cursor `json:"read,omitempty"`
	// NotVisible are the tables and columns that the source does not show.
	NotVisible []string `json:"not_visible"`
	// Error is what the source last failed with.
	Error string `json:"error,omitempty"`
	// Rows counts the rows of each table.
	Rows  map[string]int64 `json:"rows"`
	Bytes int64            `json:"bytes"`
}

// ReadStatus reads the status of a mirror, whoever follows. The error has
// [model.CodeNotFound] if there is none.
func ReadStatus(ctx context.Context, path string, now time.Time) (out Status, err error) {
	m, err := store.OpenMirror(ctx, path)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	err = m.Read(ctx, func(tx store.Querier) error {
		p, _, err := readPosition(ctx, tx)
		if err != nil {
			return err
		}
		out = p.Status(ReadPulse(path), now)
		out.Path = path
		out.Rows, err = countRows(ctx, tx)
		return err
	})
	for _, name := range beside(path) {
		if st, err := os.Stat(name); err == nil {
			out.Bytes += st.Size()
		}
	}
	return out, err
}

// Status describes a position, with the age of the last answer.
func (p Position) Status(pulse Pulse, now time.Time) Status {
	out := Status{
		Source: p.Source, Scope: p.Scope, State: p.State, Why: p.Why, Complete: p.Complete(), Position: map[string]int64{},
		Mended: p.Sweep.Mended, Unseen: len(p.Sent), Read: p.Cursors, NotVisible: append([]string{}, p.NotVisible...), Error: pulse.Error,
	}
	for name, f := range p.Feeds {
		out.Position[name] = f.Tail
		out.Gaps += len(f.Gaps)
	}
	if !pulse.Answered.IsZero() {
		age := max(0, now.Sub(pulse.Answered).Seconds())
		out.BehindSeconds = &age
	}
	if out.State == Following && (out.BehindSeconds == nil || *out.BehindSeconds > Late.Seconds()) {
		out.State = Behind
	}
	if !p.Sweep.Finished.IsZero() {
		at := p.Sweep.Finished
		out.SweptAt = &at
	}
	return out
}

// countRows counts the rows of the tables that are followed and there.
func countRows(ctx context.Context, tx store.Querier) (map[string]int64, error) {
	out := map[string]int64{}
	for _, name := range []string{
		Attempts, AttemptHistory, Exams, ExamHistory, Reviews, ReviewHistory, Comments, Allowances, AllowanceHistory, Policies, PolicyHistory,
		Users, Profiles, Groups, UserGroups, CourseRoles, ContentDates, DatePolicies, UserDates,
	} {
		var n, there int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", name).Scan(&there); err != nil {
			return nil, err
		}
		if there == 0 {
			continue
		}
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+quote(name)).Scan(&n); err != nil {
			return nil, err
		}
		out[name] = n
	}
	return out, nil
}

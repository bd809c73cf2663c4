package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"examdesk/model"
)

// messageColumns are read by scanMessage.
const messageColumns = `o.id, o.idempotency_key, o.kind, o.certainty, o.attempt_id, o.decision_id, o.created, o.payload,
	o.state, o.tries, o.next_try, o.last_error, o.delivered`

// outboxReads answers what is in the outbox.
type outboxReads struct{ *database }

// Messages lists messages of the outbox.
func (s outboxReads) Messages(ctx context.Context, q model.MessageQuery) ([]model.Message, error) {
	if err := s.CanDeliver(); err != nil {
		return nil, err
	}
	query, args := "SELECT "+messageColumns+" FROM examdesk_outbox o WHERE 1", []any{}
	if q.State != "" {
		query, args = query+" AND o.state = ?", append(args, string(q.State))
	}
	order, beyond := "ASC", " AND o.id > ?"
	if q.NewestFirst {
		order, beyond = "DESC", " AND o.id < ?"
	}
	if q.After != 0 {
		query, args = query+beyond, append(args, q.After)
	}
	limit := min(max(q.Limit, 1), maxLimit)
	var out []model.Message
	err := s.view(ctx, func(tx *session) error {
		var err error
		out, err = outboxTables{tx}.messages(ctx, query+" ORDER BY o.id "+order+" LIMIT ?", append(args, limit)...)
		return err
	})
	return out, err
}

// outboxTables are the messages that are to be delivered.
type outboxTables struct{ *session }

func (t outboxTables) messages(ctx context.Context, query string, args ...any) ([]model.Message, error) {
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, mapError(err, "read the outbox")
	}
	var out []model.Message
	err = each(rows, func() error {
		m, err := scanMessage(rows)
		out = append(out, m)
		return err
	})
	return out, mapError(err, "read the outbox")
}

func scanMessage(rows *sql.Rows) (model.Message, error) {
	var m model.Message
	var certainty, payload string
	var delivered time.Time
	err := rows.Scan(&m.ID, &m.Key, &m.Kind, &certainty, &m.AttemptID, &m.DecisionID, scanTime{&m.Created}, &payload,
		&m.State, &m.Tries, scanTime{&m.Next}, &m.Problem, scanTime{&delivered})
	if certainty == "unknown" {
		m.Certainty = model.Unknown
	}
	if !delivered.IsZero() {
		m.Delivered = &delivered
	}
	m.Payload = json.RawMessage(payload)
	return m, err
}

// CountMessages counts the outbox by state.
func (s outboxReads) CountMessages(ctx context.Context) (map[model.MessageState]int64, error) {
	if err := s.CanDeliver(); err != nil {
		return nil, err
	}
	out := map[model.MessageState]int64{}
	err := s.view(ctx, func(tx *session) error {
		rows, err := tx.tx.QueryContext(ctx, "SELECT state, count(*) FROM examdesk_outbox GROUP BY state") //nolint:sqlclosecheck // each closes them
		if err != nil {
			return mapError(err, "count the outbox")
		}
		return mapError(each(rows, func() error {
			var state model.MessageState
			var n int64
			err := rows.Scan(&state, &n)
			out[state] = n
			return err
		}), "count the outbox")
	})
	return out, err
}

// CountFailed counts the messages that were given up.
func (s outboxReads) CountFailed(ctx context.Context) (n int64, err error) {
	err = s.view(ctx, func(tx *session) error {
		return mapError(tx.tx.QueryRowContext(ctx, "SELECT count(*) FROM examdesk_outbox WHERE state = 'failed'").Scan(&n), "count the outbox")
	})
	return n, err
}

// NextMessage returns when the next message to a receiver is due, or its lease ends;
// false if none waits.
func (s outboxReads) NextMessage(ctx context.Context, to string) (at time.Time, waiting bool, err error) {
	heads, args := outboxRoutes(s).heads(to)
	err = s.view(ctx, func(tx *session) error {
		var next sql.NullString
		if err := tx.tx.QueryRowContext(ctx, "SELECT min(max(o.next_try, o.leased_until))"+heads, args...).Scan(&next); err != nil {
			return mapError(err, "look into the outbox")
		}
		waiting = next.Valid
		return scanTime{&at}.Scan(next.String)
	})
	return at, waiting, err
}

// ClaimMessages takes messages to a receiver that are due, at most one of an
// attempt, so that no one else delivers them until the lease ends. A process that dies leaves
// them to the next claim after that.
func (t outboxTables) ClaimMessages(ctx context.Context, to string, now time.Time, lease time.Duration, limit int) (model.Claim, error) {
	c := model.Claim{Lease: uuid.NewString()}
	due, args := outboxRoutes{t.s}.dueNow(to, formatTime(now))
	var err error
	c.Messages, err = t.messages(ctx, "SELECT "+messageColumns+due+" ORDER BY o.id LIMIT ?", append(args, limit)...)
	if err != nil {
		return c, err
	}
	for _, m := range c.Messages {
		if err := t.execOne(ctx, "claim a message", "UPDATE examdesk_outbox SET lease = ?, leased_until = ? WHERE id = ?",
			c.Lease, formatTime(now.Add(lease)), m.ID); err != nil {
			return c, err
		}
	}
	return c, nil
}

// AnyDue reports whether there is something to claim. To ask takes no write
// transaction, which would make others wait.
func (s outboxReads) AnyDue(ctx context.Context, to string, now time.Time) (due bool, err error) {
	if err := s.CanDeliver(); err != nil {
		return false, err
	}
	query, args := outboxRoutes(s).dueNow(to, formatTime(now))
	err = s.view(ctx, func(tx *session) error {
		return mapError(tx.tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1"+query+")", args...).Scan(&due), "look into the outbox")
	})
	return due, err
}

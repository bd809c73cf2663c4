package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"examdesk/model"
)

// maxProblem is how much of a failure's reason is kept.
const maxProblem = 500

// MarkDelivered notes that a message has arrived. It does so
// whoever holds the lease by now: what has arrived has arrived.
func (t outboxTables) MarkDelivered(ctx context.Context, id int64, at time.Time) error {
	return t.mark(ctx, `UPDATE examdesk_outbox SET state = 'delivered', delivered = ?, next_try = '', last_error = '', lease = '', leased_until = ''
		WHERE id = ? AND state <> 'delivered'`, formatTime(at), id)
}

// ForgetServiceMessages withdraws the messages still to be sent to a proctoring service
// of an attempt that it has forgotten meanwhile: it could only answer that it knows
// of no such attempt. The messages stay, as recorded.
func (t outboxTables) ForgetServiceMessages(ctx context.Context, attemptID int64) error {
	if !t.s.Info().Delivers {
		return nil
	}
	_, err := t.exec(ctx, "take back messages", `UPDATE examdesk_outbox SET state = 'recorded', next_try = '', last_error = 'The service forgot the attempt before it was told this.',
		lease = '', leased_until = '' WHERE attempt_id = ? AND kind = ? AND state = 'pending'`, attemptID, string(model.EffectBackend))
	return err
}

// MarkFailed notes a try that failed. If the lease has ended and another process
// tries by now, their result counts.
func (t outboxTables) MarkFailed(ctx context.Context, lease string, f model.Failure) error {
	state, next := model.MessagePending, formatTime(f.Next)
	if f.GiveUp {
		state, next = model.MessageFailed, ""
	}
	problem := []rune(model.Clean(f.Problem))
	return t.mark(ctx, `UPDATE examdesk_outbox SET state = ?, tries = tries + 1, next_try = ?, last_error = ?, lease = '', leased_until = ''
		WHERE id = ? AND lease = ? AND state = 'pending'`,
		string(state), next, string(problem[:min(len(problem), maxProblem)]), f.ID, lease)
}

// ReleaseMessage gives a message back untried.
func (t outboxTables) ReleaseMessage(ctx context.Context, lease string, id int64) error {
	return t.mark(ctx, "UPDATE examdesk_outbox SET lease = '', leased_until = '' WHERE id = ? AND lease = ?", id, lease)
}

func (t outboxTables) mark(ctx context.Context, query string, args ...any) error {
	_, err := t.exec(ctx, "note the delivery", query, args...)
	return err
}

// RetryMessages makes messages due at once, with all their tries before them,
// and returns how many; what has been delivered is not sent again.
func (t outboxTables) RetryMessages(ctx context.Context, set model.RetrySet) (n int64, err error) {
	if n, err = t.CountRetry(ctx, set); err != nil || n == 0 {
		return n, err
	}
	t.told = true
	return n, t.retry(ctx, set)
}

// CountRetry counts what would be tried again; an id that cannot be is an error.
func (t outboxTables) CountRetry(ctx context.Context, set model.RetrySet) (n int64, err error) {
	if err := t.s.CanDeliver(); err != nil {
		return 0, err
	}
	if set.State == model.MessageDelivered {
		return 0, model.Errorf(model.CodeInvalid, "What has been delivered is not sent again.")
	}
	if len(set.IDs) == 0 {
		err := t.tx.QueryRowContext(ctx, "SELECT count(*) FROM examdesk_outbox WHERE state = ?", string(set.State)).Scan(&n)
		return n, mapError(err, "count the outbox")
	}
	for _, id := range set.IDs {
		var state model.MessageState
		err := t.tx.QueryRowContext(ctx, "SELECT state FROM examdesk_outbox WHERE id = ?", id).Scan(&state)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return 0, model.Errorf(model.CodeNotFound, "There is no message %d in the outbox.", id)
		case err != nil:
			return 0, mapError(err, "read the outbox")
		case state == model.MessageDelivered:
			return 0, model.Errorf(model.CodeConflict, "Message %d has been delivered; it is not sent again.", id)
		}
	}
	return int64(len(set.IDs)), nil
}

func (t outboxTables) retry(ctx context.Context, set model.RetrySet) error {
	const update = `UPDATE examdesk_outbox SET state = 'pending', tries = 0, next_try = '',
		idempotency_key = CASE WHEN idempotency_key = '' THEN lower(hex(randomblob(16))) ELSE idempotency_key END WHERE `
	if len(set.IDs) == 0 {
		_, err := t.exec(ctx, "retry the messages", update+"state = ?", string(set.State))
		return err
	}
	for _, id := range set.IDs {
		if err := t.execOne(ctx, "retry the message", update+"id = ?", id); err != nil {
			return err
		}
	}
	return nil
}

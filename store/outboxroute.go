package store

import (
	"slices"

	"examdesk/model"
)

// outboxRoutes knows who receives which messages.
type outboxRoutes struct{ *database }

// Receivers returns those whom pending messages go to, each with an order of its own.
// Without a platform its messages wait, unless there is no other recipient.
func (s outboxRoutes) Receivers() []string {
	if len(s.attached.Services) > 0 && !s.Info().Platform {
		return slices.Clone(s.attached.Services)
	}
	return append([]string{model.ThePlatform}, s.attached.Services...)
}

// heads returns the messages that may be sent to a receiver: of each attempt's
// pending ones the first, so that none overtakes an earlier one. Receivers do
// not wait for each other.
func (s outboxRoutes) heads(to string) (string, []any) {
	const first = ` FROM examdesk_outbox o WHERE o.state = 'pending' AND NOT EXISTS (
	SELECT 1 FROM examdesk_outbox e WHERE e.state = 'pending' AND e.attempt_id = o.attempt_id AND e.id < o.id`
	if len(s.attached.Services) == 0 {
		return first + ")", nil
	}
	earlier, args := s.attached.sqlReceiver("e")
	this, more := s.attached.sqlReceiver("o")
	return first + " AND " + earlier + " = ?) AND " + this + " = ?", slices.Concat(args, []any{to}, more, []any{to})
}

// dueNow narrows the heads to those that no one is sending and that are due.
func (s outboxRoutes) dueNow(to, at string) (string, []any) {
	query, args := s.heads(to)
	return query + " AND o.next_try <= ? AND o.leased_until <= ?", append(args, at, at)
}

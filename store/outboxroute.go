package store

import (
	"slices"
	"strings"

	"examdesk/model"
)

// Attached are the proctoring services that are notified directly of how attempts go
// on; the platform does not pass on what they receive.
type Attached struct {
	// Services are their names in the settings.
	Services []string
	// Default is the service of exams that name none.
	Default string
}

// backendOf is the service of an exam by name.
func (a Attached) backendOf(e model.Exam) string {
	if e.Backend == "" {
		return a.Default
	}
	return e.Backend.Raw()
}

// direct reports whether an effect goes to a service and not to the platform.
func (a Attached) direct(e model.Effect) bool {
	return e.Kind == model.EffectBackend && slices.Contains(a.Services, a.backendOf(e.Exam))
}

// ThePlatform is the platform among the receivers; the services have their names.
const ThePlatform = ""

// Receivers are those whom pending messages go to, each with an order of its own.
// Without a platform its messages wait, unless there is no other recipient.
func (s *Store) Receivers() []string {
	if len(s.attached.Services) > 0 && !s.Info().Platform {
		return slices.Clone(s.attached.Services)
	}
	return append([]string{ThePlatform}, s.attached.Services...)
}

// sqlReceiver is the receiver of a message of the outbox, by the alias of its
// table. One of an earlier version says nothing of its service and is the
// platform's, as is all if no service is notified directly.
func (a Attached) sqlReceiver(alias string) (string, []any) {
	args := make([]any, 0, len(a.Services))
	for _, name := range a.Services {
		args = append(args, name)
	}
	backend := "json_extract(" + alias + ".payload, '$.backend')"
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")
	return "(CASE WHEN " + alias + ".kind = '" + string(model.EffectBackend) + "' AND json_valid(" + alias + ".payload) AND " +
		backend + " IN (" + marks + ") THEN " + backend + " ELSE '' END)", args
}

// heads are the messages that may be sent to a receiver: of each attempt's
// pending ones the first, so that none overtakes an earlier one. Receivers do
// not wait for each other.
func (s *Store) heads(to string) (string, []any) {
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
func (s *Store) dueNow(to, at string) (string, []any) {
	query, args := s.heads(to)
	return query + " AND o.next_try <= ? AND o.leased_until <= ?", append(args, at, at)
}

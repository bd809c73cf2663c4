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

// backendOf returns the service of an exam by name.
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

// sqlReceiver returns the receiver of a message of the outbox, by the alias of its
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

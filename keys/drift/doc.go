// Package drift compares an LMS's proctoring settings with examdesk's. Its answer holds
// names of settings only: no value, no digest of one, and no length. It writes nothing,
// and reads secrets through the function that it is given.
package drift

import (
	"context"

	"examdesk/model"
)

// State is how a setting of the LMS compares with examdesk's.
type State string

// A setting is missing from examdesk, differs, is set only in examdesk, is the same, or
// could not be compared.
const (
	Missing  State = "missing"
	Differs  State = "differs"
	OnlyHere State = "only_here"
	Same     State = "same"
	Unknown  State = "unknown"
)

// Entry is one setting and how it compares.
type Entry struct {
	// Setting is the dotted name, e.g. PROCTORING_BACKENDS.DEFAULT.
	Setting string
	State   State
	Secret  bool
	// Place is where examdesk has the value: "configuration", or the place that
	// [Resolve] returns for a secret. It is empty if examdesk has no value.
	Place string
	// Why explains the state where that is not obvious.
	Why string
	// File and Line say where the LMS has the setting; they are empty and 0 if it does
	// not.
	File string
	Line int
	// Err is the reason why examdesk could not read its own secret.
	Err error
}

// Drifts reports whether the two sides differ or could not be compared.
func (e Entry) Drifts() bool { return e.State != Same }

// Resolve reads the secret behind a reference in the configuration and returns where it
// was found, e.g. "env". If there is no secret, the error has [model.CodeNotFound] or
// [model.CodeInvalid].
type Resolve func(ctx context.Context, ref string) (secret model.Secret, place string, err error)

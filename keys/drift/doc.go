// Package drift compares what an LMS has been told of proctoring with what
// examdesk has. Its answer holds names of settings only: no value, no digest of
// one, and no length. It writes nothing; secrets are read through the function
// that it is given.
package drift

import (
	"context"

	"examdesk/model"
)

// State is how a setting of the LMS compares with examdesk's.
type State string

// A setting is missing from examdesk, differs, is set only in examdesk, is the
// same, or could not be compared.
const (
	Missing  State = "missing"
	Differs  State = "differs"
	OnlyHere State = "only_here"
	Same     State = "same"
	Unknown  State = "unknown"
)

// Entry is one setting and how it compares.
type Entry struct {
	// Setting is its name with dots, e.g. PROCTORING_BACKENDS.DEFAULT.
	Setting string
	State   State
	Secret  bool
	// Place is where examdesk has the value: "configuration", or for a secret
	// what [Resolve] answers. Empty where examdesk has none.
	Place string
	// Why explains the state where the state alone does not.
	Why string
	// File and Line are where the LMS has it, empty and 0 where it does not.
	File string
	Line int
	// Err is why a secret of examdesk's could not be read.
	Err error
}

// Drifts reports whether the entry is anything but the same on both sides.
func (e Entry) Drifts() bool { return e.State != Same }

// Resolve reads the secret for which a reference in the configuration stands,
// and returns where it was found, e.g. "env". What is not there fails with
// [model.CodeNotFound] or [model.CodeInvalid].
type Resolve func(ctx context.Context, ref string) (secret model.Secret, place string, err error)

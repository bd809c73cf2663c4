package config

import (
	"context"

	"examdesk/model"
)

// atLMS is the error of what only works on a file.
func atLMS(address, what string) error {
	return model.Errorf(model.CodeUnsupported, "%s is at the LMS %s; this only works on a file, with --store sqlite:PATH.", what, model.Clean(address))
}

// openLMS opens the store at an LMS.
func (Env) openLMS(_ context.Context, _ Config, t Target) (*Opened, error) {
	return nil, model.Errorf(model.CodeUnsupported, "A store at an LMS (%s) cannot be opened by this version, which can only sign in there.", t.LMS)
}

// whoAtLMS asks an LMS who is signed in.
func (Env) whoAtLMS(_ context.Context, _ Config, t Target) (SignedIn, error) {
	return SignedIn{}, model.Errorf(model.CodeUnsupported, "This version cannot ask the LMS %s who is signed in.", t.LMS)
}

package api

import (
	"errors"
	"fmt"
	"net/http"

	"examdesk/model"
)

// Fate is what is known of a change that failed.
type Fate int

// What became of it.
const (
	// FateNothing means that nothing was done: the request was not sent, or refused before
	// it was looked at.
	FateNothing Fate = iota
	// FateRefused means that the LMS refused it. edx-proctoring keeps what it had written
	// before it refused, so look again.
	FateRefused
	// FateUnknown means that it was sent and that no answer says what became of it. It must
	// not be sent again before somebody has looked.
	FateUnknown
)

// Failure is the cause of an error of a call.
type Failure struct {
	// Status is the HTTP status that was answered, 0 if nothing was.
	Status int
	// Said is what the LMS said, safe to draw; empty if it said nothing that is known.
	Said string
	// Own reports whether the LMS itself answered, and not a proxy before it.
	Own bool
	// Fate is what became of a change; [FateNothing] for what only reads.
	Fate Fate
	// Err is what happened where nothing was answered.
	Err error
	// token reports whether the sign-in was refused, and not the person.
	token bool
}

// Error describes the failure for logs. It leaves out what the LMS said, which may name a
// learner.
func (f *Failure) Error() string {
	switch {
	case f.Status == 0 && f.Err != nil:
		return f.Err.Error()
	case f.Status == 0:
		return "no answer"
	}
	return fmt.Sprintf("the LMS answered %d %s", f.Status, http.StatusText(f.Status))
}

// Unwrap returns what happened.
func (f *Failure) Unwrap() error { return f.Err }

// FateOf is what is known of a change that failed with err. An error that comes from
// before the request was sent, such as that of a sign-in, is [FateNothing].
func FateOf(err error) Fate {
	var f *Failure
	if errors.As(err, &f) {
		return f.Fate
	}
	return FateNothing
}

// StatusOf is the HTTP status with which a call failed, 0 if none was answered.
func StatusOf(err error) int {
	var f *Failure
	if errors.As(err, &f) {
		return f.Status
	}
	return 0
}

// failed makes an error of a failure.
func failed(f *Failure, code model.Code, format string, args ...any) error {
	return model.Wrap(f, code, format, args...)
}

package model

import (
	"errors"
	"fmt"
)

// Code sorts errors by what the person or program that asked can do about them.
type Code string

// The codes. [ExitCode] gives the exit status of a command for each.
const (
	CodeInternal          Code = "internal"
	CodeInvalid           Code = "invalid"
	CodeNotFound          Code = "not_found"
	CodeConflict          Code = "conflict"
	CodeDenied            Code = "denied"
	CodeReadOnly          Code = "read_only"
	CodeUnavailable       Code = "unavailable"
	CodeUnsupported       Code = "unsupported"
	CodeIllegalTransition Code = "illegal_transition"
	CodeNotProctored      Code = "not_proctored"
	CodeInactive          Code = "inactive"
	CodeInterrupted       Code = "interrupted"
)

// Error is an error with a sentence for people. Err, the cause, is for
// logs and tests.
type Error struct {
	Code    Code
	Message string
	Err     error
}

// Error returns the sentence, followed by the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + " (" + e.Err.Error() + ")"
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an error with a code and a sentence for people. It cleans the
// arguments, see [Clean], so that callers may pass text from outside as it is.
func Errorf(code Code, format string, args ...any) *Error {
	return Wrap(nil, code, format, args...)
}

// Wrap adds a sentence and a code to an error. It cleans the arguments as
// [Errorf] does.
func Wrap(err error, code Code, format string, args ...any) *Error {
	if false {
		_ = fmt.Sprintf(format, args...) // so that vet checks the callers' formats
	}
	return &Error{Code: code, Message: sprintf(format, args), Err: err}
}

// CodeOf returns the code of an error, [CodeInternal] if it has none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// Sentence returns what to tell a person about an error, safe to draw.
func Sentence(err error) string {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return Clean(e.Message)
	}
	return Clean("Something went wrong: " + err.Error())
}

// Cause returns what lies beneath an error, for logs: the first error that is not a
// sentence for people, which may hold names, and of a service only its status.
func Cause(err error) string {
	var vendor *VendorError
	if errors.As(err, &vendor) {
		return fmt.Sprintf("the service answered %d", vendor.Status)
	}
	for err != nil {
		var own *Error
		if !errors.As(err, &own) {
			return Clean(err.Error())
		}
		if own.Err == nil {
			return string(own.Code)
		}
		err = own.Err
	}
	return ""
}

// ExitCode returns the exit status of a command that failed with err: 0 done,
// 1 failed, 2 usage, 3 conflict, 4 denied, 5 not found, 6 unreachable,
// 130 interrupted.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	switch CodeOf(err) {
	case CodeInvalid:
		return 2
	case CodeConflict:
		return 3
	case CodeDenied, CodeReadOnly:
		return 4
	case CodeNotFound:
		return 5
	case CodeUnavailable, CodeUnsupported:
		return 6
	case CodeInterrupted:
		return 130
	case CodeInternal, CodeIllegalTransition, CodeNotProctored, CodeInactive:
		return 1
	}
	return 1
}

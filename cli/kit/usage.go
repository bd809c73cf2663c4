package kit

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// ExitError ends the program with a status of its own, once everything is printed.
type ExitError struct{ Status int }

// Error implements error.
func (e *ExitError) Error() string { return fmt.Sprintf("exited with %d", e.Status) }

// ArgTime reads a day or a time; without a zone it is UTC.
func ArgTime(flag, s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, Usagef("%s %q is not a time; write 2026-11-01 or 2026-11-01T08:00:00Z", flag, s)
}

// UsageError is a wrong flag or argument.
type UsageError struct{ err error }

// Error names what is wrong and where the flags are explained.
func (e *UsageError) Error() string { return strings.TrimSuffix(e.err.Error(), ".") + " (see --help)" }

// Unwrap returns what is wrong, with its code.
func (e *UsageError) Unwrap() error { return e.err }

// Usage marks an error as a wrong flag or argument.
func Usage(err error) error { return &UsageError{err} }

// AsUsage is [Usage], and nil for nil.
func AsUsage(err error) error {
	if err == nil {
		return nil
	}
	return Usage(err)
}

// OneOf reads a word of a fixed set from the command line, see [model.OneOf].
func OneOf[T ~string](what, word string, set []T) (T, error) {
	v, err := model.OneOf(what, word, set)
	return v, AsUsage(err)
}

// Usagef returns the error of a wrong flag or argument, in words.
func Usagef(format string, args ...any) error { return Usage(fmt.Errorf(format, args...)) }

// UsageArgs marks a wrong number of arguments as a usage error.
func UsageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return Usage(nearCommand(cmd, args, err))
		}
		return nil
	}
}

// ArgID reads an id from the command line.
func ArgID(what, s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 {
		return 0, Usagef("%q is not a valid %s id; give a number", s, what)
	}
	return id, nil
}

// NotBoth refuses two flags that contradict each other.
func NotBoth(cmd *cobra.Command, one, other string) error {
	if cmd.Flags().Changed(one) && cmd.Flags().Changed(other) {
		return Usagef("--%s and --%s cannot be combined", one, other)
	}
	return nil
}

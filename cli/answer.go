package cli

import (
	"errors"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
)

// prepare is done before any command runs.
func (a *app) prepare(cmd *cobra.Command, _ []string) error {
	if err := a.fromEnvironment(cmd); err != nil {
		return err
	}
	return a.answers(cmd)
}

// fromEnvironment fills in what no flag names. A profile that a flag names has its
// own store.
func (a *app) fromEnvironment(cmd *cobra.Command) error {
	given := func(name string) bool {
		flag := cmd.Flag(name)
		return flag != nil && flag.Changed
	}
	for _, v := range []struct {
		name  string
		value *string
		given bool
	}{
		{"EXAMDESK_STORE", &a.flags.Store, given("store") || given("profile")},
		{"EXAMDESK_PROFILE", &a.flags.Profile, given("profile")},
		{"EXAMDESK_AS", &a.flags.As, given("as")},
	} {
		value, err := kit.EnvText(v.name)
		if err != nil {
			return err
		}
		if !v.given && value != "" {
			*v.value = value
		}
	}
	return nil
}

// answers lets the JSON that a command is about to print go through what was
// asked of it: fields, a jq expression, a template.
func (a *app) answers(cmd *cobra.Command) error {
	q := jsonout.Of(cmd)
	if !q.On() || q.Plain() {
		return nil
	}
	if err := q.Check(); err != nil {
		return kit.Usage(err)
	}
	s, is := a.Out.(*kit.Sink)
	if !is {
		return nil
	}
	a.answer = q.Start(cmd.Context(), jsonout.Output{Writer: s.Out, Drawn: a.IsTerminal, Clock: a.Clock})
	s.Out = a.answer
	return nil
}

// answered waits for the rest of the answer, and returns why it is not whole. A
// reader who left wants no more of it.
func (a *app) answered() error {
	if a.answer == nil {
		return nil
	}
	err := a.answer.Close()
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

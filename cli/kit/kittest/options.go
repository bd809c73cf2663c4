package kittest

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// New is the constructor of a command: run is what it does with its options.
type New[O any] func(f *kit.Factory, run func(context.Context, *O) error) *cobra.Command

// Options are what a command makes of its arguments. It is not carried out.
func Options[O any](t *testing.T, cmd New[O], args ...string) *O {
	t.Helper()
	got, err := parse(cmd, args)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if got == nil {
		t.Fatalf("%q: the command did not run", args)
	}
	return got
}

// BadUsage fails the test unless a command refuses its arguments before it does
// anything, as a mistake in how it was called.
func BadUsage[O any](t *testing.T, cmd New[O], args ...string) {
	t.Helper()
	got, err := parse(cmd, args)
	var usage *kit.UsageError
	if got != nil || !errors.As(err, &usage) {
		t.Errorf("%q: ran with %+v, ended with %v; want a usage error", args, got, err)
	}
}

func parse[O any](cmd New[O], args []string) (got *O, err error) {
	c := cmd(&kit.Factory{}, func(_ context.Context, o *O) error {
		got = o
		return nil
	})
	c.SetArgs(args)
	c.SetOut(io.Discard)
	c.SetErr(io.Discard)
	c.SilenceErrors, c.SilenceUsage = true, true
	err = c.Execute()
	return got, err
}

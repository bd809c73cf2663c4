package kit_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// A noun alone says what it has, and offers what was meant in place of what it has not.
func TestGroup(t *testing.T) {
	t.Parallel()
	run := func(args ...string) (string, error) {
		list := &cobra.Command{Use: "list", Short: "List lamps", Run: func(*cobra.Command, []string) {}}
		cmd := kit.Group("lamp", "Look at lamps", list)
		var said bytes.Buffer
		cmd.SetArgs(args)
		cmd.SetOut(&said)
		cmd.SetErr(&said)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.ExecuteContext(context.Background())
		return said.String(), err
	}
	if said, err := run(); err != nil || !strings.Contains(said, "Look at lamps") || !strings.Contains(said, "List lamps") {
		t.Errorf("%v, %s", err, said)
	}
	if _, err := run("list"); err != nil {
		t.Error(err)
	}
	_, err := run("lits")
	var usage *kit.UsageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), "list") {
		t.Errorf("ended with %v", err)
	}
}

// JSON answers no question, so a change that prints it needs one of two flags.
func TestNeedYes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kit.Change
		bad bool
	}{{kit.Change{}, true}, {kit.Change{Yes: true}, false}, {kit.Change{DryRun: true}, false}} {
		if err := c.NeedYes(); (err != nil) != c.bad {
			t.Errorf("%+v: %v", c.Change, err)
		}
	}
}

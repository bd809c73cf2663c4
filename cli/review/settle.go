package review

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// SettleOptions holds the options of a command that settles a held review.
type SettleOptions struct {
	*kit.Factory
	kit.Change
	// ID is the id of the held review.
	ID string
}

// newSettle returns a command that settles the held review named by its argument.
func newSettle(f *kit.Factory, cmd *cobra.Command, run func(context.Context, *SettleOptions) error) *cobra.Command {
	o := &SettleOptions{Factory: f}
	cmd.Args = kit.UsageArgs(cobra.ExactArgs(1))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		o.ID = args[0]
		return run(cmd.Context(), o)
	}
	o.Flags(cmd)
	return cmd
}

// settling is a way to settle a held review: plan describes what it would do, and do
// does it and describes the result.
type settling struct {
	deed     model.Deed
	question string
	plan, do func(*kit.Opened, int64) (string, error)
}

func settle(ctx context.Context, o *SettleOptions, s settling) error {
	id, err := kit.ArgID("delivery", o.ID)
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, o.Factory, s.deed, func(opened *kit.Opened) error {
		said, err := s.plan(opened, id)
		if err != nil || o.DryRun {
			return sayIf(o.Factory, err, said)
		}
		if !o.Yes {
			_, _ = fmt.Fprintln(o.Out, said)
		}
		if err := opened.MayWrite(); err != nil {
			return err
		}
		if err := kit.Confirm(o.Factory, fmt.Sprintf(s.question, id), o.Yes); err != nil {
			return err
		}
		said, err = s.do(opened, id)
		return sayIf(o.Factory, err, said)
	})
}

// sayIf prints a line unless there is an error.
func sayIf(f *kit.Factory, err error, line string) error {
	if err == nil {
		_, err = fmt.Fprintln(f.Out, line)
	}
	return err
}

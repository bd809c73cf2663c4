package mirror

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// DropOptions holds the options of mirror drop.
type DropOptions struct {
	*setup.Setup
	AsJSON bool
}

// dropJSON counts what was removed.
type dropJSON struct {
	Dropped int `json:"dropped"`
}

// NewCmdDrop returns the command mirror drop.
func NewCmdDrop(s *setup.Setup, run func(context.Context, *DropOptions) error) *cobra.Command {
	if run == nil {
		run = dropRun
	}
	o := &DropOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "drop",
		Short:   "Remove what is kept here of an LMS",
		Example: "  examdesk mirror drop --profile work",
		Long: `Removes what is kept on this machine of an LMS. Nothing is lost: it is read again when the LMS is opened. Decisions that wait in the
journal, and the record of what you did at the LMS, stay. "examdesk logout" removes it too, and so does a week without use.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, dropJSON{})
	return cmd
}

func dropRun(ctx context.Context, o *DropOptions) error {
	_, t, err := atLMS(ctx, o.Setup)
	if err != nil {
		return err
	}
	n, err := config.DropMirrors(t.LMS)
	if err != nil {
		return err
	}
	if o.AsJSON {
		return printer.JSON(o.Out, dropJSON{n})
	}
	if n == 0 {
		_, err = fmt.Fprintf(o.Out, "Nothing is kept here of %s.\n", model.Clean(t.LMS))
		return err
	}
	kit.TallyOf(ctx).Note("What was kept here of %s is removed.", t.LMS)
	_, err = fmt.Fprintf(o.Out, "Removed what was kept here of %s.\n", model.Clean(t.LMS))
	return err
}

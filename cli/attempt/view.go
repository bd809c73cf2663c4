package attempt

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
)

// ViewOptions holds the options of attempt view.
type ViewOptions struct {
	*kit.Factory
	// Attempt is an id or an attempt code.
	Attempt       string
	AsJSON, Video bool
	Zone          string
}

// NewCmdView returns the command attempt view.
func NewCmdView(f *kit.Factory, run func(context.Context, *ViewOptions) error) *cobra.Command {
	if run == nil {
		run = viewRun
	}
	o := &ViewOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "view ID|CODE",
		Short:   "Show everything about an attempt",
		Example: "  examdesk attempt view 1204\n  examdesk attempt view 1204 --jq .standing.next",
		Long: `Shows everything about an attempt: where it stands and who acts next, review and comments, history.

--video also shows the address of the recording to people who may decide the attempt. Anyone with the address can watch
the recording, so it is shown only on request; if it cannot be shown, the command says why and shows nothing else.`,
		Args: kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Attempt = args[0]
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, vocab.DetailJSON{})
	cmd.Flags().BoolVar(&o.Video, "video", false, "show the address of the recording too")
	printer.ZoneFlag(cmd, &o.Zone)
	return cmd
}

func viewRun(ctx context.Context, o *ViewOptions) error {
	c, err := printer.ClockOf(o.Factory, o.Zone)
	if err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		id, err := find.AttemptArg(ctx, opened, o.Attempt)
		if err != nil {
			return err
		}
		d, err := opened.Store.ReadAttempt(ctx, id)
		if err != nil {
			return err
		}
		video := ""
		if o.Video {
			if video, err = opened.Store.VideoURL(ctx, id); err != nil {
				return err
			}
		}
		if o.AsJSON {
			j := vocab.AttemptDetailJSON(d)
			j.Video = video
			return printer.JSON(o.Out, j)
		}
		return page(printer.NewPage(o.Factory), d, c, video)
	})
}

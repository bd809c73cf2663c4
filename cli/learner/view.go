package learner

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// ViewOptions holds the options of learner view.
type ViewOptions struct {
	*kit.Factory
	// Name is what the learner is known by.
	Name string
	// Zone is the learner's time zone, empty for the reader's alone.
	Zone string
	// Ticket asks for plain text for an answer, Full for a learner's name and the
	// reasons of allowances in it.
	Ticket, Full, AsJSON bool
}

// NewCmdView returns the command learner view.
func NewCmdView(f *kit.Factory, run func(context.Context, *ViewOptions) error) *cobra.Command {
	if run == nil {
		run = viewRun
	}
	o := &ViewOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "view USERNAME|EMAIL|ID|CODE",
		Short: "Show where a learner stands with each exam, and what happens next",
		Long: `Shows a learner's card: for each exam where the learner stands, why, who acts next and by when; onboarding,
allowances, and the latest events. Name the learner by username, e-mail, id or attempt code, or by any part of these
that only one learner has.

--ticket prints plain text for an answer to the learner. Username and e-mail are the only personal data in it, unless you
add --full.`,
		Example: "  examdesk learner view mei_zhang --zone Asia/Shanghai\n  examdesk learner view mei_zhang@example.net --ticket",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	printer.ZoneFlag(cmd, &o.Zone)
	cmd.Flags().BoolVar(&o.Ticket, "ticket", false, "plain text to paste into a ticket")
	cmd.Flags().BoolVar(&o.Full, "full", false, "with name and the reasons for allowances in the ticket")
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, cardJSON{})
	return cmd
}

func viewRun(ctx context.Context, o *ViewOptions) error {
	clock, err := printer.ClockOf(o.Factory, o.Zone)
	if err != nil {
		return err
	}
	if o.Ticket && o.AsJSON || o.Full && !o.Ticket {
		return kit.Usagef("--ticket cannot be combined with --json, and --full needs --ticket")
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		learner, err := find.OneLearner(ctx, o.Factory, opened, o.Name)
		if err != nil {
			return err
		}
		known, err := opened.Store.ReadLearner(ctx, learner.ID)
		if err != nil {
			return err
		}
		return o.say(known, clock)
	})
}

// say prints what is known of a learner as it was asked for.
func (o *ViewOptions) say(known model.LearnerCard, clock printer.Clock) error {
	switch {
	case o.AsJSON:
		return printer.JSON(o.Out, cardJSONOf(known))
	case o.Ticket:
		_, err := io.WriteString(o.Out, model.Ticket(known, clock.Now, clock.Zone(), o.Full))
		return err
	}
	p := printer.NewPage(o.Factory)
	card(p, known, clock)
	return p.Flush()
}

package outbox

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/outbox"
)

// DeliverOptions holds the options of outbox deliver.
type DeliverOptions struct {
	*setup.Setup
	DryRun bool
}

// NewCmdDeliver returns the command outbox deliver.
func NewCmdDeliver(s *setup.Setup, run func(context.Context, *DeliverOptions) error) *cobra.Command {
	if run == nil {
		run = deliverRun
	}
	o := &DeliverOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "deliver",
		Short:   "Send the messages that are due to the platform",
		Example: "  examdesk outbox deliver --dry-run",
		Long: `Sends the messages that are due to the platform at PLATFORM_WEBHOOK, and says how many arrived. An open desk does
this by itself. The exit status is 6 if the platform could not be reached, and 1 if it refused a message.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "say how many messages wait and send none")
	return cmd
}

func deliverRun(ctx context.Context, o *DeliverOptions) error {
	return o.WithOpened(ctx, func(opened *setup.Opened) error { return deliver(ctx, o, opened) })
}

func deliver(ctx context.Context, o *DeliverOptions, opened *setup.Opened) error {
	var by *model.Actor
	if opened.Actor.Username != "" { // without a person, the dispatcher acts
		if err := opened.Store.May(ctx, model.DeedDeliver); err != nil {
			return err
		}
		by = &opened.Actor
	}
	courier, err := o.Courier(ctx, opened, by)
	if err != nil {
		return err
	}
	if o.DryRun {
		counts, err := opened.Store.CountMessages(ctx)
		if err == nil {
			_, _ = fmt.Fprintf(o.Out, "To be delivered: %s.\n", model.Counted(int(counts[model.MessagePending]), "message"))
		}
		return err
	}
	if err := opened.MayWrite(); err != nil {
		return err
	}
	report, err := courier.DeliverDue(ctx)
	if err != nil {
		return err
	}
	counts, err := opened.Store.CountMessages(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(o.Out, "%d delivered, %d failed, %d waiting.\n", report.Delivered, report.Failed, counts[model.MessagePending])
	return undelivered(report)
}

// undelivered returns the error of a delivery in which not everything arrived.
func undelivered(r outbox.Report) error {
	switch {
	case r.Problem == nil:
		return nil
	case r.Waiting > 0:
		return model.Wrap(r.Problem, model.CodeUnavailable, "%s did not arrive and will be tried again later: %s", model.Counted(r.Waiting, "message"), model.Sentence(r.Problem))
	}
	return model.Wrap(r.Problem, model.CodeInternal, "Given up: %s; `examdesk outbox list --state failed` shows more: %s", model.Counted(r.Failed, "message"), model.Sentence(r.Problem))
}

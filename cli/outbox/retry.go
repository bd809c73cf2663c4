package outbox

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

// RetryOptions holds the options of outbox retry.
type RetryOptions struct {
	*setup.Setup
	kit.Change
	IDs []string
	// All selects all messages in a state: failed ones if State is empty.
	All   bool
	State string
}

// NewCmdRetry returns the command outbox retry.
func NewCmdRetry(s *setup.Setup, run func(context.Context, *RetryOptions) error) *cobra.Command {
	if run == nil {
		run = retryRun
	}
	o := &RetryOptions{Setup: s}
	cmd := &cobra.Command{
		Use:   "retry [ID…]",
		Short: "Make messages due again that failed, are waiting, or were only recorded",
		Long: `Makes messages due at once, with all their tries ahead of them: those with the ids or, with --all, those that failed.
Messages recorded before a platform was configured are sent only if you name them by id or use
--all --state recorded. Delivered messages are not sent again.`,
		Example: "  examdesk outbox retry 17 18\n  examdesk outbox retry --all --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.IDs = args
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	cmd.Flags().BoolVar(&o.All, "all", false, "all messages of the state")
	cmd.Flags().StringVar(&o.State, "state", "", "with --all, the `STATE` of the messages: failed, pending or recorded (default failed)")
	return cmd
}

func retryRun(ctx context.Context, o *RetryOptions) error {
	set, err := o.set()
	if err != nil {
		return err
	}
	return o.WithOpened(ctx, func(opened *setup.Opened) error {
		if err := opened.Store.May(ctx, model.DeedRetryDelivery); err != nil {
			return err
		}
		return retry(ctx, o, opened, set)
	})
}

// set returns the messages that the options select.
func (o *RetryOptions) set() (model.RetrySet, error) {
	set := model.RetrySet{State: model.MessageFailed}
	switch {
	case o.All == (len(o.IDs) > 0):
		return set, kit.Usagef("give the ids of messages, or --all")
	case o.State != "" && !o.All:
		return set, kit.Usagef("--state goes with --all")
	}
	for _, arg := range o.IDs {
		id, err := kit.ArgID("message", arg)
		if err != nil {
			return set, err
		}
		set.IDs = append(set.IDs, id)
	}
	slices.Sort(set.IDs)
	set.IDs = slices.Compact(set.IDs)
	if err := readState(o.State, &set.State); err != nil {
		return set, err
	}
	if set.State == model.MessageDelivered {
		return set, kit.Usagef("what has been delivered is not sent again")
	}
	return set, nil
}

func retry(ctx context.Context, o *RetryOptions, opened *setup.Opened, set model.RetrySet) error {
	n, err := opened.Store.CountRetry(ctx, set)
	switch {
	case err != nil:
		return err
	case n == 0:
		_, err := fmt.Fprintln(o.Out, "There is nothing to do.")
		return err
	case o.DryRun:
		_, err := fmt.Fprintf(o.Out, "Would send %s again.\n", model.Counted(int(n), "message"))
		return err
	}
	if err := opened.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(o.Factory, fmt.Sprintf("Send %s to the platform?", model.Counted(int(n), "message")), o.Yes); err != nil {
		return err
	}
	if n, err = opened.Store.RetryMessages(ctx, set); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(o.Out, "Due now: %s.\n", model.Counted(int(n), "message"))
	if !opened.Delivers {
		_, _ = fmt.Fprintln(o.Out, "No platform is configured here; nothing is sent until you configure one.")
	}
	return nil
}

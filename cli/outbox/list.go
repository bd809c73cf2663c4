package outbox

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// ListOptions holds the options of outbox list.
type ListOptions struct {
	*kit.Factory
	printer.List
	// State is the state of the messages; empty for all.
	State  string
	Newest bool
}

// NewCmdList returns the command outbox list. run replaces the list in tests; nil
// lists.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List messages to the platform, oldest first",
		Example: "  examdesk outbox list --state failed\n  examdesk outbox list --json=id,kind,problem",
		Long: `Lists messages to the platform, the oldest first. A message is

  pending    waiting for delivery, or for the next try
  failed     refused, or tried too often; ` + "`examdesk outbox retry`" + ` makes it pending again
  delivered  arrived
  recorded   written while no platform was configured`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.State, "state", "", "only messages in this `STATE`: pending, failed, delivered or recorded")
	o.Flags(cmd, 50, "most messages to list; 0 for all", []messageJSON(nil))
	cmd.Flags().BoolVar(&o.Newest, "newest", false, "newest first")
	return cmd
}

func listRun(ctx context.Context, o *ListOptions) error {
	q := model.MessageQuery{NewestFirst: o.Newest}
	if err := readState(o.State, &q.State); err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		l := printer.Listing[model.Message]{
			Rows: opened.Store.Messages(ctx, q), Limit: o.Limit, Whole: true,
			Head: []string{"ID", "AGE", "STATE", "KIND", "ATTEMPT", "TRIES", "NEXT", "PROBLEM"}, Cells: messageCells(o.Clock()),
		}
		if o.AsJSON {
			l.JSON = func(m model.Message) any { return messageOf(m) }
		}
		return printer.WriteList(o.Factory, l)
	})
}

func messageCells(now time.Time) func(model.Message) []string {
	return func(m model.Message) []string {
		next, problem := "-", "-"
		if m.State == model.MessagePending {
			next = printer.Age(m.Next.Sub(now))
		}
		if m.Problem != "" {
			problem = model.Clean(m.Problem)
		}
		return []string{
			strconv.FormatInt(m.ID, 10), printer.Age(now.Sub(m.Created)), model.Clean(string(m.State)), model.Clean(string(m.Kind)),
			strconv.FormatInt(m.AttemptID, 10), strconv.Itoa(m.Tries), next, problem,
		}
	}
}

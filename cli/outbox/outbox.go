package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/cli/vocab"
	"examdesk/model"
	"examdesk/outbox"
)

// NewCmd returns the command outbox.
func NewCmd(a *setup.Setup) *cobra.Command {
	cmd := &cobra.Command{Use: "outbox", Short: "See and deliver what the platform is told", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdDeliver(a), NewCmdRetry(a))
	return cmd
}

// NewCmdList returns the command outbox list.
func NewCmdList(a *setup.Setup) *cobra.Command {
	var state string
	var limit int
	var asJSON, newest bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List messages to the platform, oldest first",
		Example: "  examdesk outbox list --state failed\n  examdesk outbox list --json=id,kind,problem",
		Long: `Lists messages to the platform, the oldest first. A message is

  pending    waits to be delivered, or for the next try
  failed     was refused or tried too often; ` + "`examdesk outbox retry`" + ` makes it pending again
  delivered  has arrived
  recorded   was written while no platform was configured`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			q := model.MessageQuery{NewestFirst: newest}
			if err := readState(state, &q.State); err != nil {
				return err
			}
			if limit < 0 {
				return kit.Usagef("--limit %d: give 0 or more", limit)
			}
			return kit.WithStore(cmd.Context(), a.Factory, func(o *kit.Opened) error { return outboxList(cmd.Context(), a, o, q, limit, asJSON) })
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only messages in this `STATE`: pending, failed, delivered or recorded")
	cmd.Flags().IntVar(&limit, "limit", 50, "most messages to list; 0 for all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []messageJSON(nil))
	cmd.Flags().BoolVar(&newest, "newest", false, "newest first")
	return cmd
}

// readState reads a state of --state, which may be left out.
func readState(s string, to *model.MessageState) (err error) {
	if s != "" {
		*to, err = model.ParseMessageState(s)
	}
	return err
}

func outboxList(ctx context.Context, a *setup.Setup, o *kit.Opened, q model.MessageQuery, limit int, asJSON bool) error {
	l := printer.Listing[model.Message]{
		Rows: o.Store.Messages(ctx, q), Limit: limit, Whole: true,
		Head: []string{"ID", "AGE", "STATE", "KIND", "ATTEMPT", "TRIES", "NEXT", "PROBLEM"}, Cells: func(m model.Message) []string { return messageCells(a, m) },
	}
	if asJSON {
		l.JSON = func(m model.Message) any { return messageOf(m) }
	}
	return printer.WriteList(a.Factory, l)
}

func messageCells(a *setup.Setup, m model.Message) []string {
	now, next, problem := a.Clock(), "-", "-"
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

// messageJSON is one message of `outbox list --json`; docs/commands.md describes
// it.
type messageJSON struct {
	ID         int64           `json:"id"`
	Key        string          `json:"key"`
	State      string          `json:"state"`
	Kind       string          `json:"kind"`
	Certainty  string          `json:"certainty"`
	AttemptID  int64           `json:"attempt_id"`
	DecisionID *string         `json:"decision_id"`
	Created    jsonout.Time    `json:"created"`
	Tries      int             `json:"tries"`
	NextTry    *jsonout.Time   `json:"next_try"`
	Problem    *string         `json:"problem"`
	Delivered  *jsonout.Time   `json:"delivered"`
	Payload    json.RawMessage `json:"payload"`
}

func messageOf(m model.Message) messageJSON {
	j := messageJSON{
		ID: m.ID, Key: m.Key, State: string(m.State), Kind: string(m.Kind), Certainty: m.CertaintyWord(), AttemptID: m.AttemptID,
		DecisionID: vocab.NonEmpty(model.Text(m.DecisionID)), Created: jsonout.Time(m.Created), Tries: m.Tries, Problem: vocab.NonEmpty(model.Text(m.Problem)),
		Delivered: (*jsonout.Time)(m.Delivered), Payload: m.Payload,
	}
	if !m.Next.IsZero() {
		j.NextTry = (*jsonout.Time)(&m.Next)
	}
	return j
}

// NewCmdDeliver returns the command outbox deliver.
func NewCmdDeliver(a *setup.Setup) *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:     "deliver",
		Short:   "Send what is due to the platform now",
		Example: "  examdesk outbox deliver --dry-run",
		Long: `Sends the messages that are due to the platform of PLATFORM_WEBHOOK, and says how many arrived. An open desk does
this by itself. It ends with 6 if the platform could not be reached, and with 1 if it refused a message.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.WithOpened(cmd.Context(), func(o *setup.Opened) error { return outboxDeliver(cmd.Context(), a, o, dryRun) })
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say how many messages wait and send none")
	return cmd
}

func outboxDeliver(ctx context.Context, a *setup.Setup, o *setup.Opened, dryRun bool) error {
	var by *model.Actor
	if o.Actor.Username != "" { // without a person it is the dispatcher
		if err := o.Store.May(ctx, model.DeedDeliver); err != nil {
			return err
		}
		by = &o.Actor
	}
	courier, err := a.Courier(ctx, o, by)
	if err != nil {
		return err
	}
	if dryRun {
		counts, err := o.Store.CountMessages(ctx)
		if err == nil {
			_, _ = fmt.Fprintf(a.Out, "To be delivered: %s.\n", model.Counted(int(counts[model.MessagePending]), "message"))
		}
		return err
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	report, err := courier.DeliverDue(ctx)
	if err != nil {
		return err
	}
	counts, err := o.Store.CountMessages(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(a.Out, "%d delivered, %d failed, %d wait.\n", report.Delivered, report.Failed, counts[model.MessagePending])
	return undelivered(report)
}

// undelivered is the error of a delivery in which not all arrived.
func undelivered(r outbox.Report) error {
	switch {
	case r.Problem == nil:
		return nil
	case r.Waiting > 0:
		return model.Wrap(r.Problem, model.CodeUnavailable, "%s did not arrive; tried again later: %s", model.Counted(r.Waiting, "message"), model.Sentence(r.Problem))
	}
	return model.Wrap(r.Problem, model.CodeInternal, "Given up: %s; `examdesk outbox list --state failed` shows more: %s", model.Counted(r.Failed, "message"), model.Sentence(r.Problem))
}

// NewCmdRetry returns the command outbox retry.
func NewCmdRetry(a *setup.Setup) *cobra.Command {
	var c kit.Change
	var all bool
	var state string
	cmd := &cobra.Command{
		Use:   "retry [ID…]",
		Short: "Make messages due again that failed, wait, or were only recorded",
		Long: `Makes messages due at once, with all their tries before them: those of the ids, or with --all those that failed.
What was recorded before a platform was configured is sent only if it is asked for by its ids or with
--all --state recorded. What has been delivered is not sent again.`,
		Example: "  examdesk outbox retry 17 18\n  examdesk outbox retry --all --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := retrySet(args, all, state)
			if err != nil {
				return err
			}
			return a.WithOpened(cmd.Context(), func(o *setup.Opened) error {
				if err := o.Store.May(cmd.Context(), model.DeedRetryDelivery); err != nil {
					return err
				}
				return outboxRetry(cmd.Context(), a, o, set, c)
			})
		},
	}
	c.Flags(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "all messages of the state")
	cmd.Flags().StringVar(&state, "state", "", "with --all, the `STATE` of the messages: failed, pending or recorded (default failed)")
	return cmd
}

func retrySet(args []string, all bool, state string) (model.RetrySet, error) {
	set := model.RetrySet{State: model.MessageFailed}
	switch {
	case all == (len(args) > 0):
		return set, kit.Usagef("give the ids of messages, or --all")
	case state != "" && !all:
		return set, kit.Usagef("--state goes with --all")
	}
	for _, arg := range args {
		id, err := kit.ArgID("message", arg)
		if err != nil {
			return set, err
		}
		set.IDs = append(set.IDs, id)
	}
	slices.Sort(set.IDs)
	set.IDs = slices.Compact(set.IDs)
	if err := readState(state, &set.State); err != nil {
		return set, err
	}
	if set.State == model.MessageDelivered {
		return set, kit.Usagef("what has been delivered is not sent again")
	}
	return set, nil
}

func outboxRetry(ctx context.Context, a *setup.Setup, o *setup.Opened, set model.RetrySet, c kit.Change) error {
	n, err := o.Store.CountRetry(ctx, set)
	switch {
	case err != nil:
		return err
	case n == 0:
		_, err := fmt.Fprintln(a.Out, "There is nothing to do.")
		return err
	case c.DryRun:
		_, err := fmt.Fprintf(a.Out, "Would send %s again.\n", model.Counted(int(n), "message"))
		return err
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(a.Factory, fmt.Sprintf("Send %s to the platform?", model.Counted(int(n), "message")), c.Yes); err != nil {
		return err
	}
	if n, err = o.Store.RetryMessages(ctx, set); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(a.Out, "Due now: %s.\n", model.Counted(int(n), "message"))
	if !o.Of.Delivers() {
		_, _ = fmt.Fprintln(a.Out, "No platform is configured here; nothing is sent until one is.")
	}
	return nil
}

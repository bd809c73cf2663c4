package review

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// NewCmd returns the command review.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "review", Short: "Look at reviews as proctoring services deliver them", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdHeld(a), NewCmdAccept(a), NewCmdDismiss(a), NewCmdReceive(a), NewCmdSync(a))
	return cmd
}

// NewCmdHeld returns the command review held.
func NewCmdHeld(a *kit.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "held",
		Short:   "List reviews that came after a person's decision and wait for a person",
		Example: "  examdesk review held",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return reviewHeld(cmd.Context(), a, o, asJSON) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []vocab.HeldJSON(nil))
	return cmd
}

func reviewHeld(ctx context.Context, a *kit.Factory, o *kit.Opened, asJSON bool) error {
	held, err := o.Store.HeldDeliveries(ctx, "")
	if err != nil {
		return err
	}
	list := make([]vocab.HeldJSON, 0, len(held))
	rows := [][]string{{"ID", "AGE", "REVIEW", "COMMENTS", "ATTEMPT CODE"}}
	for _, h := range held {
		list = append(list, vocab.HeldOf(h))
		rows = append(rows, []string{strconv.FormatInt(h.ID, 10), printer.Age(a.Clock().Sub(h.Received)), h.Review().String(), strconv.Itoa(len(h.Comments)), model.Clean(h.AttemptCode)})
	}
	if asJSON {
		return printer.JSON(a.Out, list)
	}
	return printer.PrintTable(a, rows)
}

// NewCmdAccept returns the command review accept.
func NewCmdAccept(a *kit.Factory) *cobra.Command {
	var c kit.Change
	cmd := &cobra.Command{
		Use:     "accept ID",
		Short:   "Let a held review take effect, as your decision",
		Example: "  examdesk review accept 12 --as r.adeyemi --dry-run",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s := settling{Change: c, deed: model.DeedAcceptReview, question: "Let the held review %d take effect as your decision?"}
			s.plan = func(o *kit.Opened, id int64) (string, error) {
				out, err := o.Store.PreviewDelivery(cmd.Context(), id)
				return "The attempt would be " + out.Plan.To.String() + " by the rules of edx-proctoring " + o.Rules.Release + ".", err
			}
			s.do = func(o *kit.Opened, id int64) error {
				out, err := o.Store.AcceptDelivery(cmd.Context(), id)
				return sayIf(a, err, "The attempt is %s.", out.Plan.To)
			}
			return settle(cmd.Context(), a, args[0], s)
		},
	}
	c.Flags(cmd)
	return cmd
}

// NewCmdDismiss returns the command review dismiss.
func NewCmdDismiss(a *kit.Factory) *cobra.Command {
	var c kit.Change
	cmd := &cobra.Command{
		Use:     "dismiss ID",
		Short:   "Close a held review without effect",
		Example: "  examdesk review dismiss 12 --as r.adeyemi",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s := settling{Change: c, deed: model.DeedDismissReview, question: "Close the held review %d without effect?"}
			s.plan = func(o *kit.Opened, id int64) (string, error) {
				return "It would be dismissed; the decision would stand.", o.Store.MayDismiss(cmd.Context(), id)
			}
			s.do = func(o *kit.Opened, id int64) error {
				return sayIf(a, o.Store.DismissDelivery(cmd.Context(), id), "Dismissed; the decision stands.")
			}
			return settle(cmd.Context(), a, args[0], s)
		},
	}
	c.Flags(cmd)
	return cmd
}

// settling is a way to settle a held review: plan says what it would do, and do
// does it.
type settling struct {
	kit.Change
	deed     model.Deed
	question string
	plan     func(*kit.Opened, int64) (string, error)
	do       func(*kit.Opened, int64) error
}

func settle(ctx context.Context, a *kit.Factory, arg string, s settling) error {
	id, err := kit.ArgID("delivery", arg)
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, a, s.deed, func(o *kit.Opened) error {
		said, err := s.plan(o, id)
		if err != nil || s.DryRun {
			return sayIf(a, err, "%s", said)
		}
		if !s.Yes {
			_, _ = fmt.Fprintln(a.Out, said)
		}
		if err := o.MayWrite(); err != nil {
			return err
		}
		if err := kit.Confirm(a, fmt.Sprintf(s.question, id), s.Yes); err != nil {
			return err
		}
		return s.do(o, id)
	})
}

// sayIf prints a line unless there is an error.
func sayIf(a *kit.Factory, err error, format string, args ...any) error {
	if err == nil {
		_, err = fmt.Fprintf(a.Out, format+"\n", args...)
	}
	return err
}

// NewCmdReceive returns the command review receive.
func NewCmdReceive(a *kit.Factory) *cobra.Command {
	var c kit.Change
	cmd := &cobra.Command{
		Use:     "receive ATTEMPT_CODE [FILE]",
		Short:   "Take a review as a proctoring service sends it, from a file or standard input",
		Example: "  examdesk review receive 6B23B414-4045-4A87-A042-83C5A52CF7AF review.json --dry-run",
		Long: `Takes the body of a review callback, as a proctoring service posts it, for the attempt of a code: what would have come
over the network and did not. After a person's decision it is held, see "review held".`,
		Args: kit.UsageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			body, err := kit.ReadBody(a, args[1:], "The review")
			if err != nil {
				return err
			}
			return kit.ForDeed(cmd.Context(), a, model.DeedReceiveReview, func(o *kit.Opened) error { return reviewReceive(cmd.Context(), a, o, args[0], []byte(body), c) })
		},
	}
	c.Flags(cmd)
	return cmd
}

func reviewReceive(ctx context.Context, a *kit.Factory, o *kit.Opened, code string, body []byte, c kit.Change) error {
	callback := model.ReviewCallback{Code: code, Body: body}
	plan, err := o.Store.PreviewReview(ctx, callback)
	if err != nil {
		return err
	}
	if c.DryRun {
		return errors.Join(sayReview(a, plan, "would be"), steps.RulesLine(a, o))
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(a, "Take this review for the attempt "+model.Clean(code)+"?", c.Yes); err != nil {
		return err
	}
	out, err := o.Store.ReceiveReview(ctx, callback)
	if err != nil {
		return err
	}
	return sayReview(a, out, "is")
}

// sayReview says what became of a review, or would become.
func sayReview(a *kit.Factory, out model.ReceivedReview, is string) error {
	for _, w := range out.Warnings {
		_, _ = fmt.Fprintln(a.Err, "Note: "+w)
	}
	said := map[model.Judgement]string{
		model.DeliveryApplied:  "The review " + is + " taken; the attempt " + is + " " + out.Plan.To.String() + ".",
		model.DeliveryRepeated: "The review is known already; nothing changed.",
		model.DeliveryHeld:     "A person has decided the attempt; the review " + is + " held. See: examdesk review held",
	}[out.Judgement]
	if out.Judgement == model.DeliveryApplied && out.Plan.To == "" {
		said = "The review " + is + " taken; its attempt was removed, so nothing follows."
	}
	_, err := fmt.Fprintln(a.Out, said)
	return err
}

// NewCmdSync returns the command review sync.
func NewCmdSync(a *kit.Factory) *cobra.Command {
	var c kit.Change
	var from, to string
	cmd := &cobra.Command{
		Use:     "sync --from TIME --to TIME",
		Short:   "Let attempts follow their reviews again",
		Long:    "Saves the reviews again that were modified between two times (UTC, both included), so that each attempt gets the status\nthat its review leads to: for attempts whose status was lost or changed by hand.",
		Example: "  examdesk review sync --from 2026-11-01 --to 2026-11-02T12:00:00Z --dry-run",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			begin, err := kit.ArgTime("--from", from)
			if err != nil {
				return err
			}
			end, err := kit.ArgTime("--to", to)
			if err != nil {
				return err
			}
			if end.Before(begin) {
				return model.Errorf(model.CodeInvalid, "The period ends before it begins; swap its two times.")
			}
			return kit.ForDeed(cmd.Context(), a, model.DeedSyncReviews, func(o *kit.Opened) error {
				if err := o.MayWrite(); err != nil && !c.DryRun {
					return err
				}
				return steps.Bulk(a, o, c, "Let %d attempts follow their reviews?", func(b model.Bulk) ([]model.ItemResult, error) {
					return o.Store.SyncFromReviews(cmd.Context(), begin, end, b)
				})
			})
		},
	}
	c.Flags(cmd)
	c.JSONFlag(cmd, "one JSON array")
	jsonout.Flags(cmd, []steps.ItemJSON(nil))
	cmd.Flags().StringVar(&from, "from", "", "`TIME` from which on, e.g. 2026-11-01 or 2026-11-01T08:00:00Z")
	cmd.Flags().StringVar(&to, "to", "", "`TIME` until which")
	return cmd
}

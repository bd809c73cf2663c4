package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

func (a *factory) reviewCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "review", Short: "Look at reviews as proctoring services deliver them", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.reviewListCmd(), a.reviewHeldCmd(), a.reviewAcceptCmd(), a.reviewDismissCmd(), a.reviewReceiveCmd(), a.reviewSyncCmd())
	return cmd
}

func (a *factory) reviewHeldCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "held",
		Short: "List reviews that came after a person's decision and wait for a person",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withStore(cmd.Context(), func(o *session) error { return a.reviewHeld(cmd.Context(), o, asJSON) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

// heldJSON is one delivery of `review held --json`; docs/commands.md describes it.
type heldJSON struct {
	ID          int64     `json:"id"`
	AttemptCode string    `json:"attempt_code"`
	Received    time.Time `json:"received"`
	Status      string    `json:"review_status"`
	Comments    int       `json:"comments"`
}

func (a *factory) reviewHeld(ctx context.Context, o *session, asJSON bool) error {
	held, err := o.Store.HeldDeliveries(ctx, "")
	if err != nil {
		return err
	}
	list := make([]heldJSON, 0, len(held))
	rows := [][]string{{"ID", "AGE", "REVIEW", "COMMENTS", "ATTEMPT CODE"}}
	for _, h := range held {
		list = append(list, heldJSON{h.ID, h.AttemptCode, h.Received, string(h.Review()), len(h.Comments)})
		rows = append(rows, []string{strconv.FormatInt(h.ID, 10), age(a.Clock().Sub(h.Received)), h.Review().String(), strconv.Itoa(len(h.Comments)), model.Clean(h.AttemptCode)})
	}
	if asJSON {
		return writeJSON(a.Out, list)
	}
	return table(a.Out, rows)
}

func (a *factory) reviewAcceptCmd() *cobra.Command {
	var c change
	cmd := &cobra.Command{
		Use:   "accept ID",
		Short: "Let a held review take effect, as your decision",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s := settling{change: c, deed: model.DeedAcceptReview, question: "Let the held review %d take effect as your decision?"}
			s.plan = func(o *session, id int64) (string, error) {
				out, err := o.Store.PreviewDelivery(cmd.Context(), id)
				return "The attempt would be " + out.Plan.To.String() + " by the rules of edx-proctoring " + o.rules.Release + ".", err
			}
			s.do = func(o *session, id int64) error {
				out, err := o.Store.AcceptDelivery(cmd.Context(), id)
				return a.sayIf(err, "The attempt is %s.", out.Plan.To)
			}
			return a.settle(cmd.Context(), args[0], s)
		},
	}
	c.flags(cmd)
	return cmd
}

func (a *factory) reviewDismissCmd() *cobra.Command {
	var c change
	cmd := &cobra.Command{
		Use:   "dismiss ID",
		Short: "Close a held review without effect",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s := settling{change: c, deed: model.DeedDismissReview, question: "Close the held review %d without effect?"}
			s.plan = func(o *session, id int64) (string, error) {
				return "It would be dismissed; the decision would stand.", o.Store.MayDismiss(cmd.Context(), id)
			}
			s.do = func(o *session, id int64) error {
				return a.sayIf(o.Store.DismissDelivery(cmd.Context(), id), "Dismissed; the decision stands.")
			}
			return a.settle(cmd.Context(), args[0], s)
		},
	}
	c.flags(cmd)
	return cmd
}

// settling is a way to settle a held review: plan says what it would do, and do
// does it.
type settling struct {
	change
	deed     model.Deed
	question string
	plan     func(*session, int64) (string, error)
	do       func(*session, int64) error
}

func (a *factory) settle(ctx context.Context, arg string, s settling) error {
	id, err := argID("delivery", arg)
	if err != nil {
		return err
	}
	return a.forDeed(ctx, s.deed, func(o *session) error {
		said, err := s.plan(o, id)
		if err != nil || s.dryRun {
			return a.sayIf(err, "%s", said)
		}
		if !s.yes {
			_, _ = fmt.Fprintln(a.Out, said)
		}
		if err := o.mayWrite(); err != nil {
			return err
		}
		if err := a.confirm(fmt.Sprintf(s.question, id), s.yes); err != nil {
			return err
		}
		return s.do(o, id)
	})
}

// sayIf prints a line unless there is an error.
func (a *factory) sayIf(err error, format string, args ...any) error {
	if err == nil {
		_, err = fmt.Fprintf(a.Out, format+"\n", args...)
	}
	return err
}

func (a *factory) reviewReceiveCmd() *cobra.Command {
	var c change
	cmd := &cobra.Command{
		Use:   "receive ATTEMPT_CODE [FILE]",
		Short: "Take a review as a proctoring service sends it, from a file or standard input",
		Long: `Takes the body of a review callback, as a proctoring service posts it, for the attempt of a code: what would have come
over the network and did not. After a person's decision it is held, see "review held".`,
		Args: usageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			body, err := a.readBody(args[1:], "The review")
			if err != nil {
				return err
			}
			return a.forDeed(cmd.Context(), model.DeedReceiveReview, func(o *session) error { return a.reviewReceive(cmd.Context(), o, args[0], []byte(body), c) })
		},
	}
	c.flags(cmd)
	return cmd
}

// maxBody is the largest review that is read, in bytes.
const maxBody = 10 << 20

// readBody reads what is given in a file, or on standard input without one.
func (a *factory) readBody(args []string, what string) (string, error) {
	path := "-"
	if len(args) == 1 {
		path = args[0]
	}
	return a.readText(path, textIn{what: what, limit: maxBody})
}

func (a *factory) reviewReceive(ctx context.Context, o *session, code string, body []byte, c change) error {
	callback := model.ReviewCallback{Code: code, Body: body}
	plan, err := o.Store.PreviewReview(ctx, callback)
	if err != nil {
		return err
	}
	if c.dryRun {
		return errors.Join(a.sayReview(plan, "would be"), a.rulesLine(o))
	}
	if err := o.mayWrite(); err != nil {
		return err
	}
	if err := a.confirm("Take this review for the attempt "+model.Clean(code)+"?", c.yes); err != nil {
		return err
	}
	out, err := o.Store.ReceiveReview(ctx, callback)
	if err != nil {
		return err
	}
	return a.sayReview(out, "is")
}

// sayReview says what became of a review, or would become.
func (a *factory) sayReview(out model.ReceivedReview, is string) error {
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

func (a *factory) reviewSyncCmd() *cobra.Command {
	var c change
	var from, to string
	cmd := &cobra.Command{
		Use:     "sync --from TIME --to TIME",
		Short:   "Let attempts follow their reviews again",
		Long:    "Saves the reviews again that were modified between two times (UTC, both included), so that each attempt gets the status\nthat its review leads to: for attempts whose status was lost or changed by hand.",
		Example: "  examdesk review sync --from 2026-11-01 --to 2026-11-02T12:00:00Z --dry-run",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			begin, err := argTime("--from", from)
			if err != nil {
				return err
			}
			end, err := argTime("--to", to)
			if err != nil {
				return err
			}
			if end.Before(begin) {
				return model.Errorf(model.CodeInvalid, "The time ends before it begins.")
			}
			return a.forDeed(cmd.Context(), model.DeedSyncReviews, func(o *session) error {
				if err := o.mayWrite(); err != nil && !c.dryRun {
					return err
				}
				return a.bulk(o, c, "Let %d attempts follow their reviews?", func(b model.Bulk) ([]model.ItemResult, error) {
					return o.Store.SyncFromReviews(cmd.Context(), begin, end, b)
				})
			})
		},
	}
	c.flags(cmd)
	c.jsonFlag(cmd, "one JSON array")
	cmd.Flags().StringVar(&from, "from", "", "`TIME` from which on, e.g. 2026-11-01 or 2026-11-01T08:00:00Z")
	cmd.Flags().StringVar(&to, "to", "", "`TIME` until which")
	return cmd
}

// argTime reads a day or a time; without a zone it is UTC.
func argTime(flag, s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, &usageError{fmt.Errorf("%s %q is no time; write 2026-11-01 or 2026-11-01T08:00:00Z", flag, s)}
}

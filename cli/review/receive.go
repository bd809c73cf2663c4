package review

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/steps"
	"examdesk/cli/words"
	"examdesk/model"
)

// ReceiveOptions holds the options of review receive.
type ReceiveOptions struct {
	*kit.Factory
	kit.Change
	// Code is the attempt's code.
	Code string
	// Files has the file with the review; standard input if it is empty or -.
	Files []string
}

// NewCmdReceive returns the command review receive.
func NewCmdReceive(f *kit.Factory, run func(context.Context, *ReceiveOptions) error) *cobra.Command {
	if run == nil {
		run = receiveRun
	}
	o := &ReceiveOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "receive ATTEMPT_CODE [FILE]",
		Short:   "Take in a review as a proctoring service sends it, from a file or standard input",
		Example: "  examdesk review receive 6B23B414-4045-4A87-A042-83C5A52CF7AF review.json --dry-run",
		Long: `Takes in the body of a review callback, as a proctoring service posts it, for the attempt with a code. Use it for a review
that did not arrive over the network. After a person's decision the review is held, see "review held".`,
		Args: kit.UsageArgs(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Code, o.Files = args[0], args[1:]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	return cmd
}

func receiveRun(ctx context.Context, o *ReceiveOptions) error {
	body, err := kit.ReadBody(o.Factory, o.Files, "The review")
	if err != nil {
		return err
	}
	callback := model.ReviewCallback{Code: o.Code, Body: []byte(body)}
	return kit.ForDeed(ctx, o.Factory, model.DeedReceiveReview, func(opened *kit.Opened) error {
		return receive(ctx, o, opened, callback)
	})
}

// receive shows what would become of a review, asks, and takes it.
func receive(ctx context.Context, o *ReceiveOptions, opened *kit.Opened, callback model.ReviewCallback) error {
	plan, err := opened.Store.PreviewReview(ctx, callback)
	if err != nil {
		return err
	}
	for _, w := range plan.Warnings {
		_, _ = fmt.Fprintln(o.Err, "Note: "+w)
	}
	if o.DryRun || !o.Yes {
		if err := errors.Join(sayReview(o.Factory, plan, "would be"), steps.RulesLine(o.Factory, opened)); err != nil || o.DryRun {
			return err
		}
	}
	if err := opened.MayWrite(); err != nil {
		return err
	}
	if err := kit.Confirm(o.Factory, "Take this review for the attempt "+model.Clean(o.Code)+"?", o.Yes); err != nil {
		return err
	}
	out, err := opened.Store.ReceiveReview(ctx, callback)
	if err != nil {
		return err
	}
	return sayReview(o.Factory, out, "is")
}

// sayReview prints what became of a review, or what would.
func sayReview(a *kit.Factory, out model.ReceivedReview, is string) error {
	said := map[model.Judgement]string{
		model.DeliveryApplied:  "The review " + is + " taken; the attempt " + is + " " + out.Plan.To.String() + ".",
		model.DeliveryRepeated: "The review is already known; nothing changed.",
		model.DeliveryHeld:     "A person has decided the attempt; the review " + is + " held. See: examdesk review held",
	}[out.Judgement]
	if out.Judgement == model.DeliveryApplied && out.Plan.To == "" {
		said = "The review " + is + " taken; its attempt was removed, so nothing follows."
	}
	if is == "would be" && out.Judgement == model.DeliveryApplied {
		said += follows(out)
	}
	_, err := fmt.Fprintln(a.Out, said)
	return err
}

// follows are the effects of a plan, each on a line of its own below what it says.
func follows(out model.ReceivedReview) string {
	var said strings.Builder
	for _, l := range words.EffectLines(out.Plan.Effects) {
		said.WriteString("\n    - " + l)
	}
	return said.String()
}

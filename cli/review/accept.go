package review

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// NewCmdAccept returns the command review accept.
func NewCmdAccept(f *kit.Factory, run func(context.Context, *SettleOptions) error) *cobra.Command {
	if run == nil {
		run = acceptRun
	}
	return newSettle(f, &cobra.Command{
		Use:     "accept ID",
		Short:   "Apply a held review as your decision",
		Example: "  examdesk review accept 12 --as r.adeyemi --dry-run",
	}, run)
}

func acceptRun(ctx context.Context, o *SettleOptions) error {
	return settle(ctx, o, settling{
		deed: model.DeedAcceptReview, question: "Apply the held review %d as your decision?",
		plan: func(opened *kit.Opened, id int64) (string, error) {
			out, err := opened.Store.PreviewDelivery(ctx, id)
			said := "The attempt would be " + out.Plan.To.String() + " by the rules of edx-proctoring " + opened.Rules.Release + "."
			return said + follows(out), err
		},
		do: func(opened *kit.Opened, id int64) (string, error) {
			out, err := opened.Store.AcceptDelivery(ctx, id)
			return "The attempt is " + out.Plan.To.String() + ".", err
		},
	})
}

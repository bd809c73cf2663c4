package review

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// NewCmdDismiss returns the command review dismiss.
func NewCmdDismiss(f *kit.Factory, run func(context.Context, *SettleOptions) error) *cobra.Command {
	if run == nil {
		run = dismissRun
	}
	return newSettle(f, &cobra.Command{
		Use:     "dismiss ID",
		Short:   "Dismiss a held review without any effect",
		Example: "  examdesk review dismiss 12 --as r.adeyemi",
	}, run)
}

func dismissRun(ctx context.Context, o *SettleOptions) error {
	return settle(ctx, o, settling{
		deed: model.DeedDismissReview, question: "Dismiss the held review %d without any effect?",
		plan: func(opened *kit.Opened, id int64) (string, error) {
			return "It would be dismissed; the decision would remain.", opened.Store.MayDismiss(ctx, id)
		},
		do: func(opened *kit.Opened, id int64) (string, error) {
			return "Dismissed; the decision remains.", opened.Store.DismissDelivery(ctx, id)
		},
	})
}

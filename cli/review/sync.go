package review

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/steps"
	"examdesk/model"
)

// SyncOptions holds the options of review sync.
type SyncOptions struct {
	*kit.Factory
	kit.Change
	// From and To are days or times.
	From, To string
}

// NewCmdSync returns the command review sync.
func NewCmdSync(f *kit.Factory, run func(context.Context, *SyncOptions) error) *cobra.Command {
	if run == nil {
		run = syncRun
	}
	o := &SyncOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "sync --from TIME --to TIME",
		Short:   "Make attempts follow their reviews again",
		Long:    "Saves the reviews modified between two times (UTC, both included) again, so that each attempt gets the status that its\nreview leads to. Use it for attempts whose status was lost or changed by hand.",
		Example: "  examdesk review sync --from 2026-11-01 --to 2026-11-02T12:00:00Z --dry-run",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON array", []steps.ItemJSON(nil))
	cmd.Flags().StringVar(&o.From, "from", "", "start `TIME`, e.g. 2026-11-01 or 2026-11-01T08:00:00Z")
	cmd.Flags().StringVar(&o.To, "to", "", "end `TIME`")
	return cmd
}

func syncRun(ctx context.Context, o *SyncOptions) error {
	from, to, err := o.span()
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, o.Factory, model.DeedSyncReviews, func(opened *kit.Opened) error {
		if err := opened.MayWrite(); err != nil && !o.DryRun {
			return err
		}
		return steps.Bulk(o.Factory, opened, o.Change, "Make %d attempts follow their reviews?", func(b model.Bulk) ([]model.ItemResult, error) {
			return opened.Store.SyncFromReviews(ctx, from, to, b)
		})
	})
}

// span returns the period from --from to --to.
func (o *SyncOptions) span() (from, to time.Time, err error) {
	if from, err = kit.ArgTime("--from", o.From); err != nil {
		return from, to, err
	}
	if to, err = kit.ArgTime("--to", o.To); err != nil {
		return from, to, err
	}
	if to.Before(from) {
		return from, to, model.Errorf(model.CodeInvalid, "The period ends before it begins; swap the two times.")
	}
	return from, to, nil
}

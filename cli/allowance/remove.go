package allowance

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// RemoveOptions holds the options of allowance remove.
type RemoveOptions struct {
	GrantOptions
	Pairs
	// Key is the kind of allowance to remove, as people write it; empty for all.
	Key string
}

// NewCmdRemove returns the command allowance remove.
func NewCmdRemove(f *kit.Factory, run func(context.Context, *RemoveOptions) error) *cobra.Command {
	if run == nil {
		run = removeRun
	}
	o := &RemoveOptions{GrantOptions: GrantOptions{Factory: f}}
	cmd := &cobra.Command{
		Use:     "remove --learner NAME[,NAME…] --exam EXAM[,EXAM…] [--key KEY]",
		Short:   "Remove allowances of learners for exams",
		Example: "  examdesk allowance remove --learner mei_zhang --exam 4 --as r.adeyemi --dry-run",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.GrantOptions.flags(cmd)
	o.Pairs.flags(cmd)
	cmd.Flags().StringVar(&o.Key, "key", "", "remove only this `KEY`: minutes, exception, or a key of edx-proctoring")
	return cmd
}

func removeRun(ctx context.Context, o *RemoveOptions) error {
	key, err := removedKey(o.Key)
	if err != nil {
		return err
	}
	wishes, err := o.wishes(model.AllowanceWish{Remove: true, Key: key})
	if err != nil {
		return err
	}
	return o.grant(ctx, model.AllowanceRequest{Wishes: wishes, What: "remove"}, nil)
}

// removedKey is the key that a word names. A store may hold other keys than those
// that are known here; what is close to a known one is a slip, and would remove
// nothing.
func removedKey(word string) (string, error) {
	known := append(model.AllowanceKinds(), model.AllowanceAdditionalTime, model.AllowanceReviewPolicyException)
	key := model.AllowanceKey(word)
	if word == "" || slices.Contains(known, key) || key == model.AllowanceTimeMultiplier || len(model.Nearest(word, known)) == 0 {
		return key, nil
	}
	return kit.OneOf("kind of allowance", word, known)
}

package allowance

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// AddOptions holds the options of allowance add.
type AddOptions struct {
	GrantOptions
	Pairs
	// Key and Value are what each learner gets for each exam.
	Key, Value string
}

// NewCmdAdd returns the command allowance add.
func NewCmdAdd(f *kit.Factory, run func(context.Context, *AddOptions) error) *cobra.Command {
	if run == nil {
		run = addRun
	}
	o := &AddOptions{GrantOptions: GrantOptions{Factory: f}}
	cmd := &cobra.Command{
		Use:   "add --learner NAME[,NAME…] --exam EXAM[,EXAM…] (--minutes N | --multiplier X | --exception TEXT)",
		Short: "Grant learners the same allowance for exams",
		Long: `Grants each learner the same allowance for each exam, or changes the one they have. The command first says what each
would have, how long each exam would be, and where that is too late because the attempt has started.`,
		Example: "  examdesk allowance add --as r.adeyemi --learner mei_zhang,yuki_sato --exam 2,3 --multiplier 1.5",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.Key, o.Value, err = oneGrant(cmd); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	o.GrantOptions.flags(cmd)
	o.Pairs.flags(cmd)
	cmd.Flags().String("minutes", "", "`N` minutes more than the exam's limit")
	cmd.Flags().String("multiplier", "", "`X` times the exam's limit, e.g. 1.5")
	cmd.Flags().String("exception", "", "`TEXT` that describes an exception to the reviewer")
	return cmd
}

// oneGrant returns what the flags grant: exactly one thing.
func oneGrant(cmd *cobra.Command) (key, value string, err error) {
	given := 0
	for _, name := range []string{"minutes", "multiplier", "exception"} {
		if flag := cmd.Flags().Lookup(name); flag.Changed {
			given++
			key, value = model.AllowanceKey(name), strings.TrimSpace(flag.Value.String())
		}
	}
	if given != 1 {
		return "", "", kit.Usagef("give one of --minutes, --multiplier and --exception")
	}
	return key, value, nil
}

func addRun(ctx context.Context, o *AddOptions) error {
	if err := model.CheckGrant(o.Key, o.Value); err != nil {
		return err
	}
	wishes, err := o.wishes(model.AllowanceWish{Key: o.Key, Value: o.Value})
	if err != nil {
		return err
	}
	return o.grant(ctx, model.AllowanceRequest{Wishes: wishes, What: "add"}, nil)
}

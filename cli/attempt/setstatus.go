package attempt

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// SetStatusOptions holds the options of attempt set-status.
type SetStatusOptions struct {
	ChangeOptions
	Status string
}

// NewCmdSetStatus returns the command attempt set-status.
func NewCmdSetStatus(f *kit.Factory, run func(context.Context, *SetStatusOptions) error) *cobra.Command {
	if run == nil {
		run = setStatusRun
	}
	o := &SetStatusOptions{ChangeOptions: ChangeOptions{Factory: f}}
	cmd := &cobra.Command{
		Use: "set-status STATUS ID...", Short: "Set the status of attempts by hand, with everything that follows from it",
		Long: `Moves attempts to a status with everything that follows: credit, grades, mail, other exams. The command refuses a status
that an attempt cannot return to, and one that staff may not set.`,
		Example: "  examdesk attempt set-status submitted 1204 --as r.adeyemi --dry-run\n  examdesk attempt set-status submitted --filter 'status:started age:>2d' --as r.adeyemi",
		Args:    kit.UsageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Status, o.IDs = args[0], args[1:]
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	return cmd
}

func setStatusRun(ctx context.Context, o *SetStatusOptions) error {
	status, err := kit.OneOf("status", o.Status, model.KnownStatuses())
	if err != nil {
		return err
	}
	return changeRun(ctx, &o.ChangeOptions, changing{kind: model.ChangeStatus, status: status, question: "Set %s to " + status.String() + "?"})
}

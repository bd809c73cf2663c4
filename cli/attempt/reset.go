package attempt

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// NewCmdReset returns the command attempt reset.
func NewCmdReset(f *kit.Factory, run func(context.Context, *ChangeOptions) error) *cobra.Command {
	if run == nil {
		run = resetRun
	}
	return newChange(f, &cobra.Command{
		Use: "reset ID...", Short: "Let learners take practice and onboarding exams again",
		Example: "  examdesk attempt reset 1204 --as r.adeyemi --dry-run",
		Long:    "Closes attempts at practice exams as onboarding_reset and creates a new attempt for each.",
	}, run)
}

func resetRun(ctx context.Context, o *ChangeOptions) error {
	return changeRun(ctx, o, changing{kind: model.ChangeReset, question: "Reset %s?"})
}

package attempt

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// NewCmdResume returns the command attempt resume.
func NewCmdResume(f *kit.Factory, run func(context.Context, *ChangeOptions) error) *cobra.Command {
	if run == nil {
		run = resumeRun
	}
	return newChange(f, &cobra.Command{
		Use: "resume ID...", Short: "Let learners continue attempts that broke off",
		Long: `Marks attempts as ready to resume. The command first says how many minutes each learner gets: the time left when the
session broke off or, if that was not recorded, the whole time again, with questions already seen, and never beyond the due
date. It refuses an attempt if that is nothing.`,
		Example: "  examdesk attempt resume 1204 --as r.adeyemi\n  examdesk attempt resume --filter 'is:resumable exam:\"Midterm 1\"' --dry-run",
	}, run)
}

func resumeRun(ctx context.Context, o *ChangeOptions) error {
	return changeRun(ctx, o, changing{kind: model.ChangeResume, question: "Let the learners of %s continue?"})
}

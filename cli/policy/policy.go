package policy

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// NewCmd returns the command policy. Tests pass run functions in place of the work of its
// commands; nil does the work.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("policy", "View and change review policies, the instructions to reviewers",
		NewCmdView(f, nil), NewCmdSet(f, nil), NewCmdHistory(f, nil))
}

// ofExam finds the exam with an id in a store that in opens.
func ofExam(ctx context.Context, id string, in func(func(*kit.Opened) error) error, f func(*kit.Opened, model.Exam) error) error {
	examID, err := kit.ArgID("exam", id)
	if err != nil {
		return err
	}
	return in(func(o *kit.Opened) error {
		exam, err := o.Store.Exam(ctx, examID)
		if err != nil {
			return err
		}
		return f(o, exam)
	})
}

// read opens the store for a command that only reads.
func read(ctx context.Context, f *kit.Factory) func(func(*kit.Opened) error) error {
	return func(g func(*kit.Opened) error) error { return kit.WithStore(ctx, f, g) }
}

package attempt

import (
	"context"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/model"
)

// DeleteOptions holds the options of attempt delete.
type DeleteOptions struct {
	ChangeOptions
	// AllOf is a learner; every attempt of theirs at Exam, an id, is deleted instead
	// of named attempts.
	AllOf, Exam string
}

// NewCmdDelete returns the command attempt delete.
func NewCmdDelete(f *kit.Factory, run func(context.Context, *DeleteOptions) error) *cobra.Command {
	if run == nil {
		run = deleteRun
	}
	o := &DeleteOptions{ChangeOptions: ChangeOptions{Factory: f}}
	cmd := &cobra.Command{
		Use: "delete ID...", Short: "Delete attempts, so that learners can take the exam again",
		Long: `Deletes attempts with the learner's answers, as course staff can do in the LMS. The command first says what will be
deleted and, on a terminal, asks you to type a word.`,
		Example: "  examdesk attempt delete 1204 --as r.adeyemi\n  examdesk attempt delete --all-of mei_zhang --exam 4 --as r.adeyemi --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.IDs = args
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.AllOf, "all-of", "", "every attempt of the learner `USERNAME` at --exam")
	cmd.Flags().StringVar(&o.Exam, "exam", "", "`ID` of the exam, with --all-of")
	return cmd
}

func deleteRun(ctx context.Context, o *DeleteOptions) error {
	switch {
	case o.AllOf == "" && o.Exam == "":
		return changeRun(ctx, &o.ChangeOptions, changing{kind: model.ChangeRemove, question: "Delete %s?"})
	case o.AllOf == "" || o.Exam == "" || len(o.IDs) > 0 || o.Filter != "":
		return kit.Usagef("--all-of and --exam go together, and without ids or a filter")
	}
	examID, err := kit.ArgID("exam", o.Exam)
	if err != nil {
		return err
	}
	all := changing{kind: model.ChangeRemoveAll, question: "Delete %s with everything that belongs to it?"}
	return o.change(ctx, all, func(opened *kit.Opened) ([]int64, error) { return o.newest(ctx, opened, examID) })
}

// newest returns the learner's newest attempt at an exam; deleting it deletes all
// others.
func (o *DeleteOptions) newest(ctx context.Context, opened *kit.Opened, examID int64) ([]int64, error) {
	exam, err := opened.Store.Exam(ctx, examID)
	if err != nil {
		return nil, err
	}
	learner, err := find.OneLearner(ctx, o.Factory, opened, o.AllOf)
	if err != nil {
		return nil, err
	}
	rows, err := opened.Store.UserAttempts(ctx, learner.ID, examID)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, model.Errorf(model.CodeNotFound, "%s has no attempt at %s.", learner.Username, exam.Name)
	}
	return []int64{rows[0].Attempt.ID}, nil
}

package allowance

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// HistoryOptions holds the options of allowance history.
type HistoryOptions struct {
	*kit.Factory
	Whose
	AsJSON bool
}

// NewCmdHistory returns the command allowance history.
func NewCmdHistory(f *kit.Factory, run func(context.Context, *HistoryOptions) error) *cobra.Command {
	if run == nil {
		run = historyRun
	}
	o := &HistoryOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "history (--learner NAME | --exam EXAM)",
		Short:   "List what was granted, changed and removed, newest first",
		Example: "  examdesk allowance history --learner mei_zhang",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []allowanceChangeJSON(nil))
	return cmd
}

func historyRun(ctx context.Context, o *HistoryOptions) error {
	if o.Learner == "" && o.Exam == "" {
		return kit.Usagef("name a learner with --learner or an exam with --exam")
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		userID, examID, err := o.find(ctx, opened)
		if err != nil {
			return err
		}
		list, err := opened.Store.AllowanceHistory(ctx, userID, examID)
		if err != nil {
			return err
		}
		if o.AsJSON {
			return printer.JSON(o.Out, grantHistoryJSON(list))
		}
		return sayHistory(o.Factory, list)
	})
}

func sayHistory(f *kit.Factory, list []model.AllowanceChange) error {
	rows := [][]string{{"WHEN (UTC)", "LEARNER", "EXAM", "CHANGE", "WHO"}}
	for _, c := range list {
		at, who := "not recorded", "not recorded"
		if !c.At.IsZero() {
			at = c.At.Format("2006-01-02 15:04")
		}
		if c.Batch > 0 {
			who = fmt.Sprintf("%s, batch %d", c.Who, c.Batch)
		}
		rows = append(rows, []string{at, c.Learner.Username.String(), fmt.Sprintf("%d %s", c.Exam.ID, c.Exam.Name), changeText(c), who})
	}
	return printer.PrintTable(f, rows)
}

func changeText(c model.AllowanceChange) string {
	from, to := allowanceValue(c.Key, c.From), allowanceValue(c.Key, c.To)
	switch {
	case c.New:
		return to
	case c.Removed:
		return from + " → nothing"
	}
	return from + " → " + to
}

func grantHistoryJSON(list []model.AllowanceChange) []allowanceChangeJSON {
	out := make([]allowanceChangeJSON, 0, len(list))
	for _, c := range list {
		x := allowanceChangeJSON{
			Username: c.Learner.Username.Raw(), ExamID: c.Exam.ID, Exam: c.Exam.Name.Raw(), Key: c.Key.Raw(),
			Batch: unlessZero(c.Batch), Who: unlessZero(c.Who.Raw()),
		}
		if !c.At.IsZero() {
			at := c.At.UTC()
			x.At = (*jsonout.Time)(&at)
		}
		from, to := c.From.Raw(), c.To.Raw()
		if !c.New {
			x.From = &from
		}
		if !c.Removed {
			x.To = &to
		}
		out = append(out, x)
	}
	return out
}

package allowance

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// Whose selects allowances; an empty field does not narrow them down.
type Whose struct{ Learner, Exam, Course string }

func (w *Whose) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.Learner, "learner", "", "username or e-mail of the learner")
	cmd.Flags().StringVar(&w.Exam, "exam", "", "exam, by id, content id or name")
	cmd.Flags().StringVar(&w.Course, "course", "", "`ID` of the course")
}

func (w *Whose) find(ctx context.Context, o *kit.Opened) (userID, examID int64, err error) {
	l, x, err := o.Store.FindPair(ctx, model.AllowanceWish{Learner: w.Learner, Exam: w.Exam, Course: w.Course})
	return l.ID, x.ID, err
}

// ListOptions holds the options of allowance list.
type ListOptions struct {
	*kit.Factory
	printer.List
	Whose
	CSV printer.CsvFlags
}

// NewCmdList returns the command allowance list.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List allowances of a course, an exam or a learner",
		Example: "  examdesk allowance list --course course-v1:NordU+STAT101+2026\n  examdesk allowance list --learner mei_zhang --csv",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.CSV.Check(cmd); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	o.Flags(cmd, 50, "most allowances to list; 0 for all", []grantedJSON(nil))
	o.CSV.Flags(cmd, " that `allowance import` reads")
	return cmd
}

func listRun(ctx context.Context, o *ListOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		q := model.AllowanceQuery{Course: o.Course}
		var err error
		if q.UserID, q.ExamID, err = o.find(ctx, opened); err != nil {
			return err
		}
		l := printer.Listing[model.GrantedAllowance]{Rows: opened.Store.Allowances(ctx, q), Limit: o.Limit, CSV: o.CSV}
		switch {
		case o.AsJSON:
			l.JSON = func(g model.GrantedAllowance) any { return grantedOf(g) }
		case o.CSV.On:
			l.Head, l.Cells = []string{"username", "email", "course_id", "exam_id", "exam_name", "key", "value"}, allowanceCSV
		default:
			o.table(&l)
		}
		return printer.WriteList(o.Factory, l)
	})
}

// table prints the list for a person, with a note if there are more.
func (o *ListOptions) table(l *printer.Listing[model.GrantedAllowance]) {
	l.Head = []string{"LEARNER", "GRANTED", "IN ALL", "AGE", "EXAM", "COURSE"}
	l.Cells = func(g model.GrantedAllowance) []string { return allowanceCells(o.Factory, g) }
	l.Whole = true
	l.More = func() { _, _ = fmt.Fprintln(o.Err, "There are more; --limit 0 lists all.") }
}

func allowanceCells(a *kit.Factory, g model.GrantedAllowance) []string {
	total := "-"
	if n, err := model.GrantedMinutes(g.Allowance.Value.Raw()); err == nil && g.Allowance.Key == model.AllowanceAdditionalTime {
		total = strconv.Itoa(g.Exam.TimeLimitMins+n) + " min"
	}
	return []string{
		g.Learner.Username.String(), allowanceValue(g.Allowance.Key, g.Allowance.Value), total,
		printer.Age(a.Clock().Sub(g.Allowance.Modified)), fmt.Sprintf("%d %s", g.Exam.ID, g.Exam.Name), g.Exam.CourseID.String(),
	}
}

func grantedOf(g model.GrantedAllowance) grantedJSON {
	return grantedJSON{
		ID: g.Allowance.ID, Username: g.Learner.Username.Raw(), Email: g.Learner.Email.Raw(), Course: g.Exam.CourseID.Raw(),
		ExamID: g.Exam.ID, Exam: g.Exam.Name.Raw(), Key: g.Allowance.Key.Raw(), Value: g.Allowance.Value.Raw(),
		Created: jsonout.Time(g.Allowance.Created), Modified: jsonout.Time(g.Allowance.Modified),
	}
}

// allowanceCSV is a line that import can read.
func allowanceCSV(g model.GrantedAllowance) []string {
	return []string{
		g.Learner.Username.Raw(), g.Learner.Email.Raw(), g.Exam.CourseID.Raw(), strconv.FormatInt(g.Exam.ID, 10),
		g.Exam.Name.Raw(), g.Allowance.Key.Raw(), g.Allowance.Value.Raw(),
	}
}

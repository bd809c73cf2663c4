package allowance

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// whose says whose allowances are asked for.
type whose struct{ learner, exam, course string }

func (w *whose) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.learner, "learner", "", "username or e-mail of the learner")
	cmd.Flags().StringVar(&w.exam, "exam", "", "the exam by id, content id or name")
	cmd.Flags().StringVar(&w.course, "course", "", "`ID` of the course")
}

func (w *whose) find(ctx context.Context, o *kit.Opened) (userID, examID int64, err error) {
	l, x, err := o.Store.FindPair(ctx, model.AllowanceWish{Learner: w.learner, Exam: w.exam, Course: w.course})
	return l.ID, x.ID, err
}

// NewCmdList returns the command allowance list.
func NewCmdList(a *kit.Factory) *cobra.Command {
	var w whose
	var limit int
	var asJSON bool
	var asCSV printer.CsvFlags
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List allowances of a course, an exam or a learner",
		Example: "  examdesk allowance list --course course-v1:NordU+STAT101+2026\n  examdesk allowance list --learner mei_zhang --csv",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return kit.Usagef("--limit %d: give 0 or more", limit)
			}
			if err := asCSV.Check(cmd); err != nil {
				return err
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error {
				l := printer.Listing[model.GrantedAllowance]{Limit: limit, CSV: asCSV}
				return allowanceList(cmd.Context(), a, o, w, l, asJSON)
			})
		},
	}
	w.flags(cmd)
	cmd.Flags().IntVar(&limit, "limit", 50, "most allowances to list; 0 for all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []grantedJSON(nil))
	asCSV.Flags(cmd, " that `allowance import` reads")
	return cmd
}

func allowanceList(ctx context.Context, a *kit.Factory, o *kit.Opened, w whose, l printer.Listing[model.GrantedAllowance], asJSON bool) error {
	q := model.AllowanceQuery{Course: w.course}
	var err error
	if q.UserID, q.ExamID, err = w.find(ctx, o); err != nil {
		return err
	}
	l.Rows = o.Store.Allowances(ctx, q)
	switch {
	case asJSON:
		l.JSON = func(g model.GrantedAllowance) any { return grantedOf(g) }
	case l.CSV.On:
		l.Head, l.Cells = []string{"username", "email", "course_id", "exam_id", "exam_name", "key", "value"}, allowanceCSV
	default:
		l.Head, l.Cells = []string{"LEARNER", "GRANTED", "IN ALL", "AGE", "EXAM", "COURSE"}, func(g model.GrantedAllowance) []string { return allowanceCells(a, g) }
		l.Whole = true
		l.More = func() { _, _ = fmt.Fprintln(a.Err, "There are more; --limit 0 lists all.") }
	}
	return printer.WriteList(a, l)
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

// allowanceCSV is a line that import reads.
func allowanceCSV(g model.GrantedAllowance) []string {
	return []string{
		g.Learner.Username.Raw(), g.Learner.Email.Raw(), g.Exam.CourseID.Raw(), strconv.FormatInt(g.Exam.ID, 10),
		g.Exam.Name.Raw(), g.Allowance.Key.Raw(), g.Allowance.Value.Raw(),
	}
}

// NewCmdHistory returns the command allowance history.
func NewCmdHistory(a *kit.Factory) *cobra.Command {
	var w whose
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "history (--learner NAME | --exam EXAM)",
		Short:   "List what was granted, changed and removed, newest first",
		Example: "  examdesk allowance history --learner mei_zhang",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if w.learner == "" && w.exam == "" {
				return kit.Usagef("name a learner with --learner or an exam with --exam")
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return allowanceHistory(cmd.Context(), a, o, w, asJSON) })
		},
	}
	w.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []allowanceChangeJSON(nil))
	return cmd
}

func allowanceHistory(ctx context.Context, a *kit.Factory, o *kit.Opened, w whose, asJSON bool) error {
	userID, examID, err := w.find(ctx, o)
	if err != nil {
		return err
	}
	list, err := o.Store.AllowanceHistory(ctx, userID, examID)
	if err != nil {
		return err
	}
	if asJSON {
		return printer.JSON(a.Out, grantHistoryJSON(list))
	}
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
	return printer.PrintTable(a, rows)
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

// listedBatches is how many batches are listed.
const listedBatches = 20

func batches(ctx context.Context, a *kit.Factory, o *kit.Opened, asJSON bool) error {
	list, err := o.Store.AllowanceBatches(ctx, listedBatches)
	if err != nil {
		return err
	}
	out := make([]batchJSON, 0, len(list))
	rows := [][]string{{"BATCH", "WHEN (UTC)", "ALLOWANCES", "BY", "WHAT"}}
	for _, b := range list {
		out = append(out, batchJSON{b.ID, jsonout.Time(b.At.UTC()), b.By.Raw(), b.What.Raw(), b.Lines, unlessZero(b.Undoes)})
		rows = append(rows, []string{strconv.FormatInt(b.ID, 10), b.At.UTC().Format(time.DateTime), strconv.Itoa(b.Lines), b.By.String(), b.What.String()})
	}
	if asJSON {
		return printer.JSON(a.Out, out)
	}
	return printer.PrintTable(a, rows)
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// whose says whose allowances are asked for.
type whose struct{ learner, exam, course string }

func (w *whose) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.learner, "learner", "", "username or e-mail of the learner")
	cmd.Flags().StringVar(&w.exam, "exam", "", "the exam by id, content id or name")
	cmd.Flags().StringVar(&w.course, "course", "", "`ID` of the course")
}

func (w *whose) find(ctx context.Context, o *session) (userID, examID int64, err error) {
	l, x, err := o.Store.FindPair(ctx, model.AllowanceWish{Learner: w.learner, Exam: w.exam, Course: w.course})
	return l.ID, x.ID, err
}

func (a *factory) allowanceListCmd() *cobra.Command {
	var w whose
	var limit int
	var asJSON bool
	var asCSV csvFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List allowances of a course, an exam or a learner",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return &usageError{fmt.Errorf("--limit %d: give 0 or more", limit)}
			}
			if err := asCSV.check(cmd); err != nil {
				return err
			}
			return a.withStore(cmd.Context(), func(o *session) error {
				l := listing[model.GrantedAllowance]{limit: limit, csv: asCSV}
				return a.allowanceList(cmd.Context(), o, w, l, asJSON)
			})
		},
	}
	w.flags(cmd)
	cmd.Flags().IntVar(&limit, "limit", 50, "most allowances to list; 0 for all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	asCSV.flags(cmd, " that `allowance import` reads")
	return cmd
}

func (a *factory) allowanceList(ctx context.Context, o *session, w whose, l listing[model.GrantedAllowance], asJSON bool) error {
	q := model.AllowanceQuery{Course: w.course}
	var err error
	if q.UserID, q.ExamID, err = w.find(ctx, o); err != nil {
		return err
	}
	l.rows = o.Store.Allowances(ctx, q)
	switch {
	case asJSON:
		l.json = func(g model.GrantedAllowance) any { return grantedOf(g) }
	case l.csv.on:
		l.head, l.cells = []string{"username", "email", "course_id", "exam_id", "exam_name", "key", "value"}, allowanceCSV
	default:
		l.head, l.cells = []string{"LEARNER", "GRANTED", "IN ALL", "AGE", "EXAM", "COURSE"}, a.allowanceCells
		l.whole = true
		l.more = func() { _, _ = fmt.Fprintln(a.Err, "There are more; --limit 0 lists all.") }
	}
	return writeList(a, l)
}

func (a *factory) allowanceCells(g model.GrantedAllowance) []string {
	total := "-"
	if n, err := model.GrantedMinutes(g.Allowance.Value.Raw()); err == nil && g.Allowance.Key == model.AllowanceAdditionalTime {
		total = strconv.Itoa(g.Exam.TimeLimitMins+n) + " min"
	}
	return []string{
		g.Learner.Username.String(), allowanceValue(g.Allowance.Key, g.Allowance.Value), total,
		age(a.Clock().Sub(g.Allowance.Modified)), fmt.Sprintf("%d %s", g.Exam.ID, g.Exam.Name), g.Exam.CourseID.String(),
	}
}

func grantedOf(g model.GrantedAllowance) grantedJSON {
	return grantedJSON{
		ID: g.Allowance.ID, Username: g.Learner.Username.Raw(), Email: g.Learner.Email.Raw(), Course: g.Exam.CourseID.Raw(),
		ExamID: g.Exam.ID, Exam: g.Exam.Name.Raw(), Key: g.Allowance.Key.Raw(), Value: g.Allowance.Value.Raw(),
		Created: g.Allowance.Created, Modified: g.Allowance.Modified,
	}
}

// allowanceCSV is a line that import reads.
func allowanceCSV(g model.GrantedAllowance) []string {
	return []string{
		g.Learner.Username.Raw(), g.Learner.Email.Raw(), g.Exam.CourseID.Raw(), strconv.FormatInt(g.Exam.ID, 10),
		g.Exam.Name.Raw(), g.Allowance.Key.Raw(), g.Allowance.Value.Raw(),
	}
}

func (a *factory) allowanceHistoryCmd() *cobra.Command {
	var w whose
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "history (--learner NAME | --exam EXAM)",
		Short: "Tell what was granted, changed and taken away, the last first",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if w.learner == "" && w.exam == "" {
				return &usageError{errors.New("name a learner with --learner or an exam with --exam")}
			}
			return a.withStore(cmd.Context(), func(o *session) error { return a.allowanceHistory(cmd.Context(), o, w, asJSON) })
		},
	}
	w.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

func (a *factory) allowanceHistory(ctx context.Context, o *session, w whose, asJSON bool) error {
	userID, examID, err := w.find(ctx, o)
	if err != nil {
		return err
	}
	list, err := o.Store.AllowanceHistory(ctx, userID, examID)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.Out, grantHistoryJSON(list))
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
	return table(a.Out, rows)
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
			x.At = &at
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

func (a *factory) batches(ctx context.Context, o *session, asJSON bool) error {
	list, err := o.Store.AllowanceBatches(ctx, listedBatches)
	if err != nil {
		return err
	}
	out := make([]batchJSON, 0, len(list))
	rows := [][]string{{"BATCH", "WHEN (UTC)", "ALLOWANCES", "BY", "WHAT"}}
	for _, b := range list {
		out = append(out, batchJSON{b.ID, b.At.UTC(), b.By.Raw(), b.What.Raw(), b.Lines, unlessZero(b.Undoes)})
		rows = append(rows, []string{strconv.FormatInt(b.ID, 10), b.At.UTC().Format(time.DateTime), strconv.Itoa(b.Lines), b.By.String(), b.What.String()})
	}
	if asJSON {
		return writeJSON(a.Out, out)
	}
	return table(a.Out, rows)
}

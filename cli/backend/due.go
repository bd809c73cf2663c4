package backend

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/checks"
	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// DueOptions holds the options of backend due.
type DueOptions struct {
	*setup.Setup
	// Days is how many days to look ahead, including today.
	Days   int
	AsJSON bool
}

// NewCmdDue returns the command backend due.
func NewCmdDue(s *setup.Setup, run func(context.Context, *DueOptions) error) *cobra.Command {
	if run == nil {
		run = dueRun
	}
	o := &DueOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "due",
		Short:   "List the exams due today, with their service and the result of its last check",
		Example: "  examdesk backend due --days 7",
		Long: `Lists the active proctored exams due today in your time zone or, with --days, within that many days, with the service
that proctors each and the result of its last check. It contacts no service; backend verify does.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().IntVar(&o.Days, "days", 1, "how many days to look ahead, including today")
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []dueJSON(nil))
	return cmd
}

// dueJSON is one exam of `backend due --json`; docs/commands.md describes it.
type dueJSON struct {
	ExamID          int64         `json:"exam_id"`
	ExamName        string        `json:"exam_name"`
	CourseID        string        `json:"course_id"`
	DueDate         jsonout.Time  `json:"due_date"`
	Backend         string        `json:"backend"`
	State           string        `json:"state"`
	Checked         *jsonout.Time `json:"checked"`
	CertificateEnds *jsonout.Time `json:"certificate_ends"`

	last checks.LastCheck
}

func dueRun(ctx context.Context, o *DueOptions) error {
	if o.Days < 1 || o.Days > 366 {
		return kit.Usagef("--days %d: give a number from 1 to 366", o.Days)
	}
	return o.WithOpened(ctx, func(opened *setup.Opened) error { return due(ctx, o, opened) })
}

func due(ctx context.Context, o *DueOptions, opened *setup.Opened) error {
	courses, err := opened.Store.ListCourses(ctx)
	if err != nil {
		return err
	}
	now := o.Clock()
	local := now.In(time.Local)
	begin := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.Local)
	end := begin.AddDate(0, 0, o.Days)
	last := checks.ReadLastChecks(ctx)
	found := []dueJSON{}
	for _, c := range courses {
		for _, e := range c.Exams {
			if !e.IsActive || !e.IsProctored {
				continue
			}
			x, err := find.Listed(ctx, opened.Opened, e, nil)
			if err != nil {
				return err
			}
			x.DueDate = x.Due // the date that applies
			if x.Due == nil || x.Due.Before(begin) || !x.Due.Before(end) {
				continue
			}
			found = append(found, dueOf(x, opened.Config, last))
		}
	}
	slices.SortStableFunc(found, func(x, y dueJSON) int { return time.Time(x.DueDate).Compare(time.Time(y.DueDate)) })
	if o.AsJSON {
		return printer.JSON(o.Out, found)
	}
	return sayDue(o, found)
}

func dueOf(x find.ListedExam, c config.Config, last checks.LastChecks) dueJSON {
	l := last.Checks[c.CheckKey(x.Service)]
	out := dueJSON{
		ExamID: x.ID, ExamName: x.Name.String(), CourseID: x.CourseID.String(), DueDate: jsonout.Time(x.DueDate.UTC()), Backend: model.Clean(x.ServiceWords()),
		State: string(l.State), CertificateEnds: (*jsonout.Time)(l.CertificateEnds), last: l,
	}
	if !l.At.IsZero() {
		out.Checked = (*jsonout.Time)(&l.At)
	}
	if out.State == "" {
		out.State = "never checked"
	}
	return out
}

func sayDue(o *DueOptions, found []dueJSON) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(o.Out, "No proctored exam is due.")
		return err
	}
	rows := [][]string{{"DUE", "EXAM", "NAME", "COURSE", "SERVICE", "LAST CHECK"}}
	for _, d := range found {
		rows = append(rows, []string{
			time.Time(d.DueDate).In(time.Local).Format("2006-01-02 15:04 MST"), strconv.FormatInt(d.ExamID, 10), d.ExamName, d.CourseID, d.Backend, d.last.Words(o.Clock()),
		})
	}
	return printer.PrintTable(o.Factory, rows)
}

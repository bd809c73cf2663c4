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

// NewCmdDue returns the command backend due.
func NewCmdDue(a *setup.Setup) *cobra.Command {
	var days int
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "due",
		Short:   "List the exams that are due today, with their service and how its last check went",
		Example: "  examdesk backend due --days 7",
		Long: `Lists the active proctored exams that are due today in the zone of whoever asks, or with --days within as many days,
with the service that proctors each and how its last check went. Nobody is asked: backend verify checks the services.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if days < 1 || days > 366 {
				return kit.Usagef("--days %d: give from 1 to 366", days)
			}
			return a.WithOpened(cmd.Context(), func(o *setup.Opened) error { return backendDue(cmd.Context(), a, o, days, asJSON) })
		},
	}
	cmd.Flags().IntVar(&days, "days", 1, "how many days to look ahead, today included")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
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

func backendDue(ctx context.Context, a *setup.Setup, o *setup.Opened, days int, asJSON bool) error {
	courses, err := o.Store.ListCourses(ctx)
	if err != nil {
		return err
	}
	now := a.Clock()
	local := now.In(time.Local)
	begin := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.Local)
	end := begin.AddDate(0, 0, days)
	last := checks.ReadLastChecks(ctx)
	found := []dueJSON{}
	for _, c := range courses {
		for _, e := range c.Exams {
			if !e.IsActive || !e.IsProctored {
				continue
			}
			x, err := find.Listed(ctx, o.Opened, e, nil)
			if err != nil {
				return err
			}
			x.DueDate = x.Due // the date that counts
			if x.Due == nil || x.Due.Before(begin) || !x.Due.Before(end) {
				continue
			}
			found = append(found, dueOf(x, o.Config, last))
		}
	}
	slices.SortStableFunc(found, func(x, y dueJSON) int { return time.Time(x.DueDate).Compare(time.Time(y.DueDate)) })
	if asJSON {
		return printer.JSON(a.Out, found)
	}
	return sayDue(a, found)
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

func sayDue(a *setup.Setup, found []dueJSON) error {
	if len(found) == 0 {
		_, err := fmt.Fprintln(a.Out, "No proctored exam is due.")
		return err
	}
	rows := [][]string{{"DUE", "EXAM", "NAME", "COURSE", "SERVICE", "LAST CHECK"}}
	for _, d := range found {
		rows = append(rows, []string{
			time.Time(d.DueDate).In(time.Local).Format("2006-01-02 15:04 MST"), strconv.FormatInt(d.ExamID, 10), d.ExamName, d.CourseID, d.Backend, d.last.Words(a.Clock()),
		})
	}
	return printer.PrintTable(a.Factory, rows)
}

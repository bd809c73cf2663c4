package exam

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
)

// ListOptions holds the options of exam list.
type ListOptions struct {
	*kit.Factory
	printer.List
	// Course is the id of a course; empty for all.
	Course string
}

// NewCmdList returns the command exam list.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List exams with their proctoring services",
		Example: "  examdesk exam list --course course-v1:NordU+STAT101+2026\n  examdesk exam list --json=id,exam_name,effective_backend",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.Course, "course", "", "`ID` of the course")
	o.Flags(cmd, 0, "most exams to list; 0 for all", []find.ExamListedJSON(nil))
	return cmd
}

func listRun(ctx context.Context, o *ListOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		found, err := listed(ctx, opened, o.Course)
		if err != nil {
			return err
		}
		return sayExams(o.Factory, printer.Cut(o.List, found), o.List)
	})
}

// listed returns the exams of a course, or of all.
func listed(ctx context.Context, opened *kit.Opened, course string) ([]find.ListedExam, error) {
	courses, err := opened.Store.ListCourses(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := opened.Store.ExamAttemptCounts(ctx, course)
	if err != nil {
		return nil, err
	}
	var found []find.ListedExam
	for _, c := range courses {
		if course != "" && c.ID.Raw() != course {
			continue
		}
		for _, e := range c.Exams {
			x, err := find.Listed(ctx, opened, e, counts)
			if err != nil {
				return nil, err
			}
			found = append(found, x)
		}
	}
	if course != "" && len(found) == 0 {
		return nil, find.NoCourse(course)
	}
	return found, nil
}

func sayExams(a *kit.Factory, found []find.ListedExam, l printer.List) error {
	if l.AsJSON {
		out := make([]find.ExamListedJSON, 0, len(found))
		for _, x := range found {
			out = append(out, x.JSON())
		}
		return printer.JSON(a.Out, out)
	}
	rows := examRows(found)
	if printer.LineWidth(a) == 0 {
		rows[0] = append(rows[0], "COURSE")
		for i, x := range found {
			rows[i+1] = append(rows[i+1], x.CourseID.String())
		}
		return printer.PrintTable(a, rows)
	}
	printer.Fit(rows, printer.LineWidth(a))
	var lines strings.Builder
	if err := printer.Table(&lines, rows); err != nil {
		return err
	}
	return byCourse(a, found, strings.Split(lines.String(), "\n"))
}

// examRows are exams as the rows of a table, without their courses.
func examRows(found []find.ListedExam) [][]string {
	rows := [][]string{{"ID", "EXAM", "KIND", "MIN", "DUE (UTC)", "ACTIVE", "SERVICE", "TAKEN"}}
	for _, x := range found {
		due := "-"
		if x.Due != nil {
			due = x.Due.UTC().Format("2006-01-02 15:04")
		}
		rows = append(rows, []string{
			strconv.FormatInt(x.ID, 10), x.Name.String(), x.Kind(), strconv.Itoa(x.TimeLimitMins), due, printer.YesNo(x.IsActive),
			x.ServiceWords(), strconv.FormatInt(x.Attempts, 10),
		})
	}
	return rows
}

// byCourse prints the lines of a table of exams under their courses, whose long ids
// would otherwise fill the width.
func byCourse(a *kit.Factory, found []find.ListedExam, lines []string) error {
	p := printer.NewPage(a)
	p.Line("%s", lines[0])
	for i, x := range found {
		if i == 0 || x.CourseID != found[i-1].CourseID {
			p.Line("\n%s", x.CourseID)
		}
		p.Line("%s", lines[i+1])
	}
	return p.Flush()
}

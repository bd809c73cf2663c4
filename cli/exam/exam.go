package exam

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// NewCmd returns the command exam.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "exam", Short: "Look at exams and change them", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdView(a), NewCmdSet(a))
	return cmd
}

// NewCmdList returns the command exam list.
func NewCmdList(a *kit.Factory) *cobra.Command {
	var l printer.List
	var course string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List exams, with the service that proctors each",
		Example: "  examdesk exam list --course course-v1:NordU+STAT101+2026\n  examdesk exam list --json=id,exam_name,effective_backend",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.Check(); err != nil {
				return err
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return examList(cmd.Context(), a, o, course, l) })
		},
	}
	cmd.Flags().StringVar(&course, "course", "", "`ID` of the course")
	cmd.Flags().IntVar(&l.Limit, "limit", 0, "most exams to list; 0 for all")
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []find.ExamListedJSON(nil))
	return cmd
}

func examList(ctx context.Context, a *kit.Factory, o *kit.Opened, course string, l printer.List) error {
	courses, err := o.Store.ListCourses(ctx)
	if err != nil {
		return err
	}
	counts, err := o.Store.ExamAttemptCounts(ctx, course)
	if err != nil {
		return err
	}
	var found []find.ListedExam
	for _, c := range courses {
		for _, e := range c.Exams {
			if course != "" && c.ID.Raw() != course {
				continue
			}
			x, err := find.Listed(ctx, o, e, counts)
			if err != nil {
				return err
			}
			found = append(found, x)
		}
	}
	if course != "" && len(found) == 0 {
		return find.NoCourse(course)
	}
	return sayExams(a, printer.Cut(l, found), l)
}

func sayExams(a *kit.Factory, found []find.ListedExam, l printer.List) error {
	if l.AsJSON {
		out := make([]find.ExamListedJSON, 0, len(found))
		for _, x := range found {
			out = append(out, x.JSON())
		}
		return printer.JSON(a.Out, out)
	}
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

// byCourse prints the lines of a table of exams under their courses, whose long
// ids would take the room of all else.
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

// NewCmdView returns the command exam view.
func NewCmdView(a *kit.Factory) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "view ID",
		Short:   "Show an exam with its review policy and the service that proctors it",
		Example: "  examdesk exam view 4",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := kit.ArgID("exam", args[0])
			if err != nil {
				return err
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return examView(cmd.Context(), a, o, id, asJSON) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, viewJSON{})
	return cmd
}

func examView(ctx context.Context, a *kit.Factory, o *kit.Opened, id int64, asJSON bool) error {
	x, policy, err := find.ExamOf(ctx, o, id)
	if err != nil {
		return err
	}
	c, err := printer.ClockOf(a, "")
	if err != nil {
		return err
	}
	if asJSON {
		return printer.JSON(a.Out, viewJSON{x.JSON(), policy})
	}
	return sayExam(a, x, policy, c)
}

// viewJSON is `exam view --json`.
type viewJSON struct {
	find.ExamListedJSON
	Policy *vocab.PolicyJSON `json:"policy"`
}

func sayExam(a *kit.Factory, x find.ListedExam, policy *vocab.PolicyJSON, c printer.Clock) error {
	p := printer.NewPage(a)
	p.Line("Exam %d: %s%s", x.ID, x.Name, words.Inactive(x.Exam))
	p.Line("")
	p.Field(2, "course", x.CourseID.String())
	p.Field(2, "block", x.ContentID.String())
	p.Field(2, "kind", x.Kind())
	p.Field(2, "time", printer.Count(x.TimeLimitMins, "minute"))
	p.Field(2, "due", dueWords(x.Due, c))
	p.Field(2, "past due", map[bool]string{true: "the exam is hidden", false: "the exam can be looked at"}[x.HideAfterDue])
	p.Field(2, "active", printer.YesNo(x.IsActive))
	p.Field(2, "service", x.ServiceWords())
	if x.Gone {
		p.Field(2, "", "No service of this name is configured under PROCTORING_BACKENDS; its reviews are read as those of a REST service.")
	}
	p.Field(2, "service id", x.ExternalID.String())
	p.Field(2, "attempts", strconv.FormatInt(x.Attempts, 10))
	p.Field(2, "changed", c.AtAgo(x.Modified))
	if policy != nil {
		p.Field(2, "policy", model.Clean(fmt.Sprintf("%s (by %s, %s)", policy.Text, words.OrNobody(model.Text(policy.SetBy)), c.At(time.Time(policy.Modified)))))
	}
	return p.Flush()
}

func dueWords(due *time.Time, c printer.Clock) string {
	if due == nil {
		return "never"
	}
	return c.AtAgo(*due)
}

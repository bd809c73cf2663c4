package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

func (a *factory) examCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "exam", Short: "Look at exams and change them", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.examListCmd(), a.examViewCmd(), a.examSetCmd())
	return cmd
}

func (a *factory) examListCmd() *cobra.Command {
	var l list
	var course string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List exams, with the service that proctors each",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.check(); err != nil {
				return err
			}
			return a.withStore(cmd.Context(), func(o *session) error { return a.examList(cmd.Context(), o, course, l) })
		},
	}
	cmd.Flags().StringVar(&course, "course", "", "`ID` of the course")
	cmd.Flags().IntVar(&l.limit, "limit", 0, "most exams to list; 0 for all")
	cmd.Flags().BoolVar(&l.asJSON, "json", false, "print one JSON array")
	return cmd
}

// listedExam is an exam with what the list says of it.
type listedExam struct {
	model.Exam
	// service is what proctors it, empty for a timed exam.
	service string
	// gone tells that no such service is configured.
	gone     bool
	attempts int64
	// due is when it is due for everybody: the course's date where there is one,
	// else the exam's own.
	due *time.Time
}

// examListedJSON is one exam of `exam list --json`; docs/commands.md describes it.
type examListedJSON struct {
	examJSON
	TimeLimitMins  int        `json:"time_limit_mins"`
	DueDate        *time.Time `json:"due_date"`
	IsProctored    bool       `json:"is_proctored"`
	IsPracticeExam bool       `json:"is_practice_exam"`
	IsActive       bool       `json:"is_active"`
	HideAfterDue   bool       `json:"hide_after_due"`
	ExternalID     *string    `json:"external_id"`
	Effective      *string    `json:"effective_backend"`
	IsConfigured   bool       `json:"backend_is_configured"`
	Attempts       int64      `json:"attempts"`
	Modified       time.Time  `json:"modified"`
}

func (x listedExam) json() examListedJSON {
	return examListedJSON{
		toExamJSON(x.Exam), x.TimeLimitMins, x.due, x.IsProctored, x.IsPracticeExam, x.IsActive, x.HideAfterDue,
		nonEmpty(x.ExternalID), nonEmpty(model.Text(x.service)), !x.gone, x.attempts, x.Modified,
	}
}

// listed adds what is known of an exam besides its row.
func (o *session) listed(ctx context.Context, e model.Exam, counts map[int64]int64) (listedExam, error) {
	x := listedExam{Exam: e, attempts: counts[e.ID]}
	var err error
	x.due, err = o.Store.DueDate(ctx, e, 0)
	if b := o.backends.Resolve(e); err == nil && b != nil {
		x.service, x.gone = b.Name, !slices.Contains(o.services, b.Name)
	}
	return x, err
}

func (a *factory) examList(ctx context.Context, o *session, course string, l list) error {
	courses, err := o.Store.ListCourses(ctx)
	if err != nil {
		return err
	}
	counts, err := o.Store.ExamAttemptCounts(ctx, course)
	if err != nil {
		return err
	}
	var found []listedExam
	for _, c := range courses {
		for _, e := range c.Exams {
			if course != "" && c.ID.Raw() != course {
				continue
			}
			x, err := o.listed(ctx, e, counts)
			if err != nil {
				return err
			}
			found = append(found, x)
		}
	}
	if course != "" && len(found) == 0 {
		return noCourse(course)
	}
	return a.sayExams(cut(l, found), l)
}

func noCourse(course string) error {
	return model.Errorf(model.CodeNotFound, "There is no exam in a course %s; see examdesk exam list for the courses.", model.Clean(course))
}

func (a *factory) sayExams(found []listedExam, l list) error {
	if l.asJSON {
		out := make([]examListedJSON, 0, len(found))
		for _, x := range found {
			out = append(out, x.json())
		}
		return writeJSON(a.Out, out)
	}
	rows := [][]string{{"ID", "EXAM", "KIND", "MIN", "DUE (UTC)", "ACTIVE", "SERVICE", "TAKEN"}}
	for _, x := range found {
		due := "-"
		if x.due != nil {
			due = x.due.UTC().Format("2006-01-02 15:04")
		}
		rows = append(rows, []string{
			strconv.FormatInt(x.ID, 10), x.Name.String(), x.Kind(), strconv.Itoa(x.TimeLimitMins), due, yesNo(x.IsActive),
			x.serviceWords(), strconv.FormatInt(x.attempts, 10),
		})
	}
	fit(rows, a.columns())
	var lines strings.Builder
	if err := table(&lines, rows); err != nil {
		return err
	}
	return a.byCourse(found, strings.Split(lines.String(), "\n"))
}

// byCourse prints the lines of a table of exams under their courses, whose long
// ids would take the room of all else.
func (a *factory) byCourse(found []listedExam, lines []string) error {
	p := a.page()
	p.line("%s", lines[0])
	for i, x := range found {
		if i == 0 || x.CourseID != found[i-1].CourseID {
			p.line("\n%s", x.CourseID)
		}
		p.line("%s", lines[i+1])
	}
	return p.write()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (x listedExam) serviceWords() string {
	switch {
	case x.service == "":
		return "-"
	case x.gone:
		return model.Clean(x.service) + " (gone)"
	}
	return model.Clean(x.service)
}

func (a *factory) examViewCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "view ID",
		Short: "Show an exam with its review policy and the service that proctors it",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := argID("exam", args[0])
			if err != nil {
				return err
			}
			return a.withStore(cmd.Context(), func(o *session) error { return a.examView(cmd.Context(), o, id, asJSON) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func (a *factory) examView(ctx context.Context, o *session, id int64, asJSON bool) error {
	x, policy, err := o.examOf(ctx, id)
	if err != nil {
		return err
	}
	c, err := a.clockOf("")
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.Out, examViewJSON{x.json(), policy})
	}
	return a.sayExam(x, policy, c)
}

// examViewJSON is `exam view --json`.
type examViewJSON struct {
	examListedJSON
	Policy *policyJSON `json:"review_policy"`
}

func (a *factory) sayExam(x listedExam, policy *policyJSON, c clock) error {
	p := a.page()
	p.line("Exam %d: %s%s", x.ID, x.Name, inactive(x.Exam))
	p.line("")
	p.field(2, "course", x.CourseID.String())
	p.field(2, "block", x.ContentID.String())
	p.field(2, "kind", x.Kind())
	p.field(2, "time", count(x.TimeLimitMins, "minute"))
	p.field(2, "due", dueWords(x.due, c))
	p.field(2, "past due", map[bool]string{true: "the exam is hidden", false: "the exam can be looked at"}[x.HideAfterDue])
	p.field(2, "active", yesNo(x.IsActive))
	p.field(2, "service", x.serviceWords())
	if x.gone {
		p.field(2, "", "No service of this name is configured under PROCTORING_BACKENDS; its reviews are read as those of a REST service.")
	}
	p.field(2, "service id", x.ExternalID.String())
	p.field(2, "attempts", strconv.FormatInt(x.attempts, 10))
	p.field(2, "changed", c.atAgo(x.Modified))
	if policy != nil {
		p.field(2, "policy", model.Clean(fmt.Sprintf("%s (by %s, %s)", policy.Text, orNobody(model.Text(policy.SetBy)), c.at(policy.Modified))))
	}
	return p.write()
}

func dueWords(due *time.Time, c clock) string {
	if due == nil {
		return "never"
	}
	return c.atAgo(*due)
}

// examOf reads an exam with its review policy, nil if it has none.
func (o *session) examOf(ctx context.Context, id int64) (listedExam, *policyJSON, error) {
	exam, err := o.Store.Exam(ctx, id)
	if err != nil {
		return listedExam{}, nil, err
	}
	counts, err := o.Store.ExamAttemptCounts(ctx, exam.CourseID.Raw())
	if err != nil {
		return listedExam{}, nil, err
	}
	x, err := o.listed(ctx, exam, counts)
	if err != nil {
		return listedExam{}, nil, err
	}
	policy, err := o.policyNow(ctx, id)
	return x, policy, err
}

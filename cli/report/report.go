package report

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// reporting says of what a report is and how it is printed.
type reporting struct {
	course              string
	csv                 printer.CsvFlags
	asJSON, all, sample bool
}

// NewCmd returns the command report.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "report", Short: "Reports on a course", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	violations := oneReport(a, &cobra.Command{Use: "violations --course ID", Short: "What reviewers found in a course's exams",
		Example: "  examdesk report violations --course course-v1:NordU+STAT101+2026 --csv"}, []violationJSON(nil),
		func(ctx context.Context, o *kit.Opened, r reporting) error { return reportViolations(ctx, a, o, r) })
	violations.Flags().Bool("all", false, "attempts without a review too")
	violations.Flags().Bool("practice", false, "the practice exams instead of the others")
	cmd.AddCommand(violations,
		oneReport(a, &cobra.Command{Use: "status --course ID", Short: "How many attempts stand where, for each exam of a course",
			Example: "  examdesk report status --course course-v1:NordU+STAT101+2026"}, []statusJSON(nil),
			func(ctx context.Context, o *kit.Opened, r reporting) error { return reportStatus(ctx, a, o, r) }))
	return cmd
}

func oneReport(a *kit.Factory, cmd *cobra.Command, shape any, do func(context.Context, *kit.Opened, reporting) error) *cobra.Command {
	var r reporting
	cmd.Args = kit.UsageArgs(cobra.NoArgs)
	cmd.Flags().StringVar(&r.course, "course", "", "`ID` of the course")
	cmd.Flags().BoolVar(&r.asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, shape)
	r.csv.Flags(cmd, ", for a spreadsheet")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := r.csv.Check(cmd); err != nil {
			return err
		}
		if r.course == "" {
			return kit.Usagef("name the course with --course ID")
		}
		if cmd.Flags().Lookup("all") != nil {
			r.all, _ = cmd.Flags().GetBool("all")
			r.sample, _ = cmd.Flags().GetBool("practice")
		}
		return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error {
			exams, err := o.Store.CourseExams(cmd.Context(), r.course, false)
			if err != nil {
				return err
			}
			if len(exams) == 0 {
				return find.NoCourse(r.course)
			}
			return do(cmd.Context(), o, r)
		})
	}
	return cmd
}

// violationJSON is one attempt of `report violations`; docs/commands.md
// describes it.
type violationJSON struct {
	CourseID           string        `json:"course_id"`
	ExamName           string        `json:"exam_name"`
	Username           string        `json:"username"`
	Email              string        `json:"email"`
	AttemptID          int64         `json:"attempt_id"`
	AttemptCode        string        `json:"attempt_code"`
	StartedAt          *jsonout.Time `json:"started_at"`
	CompletedAt        *jsonout.Time `json:"completed_at"`
	Status             string        `json:"status"`
	ReviewStatus       *string       `json:"review_status"`
	Suspicious         []string      `json:"suspicious_comments"`
	Violations         []string      `json:"rules_violation_comments"`
	allowedMinutes     *int
	isSample           bool
	reviewStatusString string
}

func reportViolations(ctx context.Context, a *kit.Factory, o *kit.Opened, r reporting) error {
	l := printer.Listing[model.ReviewedAttempt]{
		Rows: r.listed(o.Store.Violations(ctx, r.course, r.sample)), CSV: r.csv,
		Head: []string{"ATTEMPT", "LEARNER", "EXAM", "STATUS", "REVIEW", "SUSP.", "RULES", "COMMENTS"}, Cells: violationCells,
	}
	switch {
	case r.asJSON:
		l.JSON = func(x model.ReviewedAttempt) any { return violationOf(x) }
	case r.csv.On:
		l.Head, l.Cells = violationColumns(), violationCSV
	}
	return printer.WriteList(a, l)
}

// listed leaves out attempts without a review unless all are asked for.
func (r reporting) listed(rows iter.Seq2[model.ReviewedAttempt, error]) iter.Seq2[model.ReviewedAttempt, error] {
	return func(yield func(model.ReviewedAttempt, error) bool) {
		for x, err := range rows {
			if (err != nil || r.all || x.Review != "") && !yield(x, err) {
				return
			}
		}
	}
}

func violationCells(x model.ReviewedAttempt) []string {
	v := violationOf(x)
	said := slices.Concat(v.Violations, v.Suspicious)
	return []string{
		strconv.FormatInt(v.AttemptID, 10), model.Clean(v.Username), model.Clean(v.ExamName), model.Clean(v.Status),
		cmp.Or(model.Clean(v.reviewStatusString), "-"), strconv.Itoa(len(v.Suspicious)), strconv.Itoa(len(v.Violations)),
		model.Clean(strings.Join(said, "; ")),
	}
}

func violationOf(x model.ReviewedAttempt) violationJSON {
	at := x.Row.Attempt
	return violationJSON{
		CourseID: x.Row.Exam.CourseID.Raw(), ExamName: x.Row.Exam.Name.Raw(), Username: x.Row.Learner.Username.Raw(), Email: x.Row.Learner.Email.Raw(),
		AttemptID: at.ID, AttemptCode: at.Code.Raw(), StartedAt: (*jsonout.Time)(at.StartedAt), CompletedAt: (*jsonout.Time)(at.CompletedAt), Status: string(at.Status),
		ReviewStatus: vocab.NonEmpty(model.Text(x.Review)), reviewStatusString: string(x.Review),
		Suspicious: raws(x.Comments[model.ReviewSuspicious]), Violations: raws(x.Comments[model.ReviewRulesViolation]),
		allowedMinutes: at.AllowedTimeLimitMins, isSample: at.IsSampleAttempt,
	}
}

func raws(list []model.Text) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		out = append(out, t.Raw())
	}
	return out
}

// violationColumns are those of the LMS's proctored exam results report.
func violationColumns() []string {
	return []string{"course_id", "exam_name", "username", "email", "attempt_code", "allowed_time_limit_mins", "is_sample_attempt", "started_at",
		"completed_at", "status", "review_status", "Suspicious Count", "Suspicious Comments", "Rules Violation Count", "Rules Violation Comments"}
}

func violationCSV(x model.ReviewedAttempt) []string {
	v, minutes := violationOf(x), ""
	if v.allowedMinutes != nil {
		minutes = strconv.Itoa(*v.allowedMinutes)
	}
	return []string{
		v.CourseID, v.ExamName, v.Username, v.Email, v.AttemptCode, minutes, strconv.FormatBool(v.isSample), csvTime((*time.Time)(v.StartedAt)),
		csvTime((*time.Time)(v.CompletedAt)), v.Status, v.reviewStatusString, strconv.Itoa(len(v.Suspicious)), strings.Join(v.Suspicious, "; "),
		strconv.Itoa(len(v.Violations)), strings.Join(v.Violations, "; "),
	}
}

func csvTime(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// statusJSON is one line of `report status`; docs/commands.md describes it.
type statusJSON struct {
	CourseID string       `json:"course_id"`
	ExamID   int64        `json:"exam_id"`
	ExamName string       `json:"exam_name"`
	Kind     string       `json:"kind"`
	Status   string       `json:"status"`
	Attempts int          `json:"attempt_count"`
	Oldest   jsonout.Time `json:"oldest"`
}

func reportStatus(ctx context.Context, a *kit.Factory, o *kit.Opened, r reporting) error {
	list, err := statuses(ctx, o, r.course)
	if err != nil {
		return err
	}
	now := a.Clock()
	l := printer.Listing[statusJSON]{
		Rows: printer.Each(list), CSV: r.csv, Head: []string{"EXAM", "NAME", "KIND", "STATUS", "ATTEMPTS", "OLDEST"},
		Cells: func(s statusJSON) []string {
			return []string{strconv.FormatInt(s.ExamID, 10), model.Clean(s.ExamName), s.Kind, model.Clean(s.Status), strconv.Itoa(s.Attempts), printer.Age(now.Sub(time.Time(s.Oldest)))}
		},
	}
	switch {
	case r.asJSON:
		l.JSON = func(s statusJSON) any { return s }
	case r.csv.On:
		l.Head = []string{"course_id", "exam_id", "exam_name", "kind", "status", "attempts", "oldest"}
		l.Cells = func(s statusJSON) []string {
			return []string{s.CourseID, strconv.FormatInt(s.ExamID, 10), s.ExamName, s.Kind, s.Status, strconv.Itoa(s.Attempts), csvTime((*time.Time)(&s.Oldest))}
		}
	}
	return printer.WriteList(a, l)
}

// statuses counts a course's attempts by exam and status, in the order of the
// exams' ids and of an attempt's life.
func statuses(ctx context.Context, o *kit.Opened, course string) ([]statusJSON, error) {
	exams, err := o.Store.CourseExams(ctx, course, false)
	if err != nil {
		return nil, err
	}
	counts, err := o.Store.CourseStatuses(ctx, course)
	if err != nil {
		return nil, err
	}
	byID := map[int64]model.Exam{}
	for _, e := range exams {
		byID[e.ID] = e
	}
	out := make([]statusJSON, 0, len(counts))
	for _, c := range counts {
		e := byID[c.ExamID]
		out = append(out, statusJSON{e.CourseID.Raw(), c.ExamID, e.Name.Raw(), e.Kind(), string(c.Status), c.Count, jsonout.Time(c.Oldest)})
	}
	life := model.AttemptStatuses()
	slices.SortFunc(out, func(x, y statusJSON) int {
		return cmp.Or(cmp.Compare(x.ExamID, y.ExamID),
			cmp.Compare(slices.Index(life, model.AttemptStatus(x.Status)), slices.Index(life, model.AttemptStatus(y.Status))), cmp.Compare(x.Status, y.Status))
	})
	return out, nil
}

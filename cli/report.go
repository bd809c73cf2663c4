package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// reporting says of what a report is and how it is printed.
type reporting struct {
	course                     string
	asJSON, asCSV, all, sample bool
}

func (a *app) reportCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "report", Short: "Reports on a course", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	violations := a.oneReport(&cobra.Command{Use: "violations --course ID", Short: "What reviewers found in a course's exams"}, a.reportViolations)
	violations.Flags().Bool("all", false, "attempts without a review too")
	violations.Flags().Bool("practice", false, "the practice exams instead of the others")
	cmd.AddCommand(violations,
		a.oneReport(&cobra.Command{Use: "status --course ID", Short: "How many attempts stand where, for each exam of a course"}, a.reportStatus))
	return cmd
}

func (a *app) oneReport(cmd *cobra.Command, do func(context.Context, *opened, reporting) error) *cobra.Command {
	var r reporting
	cmd.Args = usageArgs(cobra.NoArgs)
	cmd.Flags().StringVar(&r.course, "course", "", "`ID` of the course")
	cmd.Flags().BoolVar(&r.asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&r.asCSV, "csv", false, "print CSV, for a spreadsheet")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := notBoth(cmd, "json", "csv"); err != nil {
			return err
		}
		if r.course == "" {
			return &usageError{errors.New("name the course with --course ID")}
		}
		if cmd.Flags().Lookup("all") != nil {
			r.all, _ = cmd.Flags().GetBool("all")
			r.sample, _ = cmd.Flags().GetBool("practice")
		}
		return a.withStore(cmd.Context(), func(o *opened) error {
			exams, err := o.engine.CourseExams(cmd.Context(), r.course, false)
			if err != nil {
				return err
			}
			if len(exams) == 0 {
				return noCourse(r.course)
			}
			return do(cmd.Context(), o, r)
		})
	}
	return cmd
}

// violationJSON is one attempt of `report violations`; docs/commands.md
// describes it.
type violationJSON struct {
	CourseID           string     `json:"course_id"`
	ExamName           string     `json:"exam_name"`
	Username           string     `json:"username"`
	Email              string     `json:"email"`
	AttemptID          int64      `json:"attempt_id"`
	AttemptCode        string     `json:"attempt_code"`
	StartedAt          *time.Time `json:"started_at"`
	CompletedAt        *time.Time `json:"completed_at"`
	Status             string     `json:"status"`
	ReviewStatus       *string    `json:"review_status"`
	Suspicious         []string   `json:"suspicious_comments"`
	Violations         []string   `json:"rules_violation_comments"`
	allowedMinutes     *int
	isSample           bool
	reviewStatusString string
}

func (a *app) reportViolations(ctx context.Context, o *opened, r reporting) error {
	found, err := o.engine.ViolationReport(ctx, r.course, r.sample)
	if err != nil {
		return err
	}
	list := make([]violationJSON, 0, len(found))
	for _, x := range found {
		if x.Row.Exam.IsPracticeExam == r.sample && (r.all || x.Review != "") {
			list = append(list, violationOf(x))
		}
	}
	switch {
	case r.asJSON:
		return writeJSON(a.Out, list)
	case r.asCSV:
		return writeCSV(a.Out, violationCSV(list))
	}
	rows := [][]string{{"ATTEMPT", "LEARNER", "EXAM", "STATUS", "REVIEW", "SUSP.", "RULES", "COMMENTS"}}
	for _, v := range list {
		said := slices.Concat(v.Violations, v.Suspicious)
		rows = append(rows, []string{
			strconv.FormatInt(v.AttemptID, 10), model.Clean(v.Username), model.Clean(v.ExamName), model.Clean(v.Status),
			firstOf(model.Clean(v.reviewStatusString), "-"), strconv.Itoa(len(v.Suspicious)), strconv.Itoa(len(v.Violations)),
			model.Clean(strings.Join(said, "; ")),
		})
	}
	return a.table(rows)
}

func violationOf(x model.ReviewedAttempt) violationJSON {
	at := x.Row.Attempt
	return violationJSON{
		CourseID: x.Row.Exam.CourseID.Raw(), ExamName: x.Row.Exam.Name.Raw(), Username: x.Row.Learner.Username.Raw(), Email: x.Row.Learner.Email.Raw(),
		AttemptID: at.ID, AttemptCode: at.Code.Raw(), StartedAt: at.StartedAt, CompletedAt: at.CompletedAt, Status: string(at.Status),
		ReviewStatus: nonEmpty(model.Text(x.Review)), reviewStatusString: string(x.Review),
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

// violationCSV has the columns of the LMS's proctored exam results report.
func violationCSV(list []violationJSON) [][]string {
	rows := [][]string{{"course_id", "exam_name", "username", "email", "attempt_code", "allowed_time_limit_mins", "is_sample_attempt", "started_at",
		"completed_at", "status", "review_status", "Suspicious Count", "Suspicious Comments", "Rules Violation Count", "Rules Violation Comments"}}
	for _, v := range list {
		minutes := ""
		if v.allowedMinutes != nil {
			minutes = strconv.Itoa(*v.allowedMinutes)
		}
		rows = append(rows, []string{
			v.CourseID, v.ExamName, v.Username, v.Email, v.AttemptCode, minutes, strconv.FormatBool(v.isSample), csvTime(v.StartedAt),
			csvTime(v.CompletedAt), v.Status, v.reviewStatusString, strconv.Itoa(len(v.Suspicious)), strings.Join(v.Suspicious, "; "),
			strconv.Itoa(len(v.Violations)), strings.Join(v.Violations, "; "),
		})
	}
	return rows
}

func csvTime(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// statusJSON is one line of `report status`; docs/commands.md describes it.
type statusJSON struct {
	CourseID string    `json:"course_id"`
	ExamID   int64     `json:"exam_id"`
	ExamName string    `json:"exam_name"`
	Kind     string    `json:"kind"`
	Status   string    `json:"status"`
	Attempts int       `json:"attempts"`
	Oldest   time.Time `json:"oldest"`
}

func (a *app) reportStatus(ctx context.Context, o *opened, r reporting) error {
	found, err := o.engine.CourseAttempts(ctx, r.course, "", model.Window{})
	if err != nil {
		return err
	}
	list := countStatuses(found)
	if r.asJSON {
		return writeJSON(a.Out, list)
	}
	rows := [][]string{{"EXAM", "NAME", "KIND", "STATUS", "ATTEMPTS", "OLDEST"}}
	if r.asCSV {
		rows = [][]string{{"course_id", "exam_id", "exam_name", "kind", "status", "attempts", "oldest"}}
	}
	for _, s := range list {
		exam, n := strconv.FormatInt(s.ExamID, 10), strconv.Itoa(s.Attempts)
		if r.asCSV {
			rows = append(rows, []string{s.CourseID, exam, s.ExamName, s.Kind, s.Status, n, csvTime(&s.Oldest)})
			continue
		}
		rows = append(rows, []string{exam, model.Clean(s.ExamName), s.Kind, model.Clean(s.Status), n, age(a.Clock().Sub(s.Oldest))})
	}
	if r.asCSV {
		return writeCSV(a.Out, rows)
	}
	return a.table(rows)
}

// countStatuses counts attempts by exam and status, in the order of the exams'
// ids and of an attempt's life.
func countStatuses(found []model.AttemptRow) []statusJSON {
	type key struct {
		exam   int64
		status model.AttemptStatus
	}
	at := map[key]int{}
	out := make([]statusJSON, 0)
	for _, r := range found {
		k := key{r.Exam.ID, r.Attempt.Status}
		i, has := at[k]
		if !has {
			i = len(out)
			at[k] = i
			out = append(out, statusJSON{r.Exam.CourseID.Raw(), r.Exam.ID, r.Exam.Name.Raw(), r.Exam.Kind(), string(r.Attempt.Status), 0, r.Attempt.Modified})
		}
		out[i].Attempts++
		if r.Attempt.Modified.Before(out[i].Oldest) {
			out[i].Oldest = r.Attempt.Modified
		}
	}
	life := model.AttemptStatuses()
	slices.SortFunc(out, func(x, y statusJSON) int {
		return cmp.Or(cmp.Compare(x.ExamID, y.ExamID),
			cmp.Compare(slices.Index(life, model.AttemptStatus(x.Status)), slices.Index(life, model.AttemptStatus(y.Status))), cmp.Compare(x.Status, y.Status))
	})
	return out
}

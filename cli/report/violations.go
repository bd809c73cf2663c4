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

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// ViolationsOptions holds the options of report violations.
type ViolationsOptions struct {
	options
	// All asks for attempts without a review too, Practice for the practice exams
	// instead of the others.
	All, Practice bool
}

// NewCmdViolations returns the command report violations.
func NewCmdViolations(f *kit.Factory, run func(context.Context, *ViolationsOptions) error) *cobra.Command {
	if run == nil {
		run = violationsRun
	}
	o := &ViolationsOptions{options: options{Factory: f}}
	cmd := &cobra.Command{
		Use:     "violations --course ID",
		Short:   "Report what reviewers found in a course's exams",
		Example: "  examdesk report violations --course course-v1:NordU+STAT101+2026 --csv",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.CSV.Check(cmd); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd, []violationJSON(nil))
	cmd.Flags().BoolVar(&o.All, "all", false, "attempts without a review too")
	cmd.Flags().BoolVar(&o.Practice, "practice", false, "the practice exams instead of the others")
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

func violationsRun(ctx context.Context, o *ViolationsOptions) error {
	return o.with(ctx, func(opened *kit.Opened) error {
		return o.say(opened.Store.Violations(ctx, o.Course, o.Practice))
	})
}

// say prints the attempts in the form that was asked for.
func (o *ViolationsOptions) say(attempts iter.Seq2[model.ReviewedAttempt, error]) error {
	l := printer.Listing[model.ReviewedAttempt]{
		Rows: o.listed(attempts), CSV: o.CSV,
		Head: []string{"ATTEMPT", "LEARNER", "EXAM", "STATUS", "REVIEW", "SUSP.", "RULES", "COMMENTS"}, Cells: violationCells,
	}
	switch {
	case o.AsJSON:
		l.JSON = func(x model.ReviewedAttempt) any { return violationOf(x) }
	case o.CSV.On:
		l.Head, l.Cells = violationColumns(), violationCSV
	}
	return printer.WriteList(o.Factory, l)
}

// listed leaves out attempts without a review, unless all are wanted.
func (o *ViolationsOptions) listed(rows iter.Seq2[model.ReviewedAttempt, error]) iter.Seq2[model.ReviewedAttempt, error] {
	return func(yield func(model.ReviewedAttempt, error) bool) {
		for x, err := range rows {
			if (err != nil || o.All || x.Review != "") && !yield(x, err) {
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

// violationColumns returns the columns of the LMS's report of proctored exam results.
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

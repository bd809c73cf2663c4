package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
	"examdesk/tui/view"
)

func (a *factory) attemptCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "attempt", Short: "Look at exam attempts, decide and change them", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.attemptListCmd(), a.attemptViewCmd(), a.attemptReviewCmd(), a.attemptResumeCmd(), a.attemptResetCmd(),
		a.attemptDeleteCmd(), a.attemptSetStatusCmd())
	return cmd
}

func (a *factory) attemptListCmd() *cobra.Command {
	var limit int
	var asJSON, newest bool
	cmd := &cobra.Command{
		Use:   "list [FILTER]",
		Short: "List attempts, by the desk's filter grammar",
		Long: `Lists attempts, those that have been in their status longest first. The filter is the desk's own:

  status:error,submitted  -status:verified  course:ID  exam:ID-or-name  learner:USERNAME  backend:NAME
  review:suspicious  reviewer:USERNAME|none  age:>7d  age:<12h  is:stuck|practice|proctored|resumable
  section:needs-decision  comments:>3  submitted:>=2026-11-01  risk:high  mine:decided
  and free text: any part of username, e-mail, name, attempt code or external id; ~text for its letters in order

Parts must all hold; !part, (part part) and part or part are understood: see examdesk help filters.`,
		Example: "  examdesk attempt list status:second_review_required 'age:>7d'\n  examdesk attempt list --json learner:mei_zhang\n  examdesk attempt list 'course:STAT101 (risk:high or comments:>3) !status:verified'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.attemptList(cmd.Context(), strings.Join(args, " "), limit, asJSON, newest)
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 50, "most attempts to list; 0 for all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&newest, "newest", false, "newest first")
	return cmd
}

func (a *factory) attemptList(ctx context.Context, filter string, limit int, asJSON, newest bool) error {
	if limit < 0 {
		return &usageError{fmt.Errorf("--limit %d: give 0 or more", limit)}
	}
	f, err := model.ParseFilter(filter)
	if err != nil {
		return err
	}
	return a.withStore(ctx, func(o *session) error {
		rows, err := a.narrowed(ctx, o, model.AttemptQuery{Filter: f, NewestFirst: newest, Limit: limit})
		if err != nil {
			return err
		}
		l := listing[model.AttemptRow]{
			rows: rows,
			head: []string{"ID", "AGE", "STATUS", "LEARNER", "EXAM", "COURSE", "REVIEW"}, cells: a.attemptCells(),
		}
		if asJSON {
			l.json = func(r model.AttemptRow) any { return toJSON(r) }
			return writeList(a, l)
		}
		if err := writeList(a, l); err != nil || a.columns() == 0 {
			return err
		}
		return a.sayOrder(newest)
	})
}

// sayOrder tells a person how a list is ordered. What a program reads is the
// table alone.
func (a *factory) sayOrder(newest bool) error {
	said := view.OrderWords(newest)
	if !newest {
		said += "; --newest begins with those that changed last"
	}
	_, err := fmt.Fprintln(a.Err, said)
	return err
}

func (a *factory) attemptCells() func(model.AttemptRow) []string {
	now, person := a.Clock(), a.columns() > 0
	return func(r model.AttemptRow) []string {
		review, course := "-", r.Exam.CourseID.String()
		if person { // the whole id is long
			course = view.CourseShort(r.Exam.CourseID)
		}
		if r.Review != nil {
			review = r.Review.Status.String()
		}
		return []string{
			strconv.FormatInt(r.Attempt.ID, 10), age(now.Sub(r.Attempt.Modified)), r.Attempt.Status.String(),
			r.Learner.Username.String(), r.Exam.Name.String(), course, review,
		}
	}
}

// age is a time span in its largest unit.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 24*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + "d"
}

// attemptJSON is one attempt of `attempt list --json`. The names are stable;
// docs/commands.md describes them.
type attemptJSON struct {
	ID                   int64      `json:"id"`
	AttemptCode          string     `json:"attempt_code"`
	ExternalID           *string    `json:"external_id"`
	Status               string     `json:"status"`
	Created              time.Time  `json:"created"`
	Modified             time.Time  `json:"modified"`
	StartedAt            *time.Time `json:"started_at"`
	CompletedAt          *time.Time `json:"completed_at"`
	AllowedTimeLimitMins *int       `json:"allowed_time_limit_mins"`
	TakingAsProctored    bool       `json:"taking_as_proctored"`
	IsSampleAttempt      bool       `json:"is_sample_attempt"`
	IsResumable          bool       `json:"is_resumable"`
	User                 userJSON   `json:"user"`
	Exam                 examJSON   `json:"exam"`
	Review               *revJSON   `json:"review"`
}

type userJSON struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
	FullName string `json:"full_name"`
}

type examJSON struct {
	ID        int64  `json:"id"`
	CourseID  string `json:"course_id"`
	ContentID string `json:"content_id"`
	ExamName  string `json:"exam_name"`
	Backend   string `json:"backend"`
	Kind      string `json:"kind"`
}

type revJSON struct {
	ID         int64     `json:"id"`
	Status     string    `json:"review_status"`
	ReviewedBy *string   `json:"reviewed_by"`
	Modified   time.Time `json:"modified"`
	Comments   int       `json:"comments"`
	// Reason is what the person who decided gave; null if none is kept.
	Reason *string `json:"reason"`
}

func attemptsJSON(rows []model.AttemptRow) []attemptJSON {
	out := make([]attemptJSON, 0, len(rows))
	for _, r := range rows {
		out = append(out, toJSON(r))
	}
	return out
}

func toJSON(r model.AttemptRow) attemptJSON {
	at := r.Attempt
	j := attemptJSON{
		ID: at.ID, AttemptCode: at.Code.Raw(), ExternalID: nonEmpty(at.ExternalID), Status: string(at.Status),
		Created: at.Created, Modified: at.Modified, StartedAt: at.StartedAt, CompletedAt: at.CompletedAt,
		AllowedTimeLimitMins: at.AllowedTimeLimitMins, TakingAsProctored: at.TakingAsProctored,
		IsSampleAttempt: at.IsSampleAttempt, IsResumable: at.IsResumable,
		User: userJSON{r.Learner.ID, r.Learner.Username.Raw(), r.Learner.Email.Raw(), r.Learner.FullName.Raw()},
		Exam: toExamJSON(r.Exam),
	}
	if r.Review != nil {
		j.Review = &revJSON{ID: r.Review.ID, Status: string(r.Review.Status), Modified: r.Review.Modified, Comments: r.Comments, Reason: nonEmpty(r.Review.Reason)}
		if by := r.Review.ReviewedBy; by != nil {
			j.Review.ReviewedBy = nonEmpty(by.Username)
		}
	}
	return j
}

func toExamJSON(e model.Exam) examJSON {
	return examJSON{e.ID, e.CourseID.Raw(), e.ContentID.Raw(), e.Name.Raw(), e.Backend.Raw(), e.Kind()}
}

func nonEmpty(t model.Text) *string {
	if t == "" {
		return nil
	}
	s := t.Raw()
	return &s
}

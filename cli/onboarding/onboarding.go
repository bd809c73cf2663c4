package onboarding

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// boardQuery is what `onboarding list` asks for.
type boardQuery struct {
	printer.List
	course, search string
	statuses       []string
	expiring       int
}

// NewCmd returns the command onboarding.
func NewCmd(a *kit.Factory) *cobra.Command {
	cmd := &cobra.Command{Use: "onboarding", Short: "Look at learners' onboarding", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a))
	return cmd
}

// NewCmdList returns the command onboarding list.
func NewCmdList(a *kit.Factory) *cobra.Command {
	var q boardQuery
	cmd := &cobra.Command{
		Use:     "list --course ID",
		Short:   "List where the learners of a course stand with its onboarding",
		Long:    "Lists the learners that are enrolled to take proctored exams. A store without enrolments lists those with an attempt\nin the course.",
		Example: "  examdesk onboarding list --course course-v1:Example+1+2026 --status rejected,not_started\n  examdesk onboarding list --course course-v1:Example+1+2026 --expiring 30",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := q.check(cmd.Flags().Changed("expiring")); err != nil {
				return err
			}
			return kit.WithStore(cmd.Context(), a, func(o *kit.Opened) error { return onboardingList(cmd.Context(), a, o, q) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&q.course, "course", "", "`ID` of the course")
	flags.StringVar(&q.search, "search", "", "any part of username or e-mail")
	flags.StringSliceVar(&q.statuses, "status", nil, "only these `STATUSES`, separated by commas")
	flags.IntVar(&q.expiring, "expiring", 0, "only approvals that end within `DAYS`")
	flags.IntVar(&q.Limit, "limit", 0, "most learners to list; 0 for all")
	flags.BoolVar(&q.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []boardJSON(nil))
	return cmd
}

func (q boardQuery) check(expiring bool) error {
	if q.course == "" {
		return kit.Usagef("name the course with --course ID")
	}
	if expiring && (q.expiring < 1 || q.expiring > 3650) {
		return kit.Usagef("--expiring %d: give a number of days from 1 to 3650", q.expiring)
	}
	for _, s := range q.statuses {
		if _, err := kit.OneOf("onboarding status", s, model.OnboardingStatuses()); err != nil {
			return err
		}
	}
	return q.Check()
}

// boardJSON is one learner of `onboarding list --json`; docs/commands.md
// describes it.
type boardJSON struct {
	Username string        `json:"username"`
	Mode     *string       `json:"enrollment_mode"`
	Status   string        `json:"status"`
	Modified *jsonout.Time `json:"modified"`
	Expires  *jsonout.Time `json:"expires"`
}

func onboardingList(ctx context.Context, a *kit.Factory, o *kit.Opened, q boardQuery) error {
	exams, err := o.Store.CourseExams(ctx, q.course, false)
	if err != nil {
		return err
	}
	if len(exams) == 0 {
		return find.NoCourse(q.course)
	}
	board := model.BoardQuery{Course: q.course, Search: q.search}
	for _, s := range q.statuses {
		board.Statuses = append(board.Statuses, model.OnboardingStatus(s))
	}
	c, err := printer.ClockOf(a, "")
	if err != nil {
		return err
	}
	rows := o.Store.Onboarding(ctx, board)
	if q.expiring > 0 {
		rows = expiring(rows, c.Now.AddDate(0, 0, q.expiring))
	}
	return sayBoard(a, rows, c, q.List)
}

// expiring are the approvals that end before a time, the first of them first.
func expiring(rows iter.Seq2[model.OnboardingRow, error], end time.Time) iter.Seq2[model.OnboardingRow, error] {
	return func(yield func(model.OnboardingRow, error) bool) {
		var found []model.OnboardingRow
		for r, err := range rows {
			if err != nil {
				yield(r, err)
				return
			}
			if e := expires(r); e != nil && !e.After(end) {
				found = append(found, r)
			}
		}
		slices.SortStableFunc(found, func(x, y model.OnboardingRow) int { return expires(x).Compare(*expires(y)) })
		printer.Each(found)(yield)
	}
}

// expires is when an approval ends, nil for a learner without one.
func expires(r model.OnboardingRow) *time.Time {
	if r.Modified == nil || r.Status != model.BoardVerified && r.Status != model.BoardOtherCourse {
		return nil
	}
	end := r.Modified.Add(model.OnboardingValidity)
	return &end
}

func sayBoard(a *kit.Factory, found iter.Seq2[model.OnboardingRow, error], c printer.Clock, l printer.List) error {
	out := printer.Listing[model.OnboardingRow]{
		Rows: found, Limit: l.Limit, Head: []string{"LEARNER", "MODE", "STATUS", "CHANGED (UTC)", "EXPIRES (UTC)"},
		Cells: func(r model.OnboardingRow) []string {
			changed, until := "-", "-"
			if r.Modified != nil {
				changed = r.Modified.UTC().Format("2006-01-02 15:04")
			}
			if ends := expires(r); ends != nil {
				until = ends.UTC().Format("2006-01-02") + ", " + c.Distance(*ends)
			}
			return []string{
				r.Learner.Username.String(), cmp.Or(model.Clean(r.Mode), "-"), cmp.Or(model.Clean(string(r.Status)), "-"), changed, until,
			}
		},
	}
	if l.AsJSON {
		out.JSON = func(r model.OnboardingRow) any {
			return boardJSON{r.Learner.Username.Raw(), vocab.NonEmpty(model.Text(r.Mode)), string(r.Status), (*jsonout.Time)(r.Modified), (*jsonout.Time)(expires(r))}
		}
	}
	return printer.WriteList(a, out)
}

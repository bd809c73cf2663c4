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

// NewCmd returns the command onboarding.
func NewCmd(f *kit.Factory) *cobra.Command {
	return kit.Group("onboarding", "View learners' onboarding", NewCmdList(f, nil))
}

// ListOptions holds the options of onboarding list.
type ListOptions struct {
	*kit.Factory
	printer.List
	Course, Search string
	Statuses       []string
	// Expiring is within how many days an approval ends, 0 for any.
	Expiring int
}

// NewCmdList returns the command onboarding list.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list --course ID",
		Short:   "List where the learners of a course stand with its onboarding",
		Long:    "Lists the learners enrolled to take proctored exams. In a store without enrolments it lists those with an attempt\nin the course.",
		Example: "  examdesk onboarding list --course course-v1:Example+1+2026 --status rejected,not_started\n  examdesk onboarding list --course course-v1:Example+1+2026 --expiring 30",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			const days = 3650
			if cmd.Flags().Changed("expiring") && (o.Expiring < 1 || o.Expiring > days) {
				return kit.Usagef("--expiring %d: give a number of days from 1 to %d", o.Expiring, days)
			}
			return run(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Course, "course", "", "`ID` of the course")
	flags.StringVar(&o.Search, "search", "", "any part of username or e-mail")
	flags.StringSliceVar(&o.Statuses, "status", nil, "only these `STATUSES`, separated by commas")
	flags.IntVar(&o.Expiring, "expiring", 0, "only approvals that end within `DAYS`")
	flags.IntVar(&o.Limit, "limit", 0, "most learners to list; 0 for all")
	flags.BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []boardJSON(nil))
	return cmd
}

// query is what the store is asked for.
func (o *ListOptions) query() (model.BoardQuery, error) {
	q := model.BoardQuery{Course: o.Course, Search: o.Search}
	if q.Course == "" {
		return q, kit.Usagef("name the course with --course ID")
	}
	for _, word := range o.Statuses {
		status, err := kit.OneOf("onboarding status", word, model.OnboardingStatuses())
		if err != nil {
			return q, err
		}
		q.Statuses = append(q.Statuses, status)
	}
	return q, o.Check()
}

func listRun(ctx context.Context, o *ListOptions) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	clock, err := printer.ClockOf(o.Factory, "")
	if err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		exams, err := opened.Store.CourseExams(ctx, q.Course, false)
		if err != nil {
			return err
		}
		if len(exams) == 0 {
			return find.NoCourse(q.Course)
		}
		rows := opened.Store.Onboarding(ctx, q)
		if o.Expiring > 0 {
			rows = expiring(rows, clock.Now.AddDate(0, 0, o.Expiring))
		}
		return sayBoard(o.Factory, rows, clock, o.List)
	})
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

// expiring returns the approvals that end before a time, the earliest first.
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

// expires returns when an approval ends; nil for a learner without one.
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

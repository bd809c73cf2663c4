package attempt

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
	"examdesk/tui/view"
)

// ListOptions holds the options of attempt list.
type ListOptions struct {
	*kit.Factory
	printer.List
	Filter string
	Newest bool
}

// NewCmdList returns the command attempt list. run replaces the list in tests; nil
// lists.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "list [FILTER]",
		Short: "List attempts that match a filter",
		Long: `Lists attempts, starting with those that have had their status the longest. The filter is the same as in the desk:

  status:error,submitted  -status:verified  course:ID  exam:ID-or-name  learner:USERNAME  backend:NAME
  review:suspicious  reviewer:USERNAME|none  age:>7d  age:<12h  is:stuck|practice|proctored|resumable
  section:needs-decision  comments:>3  submitted:>=2026-11-01  risk:high  mine:decided
  and free text: any part of username, e-mail, name, attempt code or external id; ~text for its letters in order

An attempt must match every part; !part, (part part) and part or part also work: see examdesk help filters.`,
		Example: "  examdesk attempt list status:second_review_required 'age:>7d'\n  examdesk attempt list --json learner:mei_zhang\n  examdesk attempt list 'course:STAT101 (risk:high or comments:>3) !status:verified'",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Filter = strings.Join(args, " ")
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd, 50, "most attempts to list; 0 for all", []vocab.AttemptJSON(nil))
	cmd.Flags().BoolVar(&o.Newest, "newest", false, "newest first")
	return cmd
}

func listRun(ctx context.Context, o *ListOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	f, err := model.ParseFilter(o.Filter)
	if err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		rows, err := find.Narrowed(ctx, o.Factory, opened, model.AttemptQuery{Filter: f, NewestFirst: o.Newest, Limit: o.Limit})
		if err != nil {
			return err
		}
		l := printer.Listing[model.AttemptRow]{
			Rows: rows,
			Head: []string{"ID", "AGE", "STATUS", "LEARNER", "EXAM", "COURSE", "REVIEW"}, Cells: attemptCells(o.Factory),
		}
		if o.AsJSON {
			l.JSON = func(r model.AttemptRow) any { return vocab.ToJSON(r) }
			return printer.WriteList(o.Factory, l)
		}
		if err := printer.WriteList(o.Factory, l); err != nil || printer.LineWidth(o.Factory) == 0 {
			return err
		}
		return sayOrder(o.Factory, o.Newest)
	})
}

// sayOrder prints how a list is ordered, for a person. A program reads only the
// table.
func sayOrder(a *kit.Factory, newest bool) error {
	said := view.OrderWords(newest)
	if !newest {
		said += "; --newest starts with the latest change"
	}
	_, err := fmt.Fprintln(a.Err, said)
	return err
}

func attemptCells(a *kit.Factory) func(model.AttemptRow) []string {
	now, person := a.Clock(), printer.LineWidth(a) > 0
	return func(r model.AttemptRow) []string {
		review, course := "-", r.Exam.CourseID.String()
		if person { // a full id is long
			course = view.CourseShort(r.Exam.CourseID)
		}
		if r.Review != nil {
			review = r.Review.Status.String()
		}
		return []string{
			strconv.FormatInt(r.Attempt.ID, 10), printer.Age(now.Sub(r.Attempt.Modified)), r.Attempt.Status.String(),
			r.Learner.Username.String(), r.Exam.Name.String(), course, review,
		}
	}
}

package review

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// ListOptions holds the options of review list.
type ListOptions struct {
	*kit.Factory
	printer.List
	Filter string
	Newest bool
}

// NewCmdList returns the command review list.
func NewCmdList(f *kit.Factory, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "list [FILTER]",
		Short:   "List reviews of attempts that match a filter",
		Example: "  examdesk review list review:suspicious reviewer:none\n  examdesk review list --newest course:course-v1:Example+1+2026",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Filter = strings.Join(args, " ")
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd, 50, "most reviews to list; 0 for all", []reviewJSON(nil))
	cmd.Flags().BoolVar(&o.Newest, "newest", false, "attempts that changed last first")
	return cmd
}

// reviewJSON is one review of `review list --json`; docs/commands.md describes it.
type reviewJSON struct {
	vocab.RevJSON
	Created     jsonout.Time   `json:"created"`
	HasVideo    bool           `json:"has_video"`
	AttemptID   int64          `json:"attempt_id"`
	AttemptCode string         `json:"attempt_code"`
	Status      string         `json:"status"`
	User        vocab.UserJSON `json:"user"`
	Exam        vocab.ExamJSON `json:"exam"`
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
		rows, err := find.Narrowed(ctx, o.Factory, opened, model.AttemptQuery{Filter: f, NewestFirst: o.Newest})
		if err != nil {
			return err
		}
		return printer.WriteList(o.Factory, o.listing(reviewed(rows)))
	})
}

// listing describes how to list the reviews.
func (o *ListOptions) listing(rows iter.Seq2[model.AttemptRow, error]) printer.Listing[model.AttemptRow] {
	now := o.Clock()
	out := printer.Listing[model.AttemptRow]{
		Rows: rows, Limit: o.Limit,
		Head: []string{"ID", "AGE", "OUTCOME", "BY", "MARKS", "ATTEMPT", "STATUS", "LEARNER", "EXAM", "REASON"},
		Cells: func(r model.AttemptRow) []string {
			by := "service"
			if r.Review.ReviewedBy != nil {
				by = r.Review.ReviewedBy.Username.String()
			}
			return []string{
				strconv.FormatInt(r.Review.ID, 10), printer.Age(now.Sub(r.Review.Modified)), r.Review.Status.String(), by, strconv.Itoa(r.Comments),
				strconv.FormatInt(r.Attempt.ID, 10), r.Attempt.Status.String(), r.Learner.Username.String(), r.Exam.Name.String(), r.Review.Reason.String(),
			}
		},
	}
	if o.AsJSON {
		out.JSON = func(r model.AttemptRow) any {
			j := vocab.ToJSON(r)
			return reviewJSON{*j.Review, jsonout.Time(r.Review.Created), r.Review.HasVideo, j.ID, j.AttemptCode, j.Status, j.User, j.Exam}
		}
	}
	return out
}

// reviewed returns the attempts that have a review.
func reviewed(rows iter.Seq2[model.AttemptRow, error]) iter.Seq2[model.AttemptRow, error] {
	return func(yield func(model.AttemptRow, error) bool) {
		for r, err := range rows {
			if (err != nil || r.Review != nil) && !yield(r, err) {
				return
			}
		}
	}
}

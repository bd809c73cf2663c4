package cli

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

func (a *factory) reviewListCmd() *cobra.Command {
	var l list
	var newest bool
	cmd := &cobra.Command{
		Use:     "list [FILTER]",
		Short:   "List reviews of attempts, by the desk's filter grammar",
		Example: "  examdesk review list review:suspicious reviewer:none\n  examdesk review list --newest course:course-v1:Example+1+2026",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := l.check(); err != nil {
				return err
			}
			f, err := model.ParseFilter(strings.Join(args, " "))
			if err != nil {
				return err
			}
			return a.withStore(cmd.Context(), func(o *session) error {
				return a.reviewList(cmd.Context(), o, model.AttemptQuery{Filter: f, NewestFirst: newest}, l)
			})
		},
	}
	cmd.Flags().IntVar(&l.limit, "limit", 50, "most reviews to list; 0 for all")
	cmd.Flags().BoolVar(&l.asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&newest, "newest", false, "attempts that changed last first")
	return cmd
}

// reviewJSON is one review of `review list --json`; docs/commands.md describes it.
type reviewJSON struct {
	revJSON
	Created     time.Time `json:"created"`
	HasVideo    bool      `json:"has_video"`
	AttemptID   int64     `json:"attempt_id"`
	AttemptCode string    `json:"attempt_code"`
	Status      string    `json:"status"`
	User        userJSON  `json:"user"`
	Exam        examJSON  `json:"exam"`
}

func (a *factory) reviewList(ctx context.Context, o *session, q model.AttemptQuery, l list) error {
	rows, err := a.narrowed(ctx, o, q)
	if err != nil {
		return err
	}
	now := a.Clock()
	out := listing[model.AttemptRow]{
		rows: reviewed(rows), limit: l.limit,
		head: []string{"ID", "AGE", "OUTCOME", "BY", "MARKS", "ATTEMPT", "STATUS", "LEARNER", "EXAM", "REASON"},
		cells: func(r model.AttemptRow) []string {
			by := "service"
			if r.Review.ReviewedBy != nil {
				by = r.Review.ReviewedBy.Username.String()
			}
			return []string{
				strconv.FormatInt(r.Review.ID, 10), age(now.Sub(r.Review.Modified)), r.Review.Status.String(), by, strconv.Itoa(r.Comments),
				strconv.FormatInt(r.Attempt.ID, 10), r.Attempt.Status.String(), r.Learner.Username.String(), r.Exam.Name.String(), r.Review.Reason.String(),
			}
		},
	}
	if l.asJSON {
		out.json = func(r model.AttemptRow) any {
			j := toJSON(r)
			return reviewJSON{*j.Review, r.Review.Created, r.Review.HasVideo, j.ID, j.AttemptCode, j.Status, j.User, j.Exam}
		}
	}
	return writeList(a, out)
}

// reviewed are the attempts that have a review.
func reviewed(rows iter.Seq2[model.AttemptRow, error]) iter.Seq2[model.AttemptRow, error] {
	return func(yield func(model.AttemptRow, error) bool) {
		for r, err := range rows {
			if (err != nil || r.Review != nil) && !yield(r, err) {
				return
			}
		}
	}
}

package cli

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

func (a *app) reviewListCmd() *cobra.Command {
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
			return a.withStore(cmd.Context(), func(o *opened) error {
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

func (a *app) reviewList(ctx context.Context, o *opened, q model.AttemptQuery, l list) error {
	found, err := reviewed(ctx, o.engine, q, l.limit)
	if err != nil {
		return err
	}
	if l.asJSON {
		out := make([]reviewJSON, 0, len(found))
		for _, r := range found {
			j := toJSON(r)
			out = append(out, reviewJSON{*j.Review, r.Review.Created, r.Review.HasVideo, j.ID, j.AttemptCode, j.Status, j.User, j.Exam})
		}
		return writeJSON(a.Out, out)
	}
	rows := [][]string{{"ID", "AGE", "OUTCOME", "BY", "MARKS", "ATTEMPT", "STATUS", "LEARNER", "EXAM", "REASON"}}
	for _, r := range found {
		by := "service"
		if r.Review.ReviewedBy != nil {
			by = r.Review.ReviewedBy.Username.String()
		}
		rows = append(rows, []string{
			strconv.FormatInt(r.Review.ID, 10), age(a.Clock().Sub(r.Review.Modified)), r.Review.Status.String(), by, strconv.Itoa(r.Comments),
			strconv.FormatInt(r.Attempt.ID, 10), r.Attempt.Status.String(), r.Learner.Username.String(), r.Exam.Name.String(), r.Review.Reason.String(),
		})
	}
	return a.table(rows)
}

// reviewed walks the attempts until as many with a review are found.
func reviewed(ctx context.Context, f model.AttemptFinder, q model.AttemptQuery, limit int) ([]model.AttemptRow, error) {
	var out []model.AttemptRow
	q.Limit = pageSize
	for {
		page, err := f.FindAttempts(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, r := range page.Rows {
			if r.Review == nil {
				continue
			}
			if out = append(out, r); len(out) == limit {
				return out, nil
			}
		}
		if page.Next == "" {
			return out, nil
		}
		q.After = page.Next
	}
}

package learner

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// maxFound is the length of the longest list of learners.
const maxFound = 1000

// FindOptions holds the options of learner find.
type FindOptions struct {
	*kit.Factory
	printer.List
	// Text is any part of what a learner is known by.
	Text string
}

// NewCmdFind returns the command learner find.
func NewCmdFind(f *kit.Factory, run func(context.Context, *FindOptions) error) *cobra.Command {
	if run == nil {
		run = findRun
	}
	o := &FindOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "find TEXT",
		Short:   "Find learners by any part of username, e-mail, name, attempt code or external id",
		Example: "  examdesk learner find mei",
		Args:    kit.UsageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Text = strings.TrimSpace(strings.Join(args, " "))
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd, 50, "most learners to list", []foundJSON(nil))
	return cmd
}

func (o *FindOptions) check() error {
	if o.Limit < 1 || o.Limit > maxFound {
		return kit.Usagef("--limit %d: give 1 to %d", o.Limit, maxFound)
	}
	if o.Text == "" {
		return kit.Usagef("say whom to find")
	}
	return nil
}

func findRun(ctx context.Context, o *FindOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		found, err := opened.Store.FindLearners(ctx, model.LearnerQuery{Text: o.Text, Limit: o.Limit})
		if err != nil {
			return err
		}
		if o.AsJSON {
			return printer.WriteList(o.Factory, printer.Listing[model.Learner]{Rows: printer.Each(found), JSON: func(x model.Learner) any { return foundOf(x) }})
		}
		if err := printer.PrintTable(o.Factory, find.LearnerRows(found)); err != nil {
			return err
		}
		if len(found) == o.Limit {
			_, _ = fmt.Fprintf(o.Err, "There may be more than these %d; be more specific, or raise --limit.\n", o.Limit)
		}
		return nil
	})
}

// foundJSON is one learner of `learner find --json`; docs/commands.md describes it.
type foundJSON struct {
	vocab.UserJSON
	IsActive bool `json:"is_active"`
}

func foundOf(l model.Learner) foundJSON {
	return foundJSON{vocab.UserOf(l), l.IsActive}
}

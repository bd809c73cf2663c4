package find

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/model"
)

// Choice selects the attempts that a command works on.
type Choice struct{ Filter string }

// Flags adds --filter.
func (c *Choice) Flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.Filter, "filter", "", "every attempt that matches the `FILTER`, instead of ids")
}

// Attempts returns the ids that the command line names, each once.
func (c Choice) Attempts(ctx context.Context, a *kit.Factory, o *kit.Opened, args []string) ([]int64, error) {
	switch {
	case len(args) > 0 && c.Filter != "":
		return nil, kit.Usagef("name attempts by id or by --filter, not by both")
	case len(args) == 0 && strings.TrimSpace(c.Filter) == "":
		return nil, kit.Usagef("name the attempts by id, or with --filter")
	case len(args) > 0:
		return attemptArgs(ctx, o, args)
	}
	f, err := model.ParseDeedFilter(c.Filter)
	if err != nil {
		return nil, err
	}
	var ids []int64
	rows, err := Narrowed(ctx, a, o, model.AttemptQuery{Filter: f})
	if err != nil {
		return nil, err
	}
	for r, err := range rows {
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.Attempt.ID)
	}
	return ids, nil
}

// attemptArgs reads ids and attempt codes, each attempt once.
func attemptArgs(ctx context.Context, o *kit.Opened, args []string) ([]int64, error) {
	var ids []int64
	for _, arg := range args {
		id, err := AttemptArg(ctx, o, arg)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// AttemptArg reads an id, or else an attempt code.
func AttemptArg(ctx context.Context, o *kit.Opened, arg string) (int64, error) {
	if id, err := strconv.ParseInt(arg, 10, 64); err == nil {
		if id < 1 {
			return kit.ArgID("attempt", arg)
		}
		return id, nil
	}
	if len(arg) < 8 { // no code is that short, so it is a mistake
		return kit.ArgID("attempt", arg)
	}
	return o.Store.AttemptIDByCode(ctx, arg)
}

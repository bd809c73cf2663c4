package allowance

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/model"
)

// GrantOptions holds the options of a command that changes allowances.
type GrantOptions struct {
	*kit.Factory
	kit.Change
	// GoodOnly writes the rest if something is refused.
	GoodOnly bool
	// All prints every line of a long plan.
	All bool
}

// flags adds the flags that all these commands have. shapes are what a command prints
// as JSON besides its plan.
func (o *GrantOptions) flags(cmd *cobra.Command, shapes ...any) {
	o.Flags(cmd)
	cmd.Flags().BoolVar(&o.GoodOnly, "good-only", false, "do what can be done although something is refused")
	o.JSONFlag(cmd, "one JSON object", append([]any{grantJSON{}}, shapes...)...)
	cmd.Flags().BoolVar(&o.All, "all", false, "print every line of a long plan")
}

// grant plans a request and carries out the plan. bad are lines of a file that could
// not even be looked up.
func (o *GrantOptions) grant(ctx context.Context, r model.AllowanceRequest, bad []model.AllowanceLine) error {
	return kit.ForDeed(ctx, o.Factory, r.Deed(), func(opened *kit.Opened) error {
		plan, err := opened.Store.PlanAllowances(ctx, r)
		if err != nil {
			return err
		}
		plan.Lines = append(plan.Lines, bad...)
		if len(bad) > 0 {
			slices.SortStableFunc(plan.Lines, func(x, y model.AllowanceLine) int { return x.Wish.Line - y.Wish.Line })
		}
		return o.carryOut(ctx, opened, plan)
	})
}

// carryOut shows a plan, asks, carries it out, and prints the result.
func (o *GrantOptions) carryOut(ctx context.Context, opened *kit.Opened, plan model.AllowancePlan) error {
	writes := plan.Counts().Writes()
	if !o.AsJSON {
		printPlan(o.Factory, plan, o.All)
	}
	refused := refusedLines(plan, o.GoodOnly)
	if o.DryRun || writes == 0 || refused != nil && !o.GoodOnly {
		if o.AsJSON {
			return errors.Join(printer.JSON(o.Out, planJSON(plan, nil, o.DryRun)), refused)
		}
		return refused
	}
	if err := opened.MayWrite(); err != nil {
		return err
	}
	if err := o.confirm(writes); err != nil {
		return err
	}
	done, err := o.apply(ctx, opened, plan)
	if err != nil {
		return err
	}
	if o.AsJSON {
		return errors.Join(printer.JSON(o.Out, planJSON(plan, &done, false)), failedResults(done))
	}
	printApplied(o.Factory, done)
	return failedResults(done)
}

// confirm asks about a plan that was printed. With JSON it does not ask, since that
// is printed at the end.
func (o *GrantOptions) confirm(writes int) error {
	if o.AsJSON {
		return o.NeedYes()
	}
	return kit.Confirm(o.Factory, fmt.Sprintf("Write %s?", model.Counted(writes, "allowance")), o.Yes)
}

// longPlan is the number of lines from which progress is shown.
const longPlan = 1000

func (o *GrantOptions) apply(ctx context.Context, opened *kit.Opened, plan model.AllowancePlan) (model.AllowancesApplied, error) {
	p := printer.NewProgress(o.Factory)
	defer p.Done()
	return opened.Store.ApplyAllowances(ctx, plan, func(done, total int) {
		if total > longPlan {
			p.Show(int64(done), int64(total), "allowances written")
		}
	})
}

// refusedLines returns the error of a plan in which something is refused. goodOnly
// reports whether the rest is to be written.
func refusedLines(plan model.AllowancePlan, goodOnly bool) error {
	var problems []error
	for _, l := range plan.Lines {
		if l.Verdict == model.AllowanceRefused {
			problems = append(problems, l.Problem)
		}
	}
	code, n, of := steps.CommonCode(problems), len(problems), len(plan.Lines)
	switch {
	case n == 0:
		return nil
	case plan.Counts().Writes() == 0:
		return model.Errorf(code, "%d of %d are refused, and there is nothing else to write.", n, of)
	case goodOnly:
		return model.Errorf(code, "%d of %d are refused; the others would be written.", n, of)
	}
	return model.Errorf(code, "%d of %d are refused. Correct them; or add --good-only to write the others.", n, of)
}

// failedResults returns the error for lines that were not written as planned.
func failedResults(done model.AllowancesApplied) error {
	var problems []error
	for _, r := range done.Results {
		if r.Err != nil {
			problems = append(problems, r.Err)
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return model.Errorf(steps.CommonCode(problems), "%d of %d were not written; the others are done.", len(problems), len(done.Results))
}

package learner

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// RetireOptions holds the options of learner retire.
type RetireOptions struct {
	*kit.Factory
	kit.Change
	// Name is what the learner is known by.
	Name string
	// Here and AtServices say where to retire the learner; neither means both.
	Here, AtServices bool
}

// NewCmdRetire returns the command learner retire.
func NewCmdRetire(f *kit.Factory, run func(context.Context, *RetireOptions) error) *cobra.Command {
	if run == nil {
		run = retireRun
	}
	o := &RetireOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "retire USERNAME|EMAIL|ID|CODE",
		Short: "Remove what is kept about a learner, here and at the proctoring services",
		Long: `Empties what reviews, comments, allowances and their former versions say about a learner, and asks each proctoring
service at which the learner had proctored attempts to forget them. Attempts and decisions stay, no status changes,
and no mail is sent. What is emptied cannot be restored.

--here leaves the services alone, --at-services the store; without either, both are done. If a service fails, the
rest is done all the same, and the exit status is 1; run the command again later. The account itself, with its name and
e-mail address, is the platform's to retire.`,
		Example: "  examdesk learner retire mei_zhang --dry-run\n  examdesk learner retire mei_zhang --at-services --yes",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON object", retirementJSON{})
	cmd.Flags().BoolVar(&o.Here, "here", false, "only in the store")
	cmd.Flags().BoolVar(&o.AtServices, "at-services", false, "only at the proctoring services")
	return cmd
}

func retireRun(ctx context.Context, o *RetireOptions) error {
	return kit.ForDeed(ctx, o.Factory, model.DeedRetireLearner, func(opened *kit.Opened) error {
		learner, err := find.OneLearner(ctx, o.Factory, opened, o.Name)
		if err != nil {
			return err
		}
		r := model.Retirement{UserID: learner.ID, Here: o.Here || !o.AtServices, AtServices: o.AtServices || !o.Here}
		plan, err := opened.Store.PlanRetirement(ctx, r)
		if err != nil {
			return err
		}
		if !o.AsJSON {
			if err := sayRetirement(o.Factory, r, plan); err != nil {
				return err
			}
		}
		return retire(ctx, o, opened, r, plan)
	})
}

// retire carries out a plan, unless it is a dry run or there is nothing to do.
func retire(ctx context.Context, o *RetireOptions, opened *kit.Opened, r model.Retirement, plan model.RetirementPlan) error {
	done := !o.DryRun && !plan.Empty()
	if done {
		if err := opened.MayWrite(); err != nil {
			return err
		}
		if err := o.confirm(plan.Learner); err != nil {
			return err
		}
		var err error
		if plan, err = opened.Store.RetireLearner(ctx, r); err != nil {
			return err
		}
	}
	if o.AsJSON {
		if err := printer.JSON(o.Out, retirementOf(plan, done)); err != nil {
			return err
		}
	} else if done {
		if err := sayRetired(o.Factory, plan); err != nil {
			return err
		}
	}
	if failed := plan.Failed(); len(failed) > 0 {
		rest := "everything else is done"
		if !done {
			rest = "nothing was changed"
		}
		return model.Errorf(model.CodeInternal, "%d of %s did not forget the learner; %s. Run the command again once the services can be asked.",
			len(failed), model.Counted(len(plan.Services), "proctoring service"), rest)
	}
	return nil
}

func (o *RetireOptions) confirm(l model.Learner) error {
	if o.AsJSON {
		return o.NeedYes()
	}
	return kit.Confirm(o.Factory, fmt.Sprintf("Retire %s? This cannot be undone.", l.Username), o.Yes)
}

// sayRetirement prints a plan for a person.
func sayRetirement(a *kit.Factory, r model.Retirement, plan model.RetirementPlan) error {
	p := printer.NewPage(a)
	p.Line("Learner %d, %s:", plan.Learner.ID, plan.Learner.Username)
	for _, x := range plan.Here {
		p.Bullet("  - ", fmt.Sprintf("empty %d %s", x.Rows, x.Kind.Words()))
	}
	if r.Here && len(plan.Here) == 0 {
		p.Bullet("  - ", "nothing is left to empty here")
	}
	for _, s := range plan.Services {
		switch {
		case s.Asked:
			p.Bullet("  - ", fmt.Sprintf("ask %s to forget the learner", s.Service))
		case s.Problem != "":
			p.Bullet("  - ", fmt.Sprintf("%s cannot be asked: %s", s.Service, model.Clean(s.Problem)))
		default:
			p.Bullet("  - ", fmt.Sprintf("not ask %s: %s", s.Service, model.Clean(s.Why)))
		}
	}
	if r.AtServices && len(plan.Services) == 0 {
		p.Bullet("  - ", "ask no service: the learner had no proctored attempts")
	}
	return p.Flush()
}

// sayRetired prints what came of a plan.
func sayRetired(a *kit.Factory, plan model.RetirementPlan) error {
	p := printer.NewPage(a)
	rows := int64(0)
	for _, x := range plan.Here {
		rows += x.Rows
	}
	p.Line("Emptied here: %s.", model.Counted(int(rows), "row"))
	for _, s := range plan.Services {
		switch {
		case s.Problem != "":
			p.Line("%s: failed: %s", s.Service, model.Clean(s.Problem))
		case s.Asked:
			p.Line("%s: has forgotten the learner.", s.Service)
		default:
			p.Line("%s: not asked: %s.", s.Service, model.Clean(s.Why))
		}
	}
	return p.Flush()
}

// retirementJSON is a learner's retirement, planned or done; docs/commands.md describes it.
type retirementJSON struct {
	UserID   int64              `json:"user_id"`
	Username string             `json:"username"`
	Rows     []retiredRowsJSON  `json:"rows"`
	Services []retiredAtJSON    `json:"services"`
	Effects  []vocab.EffectJSON `json:"effects"`
	Done     bool               `json:"done"`
}

type retiredRowsJSON struct {
	Kind  string `json:"kind"`
	Count int64  `json:"count"`
}

type retiredAtJSON struct {
	Backend string  `json:"backend"`
	Asked   bool    `json:"asked"`
	Why     *string `json:"why"`
	Problem *string `json:"problem"`
	Code    *string `json:"code"`
}

func retirementOf(p model.RetirementPlan, done bool) retirementJSON {
	out := retirementJSON{
		UserID: p.Learner.ID, Username: p.Learner.Username.Raw(), Rows: []retiredRowsJSON{}, Services: []retiredAtJSON{},
		Effects: vocab.EffectsJSON(p.Effects), Done: done,
	}
	for _, x := range p.Here {
		out.Rows = append(out.Rows, retiredRowsJSON{string(x.Kind), x.Rows})
	}
	for _, s := range p.Services {
		out.Services = append(out.Services, retiredAtJSON{
			s.Service.Raw(), s.Asked, vocab.NonEmpty(model.Text(s.Why)), vocab.NonEmpty(model.Text(s.Problem)), vocab.NonEmpty(model.Text(string(s.Code))),
		})
	}
	return out
}

package user

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// ChangeOptions are the options of user add and of user set.
type ChangeOptions struct {
	*kit.Factory
	kit.Change
	Person model.PersonChange
}

// NewCmdAdd returns the command user add.
func NewCmdAdd(f *kit.Factory, run func(context.Context, *ChangeOptions) error) *cobra.Command {
	return newCmd(f, run, true, &cobra.Command{
		Use: "add USERNAME", Short: "Add a user, who signs in elsewhere: passwords are not kept here",
		Example: "  examdesk user add r.adeyemi --email r.adeyemi@example.com --group software_secure_review\n  examdesk user add ops --email ops@example.com --staff",
	})
}

// NewCmdSet returns the command user set.
func NewCmdSet(f *kit.Factory, run func(context.Context, *ChangeOptions) error) *cobra.Command {
	return newCmd(f, run, false, &cobra.Command{
		Use: "set USERNAME", Short: "Change a user's e-mail, groups and roles",
		Example: "  examdesk user set r.adeyemi --course-staff course-v1:NordicU+STAT101+2026 --dry-run\n  examdesk user set r.adeyemi --inactive --yes",
	})
}

func newCmd(f *kit.Factory, run func(context.Context, *ChangeOptions) error, add bool, cmd *cobra.Command) *cobra.Command {
	if run == nil {
		run = changeRun
	}
	o, flags := &ChangeOptions{Factory: f}, rightsFlags{}
	cmd.Args = kit.UsageArgs(cobra.ExactArgs(1))
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if o.Person, err = flags.change(cmd, args[0]); err != nil {
			return err
		}
		o.Person.Add = add
		return run(cmd.Context(), o)
	}
	o.Flags(cmd)
	o.JSONFlag(cmd, "one JSON object", changeJSON{})
	flags.define(cmd, !add)
	return cmd
}

// changeJSON is a change of a user, planned or made; docs/commands.md describes it.
type changeJSON struct {
	Username string      `json:"username"`
	Fields   []fieldJSON `json:"fields"`
	Done     bool        `json:"done"`
}

type fieldJSON struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

func changeRun(ctx context.Context, o *ChangeOptions) error {
	return kit.ForDeed(ctx, o.Factory, model.DeedKeepPeople, func(opened *kit.Opened) error {
		plan, err := opened.Store.PlanPerson(ctx, o.Person)
		if err != nil {
			return err
		}
		if !o.AsJSON {
			say(o, plan)
		}
		done, err := apply(ctx, o, opened, plan)
		if err != nil || !o.AsJSON {
			return err
		}
		out := changeJSON{Username: o.Person.Username, Fields: []fieldJSON{}, Done: done}
		for _, c := range plan.Changes {
			out.Fields = append(out.Fields, fieldJSON{c.Field, model.Clean(c.From), model.Clean(c.To)})
		}
		return printer.JSON(o.Out, out)
	})
}

// say prints a plan for a person.
func say(o *ChangeOptions, plan model.PersonPlan) {
	name := model.Clean(o.Person.Username)
	if len(plan.Changes) == 0 {
		_, _ = fmt.Fprintf(o.Out, "%s is like that already; nothing to do.\n", name)
		return
	}
	_, _ = fmt.Fprintf(o.Out, "%s:\n", name)
	for _, c := range plan.Changes {
		_, _ = fmt.Fprintf(o.Out, "  - %s: %s -> %s\n", c.Field, orNone(c.From), orNone(c.To))
	}
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return model.Clean(s)
}

// apply makes a planned change, unless it is a dry run or there is nothing to do.
func apply(ctx context.Context, o *ChangeOptions, opened *kit.Opened, plan model.PersonPlan) (bool, error) {
	if len(plan.Changes) == 0 || o.DryRun {
		return false, nil
	}
	if err := opened.MayWrite(); err != nil {
		return false, err
	}
	if o.AsJSON {
		if err := o.NeedYes(); err != nil {
			return false, err
		}
	}
	verb := "Change"
	if o.Person.Add {
		verb = "Add"
	}
	if err := kit.Confirm(o.Factory, verb+" this user?", o.Yes); err != nil {
		return false, err
	}
	if _, err := opened.Store.ChangePerson(ctx, o.Person); err != nil {
		return false, err
	}
	if !o.AsJSON {
		_, _ = fmt.Fprintln(o.Out, map[string]string{"Add": "Added.", "Change": "Changed."}[verb])
	}
	return true, nil
}

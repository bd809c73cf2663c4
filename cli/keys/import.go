package keys

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/keys/lmsfile"
	"examdesk/keys/sources"
	"examdesk/model"
)

// NewCmdImport returns the command keys import, which imports an LMS's proctoring
// settings.
func NewCmdImport(s *setup.Setup, run func(context.Context, *ImportOptions) error) *cobra.Command {
	return newImport(s, func(ctx context.Context) (secretKeeper, string, error) { return importKeeper(ctx, s) }, run)
}

// newImport saves secrets with a keeper of its own.
func newImport(s *setup.Setup, keeper openKeeper, run func(context.Context, *ImportOptions) error) *cobra.Command {
	if run == nil {
		run = importRun
	}
	x := &ImportOptions{Setup: s, open: keeper}
	cmd := &cobra.Command{
		Use:   "import FILE|FOLDER...",
		Short: "Import an LMS's proctoring settings: secrets into the secret store, the rest into the configuration",
		Long: `Reads an LMS's proctoring settings: lms.env.json and lms.auth.json (and cms.*), the YAML that LMS_CFG names,
Tutor's config.yml and plugins, ansible's server-vars, private.py, a JSON dump of Django's settings, the snippets of
edx-proctoring's documentation, files of variables (.env), docker compose files with the environment of their services, and folders:
Tutor's env, and mounted secrets with a file for each setting. Nothing in them is executed.

It merges the files as the LMS does, reports problems in them, and shows a plan without any secret. Then it asks.
Secrets go into the secret store, each is read back, and finally the configuration is written in one step with
references to them. Existing values that differ stay, unless you add --replace. The LMS's own files do not change,
and the LMS still needs them.

Exit status: 0 done, even with warnings such as placeholders to fill in; 1 if an error, or an existing value that
differs, kept something from being imported; 2 if a file cannot be read; 6 if the secret store does not answer.

With --check it only compares: which settings are missing here, differ, or are set only here, including values behind
references such as env: and file:. It prints names but no values, writes nothing and asks nothing. The exit status is 0 if
nothing differs and 1 if something does.`,
		Example: "  examdesk keys import lms.env.json lms.auth.json --dry-run\n  examdesk keys import lms.env.yml --check",
		Args:    kit.UsageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			x.Paths = args
			return run(cmd.Context(), x)
		},
	}
	x.Flags(cmd)
	x.JSONFlag(cmd, "one JSON object; needs --yes, --dry-run or --check")
	jsonout.Flags(cmd, importJSON{}, driftJSON{})
	cmd.Flags().BoolVar(&x.Replace, "replace", false, "replace what is there and differs")
	cmd.Flags().BoolVar(&x.Check, "check", false, "compare only, by name; ends with 1 if something differs")
	return cmd
}

func importRun(ctx context.Context, x *ImportOptions) error {
	if err := x.checkUsage(); err != nil {
		return err
	}
	if x.AsJSON && !x.DryRun && !x.Yes && !x.Check {
		return kit.Usagef("with --json add --yes, or --dry-run to see the plan first")
	}
	if x.Global.ReadOnly && !x.DryRun && !x.Check {
		return model.Errorf(model.CodeReadOnly, "With --read-only nothing can be imported; add --dry-run to see the plan.")
	}
	config, err := x.config(ctx)
	if err != nil {
		return err
	}
	files, err := sources.Read(x.Paths)
	if err != nil {
		return err
	}
	result := lmsfile.Parse(files)
	if x.Check {
		return x.sayDrift(ctx, config, result)
	}
	plan, err := x.plan(ctx, config, result)
	if err != nil {
		return err
	}
	if !x.AsJSON {
		if err := sayImport(x.Setup, plan); err != nil {
			return err
		}
	}
	did := importDone{}
	err = x.carryOut(ctx, plan, &did)
	if x.AsJSON {
		err = errors.Join(printer.JSON(x.Out, importOut(plan, did, x.DryRun)), err)
	}
	return err
}

// carryOut asks and carries out the plan.
func (x *ImportOptions) carryOut(ctx context.Context, plan *importPlan, did *importDone) error {
	writes := plan.writes()
	switch {
	case x.DryRun || writes == 0 && plan.keeperErr == nil:
		return plan.problem(x.DryRun, false)
	case plan.keeperErr != nil:
		return plan.keeperErr
	}
	if err := confirmImport(x.Setup, fmt.Sprintf("Write %s?", model.Counted(writes, "value")), x.Yes); err != nil {
		return err
	}
	if err := plan.apply(ctx, did); err != nil {
		return err
	}
	if !x.AsJSON {
		if _, err := fmt.Fprintln(x.Out, did.sentence(plan)); err != nil {
			return err
		}
	}
	return plan.problem(false, true)
}

// confirmImport is [app.confirm] in the import's own words.
func confirmImport(a *setup.Setup, question string, yes bool) error {
	if !yes && !a.IsTerminal {
		return kit.Usagef("this saves secrets and changes the configuration; add --yes, or --dry-run to see the plan first")
	}
	return kit.Confirm(a.Factory, question, yes)
}

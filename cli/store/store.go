package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
	"examdesk/tui/theme"
)

// NewCmd returns the command store.
func NewCmd(a *setup.Setup) *cobra.Command {
	cmd := &cobra.Command{Use: "store", Short: "Check, prepare and make state stores", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdCheck(a), NewCmdMigrate(a), NewCmdSeed(a))
	return cmd
}

// NewCmdCheck returns the command store check.
func NewCmdCheck(a *setup.Setup) *cobra.Command {
	return &cobra.Command{
		Use:     "check",
		Short:   "Say what a store is and whether its rows agree; changes nothing",
		Example: "  examdesk store check --store sqlite:state.sqlite3",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return storeCheck(cmd.Context(), a) },
	}
}

func storeCheck(ctx context.Context, a *setup.Setup) error {
	rules, err := rulesFinding(ctx, a)
	if err != nil {
		return err
	}
	c, t, err := a.ConfigEnv().Named(ctx)
	if err != nil {
		return err
	}
	if err := t.MustExist(); err != nil {
		return err
	}
	o, err := a.Look(ctx, c, t) // opening changes no byte
	if err != nil {
		return err
	}
	findings, err := o.Store.CheckStore(ctx)
	if err := errors.Join(err, o.Close()); err != nil {
		return err
	}
	findings = append(findings, rules)
	bad := 0
	for _, f := range findings {
		mark := "ok  "
		if !f.OK {
			mark, bad = "FAIL", bad+1
		}
		_, _ = fmt.Fprintf(a.Out, "%s  %s %s\n", mark, theme.Pad(model.Clean(f.What), 24), model.Clean(f.Detail))
		if !f.OK && f.Remedy != "" {
			_, _ = fmt.Fprintf(a.Out, "      %s\n", model.Clean(f.Remedy))
		}
	}
	if bad > 0 {
		return model.Errorf(model.CodeInternal, "%d of %d checks failed.", bad, len(findings))
	}
	return nil
}

// rulesFinding says whose rules changes of the store follow here.
func rulesFinding(ctx context.Context, a *setup.Setup) (model.Finding, error) {
	c, err := a.Config(ctx)
	if err != nil {
		return model.Finding{}, err
	}
	r, err := a.ConfigEnv().Followed(c)
	return model.Finding{OK: true, What: "rules", Detail: a.ConfigEnv().RulesWords(c, r) + "; a store does not show which release wrote it"}, err
}

// NewCmdMigrate returns the command store migrate.
func NewCmdMigrate(a *setup.Setup) *cobra.Command {
	var dryRun, yes bool
	cmd := &cobra.Command{
		Use:     "migrate",
		Short:   "Add examdesk's own tables, indexes and triggers to a store",
		Example: "  examdesk store migrate --store sqlite:state.sqlite3 --dry-run",
		Long: `Adds tables named examdesk_*, indexes and triggers to a store, so that lists and counts stay quick at any size
and decisions, reasons and effects are recorded. Django's tables and columns stay as they are.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return kit.ForDeed(cmd.Context(), a.Factory, model.DeedMigrate, func(o *kit.Opened) error { return storeMigrate(cmd.Context(), a, o, dryRun, yes) })
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would be added and change nothing")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func storeMigrate(ctx context.Context, a *setup.Setup, o *kit.Opened, dryRun, yes bool) error {
	info := o.Store.Info()
	current, err := o.Store.UpToDate(ctx)
	switch {
	case err != nil:
		return err
	case current:
		_, err := fmt.Fprintln(a.Out, "The store has examdesk's tables already; nothing to do.")
		return err
	case dryRun && info.Migrated:
		_, err := fmt.Fprintf(a.Out, "Would bring examdesk's tables in %s up to date.\n", model.Clean(info.Path))
		return err
	case dryRun:
		_, err := fmt.Fprintf(a.Out, "Would add examdesk's tables, indexes and triggers to %s.\n", model.Clean(info.Path))
		return err
	}
	if err := o.MayWrite(); err != nil {
		return err
	}
	question := "Add examdesk's tables to " + model.Clean(info.Path) + "?"
	if info.Migrated {
		question = "Bring examdesk's tables in " + model.Clean(info.Path) + " up to date?"
	}
	if err := kit.Confirm(a.Factory, question, yes); err != nil {
		return err
	}
	p := printer.NewProgress(a.Factory)
	err = o.Store.Migrate(ctx, func(done, total int64, what string) { p.Show(done, total, what) })
	p.Done()
	return err
}

// NewCmdSeed returns the command store seed.
func NewCmdSeed(a *setup.Setup) *cobra.Command {
	var attempts int
	var seed uint64
	cmd := &cobra.Command{
		Use:     "seed",
		Short:   "Make a new store with realistic, synthetic data",
		Example: "  examdesk store seed --attempts 3000 --store sqlite:sample.sqlite3",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return storeSeed(cmd.Context(), a, attempts, seed) },
	}
	cmd.Flags().IntVar(&attempts, "attempts", 3000, "number of attempts")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed makes the same data")
	return cmd
}

func storeSeed(ctx context.Context, a *setup.Setup, attempts int, seed uint64) error {
	if attempts < 1 || attempts > 20_000_000 {
		return kit.Usagef("--attempts %d: give a number from 1 to 20000000", attempts)
	}
	if a.Flags.Store == "" {
		return kit.Usagef("name the new file with --store sqlite:PATH")
	}
	path, err := config.StorePath(a.Flags.Store)
	if err != nil {
		return err
	}
	p := printer.NewProgress(a.Factory)
	err = a.ConfigEnv().MakeSample(ctx, path, config.Sample{Attempts: attempts, Seed: seed}, p.Show)
	p.Done()
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(a.Out, "%s written to %s\n", model.Counted(attempts, "attempt"), model.Clean(path))
	return nil
}

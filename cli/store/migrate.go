package store

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// MigrateOptions holds the options of store migrate.
type MigrateOptions struct {
	*kit.Factory
	DryRun, Yes bool
}

// NewCmdMigrate returns the command store migrate.
func NewCmdMigrate(f *kit.Factory, run func(context.Context, *MigrateOptions) error) *cobra.Command {
	if run == nil {
		run = migrateRun
	}
	o := &MigrateOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "migrate",
		Short:   "Add examdesk's own tables, indexes and triggers to a store",
		Example: "  examdesk store migrate --store sqlite:state.sqlite3 --dry-run",
		Long: `Adds tables named examdesk_*, indexes and triggers to a store, so that lists and counts stay fast at any size
and decisions, reasons and effects are recorded. Django's tables and columns do not change.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "say what would be added and change nothing")
	cmd.Flags().BoolVar(&o.Yes, "yes", false, "do not ask")
	return cmd
}

func migrateRun(ctx context.Context, o *MigrateOptions) error {
	return kit.ForDeed(ctx, o.Factory, model.DeedMigrate, func(opened *kit.Opened) error { return migrate(ctx, o, opened) })
}

func migrate(ctx context.Context, o *MigrateOptions, opened *kit.Opened) error {
	info := opened.Store.Info()
	current, err := opened.Store.UpToDate(ctx)
	switch {
	case err != nil:
		return err
	case current:
		_, err := fmt.Fprintln(o.Out, "The store already has examdesk's tables; nothing to do.")
		return err
	case o.DryRun && info.Migrated:
		_, err := fmt.Fprintf(o.Out, "Would update examdesk's tables in %s.\n", model.Clean(info.Path))
		return err
	case o.DryRun:
		_, err := fmt.Fprintf(o.Out, "Would add examdesk's tables, indexes and triggers to %s.\n", model.Clean(info.Path))
		return err
	}
	if err := opened.MayWrite(); err != nil {
		return err
	}
	question := "Add examdesk's tables to " + model.Clean(info.Path) + "?"
	if info.Migrated {
		question = "Bring examdesk's tables in " + model.Clean(info.Path) + " up to date?"
	}
	if err := kit.Confirm(o.Factory, question, o.Yes); err != nil {
		return err
	}
	p := printer.NewProgress(o.Factory)
	err = opened.Store.Migrate(ctx, func(done, total int64, what string) { p.Show(done, total, what) })
	p.Done()
	return err
}

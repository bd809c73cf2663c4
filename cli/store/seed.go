package store

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// SeedOptions holds the options of store seed.
type SeedOptions struct {
	*setup.Setup
	config.Sample
}

// NewCmdSeed returns the command store seed.
func NewCmdSeed(s *setup.Setup, run func(context.Context, *SeedOptions) error) *cobra.Command {
	if run == nil {
		run = seedRun
	}
	o := &SeedOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "seed",
		Short:   "Create a store with realistic, synthetic data",
		Example: "  examdesk store seed --attempts 3000 --store sqlite:sample.sqlite3",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().IntVar(&o.Attempts, "attempts", 3000, "number of attempts")
	cmd.Flags().Uint64Var(&o.Seed, "seed", 1, "the same seed makes the same data")
	return cmd
}

func seedRun(ctx context.Context, o *SeedOptions) error {
	if o.Attempts < 1 || o.Attempts > 20_000_000 {
		return kit.Usagef("--attempts %d: give a number from 1 to 20000000", o.Attempts)
	}
	if o.Global.Store == "" {
		return kit.Usagef("name the new file with --store sqlite:PATH")
	}
	path, err := config.StorePath(o.Global.Store)
	if err != nil {
		return err
	}
	p := printer.NewProgress(o.Factory)
	err = o.ConfigEnv().MakeSample(ctx, path, o.Sample, p.Show)
	p.Done()
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(o.Out, "%s written to %s\n", model.Counted(o.Attempts, "attempt"), model.Clean(path))
	return nil
}

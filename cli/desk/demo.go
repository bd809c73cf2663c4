package desk

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/files"
	"examdesk/model"
)

// DemoOptions holds the options of demo.
type DemoOptions struct {
	*setup.Setup
	// Keep is the path of a new file that keeps the sample data; empty to delete
	// them.
	Keep string
	show shower
}

// NewCmdDemo returns the command demo. run replaces the desk in tests; nil opens it.
func NewCmdDemo(s *setup.Setup, run func(context.Context, *DemoOptions) error) *cobra.Command {
	if run == nil {
		run = demoRun
	}
	o := &DemoOptions{Setup: s, show: show}
	cmd := &cobra.Command{
		Use:     "demo",
		Short:   "Open the desk on a fresh store with sample data",
		Example: "  examdesk demo\n  examdesk demo --keep sample.sqlite3",
		Long: `Creates a store with a few thousand synthetic attempts and opens the desk on it as the reviewer ` + config.SampleReviewer + `.
The store is deleted when the desk closes, unless --keep says where to keep it. The next demo removes what a killed one left.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.Keep, "keep", "", "`PATH` of a new file that keeps the sample data")
	return cmd
}

func demoRun(ctx context.Context, o *DemoOptions) error {
	c, err := o.Config(ctx)
	if err != nil {
		return err
	}
	return demo(ctx, o, c)
}

// demo opens the desk on sample data, which are deleted with it unless they are kept.
func demo(ctx context.Context, o *DemoOptions, c config.Config) (err error) {
	if !o.IsTerminal {
		return kit.Usagef("the desk needs a terminal; `examdesk store seed` creates sample data without one")
	}
	t := config.Target{Path: o.Keep, As: cmp.Or(o.Global.As, config.SampleReviewer), ReadOnly: o.Global.ReadOnly, Configured: true, Sample: true}
	t.Notes = []string{"Sample data: no one in it exists, and it is deleted when you quit."}
	if o.Keep != "" {
		t.Notes = []string{"Sample data: no one in it exists. It is kept in " + model.Clean(o.Keep) + "."}
	} else {
		temporary, err := files.NewTemporary("examdesk-demo-")
		if err != nil {
			return model.Wrap(err, model.CodeUnavailable, "There is no place for the sample data; name one with --keep PATH.")
		}
		defer func() { err = errors.Join(err, temporary.Remove()) }()
		t.Path, t.Journal = filepath.Join(temporary.Dir, "state.sqlite3"), filepath.Join(temporary.Dir, "journal")
	}
	if err := o.ConfigEnv().MakeDemo(ctx, t.Path); err != nil {
		return err
	}
	if len(c.Backends) == 0 {
		services, stop, err := demoServices(ctx, o.Setup)
		if err != nil {
			return err
		}
		defer stop()
		t.Services = &services
	}
	return desk(ctx, o.Setup, c, t, o.show)
}

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

// NewCmdDemo returns the command desk demo.
func NewCmdDemo(a *setup.Setup) *cobra.Command {
	var keep string
	cmd := &cobra.Command{
		Use:     "demo",
		Short:   "Open the desk on a fresh store with sample data",
		Example: "  examdesk demo\n  examdesk demo --keep sample.sqlite3",
		Long: `Makes a store with a few thousand synthetic attempts and opens the desk on it as the reviewer ` + config.SampleReviewer + `.
The store goes when the desk closes, unless --keep says where it stays; what a demo left that was killed, the next one removes.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.Config(cmd.Context())
			if err != nil {
				return err
			}
			return demo(cmd.Context(), a, c, keep)
		},
	}
	cmd.Flags().StringVar(&keep, "keep", "", "`PATH` of a new file in which the sample data stay")
	return cmd
}

// demo opens the desk on sample data, which go with it unless they are kept.
func demo(ctx context.Context, a *setup.Setup, c config.Config, keep string) (err error) {
	if !a.IsTerminal {
		return kit.Usagef("the desk needs a terminal; `examdesk store seed` makes sample data without one")
	}
	t := config.Target{Path: keep, As: cmp.Or(a.Global.As, config.SampleReviewer), ReadOnly: a.Global.ReadOnly, Configured: true, Sample: true}
	t.Notes = []string{"Sample data: nobody in it exists, and it goes when you quit."}
	if keep != "" {
		t.Notes = []string{"Sample data: nobody in it exists. It stays in " + model.Clean(keep) + "."}
	} else {
		temporary, err := files.NewTemporary("examdesk-demo-")
		if err != nil {
			return model.Wrap(err, model.CodeUnavailable, "There is no place for the sample data; name one with --keep PATH.")
		}
		defer func() { err = errors.Join(err, temporary.Remove()) }()
		t.Path, t.Journal = filepath.Join(temporary.Dir, "state.sqlite3"), filepath.Join(temporary.Dir, "journal")
	}
	if err := a.ConfigEnv().MakeDemo(ctx, t.Path); err != nil {
		return err
	}
	if len(c.Backends) == 0 {
		services, stop, err := demoServices(ctx, a)
		if err != nil {
			return err
		}
		defer stop()
		t.Services = &services
	}
	return desk(ctx, a, c, t)
}

package profile

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// AddOptions holds the options of profile add. Store, reviewer and access are flags
// of all commands.
type AddOptions struct {
	*setup.Setup
	kit.Change
	Name string
	// Use makes it the default.
	Use bool
}

// NewCmdAdd returns the command profile add.
func NewCmdAdd(s *setup.Setup, run func(context.Context, *AddOptions) error) *cobra.Command {
	if run == nil {
		run = addRun
	}
	o := &AddOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "add NAME --store URL [--as USERNAME] [--read-only]",
		Short:   "Add a profile, or replace one with --yes",
		Example: "  examdesk profile add term --store sqlite:/srv/proctoring/state.sqlite3 --as r.adeyemi --use",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd)
	cmd.Flags().BoolVar(&o.Use, "use", false, "make it the default")
	return cmd
}

func addRun(ctx context.Context, o *AddOptions) error {
	if o.Name == "" || o.Name != model.Clean(o.Name) || strings.ContainsAny(o.Name, " /\\") {
		return kit.Usagef("%q is not a valid profile name; use letters, digits, - and _", model.Clean(o.Name))
	}
	if o.Global.Store == "" {
		return kit.Usagef("name the profile's store with --store URL")
	}
	url, err := lastingURL(o.Global.Store)
	if err != nil {
		return err
	}
	return add(ctx, o, url)
}

func add(ctx context.Context, o *AddOptions, url string) error {
	return edit(ctx, o.Setup, func(f *config.File, now config.Config) (string, error) {
		if _, has := now.Profiles[o.Name]; has && !o.Yes && !o.DryRun {
			return "", model.Errorf(model.CodeConflict, "The profile %q already exists; replace it with --yes.", o.Name)
		}
		if o.DryRun {
			return "Would write the profile " + o.Name + " with the store " + model.Clean(url) + ".", errDryRun
		}
		if err := f.SetProfile(o.Name, url, o.Global.As, o.Global.ReadOnly); err != nil {
			return "", err
		}
		note := ""
		if o.Use {
			var err error
			if note, err = f.UseProfile(now, o.Name); err != nil {
				return "", err
			}
		}
		return "The profile " + o.Name + " is written." + note, nil
	})
}

// lastingURL makes a path mean the same wherever examdesk is started.
func lastingURL(url string) (string, error) {
	if _, is := config.ServerURL(url); is {
		return strings.TrimSuffix(url, "/"), nil
	}
	if address, is := config.LMSURL(url); is {
		return address, nil
	}
	path, err := config.StorePath(url)
	if err != nil {
		return "", err
	}
	if strings.Contains(url, "~/") {
		return url, nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", model.Wrap(err, model.CodeInvalid, "%s is not a valid path.", path)
	}
	return "sqlite:" + abs, nil
}

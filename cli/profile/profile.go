package profile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// NewCmd returns the command profile.
func NewCmd(a *setup.Setup) *cobra.Command {
	cmd := &cobra.Command{Use: "profile", Short: "The profiles of the configuration: which store, and who decides", Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(NewCmdList(a), NewCmdUse(a), NewCmdAdd(a), NewCmdRm(a))
	return cmd
}

// profileJSON is one profile of `profile list --json`; docs/commands.md
// describes it.
type profileJSON struct {
	Name      string `json:"name"`
	Store     string `json:"store"`
	As        string `json:"as"`
	ReadOnly  bool   `json:"read_only"`
	IsDefault bool   `json:"is_default"`
	// Services are the names of its proctoring services, the default one first.
	Services []string `json:"backends"`
}

// NewCmdList returns the command profile list.
func NewCmdList(a *setup.Setup) *cobra.Command {
	var l printer.List
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the profiles; the default one is marked",
		Example: "  examdesk profile list",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.Check(); err != nil {
				return err
			}
			c, err := config.Read(cmd.Context(), a.Flags.File)
			if err != nil {
				return err
			}
			return sayProfiles(a, c, l)
		},
	}
	cmd.Flags().IntVar(&l.Limit, "limit", 0, "most profiles to list; 0 for all")
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []profileJSON(nil))
	return cmd
}

func sayProfiles(a *setup.Setup, c config.Config, l printer.List) error {
	names := make([]string, 0, len(c.Profiles))
	for name := range c.Profiles {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make([]profileJSON, 0, len(names))
	rows := [][]string{{"", "NAME", "STORE", "AS", "ACCESS", "SERVICES"}}
	for _, name := range printer.Cut(l, names) {
		p := c.Profiles[name]
		own, err := c.Of(name)
		if err != nil {
			return err
		}
		j := profileJSON{name, p.Store, p.As, p.ReadOnly, name == c.DefaultProfile, append([]string{}, own.ServiceNames()...)}
		out = append(out, j)
		mark, access := " ", "read and write"
		if j.IsDefault {
			mark = "*"
		}
		if p.ReadOnly {
			access = "read only"
		}
		rows = append(rows, []string{mark, model.Clean(name), cmp.Or(model.Clean(p.Store), "-"), cmp.Or(model.Clean(p.As), "-"), access,
			cmp.Or(model.Clean(strings.Join(j.Services, ", ")), "-")})
	}
	if l.AsJSON {
		return printer.JSON(a.Out, out)
	}
	if len(out) == 0 {
		_, err := fmt.Fprintln(a.Out, "There are no profiles; see examdesk profile add --help.")
		return err
	}
	return printer.PrintTable(a.Factory, rows)
}

// NewCmdUse returns the command profile use.
func NewCmdUse(a *setup.Setup) *cobra.Command {
	return &cobra.Command{
		Use:     "use NAME",
		Short:   "Make a profile the default",
		Example: "  examdesk profile use term",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return editConfig(cmd.Context(), a, func(f *config.File, c config.Config) (string, error) {
				if _, known := c.Profiles[args[0]]; !known {
					return "", c.NoProfile(args[0])
				}
				note, err := f.UseProfile(c, args[0])
				return "The default profile is " + model.Clean(args[0]) + "." + note, err
			})
		},
	}
}

// NewCmdAdd returns the command profile add.
func NewCmdAdd(a *setup.Setup) *cobra.Command {
	var use bool
	cmd := &cobra.Command{
		Use:     "add NAME --store URL [--as USERNAME] [--read-only]",
		Short:   "Add a profile, or replace one with --yes",
		Example: "  examdesk profile add term --store sqlite:/srv/proctoring/state.sqlite3 --as r.adeyemi --use",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
	}
	var c kit.Change
	c.Flags(cmd)
	cmd.Flags().BoolVar(&use, "use", false, "make it the default")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name := args[0]
		if name == "" || name != model.Clean(name) || strings.ContainsAny(name, " /\\") {
			return kit.Usagef("%q is not a name of a profile; use letters, digits, - and _", model.Clean(name))
		}
		if a.Flags.Store == "" {
			return kit.Usagef("name the profile's store with --store URL")
		}
		url, err := lastingURL(a.Flags.Store)
		if err != nil {
			return err
		}
		return addProfile(cmd.Context(), a, name, url, c, use)
	}
	return cmd
}

func addProfile(ctx context.Context, a *setup.Setup, name, url string, c kit.Change, use bool) error {
	return editConfig(ctx, a, func(f *config.File, now config.Config) (string, error) {
		if _, has := now.Profiles[name]; has && !c.Yes && !c.DryRun {
			return "", model.Errorf(model.CodeConflict, "There is a profile %q already; replace it with --yes.", name)
		}
		if c.DryRun {
			return "Would write the profile " + name + " with the store " + model.Clean(url) + ".", errDryRun
		}
		if err := f.SetProfile(name, url, a.Flags.As, a.Flags.ReadOnly); err != nil {
			return "", err
		}
		note := ""
		if use {
			var err error
			if note, err = f.UseProfile(now, name); err != nil {
				return "", err
			}
		}
		return "The profile " + name + " is written." + note, nil
	})
}

// lastingURL makes a path mean the same wherever examdesk is started.
func lastingURL(url string) (string, error) {
	path, err := config.StorePath(url)
	if err != nil {
		return "", err
	}
	if strings.Contains(url, "~/") {
		return url, nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", model.Wrap(err, model.CodeInvalid, "%s is not a path.", model.Clean(path))
	}
	return "sqlite:" + abs, nil
}

// NewCmdRm returns the command profile rm.
func NewCmdRm(a *setup.Setup) *cobra.Command {
	var c kit.Change
	cmd := &cobra.Command{
		Use:     "rm NAME",
		Short:   "Take a profile out of the configuration; its store stays",
		Example: "  examdesk profile rm term",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return editConfig(cmd.Context(), a, func(f *config.File, now config.Config) (string, error) {
				if _, has := now.Profiles[args[0]]; !has {
					return "", now.NoProfile(args[0])
				}
				name := strconv.Quote(model.Clean(args[0]))
				if gone, _ := now.Of(args[0]); len(gone.ServiceNames()) > 0 {
					name += " with its proctoring services (" + model.Clean(strings.Join(gone.ServiceNames(), ", ")) + ")"
				}
				if c.DryRun {
					return "Would remove the profile " + name + ".", errDryRun
				}
				if err := kit.Confirm(a.Factory, "Remove the profile "+name+"?", c.Yes); err != nil {
					return "", err
				}
				f.RemoveIn("profiles", args[0])
				if now.DefaultName() == args[0] { // what stands at the top is its own
					f.DropTop()
					f.Remove("default_profile")
				}
				return "The profile " + name + " is removed.", nil
			})
		},
	}
	c.Flags(cmd)
	return cmd
}

// errDryRun ends an edit before the file is written.
var errDryRun = errors.New("nothing is written")

// editConfig changes the configuration file and keeps all else that is in it,
// comments too. A file that is not understood is not touched.
func editConfig(ctx context.Context, a *setup.Setup, edit func(*config.File, config.Config) (string, error)) error {
	now, err := config.Read(ctx, a.Flags.File) // whatever profile is named
	if errors.Is(err, os.ErrNotExist) && a.Flags.File != "" {
		now, err = config.Config{}.Of("")
	}
	if err != nil {
		return err
	}
	path, err := a.ConfigEnv().Path()
	if err != nil {
		return err
	}
	f, err := config.ReadFile(ctx, path)
	if err != nil {
		return err
	}
	said, err := edit(f, now)
	if err == nil {
		err = f.WriteUnchanged(ctx, path)
	}
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	_, err = fmt.Fprintln(a.Out, said)
	return err
}

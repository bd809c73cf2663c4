package profile

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// ListOptions holds the options of profile list.
type ListOptions struct {
	*setup.Setup
	printer.List
}

// profileJSON is one profile of `profile list --json`; docs/commands.md
// describes it.
type profileJSON struct {
	Name      string `json:"name"`
	Store     string `json:"store"`
	As        string `json:"as"`
	ReadOnly  bool   `json:"read_only"`
	IsDefault bool   `json:"is_default"`
	// Services are the names of its proctoring services, the default first.
	Services []string `json:"backends"`
}

// NewCmdList returns the command profile list.
func NewCmdList(s *setup.Setup, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Setup: s}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the profiles; the default is marked",
		Example: "  examdesk profile list",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.Flags(cmd, 0, "most profiles to list; 0 for all", []profileJSON(nil))
	return cmd
}

func listRun(ctx context.Context, o *ListOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	c, err := config.Read(ctx, o.Global.File)
	if err != nil {
		return err
	}
	return say(o, c)
}

func say(o *ListOptions, c config.Config) error {
	names := make([]string, 0, len(c.Profiles))
	for name := range c.Profiles {
		names = append(names, name)
	}
	slices.Sort(names)
	out := make([]profileJSON, 0, len(names))
	rows := [][]string{{"", "NAME", "STORE", "AS", "ACCESS", "SERVICES"}}
	for _, name := range printer.Cut(o.List, names) {
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
	if o.AsJSON {
		return printer.JSON(o.Out, out)
	}
	if len(out) == 0 {
		_, err := fmt.Fprintln(o.Out, "There are no profiles; add one with examdesk profile add.")
		return err
	}
	return printer.PrintTable(o.Factory, rows)
}

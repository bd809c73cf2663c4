package keys

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/secrets"
	"examdesk/cli/setup"
	"examdesk/model"
)

// NewCmdList returns the command keys list.
func NewCmdList(a *setup.Setup) *cobra.Command {
	var l printer.List
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the names of secrets, where they are, and what refers to them",
		Example: "  examdesk keys list\n  examdesk keys list --jq '.[] | select(.state == \"missing\") | .name'",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := l.Check(); err != nil {
				return err
			}
			c, err := a.Config(cmd.Context())
			if err != nil {
				return err
			}
			return sayKeys(a, secrets.ReportOn(cmd.Context(), a, c), l)
		},
	}
	cmd.Flags().IntVar(&l.Limit, "limit", 0, "most names to list; 0 for all")
	cmd.Flags().BoolVar(&l.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []secrets.Key(nil))
	return cmd
}

func sayKeys(a *setup.Setup, r secrets.Report, l printer.List) error {
	sayChoice(a, r.Choice)
	if r.Unlisted {
		return r.Err
	}
	if r.Err != nil {
		_, _ = fmt.Fprintf(a.Err, "Warning: %s\n", model.Sentence(r.Err))
	}
	shown := printer.Cut(l, r.Keys)
	if l.AsJSON {
		return printer.JSON(a.Out, append([]secrets.Key{}, shown...))
	}
	if len(shown) == 0 {
		_, err := fmt.Fprintln(a.Out, "No secret is filed, and the configuration refers to none; see examdesk keys set --help.")
		return err
	}
	head := []string{"NAME", "STATE", "PLACE", "USED BY", "AGE"}
	var rows [][]string
	for _, k := range shown {
		state := k.State
		if k.Rotating {
			state += ", rotation interrupted"
		}
		set := "-"
		if k.Set != nil {
			set = printer.Age(a.Clock().Sub(time.Time(*k.Set)))
		}
		rows = append(rows, []string{model.Clean(k.Name), state, cmp.Or(k.Place, "-"), cmp.Or(strings.Join(k.UsedBy, ", "), "nothing refers to it"), set})
	}
	p := printer.NewPage(a.Factory)
	p.Items(append([][]string{head}, rows...), printer.LineWidth(a.Factory))
	return p.Flush()
}

// NewCmdExport returns the command keys export.
func NewCmdExport(a *setup.Setup) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Print the names of the secrets, not the secrets, to set up another machine",
		Example: "  examdesk keys export",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.Config(cmd.Context())
			if err != nil {
				return err
			}
			r := secrets.ReportOn(cmd.Context(), a, c)
			sayChoice(a, r.Choice)
			if r.Unlisted {
				return r.Err
			}
			names := []string{}
			for _, k := range r.Keys {
				if k.State != secrets.Invalid {
					names = append(names, k.Name)
				}
			}
			if asJSON {
				return printer.JSON(a.Out, names)
			}
			for _, name := range names {
				if _, err := fmt.Fprintln(a.Out, name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []string(nil))
	return cmd
}

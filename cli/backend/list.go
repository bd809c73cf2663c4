package backend

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"examdesk/cli/checks"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// ListOptions holds the options of backend list.
type ListOptions struct {
	*setup.Setup
	AsJSON bool
	open   opener
}

// NewCmdList returns the command backend list.
func NewCmdList(s *setup.Setup, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Setup: s, open: open}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the configured proctoring services, and what is wrong with their settings",
		Example: "  examdesk backend list\n  examdesk backend list --jq '.[] | select(.problems != []) | .name'",
		Long: `Lists the proctoring services in PROCTORING_BACKENDS, the default first, and any problem with their settings that shows
without reading a secret or contacting a service. ` + "`examdesk backend verify`" + ` contacts the services.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []backendJSON(nil))
	return cmd
}

// backendJSON is one service of `backend list --json`; docs/verify.md describes
// it.
type backendJSON struct {
	Name        string        `json:"name"`
	VerboseName string        `json:"verbose_name"`
	Kind        string        `json:"kind"`
	Default     bool          `json:"default"`
	Address     string        `json:"address"`
	Keys        int           `json:"key_count"`
	Secrets     int           `json:"secret_count"`
	SecretsIn   string        `json:"secrets_in"`
	Problems    []checks.JSON `json:"problems"`
}

func listRun(ctx context.Context, o *ListOptions) error {
	c, v, err := o.open(ctx, o.Setup, 0)
	if err != nil {
		return err
	}
	infos, err := v.Backends(ctx)
	if err != nil {
		return err
	}
	list := make([]backendJSON, 0, len(infos))
	for _, b := range infos {
		if err := ctx.Err(); err != nil {
			return err
		}
		problems, err := v.Problems(b.Name)
		if err != nil {
			return err
		}
		list = append(list, backendJSON{
			Name: model.Clean(b.Name), VerboseName: b.VerboseName.String(), Kind: b.Kind, Default: b.IsDefault, Address: b.Address.String(),
			Keys: b.Keys, Secrets: b.Secrets, SecretsIn: b.SecretsIn.String(), Problems: checks.ListJSON(problems),
		})
	}
	if o.AsJSON {
		return printer.JSON(o.Out, list)
	}
	return sayServices(o, c, list)
}

func sayServices(o *ListOptions, c config.Config, list []backendJSON) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(o.Out, "No proctoring service is configured; add one to PROCTORING_BACKENDS in the configuration.")
		return err
	}
	rows := [][]string{{"NAME", "KIND", "DEFAULT", "ADDRESS", "SECRETS", "PROBLEMS"}}
	for _, b := range list {
		is, in := "-", "-"
		if b.Default {
			is = "default"
		}
		if b.Secrets > 0 {
			in = fmt.Sprintf("%d: %s", b.Secrets, b.SecretsIn)
		}
		rows = append(rows, []string{b.Name, b.Kind, is, cmp.Or(b.Address, "-"), in, fmt.Sprint(len(b.Problems))})
	}
	if err := printer.PrintTable(o.Factory, rows); err != nil {
		return err
	}
	p := printer.NewPage(o.Factory)
	if !slices.Contains(c.ServiceNames(), c.DefaultService()) {
		p.Line("")
		p.Bullet("", checks.DefaultGone(c.DefaultService()))
	}
	for _, b := range list {
		if len(b.Problems) > 0 {
			p.Line("\n%s", b.Name)
		}
		for _, problem := range b.Problems {
			checks.Show(p, problem, checks.Signs())
		}
	}
	return p.Flush()
}

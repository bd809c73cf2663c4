package backend

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"examdesk/backends/verify"
	"examdesk/cli/checks"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// NewCmdList returns the command backend list.
func NewCmdList(a *setup.Setup) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the proctoring services that are configured, and what is wrong with their settings",
		Example: "  examdesk backend list\n  examdesk backend list --jq '.[] | select(.problems != []) | .name'",
		Long: `Lists the proctoring services of PROCTORING_BACKENDS, the default one first, and what can be said of their settings
without reading a secret or asking anybody. ` + "`examdesk backend verify`" + ` asks the services themselves.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return backendList(cmd.Context(), a, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
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

func backendList(ctx context.Context, a *setup.Setup, asJSON bool) error {
	c, err := a.Config(ctx)
	if err != nil {
		return err
	}
	v, err := checks.Verifier(a, c)
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
	if asJSON {
		return printer.JSON(a.Out, list)
	}
	return sayBackends(a, c, v, list)
}

func sayBackends(a *setup.Setup, c config.Config, v *verify.Verifier, list []backendJSON) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(a.Out, "No proctoring service is configured; PROCTORING_BACKENDS in the configuration names them.")
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
	if err := printer.PrintTable(a.Factory, rows); err != nil {
		return err
	}
	p := printer.NewPage(a.Factory)
	if !slices.Contains(c.ServiceNames(), v.Default) {
		p.Line("")
		p.Bullet("", checks.DefaultGone(v.Default))
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

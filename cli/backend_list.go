package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"examdesk/backends/verify"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/config"
	"examdesk/model"
)

func (a *app) backendListCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the proctoring services that are configured, and what is wrong with their settings",
		Example: "  examdesk backend list\n  examdesk backend list --jq '.[] | select(.problems != []) | .name'",
		Long: `Lists the proctoring services of PROCTORING_BACKENDS, the default one first, and what can be said of their settings
without reading a secret or asking anybody. ` + "`examdesk backend verify`" + ` asks the services themselves.`,
		Args: kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.backendList(cmd.Context(), asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []backendJSON(nil))
	return cmd
}

// backendJSON is one service of `backend list --json`; docs/verify.md describes
// it.
type backendJSON struct {
	Name        string      `json:"name"`
	VerboseName string      `json:"verbose_name"`
	Kind        string      `json:"kind"`
	Default     bool        `json:"default"`
	Address     string      `json:"address"`
	Keys        int         `json:"key_count"`
	Secrets     int         `json:"secret_count"`
	SecretsIn   string      `json:"secrets_in"`
	Problems    []checkJSON `json:"problems"`
}

func (a *app) backendList(ctx context.Context, asJSON bool) error {
	c, err := a.loadConfig(ctx)
	if err != nil {
		return err
	}
	v, err := a.verifier(c)
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
			Keys: b.Keys, Secrets: b.Secrets, SecretsIn: b.SecretsIn.String(), Problems: checksJSON(problems),
		})
	}
	if asJSON {
		return printer.JSON(a.Out, list)
	}
	return a.sayBackends(c, v, list)
}

func (a *app) sayBackends(c config.Config, v *verify.Verifier, list []backendJSON) error {
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
		p.Bullet("", defaultGone(v.Default))
	}
	for _, b := range list {
		if len(b.Problems) > 0 {
			p.Line("\n%s", b.Name)
		}
		for _, problem := range b.Problems {
			check(p, problem, signs())
		}
	}
	return p.Flush()
}

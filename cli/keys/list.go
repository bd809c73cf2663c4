package keys

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/secrets"
	"examdesk/cli/setup"
	"examdesk/model"
)

// ListOptions holds the options of keys list.
type ListOptions struct {
	*setup.Setup
	printer.List
	report reporter
}

// NewCmdList returns the command keys list.
func NewCmdList(s *setup.Setup, run func(context.Context, *ListOptions) error) *cobra.Command {
	if run == nil {
		run = listRun
	}
	o := &ListOptions{Setup: s, report: reportOn}
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the names of secrets, where they are kept, and what refers to them",
		Example: "  examdesk keys list\n  examdesk keys list --jq '.[] | select(.state == \"missing\") | .name'",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	o.Flags(cmd, 0, "most names to list; 0 for all", []secrets.Key(nil))
	return cmd
}

func listRun(ctx context.Context, o *ListOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	r, err := o.report(ctx, o.Setup)
	if err != nil {
		return err
	}
	return say(o, r)
}

func say(o *ListOptions, r secrets.Report) error {
	sayChoice(o.Setup, r.Choice)
	if r.Unlisted {
		return r.Err
	}
	if r.Err != nil {
		_, _ = fmt.Fprintf(o.Err, "Warning: %s\n", model.Sentence(r.Err))
	}
	shown := printer.Cut(o.List, r.Keys)
	if o.AsJSON {
		return printer.JSON(o.Out, append([]secrets.Key{}, shown...))
	}
	if len(shown) == 0 {
		_, err := fmt.Fprintln(o.Out, "No secret is saved, and the configuration refers to none; see examdesk keys set --help.")
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
			set = printer.Age(o.Clock().Sub(time.Time(*k.Set)))
		}
		rows = append(rows, []string{model.Clean(k.Name), state, cmp.Or(k.Place, "-"), cmp.Or(strings.Join(k.UsedBy, ", "), "nothing refers to it"), set})
	}
	p := printer.NewPage(o.Factory)
	p.Items(append([][]string{head}, rows...), printer.LineWidth(o.Factory))
	return p.Flush()
}

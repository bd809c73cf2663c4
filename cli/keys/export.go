package keys

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/secrets"
	"examdesk/cli/setup"
)

// ExportOptions holds the options of keys export.
type ExportOptions struct {
	*setup.Setup
	AsJSON bool
	report reporter
}

// NewCmdExport returns the command keys export.
func NewCmdExport(s *setup.Setup, run func(context.Context, *ExportOptions) error) *cobra.Command {
	if run == nil {
		run = exportRun
	}
	o := &ExportOptions{Setup: s, report: reportOn}
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Print the names of the secrets, without their values, to set up another machine",
		Example: "  examdesk keys export",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []string(nil))
	return cmd
}

func exportRun(ctx context.Context, o *ExportOptions) error {
	r, err := o.report(ctx, o.Setup)
	if err != nil {
		return err
	}
	sayChoice(o.Setup, r.Choice)
	if r.Unlisted {
		return r.Err
	}
	names := []string{}
	for _, k := range r.Keys {
		if k.State != secrets.Invalid {
			names = append(names, k.Name)
		}
	}
	if o.AsJSON {
		return printer.JSON(o.Out, names)
	}
	for _, name := range names {
		if _, err := fmt.Fprintln(o.Out, name); err != nil {
			return err
		}
	}
	return nil
}

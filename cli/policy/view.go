package policy

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"examdesk/cli/find"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// ViewOptions holds the options of policy view.
type ViewOptions struct {
	*kit.Factory
	// Exam is the id of an exam.
	Exam   string
	AsJSON bool
}

// NewCmdView returns the command policy view.
func NewCmdView(f *kit.Factory, run func(context.Context, *ViewOptions) error) *cobra.Command {
	if run == nil {
		run = viewRun
	}
	o := &ViewOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "view EXAM",
		Short:   "Show an exam's review policy",
		Example: "  examdesk policy view 4",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Exam = args[0]
			return run(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, vocab.PolicyJSON{})
	return cmd
}

func viewRun(ctx context.Context, o *ViewOptions) error {
	return ofExam(ctx, o.Exam, read(ctx, o.Factory), func(opened *kit.Opened, e model.Exam) error {
		p, err := find.PolicyNow(ctx, opened, e.ID)
		switch {
		case err != nil:
			return err
		case p == nil:
			return noPolicy(e)
		case o.AsJSON:
			return printer.JSON(o.Out, p)
		}
		return sayLines(o.Factory, p.Text)
	})
}

// sayLines prints a text with its own line breaks, safe to draw.
func sayLines(a *kit.Factory, s string) error {
	_, err := fmt.Fprintln(a.Out, strings.Join(model.Text(s).Lines(), "\n"))
	return err
}

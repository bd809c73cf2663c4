package review

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/model"
)

// HeldOptions holds the options of review held.
type HeldOptions struct {
	*kit.Factory
	AsJSON bool
}

// NewCmdHeld returns the command review held.
func NewCmdHeld(f *kit.Factory, run func(context.Context, *HeldOptions) error) *cobra.Command {
	if run == nil {
		run = heldRun
	}
	o := &HeldOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "held",
		Short:   "List reviews that came after a person's decision and wait to be settled",
		Example: "  examdesk review held",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON array")
	jsonout.Flags(cmd, []vocab.HeldJSON(nil))
	return cmd
}

func heldRun(ctx context.Context, o *HeldOptions) error {
	return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error {
		held, err := opened.Store.HeldDeliveries(ctx, "")
		if err != nil {
			return err
		}
		list := make([]vocab.HeldJSON, 0, len(held))
		rows := [][]string{{"ID", "AGE", "REVIEW", "COMMENTS", "ATTEMPT CODE"}}
		for _, h := range held {
			list = append(list, vocab.HeldOf(h))
			rows = append(rows, []string{strconv.FormatInt(h.ID, 10), printer.Age(o.Clock().Sub(h.Received)), h.Review().String(), strconv.Itoa(len(h.Comments)), model.Clean(h.AttemptCode)})
		}
		if o.AsJSON {
			return printer.JSON(o.Out, list)
		}
		return printer.PrintTable(o.Factory, rows)
	})
}

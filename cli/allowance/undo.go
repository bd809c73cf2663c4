package allowance

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// UndoOptions holds the options of allowance undo.
type UndoOptions struct {
	GrantOptions
	// Batch is the number of the batch to undo.
	Batch string
	// List lists the batches that can be undone, and undoes none.
	List bool
}

// NewCmdUndo returns the command allowance undo.
func NewCmdUndo(f *kit.Factory, run func(context.Context, *UndoOptions) error) *cobra.Command {
	if run == nil {
		run = undoRun
	}
	o := &UndoOptions{GrantOptions: GrantOptions{Factory: f}}
	cmd := &cobra.Command{
		Use:     "undo [BATCH]",
		Short:   "Undo a batch of changes unless something changed since; without a number, list the batches",
		Example: "  examdesk allowance undo\n  examdesk allowance undo 17 --as r.adeyemi --dry-run",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.List = len(args) == 0; !o.List {
				o.Batch = args[0]
			}
			return run(cmd.Context(), o)
		},
	}
	o.flags(cmd, []batchJSON(nil))
	return cmd
}

func undoRun(ctx context.Context, o *UndoOptions) error {
	if o.List {
		return kit.WithStore(ctx, o.Factory, func(opened *kit.Opened) error { return o.list(ctx, opened) })
	}
	id, err := kit.ArgID("batch", o.Batch)
	if err != nil {
		return err
	}
	return kit.ForDeed(ctx, o.Factory, model.DeedUndoGrant, func(opened *kit.Opened) error {
		plan, err := opened.Store.PlanUndo(ctx, id)
		if err != nil {
			return err
		}
		return o.carryOut(ctx, opened, plan)
	})
}

// listedBatches is how many batches are listed.
const listedBatches = 20

func (o *UndoOptions) list(ctx context.Context, opened *kit.Opened) error {
	list, err := opened.Store.AllowanceBatches(ctx, listedBatches)
	if err != nil {
		return err
	}
	out := make([]batchJSON, 0, len(list))
	rows := [][]string{{"BATCH", "WHEN (UTC)", "ALLOWANCES", "BY", "WHAT"}}
	for _, b := range list {
		out = append(out, batchJSON{b.ID, jsonout.Time(b.At.UTC()), b.By.Raw(), b.What.Raw(), b.Lines, unlessZero(b.Undoes)})
		rows = append(rows, []string{strconv.FormatInt(b.ID, 10), b.At.UTC().Format(time.DateTime), strconv.Itoa(b.Lines), b.By.String(), b.What.String()})
	}
	if o.AsJSON {
		return printer.JSON(o.Out, out)
	}
	return printer.PrintTable(o.Factory, rows)
}

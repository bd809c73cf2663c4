package policy

import (
	"context"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/vocab"
	"examdesk/cli/words"
	"examdesk/model"
)

// HistoryOptions holds the options of policy history.
type HistoryOptions struct {
	*kit.Factory
	printer.List
	// Exam is the id of an exam.
	Exam string
}

// NewCmdHistory returns the command policy history.
func NewCmdHistory(f *kit.Factory, run func(context.Context, *HistoryOptions) error) *cobra.Command {
	if run == nil {
		run = historyRun
	}
	o := &HistoryOptions{Factory: f}
	cmd := &cobra.Command{
		Use:     "history EXAM",
		Short:   "List former versions of an exam's review policy, the latest first",
		Example: "  examdesk policy history 4 --json",
		Args:    kit.UsageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Exam = args[0]
			return run(cmd.Context(), o)
		},
	}
	o.Flags(cmd, 0, "most to list; 0 for all", []vocab.PolicyJSON(nil))
	return cmd
}

func historyRun(ctx context.Context, o *HistoryOptions) error {
	if err := o.Check(); err != nil {
		return err
	}
	return ofExam(ctx, o.Exam, read(ctx, o.Factory), func(opened *kit.Opened, e model.Exam) error {
		former := opened.Store.PolicyVersions(ctx, e.ID)
		if o.AsJSON {
			return printer.WriteList(o.Factory, printer.Listing[model.FormerPolicy]{Rows: former, Limit: o.Limit, JSON: formerJSON})
		}
		return sayFormer(o, former)
	})
}

func formerJSON(p model.FormerPolicy) any {
	return vocab.PolicyOf(model.Policy{ID: p.ID, Text: p.Text, SetBy: p.SetBy, Modified: p.Replaced})
}

func sayFormer(o *HistoryOptions, former iter.Seq2[model.FormerPolicy, error]) error {
	c, err := printer.ClockOf(o.Factory, "")
	if err != nil {
		return err
	}
	n := 0
	for f, err := range former {
		if err != nil {
			return err
		}
		p := printer.NewPage(o.Factory)
		p.Line("Until %s, set by %s:", c.At(f.Replaced), words.OrNobody(f.SetBy))
		for _, line := range f.Text.Lines() {
			p.Bullet("  ", line)
		}
		if err := p.Flush(); err != nil {
			return err
		}
		if n++; n == o.Limit || kit.ReaderLeft(o.Factory) {
			return nil
		}
	}
	if n == 0 {
		_, err = fmt.Fprintln(o.Out, "The review policy was never replaced.")
	}
	return err
}

package audit

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
)

// verifyJSON is what `audit verify --json` prints.
type verifyJSON struct {
	Whole   bool        `json:"whole"`
	Lines   int         `json:"line_count"`
	Head    string      `json:"head"`
	Faults  []faultJSON `json:"faults"`
	Outside int         `json:"outside_count"`
}

type faultJSON struct {
	ID   int64  `json:"id"`
	What string `json:"what"`
}

// VerifyOptions holds the options of audit verify.
type VerifyOptions struct {
	*kit.Factory
	// Head was noted earlier, as it was printed; empty for none.
	Head   string
	AsJSON bool
}

// NewCmdVerify returns the command audit verify.
func NewCmdVerify(f *kit.Factory, run func(context.Context, *VerifyOptions) error) *cobra.Command {
	if run == nil {
		run = verifyRun
	}
	o := &VerifyOptions{Factory: f}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Find lines that were changed, removed, inserted or moved",
		Long: `Compares each line with the one before. With --head and a head noted earlier, it also finds lines removed from the end
and a rewritten chain. The exit status is 1 if something is wrong. Rows of Django's history that
no line accounts for are counted but are not faults, since an LMS writes there too (` + "`examdesk audit list --outside`" + `).`,
		Example: "  examdesk audit verify\n  examdesk audit verify --head 41:9f2c…",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.Head, "head", "", "a head noted earlier, as `NUMBER:HASH`")
	cmd.Flags().BoolVar(&o.AsJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, verifyJSON{})
	return cmd
}

func verifyRun(ctx context.Context, o *VerifyOptions) error {
	var noted *model.ActivityHead
	if o.Head != "" {
		h, err := model.ParseActivityHead(o.Head)
		if err != nil {
			return kit.Usage(err)
		}
		noted = &h
	}
	return withActivity(ctx, o.Factory, func(opened *kit.Opened) error { return verify(ctx, o, opened.Store, noted) })
}

func verify(ctx context.Context, o *VerifyOptions, store model.ActivityReader, noted *model.ActivityHead) error {
	check, err := store.CheckActivity(ctx, noted)
	if err != nil {
		return err
	}
	outside := 0
	if err := store.Outside(ctx, func(model.OutsideRow) error { outside++; return nil }); err != nil {
		return err
	}
	if o.AsJSON {
		out := verifyJSON{Whole: len(check.Faults) == 0, Lines: check.Lines, Head: check.Head().String(), Faults: []faultJSON{}, Outside: outside}
		for _, f := range check.Faults {
			out.Faults = append(out.Faults, faultJSON{ID: f.ID, What: f.Sentence()})
		}
		err = printer.JSON(o.Out, out)
	} else {
		sayVerified(o.Factory, check, outside, noted != nil)
	}
	if err == nil && len(check.Faults) > 0 {
		err = model.Errorf(model.CodeInternal, "The record of who did what is not intact: %s.", model.Counted(len(check.Faults), "fault"))
	}
	return err
}

func sayVerified(a *kit.Factory, check *model.ChainCheck, outside int, noted bool) {
	for _, f := range check.Faults {
		_, _ = fmt.Fprintln(a.Out, f.Sentence())
	}
	if len(check.Faults) == 0 {
		_, _ = fmt.Fprintf(a.Out, "%s, all intact. The head is %s.\n", model.Counted(check.Lines, "line"), check.Head())
		if !noted {
			_, _ = fmt.Fprintln(a.Out, "Lines removed from the end are found only with a head noted earlier (--head).")
		}
	}
	if outside > 0 {
		_, _ = fmt.Fprintf(a.Out, "%s of Django's history not written by examdesk; `examdesk audit list --outside` shows them.\n", model.Counted(outside, "row"))
	}
}

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

// NewCmdHead returns the command audit head.
func NewCmdHead(a *kit.Factory) *cobra.Command {
	return &cobra.Command{
		Use:   "head",
		Short: "Print the newest line's number and hash, to be noted elsewhere",
		Long: `Prints NUMBER:HASH of the newest line. Noted where those who can write the store cannot (a mail, a ticket, another
machine's log), it later shows whether lines at the end were removed or the whole chain was written again.`,
		Example: "  examdesk audit head >> /var/log/audit-heads",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withActivity(cmd.Context(), a, func(o *kit.Opened) error {
				head, err := o.Store.ActivityHead(cmd.Context())
				if err == nil {
					_, err = fmt.Fprintln(a.Out, head)
				}
				return err
			})
		},
	}
}

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

// NewCmdVerify returns the command audit verify.
func NewCmdVerify(a *kit.Factory) *cobra.Command {
	var head string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Find lines that were changed, removed, inserted or moved",
		Long: `Holds each line against the one before. With --head, a head that was noted earlier, it also finds lines that were cut
off at the end, and a chain that was written again. It ends with 1 if something is wrong. Rows of Django's history that
no line accounts for are counted; they are not faults, since an LMS writes there too (` + "`examdesk audit list --outside`" + `).`,
		Example: "  examdesk audit verify\n  examdesk audit verify --head 41:9f2c…",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var noted *model.ActivityHead
			if head != "" {
				h, err := model.ParseActivityHead(head)
				if err != nil {
					return kit.Usage(err)
				}
				noted = &h
			}
			return withActivity(cmd.Context(), a, func(o *kit.Opened) error { return auditVerify(cmd.Context(), a, o, noted, asJSON) })
		},
	}
	cmd.Flags().StringVar(&head, "head", "", "a head that was noted earlier, as `NUMBER:HASH`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	jsonout.Flags(cmd, verifyJSON{})
	return cmd
}

func auditVerify(ctx context.Context, a *kit.Factory, o *kit.Opened, noted *model.ActivityHead, asJSON bool) error {
	check, err := o.Store.CheckActivity(ctx, noted)
	if err != nil {
		return err
	}
	outside := 0
	if err := o.Store.Outside(ctx, func(model.OutsideRow) error { outside++; return nil }); err != nil {
		return err
	}
	if asJSON {
		out := verifyJSON{Whole: len(check.Faults) == 0, Lines: check.Lines, Head: check.Head().String(), Faults: []faultJSON{}, Outside: outside}
		for _, f := range check.Faults {
			out.Faults = append(out.Faults, faultJSON{ID: f.ID, What: f.Sentence()})
		}
		err = printer.JSON(a.Out, out)
	} else {
		sayVerified(a, check, outside, noted != nil)
	}
	if err == nil && len(check.Faults) > 0 {
		err = model.Errorf(model.CodeInternal, "The record of who did what is not whole: %s.", model.Counted(len(check.Faults), "fault"))
	}
	return err
}

func sayVerified(a *kit.Factory, check *model.ChainCheck, outside int, noted bool) {
	for _, f := range check.Faults {
		_, _ = fmt.Fprintln(a.Out, f.Sentence())
	}
	if len(check.Faults) == 0 {
		_, _ = fmt.Fprintf(a.Out, "%s, each as it was written. The head is %s.\n", model.Counted(check.Lines, "line"), check.Head())
		if !noted {
			_, _ = fmt.Fprintln(a.Out, "Lines cut off at the end are found only with a head that was noted earlier (--head).")
		}
	}
	if outside > 0 {
		_, _ = fmt.Fprintf(a.Out, "%s of Django's history outside of examdesk; `examdesk audit list --outside` shows them.\n", model.Counted(outside, "row"))
	}
}

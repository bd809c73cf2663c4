package audit

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
)

// HeadOptions holds the options of audit head.
type HeadOptions struct{ *kit.Factory }

// NewCmdHead returns the command audit head.
func NewCmdHead(f *kit.Factory, run func(context.Context, *HeadOptions) error) *cobra.Command {
	if run == nil {
		run = headRun
	}
	return &cobra.Command{
		Use:   "head",
		Short: "Print the newest line's number and hash, to note elsewhere",
		Long: `Prints NUMBER:HASH of the newest line. If you note it where those who can write to the store cannot (an e-mail, a ticket,
another machine's log), it later shows whether lines at the end were removed or the whole chain was rewritten.`,
		Example: "  examdesk audit head >> /var/log/audit-heads",
		Args:    kit.UsageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), &HeadOptions{f}) },
	}
}

func headRun(ctx context.Context, o *HeadOptions) error {
	return withActivity(ctx, o.Factory, func(opened *kit.Opened) error {
		head, err := opened.Store.ActivityHead(ctx)
		if err == nil {
			_, err = fmt.Fprintln(o.Out, head)
		}
		return err
	})
}

package shell

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"examdesk/cli/kit"
	"examdesk/model"
)

// ManOptions holds the options of man.
type ManOptions struct {
	*kit.Factory
	// Tree writes a page for each command to the folder Dir; otherwise the first page
	// is printed.
	Tree bool
	Dir  string
	Root *cobra.Command
}

// NewCmdMan returns the command man.
func NewCmdMan(f *kit.Factory, run func(context.Context, *ManOptions) error) *cobra.Command {
	if run == nil {
		run = manRun
	}
	o := &ManOptions{Factory: f}
	return &cobra.Command{
		Use:     "man [DIR]",
		Short:   "Print the manual page, or write those of all commands to a folder",
		Example: "  examdesk man\n  examdesk man /usr/local/share/man/man1",
		Args:    kit.UsageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Root, o.Tree = cmd.Root(), len(args) == 1
			if o.Tree {
				o.Dir = args[0]
			}
			return run(cmd.Context(), o)
		},
	}
}

func manRun(_ context.Context, o *ManOptions) error {
	root := o.Root
	root.DisableAutoGenTag = true
	root.PersistentFlags().Lookup("config").Usage = "configuration `FILE` (default ~/.config/examdesk/examdesk.yml)" // not of who makes the pages
	day := o.Clock().UTC().Truncate(24 * time.Hour)
	header := &doc.GenManHeader{Section: "1", Date: &day, Source: "examdesk " + o.Version, Manual: "examdesk"}
	if !o.Tree {
		return doc.GenMan(root, header, o.Out)
	}
	if info, err := os.Stat(o.Dir); err != nil || !info.IsDir() {
		return model.Wrap(fs.ErrNotExist, model.CodeNotFound, "There is no folder %s; create it first.", o.Dir)
	}
	if err := doc.GenManTree(root, header, o.Dir); err != nil {
		return model.Wrap(err, model.CodeInternal, "The manual pages could not be written to %s.", o.Dir)
	}
	_, err := fmt.Fprintf(o.Out, "The manual pages are in %s.\n", model.Clean(o.Dir))
	return err
}

package cli

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
)

// Root is the tree of all commands.
func Root() *cobra.Command {
	return (&program{Setup: setup.New(kit.Env{Out: io.Discard, Err: io.Discard, Clock: time.Now, Version: "test"}, nil)}).root()
}

// Asked is the command that arguments name, with its flags read; nil if they name
// none.
func Asked(args []string) *cobra.Command {
	cmd, rest, err := Root().Find(excludingLast(args))
	if err != nil || cmd.ParseFlags(rest) != nil {
		return nil
	}
	return cmd
}

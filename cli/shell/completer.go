package shell

import (
	"examdesk/cli/setup"
)

// completer finds words for a shell.
type completer struct{ *setup.Setup }

package cli

import (
	"io"

	"examdesk/cli/setup"
)

// program is one run of examdesk.
type program struct {
	*setup.Setup
	// answer is what the JSON that a command prints goes through, nil if it is
	// printed as it is.
	answer io.WriteCloser
}

package cli

import (
	"io"

	"examdesk/cli/setup"
)

// program is one run of examdesk.
type program struct {
	*setup.Setup
	// answer is what the JSON of a command passes through; nil if it is printed
	// unchanged.
	answer io.WriteCloser
}

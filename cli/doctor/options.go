package doctor

import (
	"examdesk/cli/setup"
)

// Options holds the options of doctor.
type Options struct {
	*setup.Setup
	AsJSON, Quiet, AllProfiles bool
	// Online checks the proctoring services now.
	Online bool
}

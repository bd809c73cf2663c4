package doctor

import (
	"examdesk/cli/setup"
)

// Options are what doctor is asked for.
type Options struct {
	*setup.Setup
	AsJSON, Quiet, AllProfiles bool
	// Online checks the proctoring services now.
	Online bool
}

package engine

import "examdesk/model"

// caller is who comes through the door.
type caller struct {
	model.Actor
	// unguarded skips the check of rights: for edx-proctoring's own calls, whose
	// callers have checked, and for what follows from a deed that was allowed.
	unguarded bool
}

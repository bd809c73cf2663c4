package steps

import (
	"context"

	"examdesk/model"
)

// Step is what a command does to one of several attempts.
type Step struct {
	ID int64
	// Plan is what would be done, and details what follows from it.
	Plan    string
	Details []string
	// Note is what becomes of what follows; it is printed once for all.
	Note string
	// Resume is what resuming gives the learner, nil for any other change.
	Resume *model.Resumption
	// Wipes are what is lost for good, and word what confirms that.
	Wipes []string
	Word  string
	// Err is why it cannot be done.
	Err error
	// Do does it and says what became of it.
	Do func(context.Context) (DoneStep, error)
	// Is the attempt's status as it was read.
	Is model.AttemptStatus
	// Effects are what follows, as the plan has them and then as it was done.
	Effects []model.Effect
	// done reports whether it was done, and said what became of it.
	done bool
	said string
}

// DoneStep is what became of an attempt, in words, with what followed.
type DoneStep struct {
	Said    string
	Effects []model.Effect
}

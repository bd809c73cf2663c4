package steps

import (
	"context"

	"examdesk/model"
)

// Step is what a command does to one of several attempts.
type Step struct {
	ID int64
	// Plan is what would be done, and details are the consequences.
	Plan    string
	Details []string
	// Note describes what becomes of the consequences; it is printed once for all.
	Note string
	// Resume is what the learner gets from resuming; nil for any other change.
	Resume *model.Resumption
	// Wipes lists what is lost for good; word is what confirms it.
	Wipes []string
	Word  string
	// Err is why it cannot be done.
	Err error
	// Do carries it out and describes the result.
	Do func(context.Context) (DoneStep, error)
	// Is is the attempt's status as it was read.
	Is model.AttemptStatus
	// Effects are the consequences, first as planned and then as carried out.
	Effects []model.Effect
	// done is set once it was carried out and its result printed.
	done bool
	said string
}

// DoneStep is the result for an attempt, in words, with its effects.
type DoneStep struct {
	Said    string
	Effects []model.Effect
}

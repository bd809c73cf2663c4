package model

import (
	"context"
	"slices"
)

// Verdict is an answer to the question whether somebody may do a deed.
type Verdict string

// The verdicts. What is unknown shows only when it is tried.
const (
	VerdictYes     Verdict = "yes"
	VerdictNo      Verdict = "no"
	VerdictUnknown Verdict = "unknown"
)

// Answer reports whether an actor may do a deed in a store. Why is the reason for a
// no or an unknown, as a sentence, and WayOut what can be done about it; it is
// empty where there is nothing to do.
type Answer struct {
	Verdict     Verdict
	Why, WayOut string
}

// Capability is the answer for a screen or a command: what is unknown is offered.
func (a Answer) Capability() Capability {
	if a.Verdict == VerdictNo {
		return Capability{Why: a.Why}
	}
	return Capability{OK: true, Why: a.Why}
}

// DeedAsker answers whether the actor may do a deed.
type DeedAsker interface {
	// May refuses what the actor may do nowhere in the store, so that nobody is
	// shown a plan that they may not carry out.
	May(ctx context.Context, deed Deed) error
	// Can answers from the table of rights and from how the store is opened:
	// whether the actor may do a deed to all of the subjects or, without any,
	// anywhere. What a subject's own state allows is a preview's to say.
	// [CodeNotFound] for a subject that is not there.
	Can(ctx context.Context, deed Deed, subjects ...Subject) (Answer, error)
}

// Answer asks the table of rights about a deed to each of the places or, without
// any, anywhere.
func (r Rights) Answer(d Deed, places ...Target) Answer {
	err := r.MayAnywhere(d)
	for _, t := range places {
		if err == nil {
			err = r.May(d, t)
		}
	}
	if err == nil {
		return Answer{Verdict: VerdictYes}
	}
	return Answer{Verdict: VerdictNo, Why: Sentence(err), WayOut: r.wayOut(places)}
}

// wayOut is what somebody can do who may not.
func (r Rights) wayOut(places []Target) string {
	switch {
	case r.Actor.Username == "" && r.Actor.Service == "":
		return "Say who acts with --as USERNAME."
	case r.Actor.Door == DoorDesk && !r.OwnAttempts && slices.ContainsFunc(places, func(t Target) bool { return slices.Contains(r.Actor.KindsFor(t), PersonOwnAttempt) }):
		return "Let somebody else do it."
	}
	return ""
}

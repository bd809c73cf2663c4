package model

import (
	"context"
	"slices"
)

// Verdict is an answer to the question whether somebody may do a deed.
type Verdict string

// The verdicts. An unknown one is settled only by trying the deed.
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

// Capability converts the answer for a screen or a command, which offers whatever is
// not known to be refused.
func (a Answer) Capability() Capability {
	if a.Verdict == VerdictNo {
		return Capability{Why: a.Why}
	}
	return Capability{OK: true, Why: a.Why}
}

// CapabilitiesOf describes a store to the person whom the rights name: what
// [DeedAsker.Can] answers for each deed without a subject. readOnly is why the store
// is only read, empty if it can be changed.
func CapabilitiesOf(store string, r Rights, readOnly string) Capabilities {
	c := Capabilities{Store: store, Reviewer: r.Actor.Reviewer, Rights: r, Deeds: map[Deed]Answer{}}
	for _, d := range Deeds() {
		c.Deeds[d] = r.Answer(d).WhereRead(readOnly)
		if !d.ForOperators() && c.Deeds[d].Verdict != VerdictNo {
			c.Decide.OK = true
		}
	}
	switch {
	case c.Decide.OK:
	case readOnly != "":
		c.Decide.Why = readOnly
	case r.Actor.ID == 0 && r.Actor.Username == "":
		c.Decide.Why = "Nobody is signed in; start with --as USERNAME to decide."
	default:
		c.Decide.Why = Sentence(r.MayAct())
	}
	return c
}

// Can returns what the store answered about a deed without a subject. If it was not
// asked about the deed, the deed is offered and the store decides when it is tried.
func (c Capabilities) Can(d Deed) Capability {
	if a, asked := c.Deeds[d]; asked {
		return a.Capability()
	}
	return Capability{OK: true}
}

// WhereRead turns the answer into a no if the store is only read, with readOnly as the
// reason. A refusal keeps its own reason, and an empty readOnly changes nothing.
func (a Answer) WhereRead(readOnly string) Answer {
	if a.Verdict == VerdictNo || readOnly == "" {
		return a
	}
	return Answer{Verdict: VerdictNo, Why: readOnly}
}

// DeedAsker answers whether the actor may do a deed.
type DeedAsker interface {
	// May returns an error if the actor may not do the deed anywhere in the store,
	// so that nobody is shown a plan that they may not carry out.
	May(ctx context.Context, deed Deed) error
	// Can answers from the table of rights and from how the store is opened:
	// whether the actor may do a deed to all of the subjects or, without any,
	// anywhere. Whether a subject's own state allows it is for a preview to
	// answer. A subject that does not exist is an error with [CodeNotFound].
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

// wayOut returns what a person who was refused can do about it.
func (r Rights) wayOut(places []Target) string {
	switch {
	case r.Actor.Username == "" && r.Actor.Service == "":
		return "Say who acts with --as USERNAME."
	case r.Actor.Door.AtDesk() && !r.OwnAttempts && slices.ContainsFunc(places, func(t Target) bool { return slices.Contains(r.Actor.KindsFor(t), PersonOwnAttempt) }):
		return "Ask somebody else to do it."
	}
	return ""
}

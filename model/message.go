package model

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// MessageState is where a message of the outbox stands.
type MessageState string

// A message was written down while no platform was attached; waits to be
// delivered; has been; or was given up and waits for a person.
const (
	MessageRecorded  MessageState = "recorded"
	MessagePending   MessageState = "pending"
	MessageDelivered MessageState = "delivered"
	MessageFailed    MessageState = "failed"
)

// MessageStates returns all states, in the order in which they are listed.
func MessageStates() []MessageState {
	return []MessageState{MessagePending, MessageFailed, MessageDelivered, MessageRecorded}
}

// ParseMessageState reads a state as a person writes it.
func ParseMessageState(s string) (MessageState, error) {
	return OneOf("message state", s, MessageStates())
}

// Message is one thing to tell the platform, as the outbox keeps it.
type Message struct {
	ID int64
	// Key stays the same however often the message is sent, so that a receiver
	// can tell that it has already received it. Empty for one that was only ever recorded by
	// an earlier version.
	Key  string
	Kind EffectKind
	// Certainty is never [WillNot]: what will not happen is not sent.
	Certainty Certainty
	AttemptID int64
	// DecisionID is empty if the cause was not a decision.
	DecisionID string
	Created    time.Time
	// Payload is a JSON object.
	Payload json.RawMessage
	State   MessageState
	// Tries counts those that failed since a retry was last requested.
	Tries int
	// Next is the earliest time of the next try; zero for at once.
	Next time.Time
	// Problem is why the last try failed, as a sentence.
	Problem string
	// Delivered is nil until it has been.
	Delivered *time.Time
}

// CertaintyWord returns the word for a certainty in messages and in the store.
func (m Message) CertaintyWord() string {
	if m.Certainty == Unknown {
		return "unknown"
	}
	return "will"
}

// MessageQuery asks for a page of messages.
type MessageQuery struct {
	// State is empty for all.
	State MessageState
	// After is the id of the last one of the page before, 0 for the first page.
	After int64
	// NewestFirst turns the order round.
	NewestFirst bool
	Limit       int
}

// Deliverer delivers a message to a platform. It may be asked to deliver the same
// one again. After an error other than a [RefusedError] it is tried again later.
type Deliverer interface {
	Deliver(ctx context.Context, m Message) error
}

// RefusedError means that the platform will not accept a message, however often
// it is sent: it is given up until a person asks for another try.
type RefusedError struct {
	// Status is the HTTP status, if there was one.
	Status int
}

// Error returns the refusal as one sentence.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("The platform refused the message (status %d).", e.Status)
}

// LaterError carries the time before which the platform does not want to be asked again.
type LaterError struct {
	After time.Duration
	Err   error
}

// Error repeats what the platform said.
func (e *LaterError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *LaterError) Unwrap() error { return e.Err }

// Backoff determines how long to wait after a number of failed tries.
type Backoff struct {
	First time.Duration
	// Most caps the doubling, and what a platform may ask for.
	Most time.Duration
	// Tries is after how many a message is given up.
	Tries int
}

// DefaultBackoff tries for about 20 hours: 10 s, doubled up to an hour.
func DefaultBackoff() Backoff { return Backoff{First: 10 * time.Second, Most: time.Hour, Tries: 30} }

// Wait returns how long to wait after a number of failed tries, which is at least 1.
// jitter is from 0 to 1 and takes up to a fifth away, so that what failed
// together does not come back together.
func (b Backoff) Wait(tries int, jitter float64) time.Duration {
	wait := b.First
	for range tries - 1 {
		if wait >= b.Most {
			break
		}
		wait *= 2
	}
	wait = min(wait, b.Most)
	return wait - time.Duration(float64(wait)*min(max(jitter, 0), 1)/5)
}

package model

import (
	"context"
	"time"
)

// AttemptFinder lists attempts and counts the sections.
type AttemptFinder interface {
	// FindAttempts returns a page. A filter that makes no sense is an error of
	// code [CodeInvalid].
	FindAttempts(ctx context.Context, q AttemptQuery) (AttemptPage, error)
	// CountSections counts every section within a course, or in all with "".
	CountSections(ctx context.Context, course string) ([]SectionCount, error)
}

// AttemptReader reads everything about one attempt; [CodeNotFound] if there is
// none of that id.
type AttemptReader interface {
	ReadAttempt(ctx context.Context, id int64) (AttemptDetail, error)
}

// Follower lets a program that shows attempts notice what others write.
type Follower interface {
	// Edition identifies the present state of the store: it changes whenever anybody
	// writes. It reads no rows. Editions can be compared for equality only.
	Edition(ctx context.Context) (string, error)
	// ReadRows reads attempts by id as a list shows them; those that are gone are
	// left out.
	ReadRows(ctx context.Context, ids []int64) ([]AttemptRow, error)
}

// FilterReader reads a filter against what the store holds. It is asked where a
// filter may hold short names ([Filter.MayBeShort]) and where one found nothing.
type FilterReader interface {
	ReadFilter(ctx context.Context, f Filter) (FilterReading, error)
}

// LearnerFinder looks learners up.
type LearnerFinder interface {
	FindLearners(ctx context.Context, q LearnerQuery) ([]Learner, error)
}

// CourseLister lists the courses with their exams.
type CourseLister interface {
	ListCourses(ctx context.Context) ([]Course, error)
}

// Previewer works out what a decision would do. It writes nothing.
type Previewer interface {
	PreviewDecision(ctx context.Context, r DecisionRequest) (Preview, error)
}

// Decider applies decisions: each at most once, [CodeConflict] if the attempt
// is not what the reviewer saw any longer (as a [ConflictError]).
type Decider interface {
	Decide(ctx context.Context, d Decision) (Decided, error)
}

// VideoFinder returns the address of an attempt's recording.
type VideoFinder interface {
	VideoURL(ctx context.Context, attemptID int64) (string, error)
}

// DecisionKeeper keeps decisions safe from the moment they are taken until the
// store has confirmed them.
type DecisionKeeper interface {
	// Hold writes the decision to disk before it returns. It is sent no earlier
	// than the returned SendAt.
	Hold(ctx context.Context, r DecisionRequest) (Held, error)
	// Withdraw undoes a decision that has not been sent; [CodeConflict] if it
	// has been.
	Withdraw(ctx context.Context, id string) error
	// Send gives a decision to the store. Sending it again is safe.
	Send(ctx context.Context, id string) (Decided, error)
	// Held lists what is not settled: of this process, and what earlier ones
	// left behind.
	Held(ctx context.Context) ([]Held, error)
}

// HeldState is where a kept decision stands.
type HeldState string

// A decision waits for its undo time, is on its way, was refused or could not
// be delivered, or was found after a crash and waits for a person's word.
const (
	HeldWaiting HeldState = "waiting"
	HeldSending HeldState = "sending"
	HeldFailed  HeldState = "failed"
	HeldFound   HeldState = "found"
)

// Held is a decision that is taken and not yet confirmed.
type Held struct {
	ID      string
	Request DecisionRequest
	State   HeldState
	TakenAt time.Time
	// TakenBy is the username of who took it; empty if that is not known.
	TakenBy Text
	SendAt  time.Time
	// MaybeSent reports whether a try was under way when the process ended: the
	// store decides whether it was applied.
	MaybeSent bool
	// Problem is why the last try failed, as a sentence.
	Problem string
	// Place is where the store lay when the decision was taken, and Here where
	// it is now; both are empty unless they differ. It may be a copy.
	Place, Here Text
}

// ConflictError means that an attempt changed after the reviewer looked at it.
type ConflictError struct {
	Seen Version
	Now  AttemptRow
}

// Error returns the conflict as one sentence.
func (e *ConflictError) Error() string {
	return "The attempt changed while you were looking at it: it is now " + e.Now.Attempt.Status.String() + "."
}

// AsConflict wraps a conflict in an [Error] of code [CodeConflict].
func AsConflict(seen Version, now AttemptRow) *Error {
	c := &ConflictError{Seen: seen, Now: now}
	return &Error{Code: CodeConflict, Message: c.Error(), Err: c}
}

// Capability is something that a store and a person can do, or the reason why
// not.
type Capability struct {
	OK  bool
	Why string
}

// Capabilities describes a store as its user meets it.
type Capabilities struct {
	// Store names the store for the header, e.g. "local" or a host.
	Store string
	// Reviewer is who decides; its ID is 0 if no one is signed in.
	Reviewer Reviewer
	// Rights are what that person may do, and to whom; the table of rights, asked
	// without the store. The store asks it again.
	Rights Rights
	// Deeds are the answers of [DeedAsker.Can] without a subject: for each deed
	// whether the person may do it anywhere here.
	Deeds map[Deed]Answer
	// Decide reports whether the person may do anything here.
	Decide Capability
	// Notes are standing remarks, e.g. that the store has no indexes of ours.
	Notes []string
}

// Describer describes what a store can do.
type Describer interface {
	Capabilities(ctx context.Context) (Capabilities, error)
}

// Desk is all that the desk asks of a store.
type Desk interface {
	AttemptFinder
	AttemptReader
	Follower
	FilterReader
	LearnerFinder
	CourseLister
	Previewer
	VideoFinder
	Describer
	LearnerReader
	AttemptChanger
	ExamReader
	ExamKeeper
	OnboardingLister
}

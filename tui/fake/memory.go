package fake

import (
	"context"
	"sync"
	"time"

	"examdesk/model"
)

// Op names a question that a store or a keeper is asked.
type Op string

// The questions, as a [Hook] sees them.
const (
	OpFind     Op = "find"
	OpEdition  Op = "edition"
	OpRows     Op = "rows"
	OpCount    Op = "count"
	OpRead     Op = "read"
	OpLearners Op = "learners"
	OpCourses  Op = "courses"
	OpPreview  Op = "preview"
	OpDecide   Op = "decide"
	OpVideo    Op = "video"
	OpHold     Op = "hold"
	OpWithdraw Op = "withdraw"
	OpSend     Op = "send"
	OpHeld     Op = "held"
)

// Hook is called before a question is answered. It may wait, return the error
// to answer with, or panic.
type Hook func(ctx context.Context, op Op) error

// Config says what a store holds.
type Config struct {
	// Attempts is how many there are; they are made up when asked for.
	Attempts int
	// Now is when everything happens.
	Now time.Time
	// Hostile puts [Hostile] into every text.
	Hostile bool
	// Names are the learners', each "username|full name"; names of a few scripts if
	// there are none.
	Names []string
	// Reviewer decides; the zero value is a member of staff.
	Reviewer model.Reviewer
	// VideoURL is the address that came with each recording, if not a harmless one.
	VideoURL string
	// ReadOnly is the reason why nothing can be decided, if there is one.
	ReadOnly string
}

// memory is what all parts share: the attempts, and what was asked and done.
type memory struct {
	cfg Config

	mu      sync.Mutex
	changed map[int64]model.AttemptRow
	applied map[string]model.Decided
	gone    map[int64]bool
	archive map[int64][]model.ReviewVersion
	kept    map[int64]examState
	hook    Hook
	asked   []Op
	done    []Deed
	edition int
	refused map[int64]int
}

// Deed is something that was done to an attempt: the review that it was given,
// or the kind of change.
type Deed struct {
	Attempt int64
	What    string
}

// Done lists what was done, in order.
func (s *memory) Done() []Deed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Deed(nil), s.done...)
}

// Refused counts the decisions and changes of an attempt that were asked for
// and not made.
func (s *memory) Refused(id int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused[id]
}

// note keeps what became of a deed.
func (s *memory) note(id int64, what string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.refused[id]++
		return
	}
	s.done = append(s.done, Deed{id, what})
}

// SetHook sets what is called before each answer.
func (s *memory) SetHook(h Hook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = h
}

// Asked lists the questions so far.
func (s *memory) Asked() []Op {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Op(nil), s.asked...)
}

// enter notes the question and calls the hook outside of the lock, so that a
// slow answer holds up nobody else.
func (s *memory) enter(ctx context.Context, op Op) error {
	s.mu.Lock()
	s.asked = append(s.asked, op)
	hook := s.hook
	s.mu.Unlock()
	if hook != nil {
		if err := hook(ctx, op); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// examState is an exam with its policies, once somebody changed it.
type examState struct {
	exam   model.Exam
	policy *model.Policy
	former []model.FormerPolicy
}

// rights are what the reviewer may do, from the same table as in other stores.
func (s *memory) rights() model.Rights {
	return model.Rights{Actor: model.Actor{Reviewer: s.cfg.Reviewer, Door: model.DoorDesk}, Backends: model.DefaultBackends()}
}

func (s *memory) may(deed model.Deed, exam model.Exam, learnerID int64) error {
	r := s.rights()
	return r.May(deed, r.At(exam, learnerID))
}

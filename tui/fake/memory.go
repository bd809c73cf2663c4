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

// Config sets up a store.
type Config struct {
	// Attempts is the number of attempts; they are generated on demand.
	Attempts int
	// Now is the present time of the store.
	Now time.Time
	// Hostile puts [Hostile] into every text.
	Hostile bool
	// Names are the learners', each "username|full name"; names of a few scripts if
	// there are none.
	Names []string
	// Reviewer is the person who acts; the zero value is a member of staff.
	Reviewer model.Reviewer
	// VideoURL is the address of every recording, if not a harmless one.
	VideoURL string
	// ReadOnly is the reason why nothing can be decided, if any.
	ReadOnly string
	// Notice is what each decision must be told with, if anything.
	Notice string
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

// Deed is something that was done to an attempt: the review status that it got, or
// the kind of change.
type Deed struct {
	Attempt int64
	What    string
}

// Done returns what was done, in order.
func (s *memory) Done() []Deed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Deed(nil), s.done...)
}

// Refused counts the decisions and changes to an attempt that were requested and
// refused.
func (s *memory) Refused(id int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused[id]
}

// note records the result of a deed.
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

// Asked returns the questions so far.
func (s *memory) Asked() []Op {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Op(nil), s.asked...)
}

// enter notes the question and calls the hook without holding the lock, so that a
// slow answer delays no one else.
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

// examState is an exam with its policies, once someone has changed it.
type examState struct {
	exam   model.Exam
	policy *model.Policy
	former []model.FormerPolicy
}

// rights returns what the reviewer may do, from the same table as other stores.
func (s *memory) rights() model.Rights {
	return model.Rights{Actor: model.Actor{Reviewer: s.cfg.Reviewer, Door: model.DoorDesk}, Backends: model.DefaultBackends()}
}

func (s *memory) may(deed model.Deed, exam model.Exam, learnerID int64) error {
	r := s.rights()
	return r.May(deed, r.At(exam, learnerID))
}

package fake

import (
	"context"
	"sort"
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
	// Reviewer decides; the zero value is a member of staff.
	Reviewer model.Reviewer
	// VideoURL is the address that came with each recording, if not a harmless one.
	VideoURL string
	// ReadOnly is the reason why nothing can be decided, if there is one.
	ReadOnly string
}

// Store is a [model.Desk] and a [model.Decider] in memory.
type Store struct {
	cfg Config

	mu      sync.Mutex
	changed map[int64]model.AttemptRow
	applied map[string]model.Decided
	gone    map[int64]bool
	archive map[int64][]model.ReviewVersion
	exams   map[int64]examState
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
func (s *Store) Done() []Deed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Deed(nil), s.done...)
}

// Refused counts the decisions and changes of an attempt that were asked for
// and not made.
func (s *Store) Refused(id int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused[id]
}

// note keeps what became of a deed.
func (s *Store) note(id int64, what string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.refused[id]++
		return
	}
	s.done = append(s.done, Deed{id, what})
}

var (
	_ model.Desk    = (*Store)(nil)
	_ model.Decider = (*Store)(nil)
)

// New makes a store.
func New(cfg Config) *Store {
	if cfg.Reviewer.ID == 0 {
		cfg.Reviewer = model.Reviewer{ID: 1, Username: "r.adeyemi", FullName: "Remi Adeyemi", IsStaff: true}
	}
	return &Store{
		cfg: cfg, changed: map[int64]model.AttemptRow{}, applied: map[string]model.Decided{}, gone: map[int64]bool{}, archive: map[int64][]model.ReviewVersion{},
		refused: map[int64]int{},
	}
}

// SetHook sets what is called before each answer.
func (s *Store) SetHook(h Hook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook = h
}

// Asked lists the questions so far.
func (s *Store) Asked() []Op {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Op(nil), s.asked...)
}

// Change edits an attempt as somebody else would. Its last change moves on, so
// that its version is another one.
func (s *Store) Change(id int64, edit func(*model.AttemptRow)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row, ok := s.row(id)
	if !ok {
		return
	}
	row.Attempt.Modified = row.Attempt.Modified.Add(time.Microsecond)
	edit(&row)
	s.put(row)
}

// Row returns an attempt as it is now.
func (s *Store) Row(id int64) (model.AttemptRow, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.row(id)
}

// enter notes the question and calls the hook outside of the lock, so that a
// slow answer holds up nobody else.
func (s *Store) enter(ctx context.Context, op Op) error {
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

func (s *Store) row(id int64) (model.AttemptRow, bool) {
	if s.gone[id] {
		return model.AttemptRow{}, false
	}
	if row, ok := s.changed[id]; ok {
		return row, true
	}
	if id < 1 || id > int64(s.cfg.Attempts) {
		return model.AttemptRow{}, false
	}
	return s.invent(int(id) - 1), true
}

func (s *Store) put(row model.AttemptRow) {
	s.edition++
	row.Cursor = placeOf(row).cursor()
	s.changed[row.Attempt.ID] = row
}

// moved lists the changed attempts in order; they are few.
func (s *Store) moved() []model.AttemptRow {
	out := make([]model.AttemptRow, 0, len(s.changed))
	for _, r := range s.changed {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return placeOf(out[i]).before(placeOf(out[j])) })
	return out
}

// Changed reports whether an attempt is not as it was made up, or gone.
func (s *Store) Changed(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, changed := s.changed[id]
	return changed || s.gone[id]
}

// examState is an exam with its policies, once somebody changed it.
type examState struct {
	exam   model.Exam
	policy *model.Policy
	former []model.FormerPolicy
}

// rights are what the reviewer may do, from the same table as in other stores.
func (s *Store) rights() model.Rights {
	return model.Rights{Actor: model.Actor{Reviewer: s.cfg.Reviewer, Door: model.DoorDesk}, Backends: model.DefaultBackends()}
}

func (s *Store) may(deed model.Deed, exam model.Exam, learnerID int64) error {
	r := s.rights()
	return r.May(deed, r.At(exam, learnerID))
}

package simulator

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// Protocol is how an attempt was registered.
type Protocol string

// The protocols, by the names of their kinds in PROCTORING_BACKENDS.
const (
	ProtocolPSI  Protocol = "software_secure"
	ProtocolREST Protocol = "rest"
)

// The statuses that the REST protocol has for an attempt (edx-proctoring 5.2.0,
// docs/backends.rst).
const (
	statusCreated   = "created"
	statusStarted   = "started"
	statusSubmitted = "submitted"
	statusError     = "error"
	// statusReady is ours, for PSI's attempts: PSI does not learn of what follows.
	statusReady = "ready"
)

const (
	// MaxAttempts is how many attempts are kept; of more the oldest go.
	MaxAttempts = 10_000
	// maxID, maxText and maxNotes bound what is kept of an attempt, in bytes: ids
	// are refused beyond it, texts are cut.
	maxID, maxText, maxNotes = 255, 1000, 10_000
	// maxCallbacks is how many results of callbacks are kept for an attempt.
	maxCallbacks = 20
)

// Attempt is a registered attempt.
type Attempt struct {
	// ID is what the service calls it: its external_id in the LMS.
	ID       string   `json:"external_id"`
	Protocol Protocol `json:"protocol"`
	// Code is the LMS's attempt code; only PSI receives it.
	Code string `json:"attempt_code"`
	// ExamID is the exam's id: the LMS's for PSI, the service's own for REST.
	ExamID   string `json:"exam_id"`
	ExamName string `json:"exam_name"`
	Course   string `json:"course_id"`
	// UserID is the learner's obscured id; PSI does not receive it.
	UserID string `json:"user_id"`
	Name   string `json:"full_name"`
	Status string `json:"status"`
	// Practice reports whether the attempt is not to be reviewed.
	Practice bool `json:"is_practice"`
	// Notes are for the reviewer.
	Notes string `json:"reviewer_notes"`
	// StartURL is where PSI's software sends the learner to begin.
	StartURL string `json:"exam_url"`
	// Review is the last review that the LMS took, in the words of the protocol.
	Review    string     `json:"review"`
	Created   time.Time  `json:"created"`
	Modified  time.Time  `json:"modified"`
	Callbacks []Callback `json:"callbacks"`
	// Number counts the attempts from the first one on.
	Number int64 `json:"number"`
}

// Callback is the result of one callback to the LMS.
type Callback struct {
	// Kind is "ready" or "review".
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
	// Millis is how long it took.
	Millis int64 `json:"milliseconds"`
	// Status is the LMS's answer, 0 if there was none.
	Status  int    `json:"status"`
	Problem string `json:"problem"`
}

// Exam is an exam that the LMS saved over REST.
type Exam struct {
	ID       string         `json:"id"`
	Course   string         `json:"course_id"`
	Name     string         `json:"name"`
	Practice bool           `json:"is_practice"`
	Rules    map[string]any `json:"rules"`
}

// short cuts a text to a number of bytes.
func short(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

// newID returns an id that no one can guess. It is a slug, since the LMS has it in a path.
func newID(prefix string) string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails
	return prefix + strings.ToUpper(hex.EncodeToString(b))
}

// shelf keeps things by id, the newest [MaxAttempts] of them.
type shelf[T any] struct {
	byID  map[string]*T
	order []string
}

func newShelf[T any]() *shelf[T] { return &shelf[T]{byID: map[string]*T{}} }

// put adds an item and returns the ones that it displaced.
func (s *shelf[T]) put(id string, v T) (gone []*T) {
	if _, there := s.byID[id]; !there {
		s.order = append(s.order, id)
	}
	s.byID[id] = &v
	for len(s.order) > MaxAttempts {
		gone = append(gone, s.byID[s.order[0]])
		delete(s.byID, s.order[0])
		s.order = s.order[1:]
	}
	return gone
}

func (s *shelf[T]) remove(id string) {
	delete(s.byID, id)
	if i := slices.Index(s.order, id); i >= 0 {
		s.order = slices.Delete(s.order, i, i+1)
	}
}

// all lists them, the oldest first.
func (s *shelf[T]) all() []T {
	out := make([]T, 0, len(s.order))
	for _, id := range s.order {
		out = append(out, *s.byID[id])
	}
	return out
}

// Attempts lists the attempts, the newest first.
func (s *Service) Attempts() []Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.attempts.all()
	slices.Reverse(out)
	for i := range out {
		out[i].Callbacks = slices.Clone(out[i].Callbacks)
	}
	return out
}

// Attempt returns an attempt by its id or attempt code, or [model.CodeNotFound].
func (s *Service) Attempt(id string) (Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(id)
	if a == nil {
		return Attempt{}, model.Errorf(model.CodeNotFound, "There is no attempt %q here.", id)
	}
	found := *a
	found.Callbacks = slices.Clone(a.Callbacks)
	return found, nil
}

// find returns an attempt. The caller holds the lock.
func (s *Service) find(id string) *Attempt {
	if a, ok := s.attempts.byID[id]; ok {
		return a
	}
	return s.attempts.byID[s.codes[id]]
}

// keep adds an attempt. The caller holds the lock.
func (s *Service) keep(a Attempt, now time.Time) Attempt {
	s.number++
	a.ExamName, a.Name, a.Notes = short(a.ExamName, maxText), short(a.Name, maxText), short(a.Notes, maxNotes)
	a.Number, a.Created, a.Modified, a.Callbacks = s.number, now, now, []Callback{}
	for _, old := range s.attempts.put(a.ID, a) {
		delete(s.codes, old.Code)
	}
	if a.Code != "" {
		s.codes[a.Code] = a.ID
	}
	s.changes++
	return a
}

// drop removes an attempt. The caller holds the lock.
func (s *Service) drop(a *Attempt) {
	delete(s.codes, a.Code)
	s.attempts.remove(a.ID)
	s.changes++
}

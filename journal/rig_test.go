package journal

import (
	"context"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

// rig is a journal on a disk in memory, with a store that does as it is told.
type rig struct {
	reviewer string
	disk     *disk
	fs       *memFS
	j        *Journal
	store    *toldStore
	clock    *setClock
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{disk: newDisk(1), store: &toldStore{}, clock: &setClock{now: date(16, 0, 0)}}
	r.open(t)
	return r
}

func date(hour, minute, second int) time.Time {
	return time.Date(2026, 11, 20, hour, minute, second, 0, time.UTC)
}

func (r *rig) config(fs FS) Config {
	return Config{Dir: "/state/journal", Store: "test", Clock: r.clock, FS: fs, Reviewer: r.reviewer}
}

// open starts a process beside those that run.
func (r *rig) open(t *testing.T) {
	t.Helper()
	r.fs = r.disk.process()
	var err error
	if r.j, err = Open(t.Context(), r.config(r.fs), r.store); err != nil {
		t.Fatal(err)
	}
}

// restart kills the process and starts the next one.
func (r *rig) restart(t *testing.T) {
	t.Helper()
	r.fs.kill()
	r.open(t)
}

// failNext lets an operation fail: 1 is the next one.
func (r *rig) failNext(n int) {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	r.disk.plan[r.disk.ops+n] = fullDisk
}

// operations is how many there were.
func (r *rig) operations() int {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	return r.disk.ops
}

func (r *rig) hold(t *testing.T, attempt int64) model.Held {
	t.Helper()
	h, err := r.j.Hold(t.Context(), wish(attempt))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// wish is what a reviewer wants.
func wish(attempt int64) model.DecisionRequest {
	return model.DecisionRequest{
		AttemptID: attempt, Review: model.ReviewSuspicious, Reason: "two voices at 14:02",
		Expected: model.Version{Status: model.Submitted, Modified: date(12, 0, 0), ReviewID: 7, ReviewModified: date(13, 0, 0)},
	}
}

// held returns all that is kept.
func (r *rig) held(t *testing.T) []model.Held {
	t.Helper()
	held, err := r.j.Held(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// only returns what is kept if it is one decision.
func (r *rig) only(t *testing.T) model.Held {
	t.Helper()
	held := r.held(t)
	if len(held) != 1 {
		t.Fatalf("%d decisions are kept instead of one: %+v", len(held), held)
	}
	return held[0]
}

// refuses checks an error's code and sentence.
func refuses(t *testing.T, err error, code model.Code, sentence string) {
	t.Helper()
	if err == nil || model.CodeOf(err) != code || model.Sentence(err) != sentence {
		t.Errorf("error %v of code %q, want %q: %s", err, model.CodeOf(err), code, sentence)
	}
}

// toldStore answers each try with the next of the errors, and applies the
// decision otherwise. It remembers what it was asked.
type toldStore struct {
	mu     sync.Mutex
	errs   []error
	tries  []model.Decision
	asked  []model.Decision
	askErr error
	// applied is what it answers when it is asked.
	applied bool
	// entered and leave hold a try up, if they are made: it says on the one
	// that it has begun, and waits for the other.
	entered, leave chan struct{}
}

// holdUp makes the next tries wait.
func (s *toldStore) holdUp() {
	s.entered, s.leave = make(chan struct{}, 8), make(chan struct{})
}

func (s *toldStore) Decide(_ context.Context, d model.Decision) (model.Decided, error) {
	err := s.note(d)
	if s.entered != nil {
		s.entered <- struct{}{}
		<-s.leave
	}
	if err != nil {
		return model.Decided{}, err
	}
	return model.Decided{ID: d.ID, To: model.SecondReviewRequired, At: d.Stamp}, nil
}

func (s *toldStore) note(d model.Decision) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries = append(s.tries, d)
	if len(s.errs) == 0 {
		return nil
	}
	err := s.errs[0]
	s.errs = s.errs[1:]
	return err
}

func (s *toldStore) DecisionApplied(_ context.Context, d model.Decision) (bool, error) {
	s.mu.Lock()
	s.asked = append(s.asked, d)
	s.mu.Unlock()
	if s.entered != nil {
		s.entered <- struct{}{}
		<-s.leave
	}
	return s.applied, s.askErr
}

// setClock shows the time that it is set to.
type setClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *setClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *setClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

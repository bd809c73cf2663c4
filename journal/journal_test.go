package journal

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// What the tests below expect to be said more than once.
const (
	noRoomToTake = "The disk that holds the journal is full. The decision was not taken."
	isClosed     = "The journal is closed; nothing was changed."
)

// TestHold keeps a decision as it was taken, lets it become due, and offers it
// to the next process, which does not send it by itself.
func TestHold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	h := r.hold(t, 1)
	want := model.Held{
		ID: h.ID, Request: wish(1), State: model.HeldWaiting,
		TakenAt: date(16, 0, 0), SendAt: date(16, 0, 0).Add(DefaultHold),
	}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Error(diff)
	}
	if due := r.j.Due(h.SendAt.Add(-1)); len(due) != 0 {
		t.Errorf("due too early: %+v", due)
	}
	if due := r.j.Due(h.SendAt); len(due) != 1 || due[0].ID != h.ID {
		t.Errorf("not due: %+v", due)
	}
	r.restart(t)
	want.State = model.HeldFound
	if diff := cmp.Diff(want, r.only(t)); diff != "" {
		t.Error(diff)
	}
	r.clock.add(time.Hour)
	if sent := r.j.SendDue(t.Context()); len(sent) != 0 {
		t.Errorf("sent without a person's word: %+v", sent)
	}
}

// TestHoldRefuses refuses what no store would take and a second decision on an
// attempt, and says why.
func TestHoldRefuses(t *testing.T) {
	t.Parallel()
	lost := model.Errorf(model.CodeUnavailable, "The store cannot be reached.")
	tests := []struct {
		name    string
		prepare func(*testing.T, *rig)
		change  func(*model.DecisionRequest)
		code    model.Code
		want    string
	}{
		{"no attempt", nil, func(r *model.DecisionRequest) { r.AttemptID = 0 }, model.CodeInvalid, "The decision names no attempt."},
		{
			"no review", nil, func(r *model.DecisionRequest) { r.Review = "Fine" }, model.CodeInvalid,
			"Fine is not a review status.",
		},
		{"long reason", nil, func(r *model.DecisionRequest) {
			r.Reason = strings.Repeat("é", model.MaxReason+1)
		}, model.CodeInvalid, "The reason is longer than 500 characters."},
		{"one waits", func(t *testing.T, r *rig) { r.hold(t, 1) }, nil, model.CodeConflict, "A decision on this attempt is waiting to be sent; undo that one first."},
		{"one was found", func(t *testing.T, r *rig) { r.hold(t, 1); r.restart(t) }, nil, model.CodeConflict, "A decision on this attempt was left by an earlier session; send it or withdraw it first."},
		{"one is in doubt", func(t *testing.T, r *rig) {
			r.store.errs = []error{lost}
			_, _ = r.j.Send(t.Context(), r.hold(t, 1).ID)
		}, nil, model.CodeConflict, "A decision on this attempt could not be delivered; send it again or withdraw it first."},
		{"one is on its way", func(t *testing.T, r *rig) {
			h := r.hold(t, 1)
			r.store.holdUp()
			done := make(chan struct{})
			go func() { defer close(done); _, _ = r.j.Send(context.Background(), h.ID) }()
			<-r.store.entered
			t.Cleanup(func() { close(r.store.leave); <-done })
		}, nil, model.CodeConflict, "A decision on this attempt is on its way to the store."},
		{"closed", func(t *testing.T, r *rig) { _ = r.j.Close(t.Context()) }, nil, model.CodeUnavailable, isClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, w := newRig(t), wish(1)
			if tt.prepare != nil {
				tt.prepare(t, r)
			}
			if tt.change != nil {
				tt.change(&w)
			}
			before := len(r.held(t))
			_, err := r.j.Hold(t.Context(), w)
			refuses(t, err, tt.code, tt.want)
			if n := len(r.held(t)); n != before {
				t.Errorf("%d decisions are kept instead of %d", n, before)
			}
		})
	}
}

// TestRefusedGivesWay lets a new decision take the place of one that the store
// has refused, for the next process too.
func TestRefusedGivesWay(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.store.errs = []error{model.AsConflict(model.Version{}, model.AttemptRow{Attempt: model.Attempt{Status: model.Verified}})}
	first := r.hold(t, 1)
	_, err := r.j.Send(t.Context(), first.ID)
	refuses(t, err, model.CodeConflict, "The attempt changed while you were looking at it: it is now verified.")
	if h := r.only(t); h.State != model.HeldFailed || h.MaybeSent || h.Problem != model.Sentence(err) {
		t.Errorf("a refused decision: %+v", h)
	}
	second := r.hold(t, 1)
	r.restart(t)
	if h := r.only(t); h.ID != second.ID {
		t.Errorf("found %s instead of %s", h.ID, second.ID)
	}
}

// TestHoldFullDisk fails at each operation of the first Hold in turn. Nothing is
// held then, in this process or the next, and the next Hold succeeds.
func TestHoldFullDisk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := r.operations()
	r.hold(t, 1)
	all, failed := r.operations()-before, 0
	for n := 1; n <= all; n++ {
		r := newRig(t)
		r.failNext(n)
		_, err := r.j.Hold(t.Context(), wish(1))
		if err == nil {
			continue // letting go of a lock changes nothing
		}
		failed++
		refuses(t, err, model.CodeUnavailable, noRoomToTake)
		if held := r.held(t); len(held) != 0 {
			t.Errorf("at %d: held all the same: %+v", n, held)
		}
		r.restart(t)
		if held := r.held(t); len(held) != 0 {
			t.Errorf("at %d: found all the same: %+v", n, held)
		}
		r.hold(t, 1)
	}
	if failed < all-1 {
		t.Errorf("only %d of %d failures were noticed", failed, all)
	}
}

// TestAdoptFullDisk fails at each operation of taking over in turn. Whether
// Open succeeds or not, a later process has the decision, once.
func TestAdoptFullDisk(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 20; n++ {
		r := newRig(t)
		h := r.hold(t, 1)
		r.fs.kill()
		r.failNext(n)
		p := r.disk.process()
		if _, err := Open(t.Context(), r.config(p), r.store); err != nil {
			refuses(t, err, model.CodeUnavailable,
				"What an earlier session left in the journal could not be taken over. It is kept in /state/journal.")
		}
		p.kill()
		clear(r.disk.plan) // Open may have needed fewer operations
		r.open(t)
		if found := r.only(t); found.ID != h.ID || found.State != model.HeldFound {
			t.Errorf("at %d: found %+v", n, found)
		}
	}
}

// TestOpenWritesNothing looks once for what others left, and leaves no trace.
func TestOpenWritesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.j.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if n, s := r.operations(), r.disk.contents(); n != 1 || s != "" {
		t.Errorf("%d operations, which left %q", n, s)
	}
	dir := filepath.Join(t.TempDir(), "state", "journal")
	if _, err := Open(t.Context(), Config{Dir: dir, Store: "test"}, r.store); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory was made: %v", err)
	}
}

// TestLiveFileIsNotAdopted leaves another process's decisions alone until it
// ends. The decisions of another store are left alone for ever.
func TestLiveFileIsNotAdopted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	h := r.hold(t, 1)
	first := r.fs
	r.open(t)
	if held := r.held(t); len(held) != 0 {
		t.Errorf("taken from a process that lives: %+v", held)
	}
	first.kill()
	cfg := r.config(r.disk.process())
	cfg.Store = "another"
	other, err := Open(t.Context(), cfg, r.store)
	if err != nil {
		t.Fatal(err)
	}
	if held, err := other.Held(t.Context()); err != nil || len(held) != 0 {
		t.Errorf("taken from another store: %+v, %v", held, err)
	}
	if n, err := r.j.Adopt(t.Context()); n != 1 || err != nil || r.only(t).ID != h.ID {
		t.Errorf("adopted %d, error %v", n, err)
	}
	if n, err := r.j.Adopt(t.Context()); n != 0 || err != nil {
		t.Errorf("adopted again: %d, error %v", n, err)
	}
}

// TestCloseWaits waits for what is on its way. If that takes too long, the file
// stays locked, so that no one offers to send what is being sent.
func TestCloseWaits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	h := r.hold(t, 1)
	r.hold(t, 2)
	r.store.holdUp()
	done := make(chan error, 1)
	go func() { _, err := r.j.Send(context.Background(), h.ID); done <- err }()
	<-r.store.entered
	over, cancel := context.WithCancel(t.Context())
	cancel()
	refuses(t, r.j.Close(over), model.CodeUnavailable, "A decision is still on its way to the store.")
	if other, err := Open(t.Context(), r.config(r.disk.process()), r.store); err != nil || len(other.book.open) != 0 {
		t.Errorf("taken from a process that still sends: %v", err)
	}
	close(r.store.leave)
	if err := errors.Join(<-done, r.j.Close(t.Context()), r.j.Close(t.Context())); err != nil {
		t.Error(err)
	}
	r.open(t)
	if found := r.only(t); found.Request.AttemptID != 2 {
		t.Errorf("found %+v", found)
	}
}

// TestFiles looks at real files: no one else may read them, and once all is
// settled and closed no reason is left in any.
func TestFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "journal")
	j, err := Open(t.Context(), Config{Dir: dir, Store: "test"}, &toldStore{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for attempt := range int64(3) {
		h, err := j.Hold(t.Context(), wish(attempt+1))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, h.ID)
	}
	if text := readAll(t, dir); !strings.Contains(text, wish(1).Reason) {
		t.Error("the reason should be on disk while the decision waits")
	}
	_, err = j.Send(t.Context(), ids[0])
	if err := errors.Join(err, j.Withdraw(t.Context(), ids[1]), j.Dismiss(t.Context(), ids[2])); err != nil {
		t.Fatal(err)
	}
	if text := readAll(t, dir); strings.Contains(text, "voices") {
		t.Error("a reason is left before closing")
	}
	if err := j.Close(t.Context()); err != nil {
		t.Error(err)
	}
	names, err := OSFS{}.List(dir)
	if diff := cmp.Diff([]string{dirLock}, names); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// readAll returns what all files of a directory hold, and checks who may read.
func readAll(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(filepath.Dir(dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := map[bool]fs.FileMode{true: fs.ModeDir | 0o700, false: 0o600}[d.IsDir()]
		if err == nil && runtime.GOOS != "windows" && info.Mode() != want {
			t.Errorf("%s is %v instead of %v", path, info.Mode(), want)
		}
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

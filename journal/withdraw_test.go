package journal

import (
	"context"
	"errors"
	"testing"

	"examdesk/model"
)

// TestWithdraw withdraws at once what never left, and asks the store about what
// may have arrived.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	refused := model.Errorf(model.CodeDenied, "No.")
	const inDoubt = "The decision may have reached the store, which cannot be asked now; it is kept as it is."
	tests := []struct {
		name    string
		tries   []error
		applied bool
		askErr  error
		asks    int
		code    model.Code
		want    string
		kept    int
	}{
		{name: "never sent"},
		{name: "refused", tries: []error{refused}},
		{name: "in doubt, not applied", tries: []error{errLost}, asks: 1},
		{name: "in doubt, then refused", tries: []error{errLost, refused}, asks: 1},
		{name: "refused, then in doubt", tries: []error{refused, errLost}, asks: 1},
		{
			name: "in doubt, applied", tries: []error{errLost}, applied: true, asks: 1,
			code: model.CodeConflict, want: "The decision has been applied already, so it cannot be withdrawn.",
		},
		{
			name: "in doubt, nobody to ask", tries: []error{errLost}, askErr: errLost, asks: 1,
			code: model.CodeUnavailable, want: inDoubt, kept: 1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.store.errs, r.store.applied, r.store.askErr = tt.tries, tt.applied, tt.askErr
			h := r.hold(t, 1)
			for range len(tt.tries) {
				_, _ = r.j.Send(t.Context(), h.ID)
			}
			// Who asks and how it ends must not depend on which process it is.
			r.restart(t)
			err := r.j.Withdraw(t.Context(), h.ID)
			switch {
			case tt.want != "":
				refuses(t, err, tt.code, tt.want)
			case err != nil:
				t.Error(err)
			default:
				withdrawnForGood(t, r, h.ID)
			}
			if len(r.store.asked) != tt.asks || len(r.held(t)) != tt.kept {
				t.Errorf("asked %d times, kept %+v", len(r.store.asked), r.held(t))
			}
			if tt.asks > 0 && !r.store.asked[0].Stamp.Equal(r.store.tries[0].Stamp) {
				t.Errorf("asked about %+v", r.store.asked[0])
			}
		})
	}
}

// withdrawnForGood checks that a decision cannot be sent, and that withdrawing
// it again is not an error.
func withdrawnForGood(t *testing.T, r *rig, id string) {
	t.Helper()
	tries := len(r.store.tries)
	for _, again := range []func(context.Context, string) error{r.j.Withdraw, r.j.Dismiss} {
		if err := again(t.Context(), id); err != nil {
			t.Errorf("withdrawn again: %v", err)
		}
	}
	_, err := r.j.Send(t.Context(), id)
	refuses(t, err, model.CodeConflict, "The decision has been withdrawn.")
	if len(r.store.tries) != tries {
		t.Error("what was withdrawn was sent")
	}
}

// TestWithdrawMeanwhile does not undo what is on its way, and sends nothing
// while the store is asked about it.
func TestWithdrawMeanwhile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	h := r.hold(t, 1)
	r.store.errs = []error{errLost}
	r.store.holdUp()
	done := make(chan error, 1)
	go func() { _, err := r.j.Send(context.Background(), h.ID); done <- err }()
	<-r.store.entered
	const onItsWay = "The decision is on its way to the store."
	refuses(t, r.j.Withdraw(t.Context(), h.ID), model.CodeConflict, onItsWay)
	refuses(t, r.j.Dismiss(t.Context(), h.ID), model.CodeConflict, onItsWay)
	close(r.store.leave)
	if err := <-done; !errors.Is(err, errLost) {
		t.Errorf("error %v", err)
	}
	r.store.holdUp()
	go func() { done <- r.j.Withdraw(context.Background(), h.ID) }()
	<-r.store.entered
	_, err := r.j.Send(t.Context(), h.ID)
	refuses(t, err, model.CodeConflict, "The decision is about to be withdrawn.")
	refuses(t, r.j.Withdraw(t.Context(), h.ID), model.CodeConflict, "The decision is being withdrawn already.")
	close(r.store.leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
	withdrawnForGood(t, r, h.ID)
}

// mute is a store that cannot say what it has applied.
type mute struct{ model.Decider }

// TestDismiss is the way out when no one can say whether a decision arrived.
func TestDismiss(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.store.errs = []error{errLost}
	j, err := Open(t.Context(), r.config(r.disk.process()), mute{r.store})
	if err != nil {
		t.Fatal(err)
	}
	r.j = j
	h := r.hold(t, 1)
	_, _ = r.j.Send(t.Context(), h.ID)
	refuses(t, r.j.Withdraw(t.Context(), h.ID), model.CodeUnsupported,
		"The decision may have reached the store, and this store cannot say whether it did. "+
			"Send it again, or look at the attempt and dismiss the decision.")
	if err := r.j.Dismiss(t.Context(), h.ID); err != nil {
		t.Error(err)
	}
	withdrawnForGood(t, r, h.ID)
	refuses(t, r.j.Dismiss(t.Context(), "nobody"), model.CodeNotFound, "There is no such decision here.")
}

// TestWithdrawFullDisk keeps a decision whose withdrawal cannot be written, but
// does not send it by the clock: its person believes it undone.
func TestWithdrawFullDisk(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 2; n++ {
		r := newRig(t)
		h := r.hold(t, 1)
		r.failNext(n)
		const want = "The disk that holds the journal is full. The decision was not withdrawn, but it will not be sent automatically either."
		refuses(t, r.j.Withdraw(t.Context(), h.ID), model.CodeUnavailable, want)
		if h := r.only(t); h.State != model.HeldFailed || h.Problem != want {
			t.Errorf("kept %+v", h)
		}
		if due := r.j.Due(h.SendAt); len(due) != 0 {
			t.Errorf("due all the same: %+v", due)
		}
		r.restart(t)
		if err := r.j.Withdraw(t.Context(), r.only(t).ID); err != nil {
			t.Error(err)
		}
	}
}

// TestTwoFailuresInARow fails to write a withdrawal and to take it back. Closing
// tries once more, so that the next process still has what was kept.
func TestTwoFailuresInARow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	h := r.hold(t, 1)
	r.failNext(2) // the sync
	r.failNext(3) // the cut
	if err := r.j.Withdraw(t.Context(), h.ID); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("error %v", err)
	}
	if err := r.j.Close(t.Context()); err != nil {
		t.Error(err)
	}
	r.open(t)
	if found := r.only(t); found.ID != h.ID {
		t.Errorf("found %+v", found)
	}
}

// TestHalfAdopted fails to sync what was emptied. A power cut may bring it back,
// so that this process may settle nothing; the next one has it, once.
func TestHalfAdopted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	left := newRigOn(t, r)
	h := left.hold(t, 1)
	left.fs.kill()
	// List, lock, List, lock, Read; lock, Create, SyncDir, Write, Sync; Open,
	// Truncate, and then the Sync that fails.
	r.failNext(13)
	if _, err := r.j.Adopt(t.Context()); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("error %v", err)
	}
	refuses(t, r.j.Withdraw(t.Context(), h.ID), model.CodeUnavailable, isClosed)
	if err := r.j.Close(t.Context()); err != nil {
		t.Error(err)
	}
	r.open(t)
	if found := r.only(t); found.ID != h.ID {
		t.Errorf("found %+v", found)
	}
}

// newRigOn is another process on the disk of a rig.
func newRigOn(t *testing.T, r *rig) *rig {
	t.Helper()
	other := &rig{disk: r.disk, store: r.store, clock: r.clock}
	other.open(t)
	return other
}

package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

var errLost = model.Errorf(model.CodeUnavailable, "The store cannot be reached.")

// TestSend sends once, repeats the store's confirmation afterwards, and knows
// what it never held.
func TestSend(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	h := r.hold(t, 1)
	for n := range 3 {
		d, err := r.j.Send(t.Context(), h.ID)
		if err != nil || d.ID != h.ID || d.To != model.SecondReviewRequired || d.Repeated != (n > 0) {
			t.Errorf("call %d: %+v, %v", n, d, err)
		}
	}
	if len(r.store.tries) != 1 || len(r.held(t)) != 0 {
		t.Errorf("%d tries, kept %+v", len(r.store.tries), r.held(t))
	}
	refuses(t, r.j.Withdraw(t.Context(), h.ID), model.CodeConflict, "The decision has been applied already.")
	refuses(t, r.j.Dismiss(t.Context(), h.ID), model.CodeConflict, "The decision has been applied already.")
	_, err := r.j.Send(t.Context(), "nobody")
	refuses(t, err, model.CodeNotFound, "There is no such decision here.")
	r.restart(t)
	if held := r.held(t); len(held) != 0 {
		t.Errorf("found what was sent: %+v", held)
	}
}

// TestSendAtOnce lets several calls send the same decision: the store is given
// it once, and all get the same answer.
func TestSendAtOnce(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, errLost} {
		r := newRig(t)
		h := r.hold(t, 1)
		if err != nil {
			// Who comes after the answer tries again; the answer is the same.
			r.store.errs = slices.Repeat([]error{err}, 4)
		}
		r.store.holdUp()
		var wg sync.WaitGroup
		answers := make([]error, 4)
		for i := range answers {
			wg.Go(func() { _, answers[i] = r.j.Send(context.Background(), h.ID) })
		}
		<-r.store.entered
		if held := r.only(t); held.State != model.HeldSending {
			t.Errorf("while it is sent: %+v", held)
		}
		close(r.store.leave)
		wg.Wait()
		for _, a := range answers {
			if !errors.Is(a, err) {
				t.Errorf("one was told %v instead of %v", a, err)
			}
		}
		if n := len(r.store.tries); err == nil && n != 1 {
			t.Errorf("the store was given it %d times", n)
		}
	}
}

// TestWaitingForAnother gives up waiting for a try that another caller began.
func TestWaitingForAnother(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	h := r.hold(t, 1)
	r.store.holdUp()
	done := make(chan error, 1)
	go func() { _, err := r.j.Send(context.Background(), h.ID); done <- err }()
	<-r.store.entered
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() { _, err := r.j.Send(ctx, h.ID); second <- err }()
	cancel()
	// It may be told so before it began or while it waited.
	if err := <-second; !errors.Is(err, context.Canceled) || model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("error %v", err)
	}
	close(r.store.leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestStamp fixes a decision's stamp at the first try, for later processes too.
// It is later than what the reviewer saw and than others on the attempt, even
// by a clock that is wrong.
func TestStamp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.clock.now = date(11, 0, 0) // the attempt was changed at 12, its review at 13
	h := r.hold(t, 1)
	r.store.errs = []error{errLost, context.DeadlineExceeded, errLost}
	for range 4 {
		_, _ = r.j.Send(t.Context(), h.ID)
		r.clock.add(time.Minute)
		r.restart(t)
	}
	want := date(13, 0, 0).Add(time.Microsecond)
	for n, d := range r.store.tries {
		if !d.Stamp.Equal(want) || d.ID != h.ID || d.DecisionRequest != wish(1) {
			t.Errorf("try %d: %+v", n, d)
		}
	}
	if n := len(r.store.tries); n != 4 || len(r.held(t)) != 0 {
		t.Errorf("%d tries, kept %+v", n, r.held(t))
	}
	first := r.hold(t, 2)
	_, err := r.j.Send(t.Context(), first.ID)
	second := r.hold(t, 2)
	_, again := r.j.Send(t.Context(), second.ID)
	if tries := r.store.tries[4:]; errors.Join(err, again) != nil || !tries[1].Stamp.After(tries[0].Stamp) {
		t.Errorf("stamps %v and %v", tries[0].Stamp, tries[1].Stamp)
	}
}

// TestSendDue sends what no one stopped, and leaves to a person what failed.
func TestSendDue(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.hold(t, 1)
	r.clock.add(time.Second)
	r.hold(t, 2)
	r.store.errs = []error{errLost}
	r.clock.add(DefaultHold - time.Second)
	sent := r.j.SendDue(t.Context())
	if len(sent) != 1 || sent[0].Held.Request.AttemptID != 1 || !errors.Is(sent[0].Err, errLost) {
		t.Errorf("sent %+v", sent)
	}
	r.clock.add(time.Second)
	sent = r.j.SendDue(t.Context())
	if len(sent) != 1 || sent[0].Held.Request.AttemptID != 2 || sent[0].Err != nil {
		t.Errorf("sent %+v", sent)
	}
	if h := r.only(t); h.State != model.HeldFailed || !h.MaybeSent || h.Problem != errLost.Message {
		t.Errorf("kept %+v", h)
	}
}

// TestFailedTries checks for each failure whether the decision may have arrived,
// and what a person is told now and in the next session.
func TestFailedTries(t *testing.T) {
	t.Parallel()
	const undelivered = "Not delivered in an earlier session."
	tests := []struct {
		err   error
		maybe bool
		now   string
		later string
	}{
		{errLost, true, "The store cannot be reached.", ""},
		{errors.New("odd"), true, "Something went wrong: odd", ""},
		{
			fmt.Errorf("asking: %w", context.DeadlineExceeded), true,
			"The store did not answer in time. Sending the decision again applies it at most once.", "",
		},
		{model.Wrap(context.Canceled, model.CodeConflict, "No."), true, "The store did not answer in time. Sending the decision again applies it at most once.", ""},
		{model.Errorf(model.CodeConflict, "No."), false, "No.", "Refused in an earlier session: the attempt had changed."},
		{model.Errorf(model.CodeDenied, "No."), false, "No.", "Refused in an earlier session: it was not permitted."},
		{model.Errorf(model.CodeReadOnly, "No."), false, "No.", "Refused in an earlier session: it was not permitted."},
		{model.Errorf(model.CodeNotFound, "No."), false, "No.", "Refused in an earlier session: there was no such attempt."},
		{model.Errorf(model.CodeNotProctored, "No."), false, "No.", "Refused in an earlier session: the attempt cannot be decided that way."},
	}
	for _, tt := range tests {
		r := newRig(t)
		r.store.errs = []error{tt.err}
		h := r.hold(t, 1)
		if _, err := r.j.Send(t.Context(), h.ID); !errors.Is(err, tt.err) {
			t.Errorf("%v became %v", tt.err, err)
		}
		if h := r.only(t); h.State != model.HeldFailed || h.MaybeSent != tt.maybe || h.Problem != tt.now {
			t.Errorf("%v: kept %+v", tt.err, h)
		}
		r.restart(t)
		if h := r.only(t); h.State != model.HeldFound || h.MaybeSent != tt.maybe || h.Problem != tt.later {
			t.Errorf("%v: found %+v", tt.err, h)
		}
	}
	if got := problemOf(model.CodeInternal); got != undelivered {
		t.Error(got)
	}
}

// TestSendFullDisk does not ask the store before the try is written down.
func TestSendFullDisk(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 2; n++ {
		r := newRig(t)
		h := r.hold(t, 1)
		r.failNext(n)
		_, err := r.j.Send(t.Context(), h.ID)
		refuses(t, err, model.CodeUnavailable, "The disk that holds the journal is full. The decision was not sent.")
		if h := r.only(t); len(r.store.tries) != 0 || h.MaybeSent {
			t.Errorf("%d tries, kept %+v", len(r.store.tries), h)
		}
		if _, err := r.j.Send(t.Context(), h.ID); err != nil {
			t.Error(err)
		}
	}
}

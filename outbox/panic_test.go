package outbox

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/store"
)

// faults keeps what a courier says of itself.
type faults struct {
	mu   sync.Mutex
	errs []error
	told chan struct{}
}

func (f *faults) failed(err error) {
	f.mu.Lock()
	f.errs = append(f.errs, err)
	f.mu.Unlock()
	if f.told != nil {
		f.told <- struct{}{}
	}
}

func (f *faults) all() []error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.errs
}

// A panic in what delivers is a try that failed: it is recorded with what was
// being done, holds up nobody else's message, and is tried again.
func TestCourierPanicIsAFailedTry(t *testing.T) {
	t.Parallel()
	o := newBox(t)
	to := &receiver{then: func(_ context.Context, _ int, m model.Message) error {
		if m.ID == 1 {
			panic("ada@example.com")
		}
		return nil
	}}
	o.record(t, 1, 1)
	o.record(t, 2, 1)
	c, said := o.courier(to), &faults{}
	c.cfg.Failed = said.failed
	deliverDue(t, c, model.DeliveryCount{Delivered: 1, Waiting: 1})
	const problem = "examdesk itself failed while delivering message 1."
	if m := o.message(t, 1); m.State != model.MessagePending || m.Tries != 1 || m.Problem != problem || !m.Next.After(o.clock()) {
		t.Errorf("%+v", m)
	}
	if errs := said.all(); len(errs) != 1 || model.Sentence(errs[0]) != problem || strings.Contains(errs[0].Error(), "ada@") || !strings.Contains(guard.Traces(errs[0]), "panic_test.go") {
		t.Errorf("%v", errs)
	}
	to.then = nil
	o.pass(time.Minute)
	deliverDue(t, c, model.DeliveryCount{Delivered: 1})
}

// The lanes outlive a panic wherever it is: in what delivers, and in what notes
// the result, which is tried again when the claim has lapsed.
func TestCourierRunsOnAfterPanics(t *testing.T) {
	t.Parallel()
	o := newBox(t)
	arrived := make(chan int64, 8)
	to := &receiver{then: func(_ context.Context, n int, m model.Message) error {
		if n == 1 {
			panic(n)
		}
		arrived <- m.ID
		return nil
	}}
	o.record(t, 1, 1)
	said := &faults{told: make(chan struct{}, 8)}
	calls, mu := 0, sync.Mutex{}
	clock := func() time.Time { // the third look at the clock is after the delivery
		mu.Lock()
		defer mu.Unlock()
		if calls++; calls == 3 {
			panic("in noting")
		}
		return o.clock()
	}
	c := New(dispatcher(o.Store), to, Config{Clock: clock, Jitter: func() float64 { return 0 }, Failed: said.failed, Backoff: model.Backoff{First: time.Millisecond, Most: time.Millisecond, Tries: 30}})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	over := make(chan struct{})
	go func() { defer close(over); c.Run(ctx) }()
	<-said.told
	<-said.told
	o.pass(leaseTime + time.Second)
	if id := <-arrived; id != 1 {
		t.Error(id)
	}
	stop()
	<-over
	if errs := said.all(); len(errs) != 2 {
		t.Errorf("%v", errs)
	}
}

// A panic in a writing transaction leaves the store as it was, and unlocked.
func TestPanicInATransactionLeavesTheStoreUnlocked(t *testing.T) {
	t.Parallel()
	o := newBox(t)
	err := guard.Do("writing", func() error {
		return o.Update(t.Context(), func(tx *store.Tx) error {
			if err := tx.RecordEffects(t.Context(), now(), []model.Effect{{Kind: model.EffectCredit, Attempt: model.Attempt{ID: 1}, Value: "x"}}); err != nil {
				return err
			}
			panic("x")
		})
	})
	if err == nil {
		t.Fatal("no panic")
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := o.Update(ctx, func(*store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if n := o.states(t)[model.MessagePending]; n != 0 {
		t.Errorf("%d messages were written", n)
	}
}

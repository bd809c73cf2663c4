package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"examdesk/client/webhook"
	"examdesk/model"
	"examdesk/store"
	"examdesk/store/storetest"
)

// box is a store with a platform attached, and a clock that tests move.
type box struct {
	*store.Store
	mu sync.Mutex
	at time.Time
}

func newBox(t *testing.T) *box {
	t.Helper()
	attached, err := store.Open(t.Context(), fresh(t), store.Options{Platform: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = attached.Close() })
	return &box{Store: attached, at: now()}
}

func (o *box) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *box) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

// record writes n messages about an attempt.
func (o *box) record(t *testing.T, attempt int64, n int) {
	t.Helper()
	err := o.Update(t.Context(), func(tx *store.Tx) error {
		var list []model.Effect
		for i := range n {
			list = append(list, model.Effect{Kind: model.EffectCredit, Attempt: model.Attempt{ID: attempt}, Value: fmt.Sprint(i)})
		}
		return tx.RecordEffects(t.Context(), now(), list)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (o *box) courier(to model.Deliverer) *Courier {
	return New(dispatcher(o.Store), to, Config{Clock: o.clock, Jitter: func() float64 { return 0 }})
}

func (o *box) states(t *testing.T) map[model.MessageState]int64 {
	t.Helper()
	counts, err := o.CountMessages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func (o *box) message(t *testing.T, id int64) model.Message {
	t.Helper()
	list, err := o.Messages(t.Context(), model.MessageQuery{After: id - 1, Limit: 1})
	if err != nil || len(list) != 1 || list[0].ID != id {
		t.Fatalf("message %d: %v, %v", id, list, err)
	}
	return list[0]
}

// receiver notes what it got and answers as it is told.
type receiver struct {
	mu   sync.Mutex
	got  []model.Message
	then func(ctx context.Context, n int, m model.Message) error
}

// Deliver implements [model.Deliverer].
func (r *receiver) Deliver(ctx context.Context, m model.Message) error {
	r.mu.Lock()
	r.got = append(r.got, m)
	n := len(r.got)
	r.mu.Unlock()
	if r.then == nil {
		return nil
	}
	return r.then(ctx, n, m)
}

func (r *receiver) all() []model.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

func deliverDue(t *testing.T, c *Courier, want model.DeliveryCount) Report {
	t.Helper()
	got, err := c.DeliverDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.DeliveryCount != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	return got
}

func down() error { return model.Errorf(model.CodeUnavailable, "The platform is down.") }

// All arrive, those of one attempt in order.
func TestCourierDelivers(t *testing.T) {
	t.Parallel()
	o, to := newBox(t), &receiver{}
	for attempt := range int64(20) {
		o.record(t, attempt, 3)
	}
	deliverDue(t, o.courier(to), model.DeliveryCount{Delivered: 60})
	arrivedInOrder(t, to.all(), 60)
	deliverDue(t, o.courier(to), model.DeliveryCount{})
	if n := o.states(t)[model.MessageDelivered]; n != 60 {
		t.Errorf("%d are delivered", n)
	}
}

// arrivedInOrder checks that each message came and that within an attempt none came
// first after a later one.
func arrivedInOrder(t *testing.T, got []model.Message, want int) {
	t.Helper()
	seen, last := map[int64]string{}, map[int64]int64{}
	for _, m := range got {
		if key, again := seen[m.ID]; again {
			if key != m.Key {
				t.Errorf("message %d came with two keys", m.ID)
			}
			continue
		}
		seen[m.ID] = m.Key
		if m.ID < last[m.AttemptID] {
			t.Errorf("attempt %d: %d came after %d", m.AttemptID, m.ID, last[m.AttemptID])
		}
		last[m.AttemptID] = m.ID
	}
	if len(seen) != want {
		t.Errorf("%d messages came, want %d", len(seen), want)
	}
}

// What fails waits longer each time, with the same key, and what is behind it
// waits too; then it is given up and stays to be seen.
func TestCourierBacksOff(t *testing.T) {
	t.Parallel()
	o, to := newBox(t), &receiver{then: func(context.Context, int, model.Message) error { return down() }}
	o.record(t, 1, 2)
	c := o.courier(to)
	c.cfg.Backoff = model.Backoff{First: time.Second, Most: 4 * time.Second, Tries: 4}
	for tries, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		deliverDue(t, c, model.DeliveryCount{Waiting: 1})
		m := o.message(t, 1)
		if m.Tries != tries+1 || m.Problem != "The platform is down." || !m.Next.Equal(o.clock().Add(wait)) {
			t.Errorf("after try %d: %+v", tries+1, m)
		}
		o.pass(wait - time.Millisecond)
		deliverDue(t, c, model.DeliveryCount{})
		o.pass(time.Millisecond)
	}
	deliverDue(t, c, model.DeliveryCount{Failed: 1})
	if m := o.message(t, 1); m.State != model.MessageFailed || m.Tries != 4 {
		t.Errorf("%+v", m)
	}
	to.then = nil
	deliverDue(t, c, model.DeliveryCount{Delivered: 1})
	arrivedInOrder(t, to.all(), 2)
	if n, err := person(t, o.Store).RetryMessages(t.Context(), model.RetrySet{State: model.MessageFailed}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	deliverDue(t, c, model.DeliveryCount{Delivered: 1})
	if got := to.all(); got[0].Key != got[len(got)-1].Key {
		t.Error("the retry has another key")
	}
}

// What the platform refuses is given up at once and holds up nothing.
func TestCourierRefused(t *testing.T) {
	t.Parallel()
	o := newBox(t)
	to := &receiver{then: func(_ context.Context, _ int, m model.Message) error {
		if m.ID == 1 {
			return model.Wrap(&model.RefusedError{Status: 422}, model.CodeDenied, "No.")
		}
		return nil
	}}
	o.record(t, 1, 2)
	deliverDue(t, o.courier(to), model.DeliveryCount{Delivered: 1, Failed: 1})
	if m := o.message(t, 1); m.State != model.MessageFailed || m.Problem != "No." || m.Tries != 1 {
		t.Errorf("%+v", m)
	}
}

// A platform that is down is not asked once for each of many messages.
func TestCourierStopsWhenDown(t *testing.T) {
	t.Parallel()
	o, to := newBox(t), &receiver{then: func(context.Context, int, model.Message) error { return down() }}
	for attempt := range int64(100) {
		o.record(t, attempt, 1)
	}
	report := deliverDue(t, o.courier(to), model.DeliveryCount{Waiting: batchSize})
	if model.CodeOf(report.Problem) != model.CodeUnavailable || len(to.all()) != batchSize {
		t.Errorf("%+v after %d tries", report, len(to.all()))
	}
}

// A platform may ask for more patience, within bounds.
func TestCourierWaitsAsAsked(t *testing.T) {
	t.Parallel()
	for ask, want := range map[time.Duration]time.Duration{0: 10 * time.Second, 5 * time.Minute: 5 * time.Minute, 99 * time.Hour: time.Hour} {
		o := newBox(t)
		o.record(t, 1, 1)
		to := &receiver{then: func(context.Context, int, model.Message) error { return &model.LaterError{After: ask, Err: down()} }}
		deliverDue(t, o.courier(to), model.DeliveryCount{Waiting: 1})
		if m := o.message(t, 1); !m.Next.Equal(o.clock().Add(want)) || m.Problem != "The platform is down." {
			t.Errorf("asked for %v: %+v", ask, m)
		}
	}
}

// Told to stop while a message is under way: if it arrived it is marked so, if
// that is not known it is sent again with the same key, and never lost.
func TestCourierStopped(t *testing.T) {
	t.Parallel()
	for name, arrived := range map[string]bool{"arrived": true, "not known": false} {
		o := newBox(t)
		o.record(t, 1, 2)
		ctx, cancel := context.WithCancel(t.Context())
		to := &receiver{then: func(ctx context.Context, n int, _ model.Message) error {
			if n > 1 {
				return nil
			}
			cancel()
			if arrived {
				return nil
			}
			return ctx.Err()
		}}
		if _, err := o.courier(to).DeliverDue(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		m := o.message(t, 1)
		if (m.State == model.MessageDelivered) != arrived || m.Tries != 0 || o.message(t, 2).State != model.MessagePending {
			t.Errorf("%s: %+v", name, m)
		}
		want := 2
		if arrived {
			want = 1
		}
		deliverDue(t, o.courier(to), model.DeliveryCount{Delivered: want})
		arrivedInOrder(t, to.all(), 2)
	}
}

// A process that is killed between the delivery and its note: after the lease
// the message goes out again, with the same key.
func TestCourierKilled(t *testing.T) {
	t.Parallel()
	o, to := newBox(t), &receiver{}
	o.record(t, 1, 2)
	killed, err := o.courier(to).claim(t.Context(), model.ThePlatform)
	if err != nil || len(killed.Messages) != 1 {
		t.Fatal(err)
	}
	if err := to.Deliver(t.Context(), killed.Messages[0]); err != nil {
		t.Fatal(err)
	}
	deliverDue(t, o.courier(to), model.DeliveryCount{})
	o.pass(leaseTime)
	deliverDue(t, o.courier(to), model.DeliveryCount{Delivered: 2})
	if got := to.all(); len(got) != 3 || got[0].ID != got[1].ID || got[0].Key != got[1].Key {
		t.Errorf("%+v", got)
	}
}

// Two couriers on one file, each with its own connections: all arrive, each
// attempt's in order, and as nobody is slow none twice.
func TestTwoCouriers(t *testing.T) {
	t.Parallel()
	o, to := newBox(t), &receiver{}
	flaky := &receiver{then: func(_ context.Context, n int, m model.Message) error {
		if err := to.Deliver(context.Background(), m); err != nil || n%7 != 0 {
			return err
		}
		return down() // it arrived, and the answer was lost
	}}
	for attempt := range int64(15) {
		o.record(t, attempt, 4)
	}
	second, err := store.Open(t.Context(), o.Info().Path, store.Options{Platform: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = second.Close() }()
	couriers := []*Courier{o.courier(flaky), New(dispatcher(second), flaky, Config{Clock: o.clock})}
	for o.states(t)[model.MessagePending] > 0 {
		var both sync.WaitGroup
		for _, c := range couriers {
			both.Go(func() {
				if _, err := c.DeliverDue(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		o.pass(time.Minute)
	}
	arrivedInOrder(t, to.all(), 60)
	lost := len(flaky.all()) / 7
	if got := len(to.all()); got != 60+lost {
		t.Errorf("%d deliveries of 60 messages with %d lost answers", got, lost)
	}
}

// Run delivers what is written while it runs, and ends when it is told to.
func TestCourierRuns(t *testing.T) {
	t.Parallel()
	o := newBox(t)
	came := make(chan int64)
	to := &receiver{then: func(_ context.Context, _ int, m model.Message) error {
		came <- m.ID
		return nil
	}}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		o.courier(to).Run(ctx)
		close(ended)
	}()
	for i := range int64(3) {
		o.record(t, i, 1)
		if id := <-came; id != i+1 {
			t.Errorf("%d came, want %d", id, i+1)
		}
	}
	cancel()
	<-ended
	if n := o.states(t)[model.MessageDelivered]; n != 3 {
		t.Errorf("%d are delivered", n)
	}
}

// A courier on a database without an outbox does nothing until it is told to
// end.
func TestCourierOnAGuest(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "edx.sqlite3")
	storetest.WriteTo(t, path)
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := New(dispatcher(s), &receiver{}, Config{Clock: now})
	if _, err := c.DeliverDue(t.Context()); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c.Run(ctx)
}

// A decision reaches the platform over HTTP, signed, though the platform is
// down at first.
func TestDecisionReachesThePlatform(t *testing.T) {
	t.Parallel()
	secret := []byte("a secret that only tests know")
	o := newBox(t)
	var mu sync.Mutex
	keys := map[string]int{}
	calls := 0
	lms := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = webhook.Verify(secret, r.Header.Get(webhook.HeaderSignature), r.Header.Get(webhook.HeaderTimestamp), body, o.clock(), time.Minute)
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			t.Error(err)
		}
		if calls++; calls <= batchSize {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		keys[r.Header.Get(webhook.HeaderKey)]++
	}))
	defer lms.Close()
	to, err := webhook.New(webhook.Config{URL: lms.URL, Secret: secret, AllowPrivate: true, Clock: o.clock})
	if err != nil {
		t.Fatal(err)
	}
	e := person(t, o.Store)
	seen, err := e.ReadAttempt(t.Context(), 21)
	if err != nil {
		t.Fatal(err)
	}
	d := model.Decision{
		DecisionRequest: model.DecisionRequest{AttemptID: 21, Review: model.ReviewClean, Expected: seen.Version(), Reason: "a second person"},
		ID:              "told", Stamp: now(),
	}
	preview, err := e.PreviewDecision(t.Context(), d.DecisionRequest)
	if err != nil || preview.RecordedOnly {
		t.Errorf("%q, %v", preview.Note, err)
	}
	if _, err := e.Decide(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	c := o.courier(to)
	for o.states(t)[model.MessagePending] > 0 {
		if _, err := c.DeliverDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.pass(time.Hour)
	}
	n := int(o.states(t)[model.MessageDelivered])
	if n == 0 || len(keys) != n {
		t.Errorf("%d messages, %d keys", n, len(keys))
	}
	for key, times := range keys {
		if times != 1 || key == "" {
			t.Errorf("%q was taken %d times", key, times)
		}
	}
}

package api

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// slowClock is a clock that moves when it is told, and by what is waited.
type slowClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *slowClock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *slowClock) wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// The background takes a tenth of the time, less where the LMS is slow, and is silent for
// as long as it is asked to.
func TestPaceOfTheBackground(t *testing.T) {
	t.Parallel()
	clock := &slowClock{now: time.Unix(0, 0)}
	p := newPace(clock.read, clock.wait)
	ctx := Background(t.Context())
	at := func(took time.Duration, who context.Context) time.Duration {
		end, err := p.begin(who)
		if err != nil {
			t.Fatal(err)
		}
		began := clock.read()
		_ = clock.wait(who, took)
		end()
		return time.Duration(began.UnixNano())
	}
	for i, x := range []struct {
		took, begins time.Duration
		who          context.Context
	}{
		{100 * time.Millisecond, 0, ctx},
		{100 * time.Millisecond, 1000 * time.Millisecond, ctx},
		{100 * time.Millisecond, 1100 * time.Millisecond, t.Context()}, // a person does not wait
		{2 * time.Second, 2 * time.Second, ctx},                        // slow: twice as long
		{100 * time.Millisecond, 40 * time.Second, ctx},
		{100 * time.Millisecond, 41 * time.Second, ctx},
	} {
		if began := at(x.took, x.who); began != x.begins {
			t.Errorf("request %d began at %v, want %v", i, began, x.begins)
		}
	}
	p.later(time.Minute)
	if began := at(0, ctx); began != 41*time.Second+100*time.Millisecond+time.Minute {
		t.Errorf("after Retry-After it began at %v", began)
	}
}

// One request is under way at a time, and people go before the background.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	var under, most atomic.Int32
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if n := under.Add(1); n > most.Load() {
			most.Store(n)
		}
		time.Sleep(2 * time.Millisecond)
		under.Add(-1)
		says(200, `{"username":"a"}`)(w, r)
	})
	c := to(t, f)
	var wait sync.WaitGroup
	for i := range 20 {
		ctx := t.Context()
		if i%4 == 0 {
			ctx = Background(ctx)
		}
		wait.Go(func() {
			if _, err := c.Me(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if most.Load() != 1 || len(f.asked()) != 20 {
		t.Errorf("%d at once, %d asked", most.Load(), len(f.asked()))
	}
}

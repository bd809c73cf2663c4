//go:build e2e

package desks

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"examdesk/guard"
	"examdesk/model"
)

const (
	// pause is how often a desk looks, see tui/follow.
	pause = time.Second
	// shown is how many rows a desk has on its screen.
	shown = 50
	// patience is how long a desk may take to notice before that is a fault.
	patience = 60 * time.Second
)

// desk is a desk as far as it follows changes: each second it asks whether anything has
// changed and, only then, for the rows that it shows (tui/follow).
type desk struct {
	number int
	store  model.Follower
	ids    []int64
	notice chan<- notice
	known  map[int64]model.AttemptStatus
}

// notice is that a desk has seen an attempt change.
type notice struct {
	desk, attempt int64
	at            time.Time
}

func (d *desk) follow(ctx context.Context, after time.Duration) error {
	edition := ""
	for wait := time.After(after); ; wait = time.After(pause) {
		select {
		case <-ctx.Done():
			return nil
		case <-wait:
		}
		now, err := d.store.Edition(ctx)
		if err == nil && now != edition {
			if err = d.read(ctx); err == nil {
				edition = now
			}
		}
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("desk %d: %w", d.number, err)
		}
	}
}

func (d *desk) read(ctx context.Context) error {
	rows, err := d.store.ReadRows(ctx, d.ids)
	for _, r := range rows {
		was, seen := d.known[r.Attempt.ID]
		if d.known[r.Attempt.ID] = r.Attempt.Status; seen && was != r.Attempt.Status {
			d.notice <- notice{int64(d.number), r.Attempt.ID, time.Now()}
		}
	}
	if len(d.known) == 0 && err == nil {
		return fmt.Errorf("none of %d rows is there", len(d.ids))
	}
	return err
}

// TestE2EDesks has desks follow one server while another decides: every desk notices
// every decision. It prints what that takes. EXAMDESK_DESKS says how many desks there
// are, EXAMDESK_DECISIONS how many decisions, EXAMDESK_DESK_ATTEMPTS how large the store.
func TestE2EDesks(t *testing.T) {
	desks, decisions := number(t, "EXAMDESK_DESKS", 20), number(t, "EXAMDESK_DECISIONS", 3)
	attempts := number(t, "EXAMDESK_DESK_ATTEMPTS", 3000)
	s := start(t, attempts)
	decider, err := s.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, err := decider.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{Section: model.SectionNeedsDecision, OnlyProctored: true}, Limit: shown})
	if err != nil || len(page.Rows) < decisions {
		t.Fatalf("%d rows, %v", len(page.Rows), err)
	}
	var ids []int64
	for _, r := range page.Rows {
		ids = append(ids, r.Attempt.ID)
	}
	alone := s.memory(t)

	ctx, stop := context.WithCancel(t.Context())
	notices := make(chan notice, desks*shown)
	var running []<-chan guard.Answer[struct{}]
	for n := range desks {
		c, err := s.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		d := &desk{number: n, store: c, ids: ids, notice: notices, known: map[int64]model.AttemptStatus{}}
		// Desks are not opened at once, so they do not look at the same moment.
		running = append(running, guard.Start("following", func() (struct{}, error) {
			return struct{}{}, d.follow(ctx, time.Duration(n)*pause/time.Duration(desks))
		}))
	}
	time.Sleep(4 * pause) // until each has read its rows
	began, spent := time.Now(), s.processor(t)
	time.Sleep(5 * pause)
	idle := float64(s.processor(t)-spent) / float64(time.Since(began)) * 100
	following := s.memory(t)

	var last, half []time.Duration
	spent = s.processor(t)
	for i := range decisions {
		told := decide(t, decider, page.Rows[i], notices, desks)
		half, last = append(half, told[len(told)/2]), append(last, told[len(told)-1])
	}
	deciding, each := s.memory(t), (s.processor(t)-spent)/time.Duration(decisions)
	stop()
	finish(t, running)
	slices.Sort(half)
	slices.Sort(last)
	t.Logf("%d desks follow a store of %d attempts: memory %.0f MiB alone, %.0f MiB followed, %.0f MiB after %d decisions; processor while nothing changes %.1f %% of a core",
		desks, attempts, alone, following, deciding, decisions, idle)
	t.Logf("the server's processor time for a decision and what all desks ask after it: %v", each.Round(time.Millisecond))
	t.Logf("from a decision to a desk's notice: half of the desks %v (median of %d decisions), the last desk %v (median), %v (longest)",
		half[len(half)/2].Round(time.Millisecond), decisions, last[len(last)/2].Round(time.Millisecond), last[len(last)-1].Round(time.Millisecond))
}

// decide decides an attempt and waits for every desk. It returns how long each took, from
// the moment at which the decision was sent.
func decide(t *testing.T, s model.Decider, row model.AttemptRow, notices <-chan notice, desks int) (out []time.Duration) {
	t.Helper()
	begun := time.Now()
	_, err := s.Decide(t.Context(), model.Decision{
		DecisionRequest: model.DecisionRequest{AttemptID: row.Attempt.ID, Review: model.ReviewClean, Expected: row.Version()}, ID: uuid.NewString(), Stamp: begun,
	})
	if err != nil {
		t.Fatal(err)
	}
	seen, late := map[int64]bool{}, time.After(patience)
	for len(seen) < desks {
		select {
		case n := <-notices:
			if n.attempt == row.Attempt.ID && !seen[n.desk] { // a decision may change others of the learner's attempts
				seen[n.desk], out = true, append(out, n.at.Sub(begun))
			}
		case <-late:
			t.Fatalf("only %d of %d desks noticed the decision within %v", len(seen), desks, patience)
		}
	}
	slices.Sort(out)
	return out
}

// finish waits for the desks to end.
func finish(t *testing.T, running []<-chan guard.Answer[struct{}]) {
	t.Helper()
	var once sync.Once
	for _, r := range running {
		if a := <-r; a.Err != nil {
			once.Do(func() { t.Errorf("a desk failed: %v", a.Err) })
		}
	}
}

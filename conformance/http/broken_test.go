package http

import (
	"context"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// broken is a side that answers as ours does until an allowance was granted and an
// attempt was made: then it hides the allowances of a course.
type broken struct {
	*ours
	granted, created bool
}

func (b *broken) fresh() error {
	b.granted, b.created = false, false
	return b.ours.fresh()
}

func (b *broken) do(ctx context.Context, r request) (answer, error) {
	a, err := b.ours.do(ctx, r)
	fine := a.Status == http.StatusOK
	b.granted = b.granted || fine && r.Method == http.MethodPut && strings.HasSuffix(r.Path, "proctored_exam/allowance")
	b.created = b.created || fine && r.Method == http.MethodPost && strings.HasSuffix(r.Path, "proctored_exam/attempt")
	if b.granted && b.created && fine && r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/grouped/allowance") {
		a.Body = []byte(`{"hidden": []}`)
	}
	return a, err
}

// A long sequence that differs is reduced to the three requests that are needed: an
// allowance, an attempt, and the look at the allowances.
func TestShrinking(t *testing.T) {
	t.Parallel()
	blank := filepath.Join(t.TempDir(), "blank.sqlite3")
	makeWorld(t, blank)
	right, wrong := newOurs(t, blank), &broken{ours: newOurs(t, blank)}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	g := &gen{Rand: rand.New(rand.NewPCG(7, 1)), now: now}
	var list []request
	for len(list) < 20 {
		r := g.next(ops())
		if strings.HasSuffix(r.Path, "/grouped/allowance") || r.Method == http.MethodPatch {
			continue
		}
		switch len(list) {
		case 4:
			r.User, r.Method, r.Path = "ops", http.MethodPut, api+"proctored_exam/allowance"
			r.bodyAs("json", []pair{{"exam_id", "1"}, {"user_info", `"lea"`}, {"key", `"additional_time_granted"`}, {"value", `"10"`}})
		case 10:
			r.User, r.Method, r.Path = "ann", http.MethodPost, api+"proctored_exam/attempt"
			r.bodyAs("json", []pair{{"exam_id", "3"}, {"start_clock", `"true"`}})
		case 16:
			r.User, r.Method, r.Path, r.Body = "ops", http.MethodGet, api+"proctored_exam/"+course+"/grouped/allowance", ""
		}
		list = append(list, r)
	}
	at, _, err := differs(t.Context(), right, wrong, list)
	if err != nil || at != 16 {
		t.Fatalf("the sequence differs at %d, %v", at, err)
	}
	least, diff, err := shrink(t.Context(), right, wrong, list)
	if err != nil {
		t.Fatal(err)
	}
	if len(least) != 3 || !strings.Contains(diff, "hidden") {
		t.Fatalf("reduced to %d requests: %s", len(least), report(7, len(list), least, diff))
	}
	if at, diff, err := differs(t.Context(), right, newOurs(t, blank), list); at >= 0 || err != nil {
		t.Errorf("two sides that are the same differ at %d: %s %v", at, diff, err)
	}
}

// The same seed makes the same requests, another one others.
func TestSeeds(t *testing.T) {
	t.Parallel()
	words := func(seed uint64) string {
		g := &gen{Rand: rand.New(rand.NewPCG(seed, 1)), now: time.Unix(0, 0).UTC()}
		var b strings.Builder
		for range 50 {
			b.WriteString(g.next(ops()).String() + "\n")
		}
		return b.String()
	}
	if once := words(3); once != words(3) || once == words(4) {
		t.Error("a seed does not decide the requests")
	}
}

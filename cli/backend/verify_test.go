package backend

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"examdesk/cli/checks"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

// scripted answers the desk's role with what it is told, so that rounds differ.
type scripted struct {
	round atomic.Int32
	of    func(round int, name string) []model.Check
}

func (s *scripted) Backends(context.Context) ([]model.BackendInfo, error) { return nil, nil }

func (s *scripted) VerifyBackend(ctx context.Context, name string, _ model.VerifyOptions) (iter.Seq[model.Check], error) {
	round := int(s.round.Add(1))
	return func(yield func(model.Check) bool) {
		for _, c := range s.of(round, name) {
			if ctx.Err() != nil || !yield(model.Check{Name: c.Name, State: model.CheckRunning}) || !yield(c) {
				return
			}
		}
	}, nil
}

// A line is printed only when something changes, and the end is that of the
// last whole round.
func TestVerifyWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		defer interrupt()
		good, bad := model.Check{Name: "http", State: model.CheckPass, Seen: "there"}, model.Check{Name: "http", State: model.CheckFail, Cause: model.CauseDown, Seen: "gone", Remedy: "Wait."}
		script := &scripted{of: func(round int, _ string) []model.Check {
			switch round {
			case 1, 2:
				return []model.Check{good}
			case 5: // in the middle of it, so that it does not count
				interrupt()
				return []model.Check{good}
			}
			return []model.Check{bad}
		}}
		var out, errs bytes.Buffer
		a := setup.New(kit.Env{Out: &out, Err: &errs, Clock: time.Now}, nil)
		r := &rounds{Setup: a, Round: checks.Round{Verifier: script, Infos: []model.BackendInfo{{Name: "proctorco"}}, Clock: a.Clock}}
		first := r.Run(ctx, func(int, model.Check) {})
		began := time.Now()
		err := r.watch(ctx, time.Minute, first)
		if model.CodeOf(err) != model.CodeUnavailable {
			t.Errorf("ended with %v", err)
		}
		want := began.Add(2*time.Minute).UTC().Format("2006-01-02 15:04:05 UTC") + "  proctorco  http  pass -> fail: gone → Wait.\n"
		if out.String() != strings.ReplaceAll(want, "→ ", checks.Signs().Arrow) {
			t.Errorf("%q, want %q", out.String(), want)
		}
	})
}

// Services are checked at the same time, and said in their order.
func TestVerifyRounds(t *testing.T) {
	t.Parallel()
	var names []model.BackendInfo
	for i := range 12 {
		names = append(names, model.BackendInfo{Name: fmt.Sprint("service", i)})
	}
	script := &scripted{of: func(_ int, name string) []model.Check {
		return []model.Check{{Name: "one", State: model.CheckPass}, {Name: "two", State: model.CheckFail, Cause: map[bool]model.CheckCause{true: model.CauseSecret, false: model.CauseDown}[name == "service0"]}}
	}}
	r := &checks.Round{Verifier: script, Infos: names, Clock: mockNow}
	var order []int
	list := r.Run(t.Context(), func(i int, _ model.Check) { order = append(order, i) })
	if !slices.IsSorted(order) || len(order) != 4*len(names) {
		t.Errorf("said in the order %v", order)
	}
	for _, c := range []struct {
		of   []checks.Verified
		want model.Code
	}{{list, model.CodeInternal}, {list[:1], model.CodeDenied}, {list[1:], model.CodeUnavailable}} {
		if err := verifiedError(t.Context(), c.of); model.CodeOf(err) != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	if verifiedError(t.Context(), nil) != nil {
		t.Error("nothing failed")
	}
}

// The line of progress leaves nothing behind.
func TestStatusLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := status{out: &out, live: true}
	s.show("proctorco: tls …")
	s.show("x: \x1b[2Jhttp")
	s.clear()
	s.clear()
	if out.String() != "proctorco: tls …\r"+strings.Repeat(" ", 16)+"\rx: http\r"+strings.Repeat(" ", 7)+"\r" {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	quiet := status{out: &out}
	quiet.show("x")
	quiet.clear()
	if out.Len() != 0 || isLive(&out) {
		t.Errorf("%q", out.String())
	}
}

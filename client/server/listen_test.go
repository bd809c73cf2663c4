package server

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"examdesk/guard"
	"examdesk/model"
	web "examdesk/server"
	"examdesk/server/apiv1"
)

// until waits for something that must become true.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 400 {
		if holds() {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("it never came to this: %s", what)
}

func someAttempt(t *testing.T, s *Store) model.AttemptRow {
	t.Helper()
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{Section: model.SectionNeedsDecision, OnlyProctored: true}, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempt needs a decision: %v", err)
	}
	return page.Rows[0]
}

// A decision on one desk is told to another, without its asking; one that it makes
// itself it knows at once.
func TestChangesAreTold(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	one, other := r.as(t, "r.adeyemi"), r.as(t, "r.adeyemi")
	before, err := other.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the edition is told", func() bool { _, known := other.at.known(); return known })
	if told, _ := other.at.known(); told != before {
		t.Errorf("told %q, answered %q", told, before)
	}
	row := someAttempt(t, one)
	was, err := one.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d := model.Decision{DecisionRequest: model.DecisionRequest{AttemptID: row.Attempt.ID, Review: model.ReviewClean, Expected: row.Version()}, ID: "told", Stamp: now()}
	if _, err := one.Decide(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if is, err := one.Edition(t.Context()); err != nil || is == was {
		t.Errorf("after its own decision the edition is %q after %q: %v", is, was, err)
	}
	until(t, "the other is told", func() bool { told, known := other.at.known(); return known && told != before })
	if again, err := one.Decide(t.Context(), d); err != nil || !again.Repeated {
		t.Errorf("the same decision again: %+v, %v", again, err)
	}
	until(t, "what changed nothing is known", func() bool {
		_, err := one.Edition(t.Context())
		_, known := one.at.known()
		return err == nil && known
	})
	d.ID = "second"
	_, err = other.Decide(t.Context(), d)
	if model.CodeOf(err) != model.CodeConflict || !strings.Contains(model.Sentence(err), "verified") {
		t.Errorf("the second decision: %v", err)
	}
}

// When the server stops, those who listen are let go, and what is asked is refused as
// unreachable.
func TestServerStops(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	s := r.as(t, "r.adeyemi")
	s.Listen()
	until(t, "the edition is told", func() bool { _, known := s.at.known(); return known })
	r.api.Stop()
	until(t, "the connection is gone", func() bool { _, known := s.at.known(); return !known })
	r.web.CloseClientConnections()
	r.web.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := s.Edition(ctx); model.CodeOf(err) != model.CodeUnavailable || model.ExitCode(err) != 6 {
		t.Errorf("a server that is gone: %v", err)
	}
	if _, err := s.Decide(ctx, model.Decision{}); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("a decision to a server that is gone: %v", err)
	}
}

// Who knows the present edition is not told it again.
func TestLastEventID(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	edition, err := r.as(t, "r.adeyemi").Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		last  string
		tells bool
	}{{"", true}, {"older", true}, {edition, false}} {
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.web.URL+"/api/examdesk/v1/changes", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "JWT r.adeyemi")
		req.Header.Set("Last-Event-ID", c.last)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		buf := make([]byte, 1024)
		for {
			n, err := res.Body.Read(buf)
			got.Write(buf[:n])
			if err != nil {
				break
			}
		}
		_ = res.Body.Close()
		cancel()
		if strings.Contains(got.String(), "event: edition") != c.tells || res.Header.Get("Content-Type") != "text/event-stream" {
			t.Errorf("last event %q: %q", c.last, got.String())
		}
	}
}

// The server's limits on how long a request may take do not end the listening, and the
// listening does not keep the server from stopping.
func TestListeningOutlivesTimeouts(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	const limit = 500 * time.Millisecond
	whole := web.New(web.Config{
		API: apiv1.New(apiv1.Config{}), Extensions: r.api, Ready: func(context.Context) error { return nil }, Timeout: limit, Grace: 5 * time.Second,
	})
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := guard.Start("serving", func() (struct{}, error) { return struct{}{}, whole.Serve(ctx, l) })
	s, err := Open(t.Context(), Config{URL: "http://" + l.Addr().String(), Token: func(context.Context) (string, error) { return "r.adeyemi", nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	lost := 0
	s.Listen()
	until(t, "the edition is told", func() bool { _, known := s.at.known(); return known })
	for range 20 {
		time.Sleep(limit / 5)
		if _, known := s.at.known(); !known {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("the listening was cut off: lost %d times", lost)
	}
	stop()
	if a := <-served; a.Err != nil {
		t.Errorf("the server was kept from stopping: %v", a.Err)
	}
}

package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"examdesk/journal"
	"examdesk/model"
)

// losing carries out what it is asked, and breaks the connection before it answers a
// decision, as often as it is told to.
type losing struct {
	to    http.Handler
	times atomic.Int64
}

func (l *losing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/decisions") || l.times.Add(-1) < 0 {
		l.to.ServeHTTP(w, r)
		return
	}
	l.to.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// A decision whose answer was lost stays in the journal, and is made once however often
// it is sent.
func TestAnswerIsLost(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	l := &losing{to: r.api}
	l.times.Store(1)
	web := httptest.NewServer(l)
	t.Cleanup(web.Close)
	s, err := Open(t.Context(), Config{URL: web.URL, Token: func(context.Context) (string, error) { return "r.adeyemi", nil }})
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{Statuses: []model.AttemptStatus{model.SecondReviewRequired}}, Limit: 1})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	id, err := s.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), journal.Config{Dir: t.TempDir(), Store: id.Name, Place: id.Place, Elsewhere: s.Elsewhere, Hold: time.Nanosecond, Reviewer: "r.adeyemi"}, s)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close(context.Background()) }()
	row := page.Rows[0]
	held, err := j.Hold(t.Context(), model.DecisionRequest{AttemptID: row.Attempt.ID, Review: model.ReviewClean, Expected: row.Version()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.Send(t.Context(), held.ID); model.CodeOf(err) != model.CodeUnavailable {
		t.Fatalf("the answer was lost: %v", err)
	}
	if all, err := j.Held(t.Context()); err != nil || len(all) != 1 || all[0].State != model.HeldFailed {
		t.Fatalf("%+v, %v", all, err)
	}
	done, err := j.Send(t.Context(), held.ID)
	if err != nil || !done.Repeated || done.To != model.Verified {
		t.Fatalf("%+v, %v", done, err)
	}
	if all, err := j.Held(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	lines := 0
	err = s.Activity(t.Context(), model.ActivityQuery{AttemptID: row.Attempt.ID, Deed: model.DeedDecide}, func(model.ActivityLine) error {
		lines++
		return nil
	})
	if err != nil || lines != 1 {
		t.Errorf("decided %d times, %v", lines, err)
	}
}

package desktest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"examdesk/model"
)

// Previewing is [model.Previewer] with a way to see that nothing was written.
type Previewing interface {
	AttemptReading
	model.Previewer
}

// Previewer checks the contract of [model.Previewer]. It writes nothing, so that a store
// that is only read answers it too.
func Previewer(t *testing.T, _ Fixture, s Previewing) { preview(t, s) }

// Deciding is [model.Decider] with a way to see what was written.
type Deciding interface {
	AttemptReading
	model.Decider
}

// Decider is the contract of [model.Decider].
func Decider(t *testing.T, f Fixture, fresh func(t *testing.T) Deciding) {
	f.ask(t, "Decider", model.DeedDecide, fresh(t))
	t.Run("decide", func(t *testing.T) { t.Parallel(); decide(t, f.Now, fresh(t)) })
	t.Run("again", func(t *testing.T) { t.Parallel(); again(t, f.Now, fresh(t)) })
	t.Run("race", func(t *testing.T) { t.Parallel(); race(t, f.Now, fresh(t)) })
	t.Run("missing", func(t *testing.T) { t.Parallel(); missing(t, f.Now, fresh(t)) })
}

func missing(t *testing.T, now time.Time, s Deciding) {
	req := model.DecisionRequest{AttemptID: nobody, Review: model.ReviewClean}
	if _, err := s.Decide(t.Context(), model.Decision{DecisionRequest: req, ID: "missing", Stamp: now}); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("decide: %v", err)
	}
}

// needsDecision returns the first attempt of the section.
func needsDecision(t *testing.T, s model.AttemptFinder) model.AttemptRow {
	t.Helper()
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{
		Filter: model.Filter{Section: model.SectionNeedsDecision, OnlyProctored: true}, Limit: 1,
	})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempt needs a decision: %v", err)
	}
	return page.Rows[0]
}

func request(row model.AttemptRow, review model.ReviewStatus) model.DecisionRequest {
	return model.DecisionRequest{AttemptID: row.Attempt.ID, Review: review, Expected: row.Version()}
}

func preview(t *testing.T, s Previewing) {
	row := needsDecision(t, s)
	p, err := s.PreviewDecision(t.Context(), request(row, model.ReviewSuspicious))
	if err != nil {
		t.Fatal(err)
	}
	if p.From != model.SecondReviewRequired || p.To != model.Rejected || len(p.Effects) == 0 || len(p.Outcomes) != 4 {
		t.Errorf("preview %+v", p)
	}
	after, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil || !after.Version().Equal(row.Version()) {
		t.Errorf("the preview changed the attempt (%v)", err)
	}
	if _, err := s.PreviewDecision(t.Context(), request(model.AttemptRow{Attempt: model.Attempt{ID: nobody}}, model.ReviewClean)); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an attempt that is not there: %v", err)
	}
	stale := request(row, model.ReviewClean)
	stale.Expected.Modified = stale.Expected.Modified.Add(-time.Second)
	if _, err := s.PreviewDecision(t.Context(), stale); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a stale preview: %v", err)
	}
}

func decide(t *testing.T, now time.Time, s Deciding) {
	row := needsDecision(t, s)
	d := model.Decision{DecisionRequest: request(row, model.ReviewSuspicious), ID: "one", Stamp: now}
	got, err := s.Decide(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if got.To != model.Rejected || got.Row.Attempt.Status != model.Rejected || got.Repeated {
		t.Errorf("decided %+v", got)
	}
	if r := got.Row.Review; r == nil || r.Status != model.ReviewSuspicious || r.ReviewedBy == nil {
		t.Errorf("the review after it: %+v", r)
	}
	before, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	repeated, err := s.Decide(t.Context(), d)
	if err != nil || !repeated.Repeated {
		t.Errorf("the same decision again: %+v, %v", repeated, err)
	}
	after, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil || len(after.History) != len(before.History) || !after.Version().Equal(before.Version()) {
		t.Errorf("repeating it wrote something (%v)", err)
	}
	d.ID, d.Stamp = "two", now.Add(time.Second)
	if _, err := s.Decide(t.Context(), d); model.CodeOf(err) != model.CodeConflict {
		t.Errorf("a stale decision: %v", err)
	}
}

// again verifies an attempt that was rejected, and rejects it once more.
func again(t *testing.T, now time.Time, s Deciding) {
	row := needsDecision(t, s)
	for i, review := range []model.ReviewStatus{model.ReviewSuspicious, model.ReviewClean, model.ReviewSuspicious} {
		d := model.Decision{
			DecisionRequest: request(row, review), ID: fmt.Sprint("again ", i), Stamp: now.Add(time.Duration(i) * time.Second),
		}
		got, err := s.Decide(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		row = got.Row
	}
	detail, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil {
		t.Fatal(err)
	}
	if row.Attempt.Status != model.Rejected || len(detail.Review.Versions) < 3 {
		t.Errorf("%s with %d former reviews", row.Attempt.Status, len(detail.Review.Versions))
	}
}

// race lets several people decide the same attempt at once: one wins.
func race(t *testing.T, now time.Time, s Deciding) {
	row := needsDecision(t, s)
	const people = 8
	errs := make([]error, people)
	var wait sync.WaitGroup
	for i := range people {
		wait.Add(1)
		go func() {
			defer wait.Done()
			review := model.ReviewClean
			if i%2 == 0 {
				review = model.ReviewSuspicious
			}
			_, errs[i] = s.Decide(context.Background(), model.Decision{
				DecisionRequest: request(row, review), ID: fmt.Sprint("race ", i), Stamp: now.Add(time.Duration(i) * time.Millisecond),
			})
		}()
	}
	wait.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case model.CodeOf(err) != model.CodeConflict:
			t.Errorf("a loser was told %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d decisions won", won)
	}
}

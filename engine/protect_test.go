package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"examdesk/conformance/sampled"
	"examdesk/model"
)

// Every order of deliveries and of people's decisions, by what they say.
// "named" is a delivery that names the deciding person as its reviewer, which
// proves nothing.
var moves = map[string]struct {
	delivery string
	decision model.ReviewStatus
	status   model.ReviewStatus
}{
	"vendor passes":     {delivery: `{"status": "passed", "comments": [{"comment": "a", "status": "Clean"}]}`, status: model.ReviewClean},
	"vendor suspects":   {delivery: `{"status": "suspicious", "comments": []}`, status: model.ReviewSuspicious},
	"named":             {delivery: `{"status": "suspicious", "reviewed_by": "%s"}`, status: model.ReviewSuspicious},
	"person verifies":   {decision: model.ReviewClean, status: model.ReviewClean},
	"person rejects":    {decision: model.ReviewSuspicious, status: model.ReviewSuspicious},
	"vendor saw no one": {delivery: `{"status": "not_reviewed"}`, status: model.ReviewNotReviewed},
}

// expected is what must be there after a move, told without the engine.
type expected struct {
	status  model.ReviewStatus
	raw     string
	person  bool
	held    map[string]bool
	refused bool
}

func (x *expected) take(name, raw string, protect, migrated bool) (want model.Judgement) {
	m := moves[name]
	switch {
	case m.decision != "":
		x.status, x.person = m.status, true
		if x.raw == "" {
			x.raw = "ours"
		}
		return ""
	case !protect || x.raw == "" || !x.person && x.raw != raw:
		x.status, x.raw, x.person = m.status, raw, false
		return model.DeliveryApplied
	case x.raw == raw:
		return model.DeliveryRepeated
	}
	if x.refused = !migrated; migrated {
		x.held[raw] = true
	}
	return model.DeliveryHeld
}

// everyOrder are all orders of two moves, and of three of those that matter
// most.
func everyOrder() (out [][]string) {
	names := slices.Sorted(maps.Keys(moves))
	for _, a := range names {
		for _, b := range names {
			out = append(out, []string{a, b})
		}
	}
	if slow {
		return out
	}
	few := []string{"vendor passes", "vendor suspects", "person verifies", "person rejects"}
	for _, a := range few {
		for _, b := range few {
			for _, c := range few {
				out = append(out, []string{a, b, c})
			}
		}
	}
	return out
}

// TestEveryOrderOfDeliveriesAndDecisions plays the orders on a store with
// examdesk's tables, on a guest's, and without protection, which is the original's
// way: some of them, and all with EXAMDESK_EVERY=1.
func TestEveryOrderOfDeliveriesAndDecisions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ protect, migrated bool }{{true, true}, {true, false}, {false, true}} {
		t.Run(fmt.Sprintf("protect %v, migrated %v", c.protect, c.migrated), func(t *testing.T) {
			t.Parallel()
			e, _ := fresh(t, c.migrated)
			e.cfg.Rules.ProtectHumanReviews = c.protect
			e.cfg.Clock = ticking()
			orders := everyOrder()
			if !slow { // that has left out some already
				orders = sampled.Part(t, 5, orders)
			}
			for _, order := range orders {
				playOrder(t, e, order, c.protect, c.migrated)
			}
			t.Logf("%d orders", len(orders))
		})
	}
}

// ticking is a clock of which no two looks are the same.
func ticking() func() time.Time {
	var ticks atomic.Int64
	return func() time.Time { return now().Add(time.Duration(ticks.Add(1)) * time.Second) }
}

func playOrder(t *testing.T, e *rig, order []string, protect, migrated bool) {
	t.Helper()
	code, id := submitted(t, e, fmt.Sprint(order))
	want := expected{held: map[string]bool{}}
	for i, name := range order {
		before := reviewState(t, e, id)
		raw := moves[name].delivery
		if name == "named" {
			raw = fmt.Sprintf(raw, reviewerEmail(t, e))
		}
		judged := want.take(name, raw, protect, migrated)
		play(t, e, name, raw, code, id, judged, want.refused)
		after := reviewState(t, e, id)
		if judged == model.DeliveryRepeated || judged == model.DeliveryHeld {
			if before != after {
				t.Fatalf("%q after %q changed\n%s to\n%s", name, order[:i], before, after)
			}
			continue
		}
		d, err := e.ReadAttempt(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if d.Review.Status != want.status {
			t.Fatalf("after %q the review is %s, want %s", order[:i+1], d.Review.Status, want.status)
		}
	}
	held, err := e.HeldDeliveries(t.Context(), code)
	if err != nil || len(held) != len(want.held) {
		t.Fatalf("after %q %d deliveries are held, want %d: %v", order, len(held), len(want.held), err)
	}
}

// play makes one move.
func play(t *testing.T, e *rig, name, raw, code string, id int64, want model.Judgement, refused bool) {
	t.Helper()
	if m := moves[name]; m.decision != "" {
		decideNow(t, e, id, m.decision)
		return
	}
	out, err := e.api.ReceiveReview(t.Context(), model.ReviewCallback{Code: code, Body: []byte(raw)})
	if want == model.DeliveryHeld && refused {
		if model.CodeOf(err) != model.CodeConflict {
			t.Fatalf("%s on a store that keeps nothing: %v", name, err)
		}
		return
	}
	if err != nil || out.Judgement != want {
		t.Fatalf("%s was %s, want %s: %v", name, out.Judgement, want, err)
	}
}

func decideNow(t *testing.T, e *rig, id int64, review model.ReviewStatus) {
	t.Helper()
	stamp := e.now()
	d := decision(t, e, id, review, stamp.String())
	d.Stamp = stamp
	if !e.store.Info().Migrated {
		d.Reason = "" // a guest's store has no place for it
	}
	if _, err := e.Decide(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// What is held takes effect when a person accepts it, as that person's decision,
// and none when it is dismissed; either once.
func TestHeldDeliveriesAreSettledOnce(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	e.cfg.Clock = ticking()
	code, id := submitted(t, e, "held")
	send := func(body string) {
		t.Helper()
		if _, err := e.api.ReceiveReview(t.Context(), model.ReviewCallback{Code: code, Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	send(moves["vendor passes"].delivery)
	decideNow(t, e, id, model.ReviewSuspicious)
	send(moves["vendor suspects"].delivery)
	send(moves["vendor suspects"].delivery)
	send(moves["vendor saw no one"].delivery)
	held, err := e.HeldDeliveries(t.Context(), "")
	if err != nil || len(held) != 2 {
		t.Fatalf("%d are held: %v", len(held), err)
	}
	if err := e.DismissDelivery(t.Context(), held[1].ID); err != nil {
		t.Fatal(err)
	}
	out, err := e.AcceptDelivery(t.Context(), held[0].ID)
	if err != nil || out.Plan.To != model.Rejected {
		t.Fatalf("accepted: %+v, %v", out, err)
	}
	d, err := e.ReadAttempt(t.Context(), id)
	if err != nil || d.Review.ReviewedBy == nil || d.Review.ReviewedBy.ID != e.actor.ID || d.Review.Status != model.ReviewSuspicious {
		t.Errorf("the review is %+v, %v", d.Review, err)
	}
	for _, h := range held {
		if _, err := e.AcceptDelivery(t.Context(), h.ID); model.CodeOf(err) != model.CodeConflict {
			t.Errorf("settled twice: %v", err)
		}
	}
	nobody := rigOf(t, e.store, "", Config{Clock: now, Rules: model.DefaultReviewRules()})
	if err := nobody.DismissDelivery(t.Context(), held[0].ID); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("nobody dismissed: %v", err)
	}
	if err := e.DismissDelivery(t.Context(), 1<<40); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("no such delivery: %v", err)
	}
}

// submitted makes an exam and an attempt that waits for its review.
func submitted(t *testing.T, e *rig, name string) (code string, id int64) {
	t.Helper()
	ctx := context.Background()
	exam, _, err := e.api.CreateExam(ctx, model.Exam{
		CourseID: "course-v1:edX+Orders+2026", ContentID: model.Text(name), Name: "Orders", TimeLimitMins: 30, IsProctored: true, IsActive: true, Backend: "proctorco",
	})
	if err != nil {
		t.Fatal(err)
	}
	id, _, err = e.api.CreateAttempt(ctx, exam, otherLearner(t, e), true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.api.UpdateAttemptStatus(ctx, id, model.Submitted, model.TransitionOptions{}); err != nil {
		t.Fatal(err)
	}
	row, _, err := e.api.Attempt(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return row.Attempt.Code.Raw(), id
}

// reviewState is all that a delivery could change.
func reviewState(t *testing.T, e *rig, id int64) string {
	t.Helper()
	d, err := e.ReadAttempt(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if d.Review == nil {
		return "none"
	}
	return fmt.Sprint(d.Attempt.Status, d.Attempt.Modified, len(d.History), d.Review.Status, d.Review.Modified, d.Review.RawData, len(d.Review.Comments), len(d.Review.Versions))
}

func reviewerEmail(t *testing.T, e *rig) string {
	t.Helper()
	found, err := e.FindLearners(t.Context(), model.LearnerQuery{Text: e.actor.Username.Raw(), Limit: 1})
	if err != nil || len(found) != 1 {
		t.Fatal(err)
	}
	return found[0].Email.Raw()
}

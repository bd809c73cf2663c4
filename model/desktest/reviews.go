package desktest

import (
	"testing"
	"time"

	"examdesk/model"
)

// Receiving is [model.ReviewReceiver] with a way to see what was written.
type Receiving interface {
	Deciding
	model.ReviewReceiver
}

// unreviewed returns an attempt that waits for a review of the fixture's service.
func unreviewed(t *testing.T, f Fixture, s model.AttemptFinder) (model.AttemptRow, model.ReviewCallback) {
	t.Helper()
	row := first(t, s, model.Filter{Section: model.SectionWaiting, OnlyProctored: true, Backends: []string{f.Service}})
	return row, model.ReviewCallback{Code: row.Attempt.Code.Raw()}
}

// ReviewReceiver is the contract of [model.ReviewReceiver].
func ReviewReceiver(t *testing.T, f Fixture, fresh func(t *testing.T) Receiving) {
	s := fresh(t)
	f.ask(t, "ReviewReceiver", model.DeedReceiveReview, s)
	if f.Review == nil {
		f.skip(t, "ReviewReceiver", "There is no service whose reviews could be handed in.")
	}
	received(t, f, s)
}

// received hands in a review, which does what its preview said, once.
func received(t *testing.T, f Fixture, s Receiving) {
	t.Helper()
	row, c := unreviewed(t, f, s)
	c.Body = f.Review("violation")
	p, err := s.PreviewReview(t.Context(), c)
	if err != nil || p.Judgement != model.DeliveryApplied || p.Plan.Review == "" || len(p.Plan.Effects) == 0 {
		t.Fatalf("preview %+v, %v", p, err)
	}
	if d, err := s.ReadAttempt(t.Context(), row.Attempt.ID); err != nil || d.Review != nil || !d.Version().Equal(row.Version()) {
		t.Fatalf("the preview wrote something: %+v, %v", d.Review, err)
	}
	got, err := s.ReceiveReview(t.Context(), c)
	if err != nil || got.Judgement != model.DeliveryApplied || got.Plan.Review != p.Plan.Review {
		t.Fatalf("received %+v, %v", got, err)
	}
	d, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil || d.Review == nil || d.Review.Status != p.Plan.Review || d.Attempt.Status != p.Plan.To {
		t.Errorf("after it: %+v, %v; planned %+v", d, err, p.Plan)
	}
	receivedAgain(t, s, c, d)
	reviewRefused(t, f, s, c)
}

// receivedAgain hands in the same review, which changes nothing.
func receivedAgain(t *testing.T, s Receiving, c model.ReviewCallback, d model.AttemptDetail) {
	t.Helper()
	if again, err := s.ReceiveReview(t.Context(), c); err != nil || again.Judgement != model.DeliveryRepeated {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if now, err := s.ReadAttempt(t.Context(), d.Attempt.ID); err != nil || !now.Version().Equal(d.Version()) || len(now.History) != len(d.History) {
		t.Errorf("the same again wrote something: %v", err)
	}
}

// reviewRefused hands in what is not a review, and what belongs to no attempt.
func reviewRefused(t *testing.T, f Fixture, s Receiving, c model.ReviewCallback) {
	t.Helper()
	c.Body = []byte("{")
	if _, err := s.ReceiveReview(t.Context(), c); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("what is not a review: %v", err)
	}
	c.Code, c.Body = "no such code", f.Review("passed")
	if _, err := s.ReceiveReview(t.Context(), c); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("an unknown code: %v", err)
	}
}

// Settling is [model.DeliverySettler] with a way to have something to settle.
type Settling interface {
	Receiving
	model.DeliverySettler
}

// DeliverySettler is the contract of [model.DeliverySettler].
func DeliverySettler(t *testing.T, f Fixture, fresh func(t *testing.T) Settling) {
	s := fresh(t)
	f.ask(t, "DeliverySettler", model.DeedAcceptReview, s)
	f.ask(t, "DeliverySettler", model.DeedDismissReview, s)
	if f.Review == nil {
		f.skip(t, "DeliverySettler", "There is no service whose reviews could be held.")
	}
	if why := hold(t, f, s, "violation"); why != nil {
		f.skip(t, "DeliverySettler", model.Sentence(why))
	}
	t.Run("accept", func(t *testing.T) { t.Parallel(); settle(t, f, fresh(t), true) })
	t.Run("dismiss", func(t *testing.T) { t.Parallel(); settle(t, f, fresh(t), false) })
}

// hold decides an attempt, and has the service contradict it. The error is why the
// store cannot hold what came.
func hold(t *testing.T, f Fixture, s Settling, status string) error {
	t.Helper()
	row, c := unreviewed(t, f, s)
	d := model.Decision{DecisionRequest: request(row, model.ReviewClean), ID: "first", Stamp: f.Now}
	if _, err := s.Decide(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	c.Body = f.Review(status)
	got, err := s.ReceiveReview(t.Context(), c)
	if model.CodeOf(err) == model.CodeConflict {
		return err
	}
	if err != nil || got.Judgement != model.DeliveryHeld {
		t.Fatalf("after a person's decision: %+v, %v", got, err)
	}
	now, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
	if err != nil || now.Attempt.Status != model.Verified || now.Review.Status != model.ReviewClean {
		t.Fatalf("what is held took effect: %+v, %v", now.Attempt, err)
	}
	return nil
}

// settle accepts or dismisses what is held, once.
func settle(t *testing.T, f Fixture, s Settling, accept bool) {
	if err := hold(t, f, s, "violation"); err != nil {
		t.Fatal(err)
	}
	held, err := s.HeldDeliveries(t.Context(), "")
	if err != nil || len(held) != 1 || held[0].ID == 0 {
		t.Fatalf("held %+v, %v", held, err)
	}
	if none, err := s.HeldDeliveries(t.Context(), "no such code"); err != nil || len(none) != 0 {
		t.Errorf("of another attempt: %+v, %v", none, err)
	}
	id := held[0].ID
	plan, err := s.PreviewDelivery(t.Context(), id)
	if err != nil || plan.Plan.To == "" {
		t.Errorf("preview %+v, %v", plan, err)
	}
	want := model.Verified
	if accept {
		want = plan.Plan.To
		_, err = s.AcceptDelivery(t.Context(), id)
	} else if err = s.MayDismiss(t.Context(), id); err == nil {
		err = s.DismissDelivery(t.Context(), id)
	}
	if err != nil {
		t.Fatal(err)
	}
	page := walk(t, s, model.AttemptQuery{Filter: model.Filter{Text: held[0].AttemptCode}, Limit: 10})
	if len(page) != 1 || page[0].Attempt.Status != want {
		t.Errorf("the attempt is now %+v, want %s", page, want)
	}
	if left, err := s.HeldDeliveries(t.Context(), ""); err != nil || len(left) != 0 {
		t.Errorf("still held: %+v, %v", left, err)
	}
	_, again := s.AcceptDelivery(t.Context(), id)
	if model.CodeOf(again) != model.CodeConflict || model.CodeOf(s.DismissDelivery(t.Context(), id)) != model.CodeConflict {
		t.Errorf("what is settled is settled again: %v", again)
	}
}

// Syncing is [model.ReviewSyncer] with a way to see what was written.
type Syncing interface {
	AttemptReading
	model.ReviewSyncer
}

// ReviewSyncer is the contract of [model.ReviewSyncer].
func ReviewSyncer(t *testing.T, f Fixture, fresh func(t *testing.T) Syncing) {
	s := fresh(t)
	f.ask(t, "ReviewSyncer", model.DeedSyncReviews, s)
	row := needsDecision(t, s)
	at := row.Review.Modified
	told := 0
	b := model.Bulk{DryRun: true, Each: func(model.ItemResult) { told++ }}
	dry, err := s.SyncFromReviews(t.Context(), at, at, b)
	if err != nil || len(dry) == 0 || told != len(dry) {
		t.Fatalf("dry run: %d results, told %d times, %v", len(dry), told, err)
	}
	if now, err := s.ReadAttempt(t.Context(), row.Attempt.ID); err != nil || !now.Version().Equal(row.Version()) {
		t.Errorf("the dry run wrote something: %v", err)
	}
	done, err := s.SyncFromReviews(t.Context(), at, at, model.Bulk{})
	if err != nil || len(done) != len(dry) {
		t.Fatalf("%d results after %d, %v", len(done), len(dry), err)
	}
	for i, r := range done {
		if r.ID != dry[i].ID || (r.Err == nil) != (dry[i].Err == nil) || r.Err == nil && r.Plan.To != dry[i].Plan.To {
			t.Errorf("attempt %d: %+v, the dry run said %+v", r.ID, r, dry[i])
		}
	}
	if _, err := s.SyncFromReviews(t.Context(), at, at.Add(-time.Hour), b); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("a time that ends before it begins: %v", err)
	}
}

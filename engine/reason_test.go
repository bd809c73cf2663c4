package engine

import (
	"testing"

	"examdesk/model"
)

// withReason decides an attempt with a reason and reads it again.
func withReason(t *testing.T, e *rig, id int64, review model.ReviewStatus, name, reason string) (model.Decided, model.AttemptDetail, error) {
	t.Helper()
	d := decision(t, e, id, review, name)
	d.Reason = reason
	done, err := e.Decide(t.Context(), d)
	after, readErr := e.ReadAttempt(t.Context(), id)
	if readErr != nil {
		t.Fatal(readErr)
	}
	return done, after, err
}

// A reason is shown wherever its decision is: with the review, in lists, with
// the former version once it is replaced, in the attempt's history and on the
// learner's card.
func TestReasonIsShown(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	const id = 21
	done, after, err := withReason(t, e, id, model.ReviewSuspicious, "one", "a second person")
	if err != nil || done.Row.Review.Reason != "a second person" || after.Review.Reason != "a second person" {
		t.Fatalf("%v; the answer says %q, the attempt %q", err, done.Row.Review.Reason, after.Review.Reason)
	}
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{Statuses: []model.AttemptStatus{after.Attempt.Status}, Learner: after.Learner.Username.Raw()}, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, row := range page.Rows {
		if row.Attempt.ID == id && row.Review.Reason == "a second person" {
			found++
		} else if row.Review != nil && row.Review.Reason != "" {
			t.Errorf("attempt %d has the reason %q", row.Attempt.ID, row.Review.Reason)
		}
	}
	if found != 1 {
		t.Error("the list does not have the reason")
	}
	if n := historyReasons(after, "a second person"); n != 1 {
		t.Errorf("%d rows of the history have the reason", n)
	}
	card, err := e.ReadLearner(t.Context(), after.Learner.ID)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, x := range card.Timeline {
		if x.Reason == "a second person" && x.AttemptID == id {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d entries of the card have the reason", n)
	}
}

func historyReasons(d model.AttemptDetail, reason model.Text) (n int) {
	for _, h := range d.History {
		if h.Reason == reason {
			n++
		}
	}
	return n
}

// The reason of a decision that was replaced stands with the former version, and
// the new one has none.
func TestReasonOfAFormerDecision(t *testing.T) {
	t.Parallel()
	e, _ := fresh(t, true)
	const id = 21
	if _, _, err := withReason(t, e, id, model.ReviewSuspicious, "one", "a phone"); err != nil {
		t.Fatal(err)
	}
	d := decision(t, e, id, model.ReviewClean, "two")
	d.Reason, d.Stamp = "", now().Add(60e9)
	if _, err := e.Decide(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	after, err := e.ReadAttempt(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if after.Review.Reason != "" || after.Review.Versions[0].Reason != "a phone" || historyReasons(after, "a phone") != 1 {
		t.Errorf("now %q, before %q", after.Review.Reason, after.Review.Versions[0].Reason)
	}
	for _, v := range after.Review.Versions[1:] {
		if v.Reason != "" {
			t.Errorf("the service's version has the reason %q", v.Reason)
		}
	}
}

// A store without examdesk's tables keeps a reason where the decision makes the
// review. Where the service's review is there it says so before, and refuses a
// reason instead of dropping it.
func TestReasonThatCannotBeKept(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, false)
	var with, without int64
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{OnlyProctored: true}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range page.Rows {
		switch {
		case row.Attempt.Status == model.SecondReviewRequired && row.Review != nil:
			with = row.Attempt.ID
		case row.Attempt.Status == model.Submitted && row.Review == nil:
			without = row.Attempt.ID
		}
	}
	for _, c := range []struct {
		id    int64
		keeps bool
	}{{with, false}, {without, true}} {
		r := decision(t, e, c.id, model.ReviewClean, "x").DecisionRequest
		p, err := e.PreviewDecision(t.Context(), r)
		if err != nil || (p.NoReason == "") != c.keeps {
			t.Errorf("attempt %d: %v, %q", c.id, err, p.NoReason)
		}
	}
	if _, after, err := withReason(t, e, with, model.ReviewClean, "one", "why"); model.CodeOf(err) != model.CodeUnsupported || after.Attempt.Status != model.SecondReviewRequired {
		t.Errorf("%v; the attempt is %s", err, after.Attempt.Status)
	}
	if _, _, err := withReason(t, e, with, model.ReviewClean, "one", ""); err != nil {
		t.Error(err)
	}
	_, after, err := withReason(t, e, without, model.ReviewClean, "two", "nobody else was there")
	if err != nil || after.Review.Reason != "nobody else was there" || historyReasons(after, "nobody else was there") != 1 {
		t.Errorf("%v; the reason is %q", err, after.Review.Reason)
	}
	if err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

package desktest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// Retiring is [model.LearnerRetirer] with a way to see what was written.
type Retiring interface {
	model.AttemptFinder
	model.AttemptReader
	model.LearnerRetirer
	model.DeedAsker
}

// LearnerRetirer is the contract of [model.LearnerRetirer]: what was planned is emptied,
// no attempt changes, and a second time there is nothing left.
func LearnerRetirer(t *testing.T, f Fixture, fresh func(t *testing.T) Retiring) {
	s := fresh(t)
	f.ask(t, "LearnerRetirer", model.DeedRetireLearner, s)
	ctx, row := t.Context(), withReviewData(t, s)
	if _, err := s.PlanRetirement(ctx, model.Retirement{UserID: row.Learner.ID}); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("nowhere: %v", err)
	}
	r := model.Retirement{UserID: row.Learner.ID, Here: true, AtServices: true}
	for _, id := range []int64{0, nobody} {
		if _, err := s.PlanRetirement(ctx, model.Retirement{UserID: id, Here: true}); model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("user %d: %v", id, err)
		}
		if _, err := s.RetireLearner(ctx, model.Retirement{UserID: id, Here: true}); model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("user %d: %v", id, err)
		}
	}
	before, err := s.ReadAttempt(ctx, row.Attempt.ID)
	no(t, err)
	plan, err := s.PlanRetirement(ctx, r)
	no(t, err)
	if plan.Learner.ID != row.Learner.ID || len(plan.Here) == 0 || len(plan.Effects) != len(plan.Services) {
		t.Fatalf("the plan is %+v", plan)
	}
	if d, err := s.ReadAttempt(ctx, row.Attempt.ID); err != nil || d.Review.RawData != before.Review.RawData {
		t.Errorf("a plan emptied the review: %v", err)
	}
	done, err := s.RetireLearner(ctx, r)
	no(t, err)
	if diff := cmp.Diff(plan.Here, done.Here); diff != "" {
		t.Errorf("planned and done differ:\n%s", diff)
	}
	emptied(t, s, before)
	again, err := s.RetireLearner(ctx, r)
	if err != nil || len(again.Here) != 0 {
		t.Errorf("a second time: %+v, %v", again, err)
	}
}

// withReviewData is an attempt whose review has what a service sent.
func withReviewData(t *testing.T, s Retiring) model.AttemptRow {
	t.Helper()
	page, err := s.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious}}, Limit: 10})
	no(t, err)
	for _, row := range page.Rows {
		d, err := s.ReadAttempt(t.Context(), row.Attempt.ID)
		no(t, err)
		if d.Review != nil && d.Review.RawData != "" {
			return row
		}
	}
	t.Fatal("no review has data of a service")
	return model.AttemptRow{}
}

// emptied finds what is left of a retired learner's review, and whether the attempt is
// what it was.
func emptied(t *testing.T, s Retiring, before model.AttemptDetail) {
	t.Helper()
	d, err := s.ReadAttempt(t.Context(), before.Attempt.ID)
	no(t, err)
	if d.Attempt.Status != before.Attempt.Status || !d.Attempt.Modified.Equal(before.Attempt.Modified) || len(d.History) != len(before.History) {
		t.Errorf("the attempt changed: %s, %d entries of history, were %s and %d", d.Attempt.Status, len(d.History), before.Attempt.Status, len(before.History))
	}
	if d.Review.RawData != "" || d.Review.Status != before.Review.Status || len(d.Review.Versions) == 0 {
		t.Errorf("the review is %+v", d.Review)
	}
	for _, v := range d.Review.Versions {
		if v.RawData != "" {
			t.Errorf("a former version keeps %q", v.RawData)
		}
	}
	for _, c := range d.Review.Comments {
		if c.Text != "" || c.Status != "" {
			t.Errorf("a comment keeps %q", c.Text)
		}
	}
	for _, a := range d.Allowances {
		if a.Value != "" {
			t.Errorf("an allowance keeps %q", a.Value)
		}
	}
}

package review

import (
	"context"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/model"
)

// fakeStore has the roles that the commands of reviews ask.
type fakeStore struct {
	kittest.Fake
	kittest.FewAttempts
	deliveries
}

// deliveries are the roles that take reviews and settle those that are held.
type deliveries struct {
	held []model.HeldDelivery
	// out is what becomes of a review, and planErr and doErr why it does not.
	out            model.ReceivedReview
	planErr, doErr error
	items          []model.ItemResult
	// done lists what was done, received what was taken, and from and to between which
	// times attempts follow their reviews.
	done     []string
	received []model.ReviewCallback
	from, to time.Time
}

func (s *deliveries) HeldDeliveries(context.Context, string) ([]model.HeldDelivery, error) {
	return s.held, s.planErr
}

func (s *deliveries) PreviewDelivery(context.Context, int64) (model.ReceivedReview, error) {
	return s.out, s.planErr
}

func (s *deliveries) AcceptDelivery(context.Context, int64) (model.ReceivedReview, error) {
	return s.out, s.do("accepted")
}

func (s *deliveries) MayDismiss(context.Context, int64) error { return s.planErr }

func (s *deliveries) DismissDelivery(context.Context, int64) error { return s.do("dismissed") }

func (s *deliveries) PreviewReview(context.Context, model.ReviewCallback) (model.ReceivedReview, error) {
	return s.out, s.planErr
}

func (s *deliveries) ReceiveReview(_ context.Context, c model.ReviewCallback) (model.ReceivedReview, error) {
	s.received = append(s.received, c)
	return s.out, s.do("received")
}

func (s *deliveries) SyncFromReviews(_ context.Context, from, to time.Time, b model.Bulk) ([]model.ItemResult, error) {
	s.from, s.to = from, to
	if b.DryRun {
		return s.items, s.planErr
	}
	for _, r := range s.items {
		b.Each(r)
	}
	return s.items, s.do("synced")
}

func (s *deliveries) do(what string) error {
	if s.doErr == nil {
		s.done = append(s.done, what)
	}
	return s.doErr
}

// newFake is a store whose attempt 7 has a review and whose attempt 8 has none, with
// one held review, 12.
func newFake() *fakeStore {
	s := &fakeStore{}
	reviewed := model.AttemptRow{
		Attempt: model.Attempt{ID: 7, Code: "CODE-OF-7", Status: model.Rejected}, Learner: model.Learner{Username: "mei_zhang"}, Exam: model.Exam{Name: "Midterm 1"},
		Review:   &model.Review{ID: 5, Status: model.ReviewSuspicious, Modified: kittest.Now(), ReviewedBy: &model.Learner{Username: "r.adeyemi"}, Reason: "A phone."},
		Comments: 3,
	}
	by := *reviewed.Review
	by.ID, by.ReviewedBy, by.Reason = 6, nil, ""
	byService := reviewed
	byService.Attempt.ID, byService.Review = 9, &by
	s.All = []model.AttemptDetail{{AttemptRow: reviewed}, {AttemptRow: model.AttemptRow{Attempt: model.Attempt{ID: 8}}}, {AttemptRow: byService}}
	s.held = []model.HeldDelivery{{ID: 12, AttemptCode: "CODE-OF-7", Received: kittest.Now().Add(-time.Hour), Status: "suspicious", Comments: make([]model.DeliveredComment, 2)}}
	s.out = model.ReceivedReview{Judgement: model.DeliveryApplied}
	s.out.Plan.To, s.out.Plan.Effects = model.Rejected, []model.Effect{{Kind: model.EffectCompletion, Certainty: model.Will}}
	s.items = []model.ItemResult{
		{ID: 7, Plan: model.Plan{From: model.Submitted, To: model.Rejected, Effects: []model.Effect{{Kind: model.EffectCompletion, Certainty: model.Will}}}},
		{ID: 9, Plan: model.Plan{From: model.Verified, To: model.Verified}},
	}
	return s
}

// on runs commands on the store for a script, which has no one to answer questions.
func (s *fakeStore) on(t *testing.T, input string) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s, Rules: model.LatestRules(), RuledBy: "6.1.2 (the profile says 6.1)"}, input)
	d.IsTerminal = false
	return d
}

package engine

import (
	"context"
	"fmt"
	"testing"

	"examdesk/model"
)

// examChanges are the changes that are tried of an exam and its policy.
func (s *sweep) examChanges(id int64) []bothWays {
	yes, no, minutes, name := true, false, 77, "Renamed"
	var out []bothWays
	for what, c := range map[string]model.ExamEdit{
		"exam minutes": {TimeLimitMins: &minutes}, "exam name": {Name: &name}, "exam inactive": {Active: &no}, "exam active": {Active: &yes},
		"exam not proctored": {Proctored: &no}, "exam proctored": {Proctored: &yes}, "exam never due": {SetDue: true},
		"exam of no time": {TimeLimitMins: new(int)},
	} {
		c.ExamID = id
		seen := func(ctx context.Context) model.ExamEdit {
			d, _ := s.ReadExam(ctx, id)
			c.Expected = d.Exam.Modified
			return c
		}
		out = append(out, bothWays{
			what: what,
			plan: func(ctx context.Context) (announced, error) {
				p, err := s.PlanExam(ctx, seen(ctx))
				return announced{effects: p.Effects}, err
			},
			deed: func(ctx context.Context) (announced, error) {
				done, err := s.ChangeExam(ctx, seen(ctx))
				return announced{effects: done.Effects}, err
			},
		})
	}
	for _, text := range []string{"Closed book.", "Open book.", ""} {
		out = append(out, s.policyChange(id, text))
	}
	return out
}

func (s *sweep) policyChange(id int64, text string) bothWays {
	c := model.PolicyChange{ExamID: id, Text: text}
	seen := func(ctx context.Context) model.PolicyChange {
		d, _ := s.ReadExam(ctx, id)
		c.Expected = d.Policy.Version()
		return c
	}
	return bothWays{
		what: "policy",
		plan: func(ctx context.Context) (announced, error) {
			p, err := s.PlanPolicy(ctx, seen(ctx))
			return announced{effects: p.Effects}, err
		},
		deed: func(ctx context.Context) (announced, error) {
			done, err := s.ChangePolicy(ctx, seen(ctx))
			return announced{effects: done.Effects}, err
		},
	}
}

// reviewChanges are the reviews that are handed in for an attempt, and the sync
// of what stands there.
func (s *sweep) reviewChanges(t *testing.T, id int64) []bothWays {
	t.Helper()
	code := s.w.strings("SELECT attempt_code FROM proctoring_proctoredexamstudentattempt WHERE id = ?", id)
	if len(code) == 0 {
		return nil
	}
	var out []bothWays
	for _, status := range []string{"passed", "suspicious", "violation"} {
		body := fmt.Sprintf(`{"status": %q, "comments": [{"comment": "seen", "start": 1, "stop": 2, "status": "suspicious"}]}`, status)
		c := model.ReviewCallback{Code: code[0], Backend: "test", Body: []byte(body)}
		out = append(out, bothWays{
			what: "receive " + status,
			plan: func(ctx context.Context) (announced, error) { return received(id)(s.PreviewReview(ctx, c)) },
			deed: func(ctx context.Context) (announced, error) { return received(id)(s.ReceiveReview(ctx, c)) },
		})
	}
	return append(out, bothWays{
		what: "accept",
		plan: func(ctx context.Context) (announced, error) {
			return received(id)(s.PreviewDelivery(ctx, s.held(code[0])))
		},
		deed: func(ctx context.Context) (announced, error) {
			return received(id)(s.AcceptDelivery(ctx, s.held(code[0])))
		},
	}, bothWays{
		what: "sync",
		plan: func(ctx context.Context) (announced, error) { return s.synced(ctx, id, model.Bulk{DryRun: true}) },
		deed: func(ctx context.Context) (announced, error) { return s.synced(ctx, id, model.Bulk{}) },
	})
}

// held is the newest delivery that is held for an attempt code, 0 for none.
func (s *sweep) held(code string) int64 {
	if !s.w.migrated {
		return 0
	}
	return s.w.number("SELECT coalesce(max(id), 0) FROM examdesk_delivery WHERE attempt_code = ? AND state = 'held'", code)
}

func received(id int64) func(model.ReceivedReview, error) (announced, error) {
	return func(r model.ReceivedReview, err error) (announced, error) {
		return announced{effects: r.Plan.Effects, attempts: []int64{id}}, err
	}
}

// synced lets one attempt follow its review.
func (s *sweep) synced(ctx context.Context, id int64, b model.Bulk) (announced, error) {
	done, err := s.run(ctx, s.caller(), model.DeedSyncReviews, []int64{id}, b, s.planFollow, s.follow)
	if err != nil {
		return announced{}, err
	}
	return announced{effects: done[0].Plan.Effects, attempts: []int64{id}}, done[0].Err
}

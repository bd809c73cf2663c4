package engine

import (
	"context"
	"fmt"
	"strconv"
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
	return append(out, s.newExam(id), s.newExam(id), s.registration(id))
}

// newExam creates an exam once; a second time it is refused.
func (s *sweep) newExam(id int64) bothWays {
	exam := model.Exam{
		CourseID: "course-v1:NordicU+NEW+2026", ContentID: model.Text("block-" + strconv.FormatInt(id, 10)), Name: "New", TimeLimitMins: 30,
		IsProctored: id%2 == 0, IsActive: true,
	}
	return bothWays{
		what: "exam created",
		plan: func(ctx context.Context) (announced, error) {
			o, err := s.PlanNewExam(ctx, exam)
			return announced{effects: effectsIf(o, err)}, err
		},
		deed: func(ctx context.Context) (announced, error) {
			o, err := s.CreateExam(ctx, exam)
			return announced{effects: effectsIf(o, err)}, err
		},
	}
}

func effectsIf(o model.ExamOutcome, err error) []model.Effect {
	if err != nil {
		return nil
	}
	return o.Effects
}

// registration registers an exam's course with this exam and a new one alone.
func (s *sweep) registration(id int64) bothWays {
	list := func(ctx context.Context) (r model.CourseRegistration) {
		d, _ := s.ReadExam(ctx, id)
		e, name := d.Exam, d.Exam.Name.Raw()
		r.Course = e.CourseID.Raw()
		c := model.ExamChange{Name: &name, TimeLimitMins: &e.TimeLimitMins, IsProctored: &e.IsProctored, IsPracticeExam: &e.IsPracticeExam, IsActive: &e.IsActive, HideAfterDue: &e.HideAfterDue}
		r.Exams = []model.ExamRegistration{{ContentID: e.ContentID.Raw(), ExamChange: c}, {ContentID: "new-" + e.ContentID.Raw(), ExamChange: c}}
		return r
	}
	all := func(p model.RegistrationPlan) (a announced) {
		for _, o := range p.Exams {
			a.effects = append(a.effects, o.Effects...)
		}
		return a
	}
	return bothWays{
		what: "registered",
		plan: func(ctx context.Context) (announced, error) {
			p, err := s.PlanRegistration(ctx, list(ctx))
			return all(p), err
		},
		deed: func(ctx context.Context) (announced, error) {
			r := list(ctx)
			p, err := s.PlanRegistration(ctx, r)
			if err != nil {
				return announced{}, err
			}
			r.Expected = p.Now
			p, err = s.RegisterExams(ctx, r)
			return all(p), err
		},
	}
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

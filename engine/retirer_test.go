package engine

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"examdesk/model"
	"examdesk/store"
)

// forgetful is a service that forgets learners, unless it fails.
type forgetful struct {
	model.ProctoringService
	err   error
	asked []string
}

func (s *forgetful) RetireUser(_ context.Context, user string) error {
	s.asked = append(s.asked, user)
	return s.err
}

// proctored is a learner with a reviewed attempt at a service that keeps learners.
func proctored(t *testing.T, e *rig) model.AttemptRow {
	t.Helper()
	execSQL(t, e.store, "UPDATE proctoring_proctoredexam SET backend = 'test'")
	return someAttempt(t, e, model.Filter{ReviewStatus: []model.ReviewStatus{model.ReviewSuspicious}, OnlyProctored: true})
}

// A retirement writes no attempt, no history and no message, empties what is held and
// what messages say, and is safe to repeat when a service has failed.
func TestRetireByPerson(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	e, s := fresh(t, true)
	row := proctored(t, e)
	id := strconv.FormatInt(row.Learner.ID, 10)
	execSQL(t, s, superuser,
		"INSERT INTO examdesk_delivery (attempt_code, received, status, comments, reviewed_by, raw, video, state) VALUES ('"+row.Attempt.Code.Raw()+"', '', 'clean', '[{}]', '', 'raw', x'01', 'held')",
		`INSERT INTO examdesk_outbox (decision_id, attempt_id, created, kind, certainty, payload, state, idempotency_key, delivered) VALUES
			('', 1, '', 'signal', 'will', json_object('user_id', `+id+`, 'signal', json_object('full_name', 'Mei Zhang', 'status', 'created')), 'recorded', 'k1', ''),
			('', 1, '', 'signal', 'will', json_object('user_id', 0, 'signal', json_object('full_name', 'Somebody Else')), 'recorded', 'k2', '')`)
	e.signIn(t, "r.adeyemi")
	service := &forgetful{err: errors.New("no route to host")}
	e.cfg.Service = func(string) model.ProctoringService { return service }
	w := newWatch(t, s)
	before, sent := state(t, s), w.number("SELECT count(*) FROM examdesk_outbox")
	r := model.Retirement{UserID: row.Learner.ID, Here: true, AtServices: true}
	plan, err := e.PlanRetirement(ctx, r)
	if err != nil || len(plan.Services) == 0 || !plan.Services[0].Asked || len(service.asked) != 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	done, err := e.RetireLearner(ctx, r)
	if err != nil || len(done.Failed()) != len(plan.Services) || len(service.asked) != len(plan.Services) {
		t.Fatalf("%+v, asked %v, %v", done, service.asked, err)
	}
	after := state(t, s)
	for _, table := range []string{"proctoredexamstudentattempt", "proctoredexamstudentattempt_history", "proctoredexam"} {
		if after[table] != before[table] {
			t.Errorf("the table %s changed", table)
		}
	}
	for query, want := range map[string]int64{
		"SELECT count(*) FROM examdesk_outbox": sent,
		"SELECT count(*) FROM examdesk_delivery WHERE raw <> '' OR video IS NOT NULL OR comments <> '[]'":                                  0,
		"SELECT count(*) FROM examdesk_outbox WHERE payload LIKE '%Mei Zhang%'":                                                            0,
		"SELECT count(*) FROM examdesk_outbox WHERE payload LIKE '%Somebody Else%' OR payload LIKE '%created%' AND idempotency_key = 'k1'": 2,
		"SELECT count(*) FROM examdesk_activity WHERE deed = 'learner.retire' AND subject = 'learner' AND user_id = " + id:                 1,
	} {
		if got := w.number(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	service.err = nil
	again, err := e.RetireLearner(ctx, r)
	if err != nil || len(again.Here) != 0 || len(again.Failed()) != 0 || len(service.asked) != 2*len(plan.Services) {
		t.Errorf("repeated: %+v, %v", again, err)
	}
}

// A service that keeps no learners has not failed; one that is not configured has.
func TestRetireWhoIsAsked(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	row := proctored(t, e)
	execSQL(t, s, superuser)
	e.signIn(t, "r.adeyemi")
	r := model.Retirement{UserID: row.Learner.ID, AtServices: true}
	for name, x := range map[string]struct {
		service model.ProctoringService
		asked   bool
		failed  bool
	}{
		"not configured": {nil, false, true},
		"unusable":       {unusableForgetter{}, false, true},
		"says so late":   {&forgetful{err: model.ErrKeepsNoLearners}, false, false},
		"forgets":        {&forgetful{}, true, false},
	} {
		e.cfg.Service = func(string) model.ProctoringService { return x.service }
		done, err := e.RetireLearner(t.Context(), r)
		if err != nil || len(done.Services) == 0 {
			t.Fatalf("%s: %+v, %v", name, done, err)
		}
		for _, at := range done.Services {
			if at.Asked != x.asked || (at.Problem != "") != x.failed || (at.Why != "") != (!x.asked && !x.failed) {
				t.Errorf("%s: %+v", name, at)
			}
		}
		if done.Effects[0].Certainty == model.Will != x.asked {
			t.Errorf("%s: %+v", name, done.Effects)
		}
	}
}

// PSI has no way to forget a learner, whether it is configured or not.
func TestRetireAtPSI(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	row := proctored(t, e)
	execSQL(t, s, superuser, "UPDATE proctoring_proctoredexam SET backend = 'software_secure'")
	e.signIn(t, "r.adeyemi")
	for _, service := range []model.ProctoringService{nil, &forgetful{}} {
		e.cfg.Service = func(string) model.ProctoringService { return service }
		p, err := e.RetireLearner(t.Context(), model.Retirement{UserID: row.Learner.ID, AtServices: true})
		if err != nil || len(p.Services) != 1 || p.Services[0].Asked || p.Services[0].Why == "" || len(p.Failed()) != 0 || p.Effects[0].Certainty != model.WillNot {
			t.Errorf("%+v, %v", p, err)
		}
	}
}

type unusableForgetter struct{ model.ProctoringService }

func (unusableForgetter) Unusable() error { return errors.New("its secret cannot be read") }

// Retiring takes a superuser, who may not retire themselves; only a superuser, or
// whoever runs the store, makes others superusers.
func TestRetireRights(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	row := proctored(t, e)
	r := model.Retirement{UserID: row.Learner.ID, Here: true}
	if _, err := e.RetireLearner(t.Context(), r); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("staff: %v", err)
	}
	yes := true
	c := model.PersonChange{Username: "r.adeyemi", Superuser: &yes}
	for _, f := range []func(context.Context, model.PersonChange) (model.PersonPlan, error){e.PlanPerson, e.ChangePerson} {
		if _, err := f(t.Context(), c); model.CodeOf(err) != model.CodeDenied {
			t.Errorf("made themselves a superuser: %v", err)
		}
	}
	e.signIn(t, "")
	if _, err := e.ChangePerson(t.Context(), c); err != nil {
		t.Error(err)
	}
	e.signIn(t, "r.adeyemi")
	if _, err := e.RetireLearner(t.Context(), model.Retirement{UserID: e.actor.ID, Here: true}); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("themselves: %v", err)
	}
	if done, err := e.RetireLearner(t.Context(), r); err != nil || len(done.Here) == 0 {
		t.Errorf("a superuser: %+v, %v", done, err)
	}
	only, err := store.Open(t.Context(), s.Info().Path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = only.Close() })
	service := &forgetful{}
	ro := rigOf(t, only, "r.adeyemi", Config{Clock: now, Service: func(string) model.ProctoringService { return service }})
	if _, err := ro.RetireLearner(t.Context(), model.Retirement{UserID: row.Learner.ID, AtServices: true}); model.CodeOf(err) != model.CodeReadOnly || len(service.asked) != 0 {
		t.Errorf("a store that is read: %v, asked %v", err, service.asked)
	}
}

// The reviews of attempts that were removed are emptied, too; edx-proctoring leaves them.
func TestRetireAfterRemoval(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	row := proctored(t, e)
	if _, err := e.api.RemoveAttempt(t.Context(), row.Attempt.ID, nil); err != nil {
		t.Fatal(err)
	}
	execSQL(t, s, superuser)
	e.signIn(t, "r.adeyemi")
	if _, err := e.RetireLearner(t.Context(), model.Retirement{UserID: row.Learner.ID, Here: true}); err != nil {
		t.Fatal(err)
	}
	w := newWatch(t, s)
	if n := w.number("SELECT count(*) FROM proctoring_proctoredexamsoftwaresecurereview WHERE attempt_code = ? AND raw_data = ''", row.Attempt.Code.Raw()); n != 1 {
		t.Errorf("%d emptied reviews of the removed attempt", n)
	}
}

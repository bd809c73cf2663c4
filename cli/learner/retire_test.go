package learner

import (
	"context"
	"strings"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/model"
)

// retiring is a store that plans retirements and notes those that are done.
type retiring struct {
	*fakeStore
	plan, done model.RetirementPlan
	planErr    error
	doErr      error
	retired    []model.Retirement
}

func (s *retiring) PlanRetirement(context.Context, model.Retirement) (model.RetirementPlan, error) {
	return s.plan, s.planErr
}

func (s *retiring) RetireLearner(_ context.Context, r model.Retirement) (model.RetirementPlan, error) {
	s.retired = append(s.retired, r)
	return s.done, s.doErr
}

func newRetiring() *retiring {
	s := &retiring{fakeStore: newFake()}
	s.plan = model.RetirementPlan{
		Learner: s.learners[0], Here: []model.RetiredRows{{Kind: model.RetiredComment, Rows: 3}, {Kind: model.RetiredReview, Rows: 1}},
		Services: []model.RetiredAt{{Service: "test", Asked: true}, {Service: "software_secure", Why: "software_secure has no way to forget a learner"}},
	}
	s.done = s.plan
	return s
}

func TestRetireFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdRetire, "mei", "--here", "--dry-run", "--json")
	if o.Name != "mei" || !o.Here || o.AtServices || !o.DryRun || !o.AsJSON || o.Yes {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdRetire, "mei", "--at-services", "--yes"); o.Here || !o.AtServices || !o.Yes {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdRetire)
	kittest.BadUsage(t, NewCmdRetire, "mei", "lin")
}

func TestRetireRun(t *testing.T) {
	t.Parallel()
	both := model.Retirement{UserID: 7, Here: true, AtServices: true}
	plan := []string{"Learner 7, mei_zhang:", "empty 3 comments of reviews", "ask test to forget the learner", "not ask software_secure: software_secure has no way"}
	for name, x := range map[string]struct {
		given  func(*retiring, *RetireOptions)
		status int
		wants  *model.Retirement
		says   []string
	}{
		"done":          {func(*retiring, *RetireOptions) {}, 0, &both, append(plan, "Emptied here: 4 rows.", "test: has forgotten the learner.", "software_secure: not asked")},
		"only here":     {func(_ *retiring, o *RetireOptions) { o.Here = true }, 0, &model.Retirement{UserID: 7, Here: true}, nil},
		"only services": {func(_ *retiring, o *RetireOptions) { o.AtServices = true }, 0, &model.Retirement{UserID: 7, AtServices: true}, nil},
		"both by name":  {func(_ *retiring, o *RetireOptions) { o.Here, o.AtServices = true, true }, 0, &both, nil},
		"dry":           {func(_ *retiring, o *RetireOptions) { o.DryRun, o.Yes = true, false }, 0, nil, plan},
		"dry JSON":      {func(_ *retiring, o *RetireOptions) { o.DryRun, o.AsJSON = true, true }, 0, nil, []string{`"kind": "comment"`, `"count": 3`, `"backend": "test"`, `"done": false`}},
		"JSON":          {func(_ *retiring, o *RetireOptions) { o.AsJSON = true }, 0, &both, []string{`"done": true`, `"problem": null`}},
		"a failure": {func(s *retiring, _ *RetireOptions) {
			s.done.Services = []model.RetiredAt{{Service: "test", Asked: true, Problem: "No route to host.", Code: model.CodeUnavailable}}
		}, 1, &both, []string{"test: failed: No route to host.", "1 of 1 proctoring service did not forget the learner; everything else is done."}},
		"a failure as JSON": {func(s *retiring, o *RetireOptions) {
			o.AsJSON = true
			s.done.Services = []model.RetiredAt{{Service: "test", Asked: true, Problem: "No route to host.", Code: model.CodeUnavailable}}
		}, 1, &both, []string{`"problem": "No route to host."`, `"code": "unavailable"`}},
		"cannot be asked": {func(s *retiring, o *RetireOptions) {
			o.DryRun = true
			s.plan.Services = []model.RetiredAt{{Service: "test", Problem: "no credentials"}}
		}, 1, nil, []string{"test cannot be asked: no credentials", "nothing was changed"}},
		"nothing left": {func(s *retiring, _ *RetireOptions) { s.plan = model.RetirementPlan{Learner: s.learners[0]} }, 0, nil, []string{"nothing is left to empty here", "the learner had no proctored attempts"}},
		"no yes":       {func(_ *retiring, o *RetireOptions) { o.Yes = false }, 2, nil, []string{"add --yes"}},
		"JSON alone":   {func(_ *retiring, o *RetireOptions) { o.Yes, o.AsJSON = false, true }, 2, nil, nil},
		"read only":    {func(s *retiring, _ *RetireOptions) { s.ReadOnly = "It is read only." }, 4, nil, nil},
		"denied":       {func(s *retiring, _ *RetireOptions) { s.Refuse = kittest.Denied() }, 4, nil, nil},
		"own":          {func(s *retiring, _ *RetireOptions) { s.planErr = kittest.Denied() }, 4, nil, nil},
		"no one":       {func(_ *retiring, o *RetireOptions) { o.Name = "nobody" }, 5, nil, nil},
		"several":      {func(_ *retiring, o *RetireOptions) { o.Name = "mei" }, 2, nil, nil},
		"lost":         {func(s *retiring, _ *RetireOptions) { s.doErr = kittest.Unreachable() }, 6, &both, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRetiring()
			d := kittest.On(t, &kit.Opened{Store: s}, "")
			d.IsTerminal = false
			o := &RetireOptions{Factory: d.Factory, Name: "mei_zhang"}
			o.Yes = true
			x.given(s, o)
			d.Says(t, retireRun(t.Context(), o), x.status, x.says...)
			if (x.wants == nil) != (len(s.retired) == 0) || x.wants != nil && s.retired[0] != *x.wants {
				t.Errorf("retired %+v", s.retired)
			}
			s.AskedOnly(t, model.DeedRetireLearner)
		})
	}
}

// A person is asked before anything is emptied.
func TestRetireAsks(t *testing.T) {
	t.Parallel()
	for typed, done := range map[string]bool{"y\n": true, "n\n": false, "": false} {
		s := newRetiring()
		d := kittest.On(t, &kit.Opened{Store: s}, typed)
		err := retireRun(t.Context(), &RetireOptions{Factory: d.Factory, Name: "mei_zhang"})
		if (err == nil) != done || (len(s.retired) > 0) != done || !strings.Contains(d.Said.String(), "Retire mei_zhang? This cannot be undone.") {
			t.Errorf("%q: %v, %s", typed, err, d.Said)
		}
	}
}

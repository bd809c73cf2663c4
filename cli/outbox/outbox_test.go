package outbox

import (
	"context"
	"iter"
	"slices"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/setup/setuptest"
	"examdesk/model"
	"examdesk/outbox"
)

// fewMessages is a store with an outbox in memory.
type fewMessages struct {
	kittest.Fake
	all   []model.Message
	asked model.MessageQuery
	retry model.RetrySet
	again int64
}

func (s *fewMessages) Messages(_ context.Context, q model.MessageQuery) iter.Seq2[model.Message, error] {
	s.asked = q
	return func(yield func(model.Message, error) bool) {
		for _, m := range s.all {
			if !yield(m, nil) {
				return
			}
		}
	}
}

func (s *fewMessages) CountMessages(context.Context) (map[model.MessageState]int64, error) {
	return map[model.MessageState]int64{model.MessagePending: int64(len(s.all))}, nil
}

func (s *fewMessages) CountRetry(_ context.Context, set model.RetrySet) (int64, error) {
	s.retry = set
	return s.again, nil
}

func (s *fewMessages) RetryMessages(context.Context, model.RetrySet) (int64, error) {
	return s.again, nil
}

func newFake() *fewMessages {
	now := kittest.Now()
	return &fewMessages{all: []model.Message{
		{ID: 7, AttemptID: 12, State: model.MessagePending, Kind: "grade", Created: now.Add(-2 * time.Hour), Next: now.Add(time.Hour), Tries: 1, Problem: "timed out"},
		{ID: 8, AttemptID: 12, State: model.MessageFailed, Kind: "mail", Created: now},
	}}
}

func TestListRun(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := kittest.On(t, &kit.Opened{Store: s}, "")
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, State: "pending", Newest: true, List: printer.List{Limit: 1}}), 0,
		"ID\tAGE\tSTATE", "7\t2h\tpending\tgrade\t12\t1\t1h\ttimed out\n")
	if s.asked != (model.MessageQuery{State: model.MessagePending, NewestFirst: true}) {
		t.Errorf("asked for %+v", s.asked)
	}
	d.Said.Reset()
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, List: printer.List{AsJSON: true}}), 0, `"id": 7`, `"id": 8`, `"problem": null`)
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, List: printer.List{Limit: -1}}), 2)
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, State: "lost"}), 2, "lost")
}

func TestDeliverRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given  func(*fewMessages, *setuptest.Desk, *DeliverOptions)
		report outbox.Report
		status int
		says   string
		went   int
	}{
		"delivered": {func(*fewMessages, *setuptest.Desk, *DeliverOptions) {}, reported(3, 0, 0, nil), 0, "3 delivered, 0 failed, 2 waiting.", 1},
		"dry":       {func(_ *fewMessages, _ *setuptest.Desk, o *DeliverOptions) { o.DryRun = true }, outbox.Report{}, 0, "To be delivered: 2 messages.", 0},
		"waits":     {func(*fewMessages, *setuptest.Desk, *DeliverOptions) {}, reported(0, 1, 0, kittest.Unreachable()), 6, "1 message did not arrive", 1},
		"refused":   {func(*fewMessages, *setuptest.Desk, *DeliverOptions) {}, reported(0, 0, 1, kittest.Denied()), 1, "Given up: 1 message", 1},
		"only read": {func(s *fewMessages, _ *setuptest.Desk, _ *DeliverOptions) { s.ReadOnly = "Only read." }, outbox.Report{}, 4, "Only read.", 0},
		"may not": {func(s *fewMessages, d *setuptest.Desk, _ *DeliverOptions) {
			d.On.Actor.Username, s.Refuse = "r.adeyemi", kittest.Denied()
		}, outbox.Report{}, 4, "You may not do this.", 0},
		"dry, may not": {func(s *fewMessages, d *setuptest.Desk, o *DeliverOptions) {
			d.On.Actor.Username, s.Refuse, o.DryRun = "r.adeyemi", kittest.Denied(), true
		}, outbox.Report{}, 4, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			d := setuptest.On(t, s, "")
			courier := &setuptest.Courier{Report: c.report}
			d.Delivers(courier)
			o := &DeliverOptions{Setup: d.Setup}
			c.given(s, d, o)
			d.Says(t, deliverRun(t.Context(), o), c.status, c.says)
			if courier.Went != c.went || courier.By != nil {
				t.Errorf("delivered %d times, by %v", courier.Went, courier.By)
			}
		})
	}
	d := setuptest.On(t, newFake(), "")
	d.Says(t, deliverRun(t.Context(), &DeliverOptions{Setup: d.Setup}), 2, "No platform is configured.")
}

func TestRetryRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given  func(*fewMessages, *RetryOptions)
		typed  string
		status int
		says   string
		set    model.RetrySet
	}{
		"by id":     {func(_ *fewMessages, o *RetryOptions) { o.IDs = []string{"8", "7", "8"} }, "y\n", 0, "Due now: 2 messages.", model.RetrySet{State: model.MessageFailed, IDs: []int64{7, 8}}},
		"all":       {func(_ *fewMessages, o *RetryOptions) { o.All, o.State, o.Yes = true, "recorded", true }, "", 0, "No platform is configured here", model.RetrySet{State: model.MessageRecorded}},
		"no":        {func(_ *fewMessages, o *RetryOptions) { o.All = true }, "n\n", 1, "Nothing was changed.", model.RetrySet{State: model.MessageFailed}},
		"dry":       {func(_ *fewMessages, o *RetryOptions) { o.All, o.DryRun = true, true }, "", 0, "Would send 2 messages again.", model.RetrySet{State: model.MessageFailed}},
		"none":      {func(s *fewMessages, o *RetryOptions) { o.All, s.again = true, 0 }, "", 0, "There is nothing to do.", model.RetrySet{State: model.MessageFailed}},
		"may not":   {func(s *fewMessages, o *RetryOptions) { o.All, s.Refuse = true, kittest.Denied() }, "", 4, "You may not do this.", model.RetrySet{}},
		"only read": {func(s *fewMessages, o *RetryOptions) { o.All, s.ReadOnly = true, "Only read." }, "", 4, "Only read.", model.RetrySet{State: model.MessageFailed}},
		"neither":   {func(*fewMessages, *RetryOptions) {}, "", 2, "or --all", model.RetrySet{}},
		"both":      {func(_ *fewMessages, o *RetryOptions) { o.IDs, o.All = []string{"7"}, true }, "", 2, "or --all", model.RetrySet{}},
		"state":     {func(_ *fewMessages, o *RetryOptions) { o.IDs, o.State = []string{"7"}, "failed" }, "", 2, "--state goes with --all", model.RetrySet{}},
		"delivered": {func(_ *fewMessages, o *RetryOptions) { o.All, o.State = true, "delivered" }, "", 2, "not sent again", model.RetrySet{}},
		"bad id":    {func(_ *fewMessages, o *RetryOptions) { o.IDs = []string{"x"} }, "", 2, "not a valid message id", model.RetrySet{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.again = 2
			d := setuptest.On(t, s, c.typed)
			o := &RetryOptions{Setup: d.Setup}
			c.given(s, o)
			d.Says(t, retryRun(t.Context(), o), c.status, c.says)
			if s.retry.State != c.set.State || s.retry.State == c.set.State && !slices.Equal(s.retry.IDs, c.set.IDs) {
				t.Errorf("meant %+v, want %+v", s.retry, c.set)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, NewCmdList, "--state", "failed", "--newest", "--limit", "3", "--json"); o.State != "failed" || !o.Newest || o.Limit != 3 || !o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdDeliver), "--dry-run"); !o.DryRun {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdRetry), "7", "--dry-run", "--yes"); !slices.Equal(o.IDs, []string{"7"}) || !o.DryRun || !o.Yes || o.All {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdDeliver), "7")
	kittest.BadUsage(t, NewCmdList, "7")
}

// reported is what a courier says.
func reported(delivered, waiting, failed int, problem error) outbox.Report {
	r := outbox.Report{Problem: problem}
	r.Delivered, r.Waiting, r.Failed = delivered, waiting, failed
	return r
}

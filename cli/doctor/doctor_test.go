package doctor

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"examdesk/cli/checks"
	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup"
	"examdesk/cli/setup/setuptest"
	"examdesk/config"
	"examdesk/journal"
	"examdesk/model"
)

// patient is a store to be looked at.
type patient struct {
	kittest.Fake
	newest  *time.Time
	person  model.Reviewer
	counts  map[model.MessageState]int64
	deliver error
	err     error
}

func (s *patient) NewestChange(context.Context) (*time.Time, error) { return s.newest, s.err }

func (s *patient) Person(context.Context, string) (model.Reviewer, error) { return s.person, s.err }

func (s *patient) CanDeliver() error { return s.deliver }

func (s *patient) CountMessages(context.Context) (map[model.MessageState]int64, error) {
	return s.counts, s.err
}

func (s *patient) Messages(context.Context, model.MessageQuery) iter.Seq2[model.Message, error] {
	return func(yield func(model.Message, error) bool) {
		yield(model.Message{Created: kittest.Now().Add(-3 * time.Hour)}, nil)
	}
}

func (s *patient) Openings(time.Time) []model.Finding {
	return []model.Finding{{What: "journal file", Detail: "it was rolled back", Remedy: "Nothing."}}
}

// Each check says how it went, what it saw, and of a problem what to do.
func TestChecks(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) *time.Time { now := kittest.Now().Add(d); return &now }
	staff := model.Reviewer{ID: 1, Username: "r.adeyemi", IsStaff: true}
	hook := config.Config{Platform: config.Platform{Webhook: &config.Webhook{URL: "https://lms.example.com/hook"}}}
	for name, c := range map[string]struct {
		look  func(context.Context, *examination, *patient)
		given patient
		state health
		says  string
	}{
		"signed in": {func(_ context.Context, x *examination, _ *patient) {
			x.signedIn(&setup.Opened{Opened: &kit.Opened{Actor: model.Actor{Reviewer: staff}}})
		}, patient{}, healthOK, "r.adeyemi, who is signed in at the server"},
		"clock":          {func(ctx context.Context, x *examination, s *patient) { x.clock(ctx, s) }, patient{newest: at(-time.Hour)}, healthOK, "newest change is older"},
		"clock, empty":   {func(ctx context.Context, x *examination, s *patient) { x.clock(ctx, s) }, patient{}, healthOK, "2026-11-20 16:00:00 UTC"},
		"clock, ahead":   {func(ctx context.Context, x *examination, s *patient) { x.clock(ctx, s) }, patient{newest: at(time.Hour)}, healthProblem, "17:00:00"},
		"clock, no rows": {func(ctx context.Context, x *examination, s *patient) { x.clock(ctx, s) }, patient{err: kittest.Unreachable()}, healthProblem, "cannot be reached"},
		"reviewer": {func(ctx context.Context, x *examination, s *patient) {
			x.reviewer(ctx, s, config.Target{As: "r.adeyemi"})
		},
			patient{person: staff}, healthOK, "r.adeyemi"},
		"reviewer, none": {func(ctx context.Context, x *examination, s *patient) { x.reviewer(ctx, s, config.Target{}) }, patient{}, healthNote, "no one is named"},
		"reviewer, gone": {func(ctx context.Context, x *examination, s *patient) { x.reviewer(ctx, s, config.Target{As: "gone"}) },
			patient{err: model.Errorf(model.CodeNotFound, "There is no user gone.")}, healthProblem, "There is no user gone."},
		"opening": {func(_ context.Context, x *examination, s *patient) { x.openings(s) }, patient{}, healthNote, "rolled back"},
		"outbox": {func(ctx context.Context, x *examination, s *patient) { x.outbox(ctx, s, hook, config.Target{}) },
			patient{counts: map[model.MessageState]int64{}}, healthOK, "0 to be delivered"},
		"outbox, failed": {func(ctx context.Context, x *examination, s *patient) { x.outbox(ctx, s, hook, config.Target{}) },
			patient{counts: map[model.MessageState]int64{model.MessageFailed: 1}}, healthProblem, "1 message failed for good; the oldest is from 2026-11-20 13:00 UTC"},
		"outbox, late": {func(ctx context.Context, x *examination, s *patient) { x.outbox(ctx, s, hook, config.Target{}) },
			patient{counts: map[model.MessageState]int64{model.MessagePending: 2}}, healthProblem, "2 messages to be delivered, the oldest since"},
		"outbox, for nobody": {func(ctx context.Context, x *examination, s *patient) {
			x.outbox(ctx, s, config.Config{}, config.Target{})
		},
			patient{counts: map[model.MessageState]int64{model.MessagePending: 1}}, healthProblem, "no receiver is configured"},
		"outbox, no tables": {func(ctx context.Context, x *examination, s *patient) { x.outbox(ctx, s, hook, config.Target{}) },
			patient{deliver: model.Errorf(model.CodeUnsupported, "There is no outbox.")}, healthProblem, "There is no outbox."},
		"outbox there": {func(ctx context.Context, x *examination, s *patient) { x.outboxThere(ctx, s, staff) },
			patient{counts: map[model.MessageState]int64{model.MessagePending: 2}}, healthProblem, "2 messages to be delivered, the oldest since 2026-11-20 13:00 UTC"},
		"outbox there, failed": {func(ctx context.Context, x *examination, s *patient) { x.outboxThere(ctx, s, staff) },
			patient{counts: map[model.MessageState]int64{model.MessageFailed: 1}}, healthProblem, "1 message failed for good"},
		"outbox there, unread": {func(ctx context.Context, x *examination, s *patient) { x.outboxThere(ctx, s, staff) },
			patient{err: kittest.Unreachable()}, healthProblem, "cannot be reached"},
		"clock, not theirs": {func(ctx context.Context, x *examination, s *patient) { x.clock(ctx, s) }, patient{err: kittest.Denied()}, healthOK, "2026-11-20 16:00:00 UTC"},
		"waiting": {func(_ context.Context, x *examination, _ *patient) {
			x.waiting(journal.Waiting{Number: 2, Oldest: *at(-time.Hour), Here: true, Place: "/s"})
		}, patient{}, healthProblem, "2 decisions"},
		"waiting, live": {func(_ context.Context, x *examination, _ *patient) {
			x.waiting(journal.Waiting{Number: 1, Oldest: *at(-time.Minute), Live: true})
		}, patient{}, healthNote, "a desk that is open"},
		"never checked": {func(_ context.Context, x *examination, _ *patient) {
			x.lastCheckOf(config.Config{}, "p", checks.LastCheck{})
		}, patient{}, healthNote, "p: never checked"},
		"failed check": {func(_ context.Context, x *examination, _ *patient) {
			x.lastCheckOf(config.Config{}, "p", checks.LastCheck{At: kittest.Now(), State: model.CheckFail, Failed: []string{"token"}})
		}, patient{}, healthProblem, "the last check failed (token)"},
		"incomplete": {func(_ context.Context, x *examination, _ *patient) {
			x.settingsOf(config.Config{}, "p", []model.Check{{Name: "keys", State: model.CheckWarn, Seen: "short", Remedy: "Ask for another."}})
		}, patient{}, healthNote, "p: short"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := &examination{Setup: setuptest.On(t, nil, "").Setup}
			c.look(t.Context(), x, &c.given)
			if len(x.list) != 1 || x.list[0].State != c.state || !strings.Contains(x.list[0].Detail, c.says) {
				t.Fatalf("%+v", x.list)
			}
			if (x.list[0].Remedy == "") != (c.state == healthOK) {
				t.Errorf("to do: %q", x.list[0].Remedy)
			}
		})
	}
}

// It ends with 1 if there is a problem; --quiet prints nothing else.
func TestDoctorRun(t *testing.T) {
	home := kittest.Home(t, "secrets: {store: plain}\n")
	d := setuptest.On(t, nil, "")
	d.Setup.Global.File = home
	d.Says(t, doctorRun(t.Context(), &Options{Setup: d.Setup}), 0, "ok       configuration", "note     store")
	d.Said.Reset()
	d.Setup.Global.Profile = "gone"
	d.Says(t, doctorRun(t.Context(), &Options{Setup: d.Setup, Quiet: true}), 1, `PROBLEM  profile`, "There is 1 problem to solve.")
	if strings.Contains(d.Said.String(), "ok  ") {
		t.Errorf("%s", d.Said)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, setuptest.Cmd(NewCmd), "--json", "--quiet", "--online", "--all-profiles"); !o.AsJSON || !o.Quiet || !o.Online || !o.AllProfiles {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmd), "x")
}

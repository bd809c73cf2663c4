package review

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/model"
)

func TestListRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		o      ListOptions
		status int
		says   []string
		not    string
	}{
		"table":      {ListOptions{}, 0, []string{"ID\tAGE\tOUTCOME\tBY\tMARKS\tATTEMPT\tSTATUS\tLEARNER\tEXAM\tREASON\n", "5\tnow\tSuspicious\tr.adeyemi\t3\t7\trejected\tmei_zhang\tMidterm 1\tA phone.\n", "6\tnow\tSuspicious\tservice\t"}, "\t8\t"},
		"limit":      {ListOptions{List: printer.List{Limit: 1}}, 0, []string{"r.adeyemi"}, "service"},
		"JSON":       {ListOptions{List: printer.List{AsJSON: true}}, 0, []string{`"id": 5`, `"attempt_id": 7`, `"reviewed_by": null`, `"reason": "A phone."`}, "OUTCOME"},
		"bad limit":  {ListOptions{List: printer.List{Limit: -1}}, 2, []string{"--limit -1"}, ""},
		"bad filter": {ListOptions{Filter: "status:nonsense"}, 2, []string{"nonsense"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFake().on(t, "")
			x.o.Factory = d.Factory
			d.Says(t, listRun(t.Context(), &x.o), x.status, x.says...)
			if x.not != "" && strings.Contains(d.Said.String(), x.not) {
				t.Errorf("said %q", d.Said)
			}
		})
	}
	suspicious, err := model.ParseFilter("review:suspicious")
	if err != nil {
		t.Fatal(err)
	}
	s := newFake()
	d := s.on(t, "")
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory, Filter: "review:suspicious", Newest: true, List: printer.List{Limit: 1}}), 0)
	if q := s.Query; !q.NewestFirst || !reflect.DeepEqual(q.Filter, suspicious) || q.Limit != 0 {
		t.Errorf("asked for %+v", q) // not every attempt has a review, so the limit is not that of attempts
	}
}

func TestHeldRun(t *testing.T) {
	t.Parallel()
	d := newFake().on(t, "")
	d.Says(t, heldRun(t.Context(), &HeldOptions{Factory: d.Factory}), 0, "ID\tAGE\tREVIEW\tCOMMENTS\tATTEMPT CODE\n", "12\t1h\tSuspicious\t2\tCODE-OF-7\n")
	d = newFake().on(t, "")
	d.Says(t, heldRun(t.Context(), &HeldOptions{Factory: d.Factory, AsJSON: true}), 0, `"id": 12`, `"attempt_code": "CODE-OF-7"`, `"comment_count": 2`, `"received": "2026-11-20T15:00:00.000000Z"`)
	none := newFake()
	none.held = nil
	d = none.on(t, "")
	d.Says(t, heldRun(t.Context(), &HeldOptions{Factory: d.Factory, AsJSON: true}), 0, "[]\n")
	none.planErr = kittest.Unreachable()
	d.Says(t, heldRun(t.Context(), &HeldOptions{Factory: d.Factory}), 6)
}

// What accepting and dismissing have in common, and what each says.
func TestSettleRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		run              func(context.Context, *SettleOptions) error
		deed             model.Deed
		done, would, did string
	}{
		"accept":  {acceptRun, model.DeedAcceptReview, "accepted", "The attempt would be rejected by the rules of edx-proctoring 6.1.2.\n    - will mark the exam as completed in the course\n", "The attempt is rejected.\n"},
		"dismiss": {dismissRun, model.DeedDismissReview, "dismissed", "It would be dismissed; the decision would remain.", "Dismissed; the decision remains.\n"},
	} {
		for _, x := range []struct {
			name   string
			typed  string // at a terminal
			given  func(*fakeStore, *SettleOptions)
			status int
			done   bool
			asked  bool
			says   string
		}{
			{"done", "", func(*fakeStore, *SettleOptions) {}, 0, true, true, c.did},
			{"asked", "y\n", func(_ *fakeStore, o *SettleOptions) { o.Yes = false }, 0, true, true, c.would},
			{"refused", "n\n", func(_ *fakeStore, o *SettleOptions) { o.Yes = false }, 1, false, true, "the held review 12 "},
			{"dry", "", func(_ *fakeStore, o *SettleOptions) { o.Yes, o.DryRun = false, true }, 0, false, true, c.would},
			{"dry, only read", "", func(s *fakeStore, o *SettleOptions) { s.ReadOnly, o.DryRun = "Only read.", true }, 0, false, true, c.would},
			{"no yes", "", func(_ *fakeStore, o *SettleOptions) { o.Yes = false }, 2, false, true, "add --yes"},
			{"bad id", "", func(_ *fakeStore, o *SettleOptions) { o.ID = "one" }, 2, false, false, "is not a valid delivery id"},
			{"settled meanwhile", "", func(s *fakeStore, _ *SettleOptions) { s.doErr = model.Errorf(model.CodeConflict, "Settled meanwhile.") }, 3, false, true, "Settled meanwhile."},
			{"denied", "", func(s *fakeStore, _ *SettleOptions) { s.Refuse = kittest.Denied() }, 4, false, true, "You may not do this."},
			{"denied for this one", "", func(s *fakeStore, o *SettleOptions) { s.planErr, o.DryRun = kittest.Denied(), true }, 4, false, true, "You may not do this."},
			{"only read", "", func(s *fakeStore, _ *SettleOptions) { s.ReadOnly = "Only read." }, 4, false, true, "Only read."},
			{"not there", "", func(s *fakeStore, _ *SettleOptions) {
				s.planErr = model.Errorf(model.CodeNotFound, "There is no delivery 12.")
			}, 5, false, true, "There is no delivery 12."},
			{"unreachable", "", func(s *fakeStore, _ *SettleOptions) { s.doErr = kittest.Unreachable() }, 6, false, true, "The store cannot be reached."},
		} {
			t.Run(name+"/"+x.name, func(t *testing.T) {
				t.Parallel()
				s := newFake()
				d := s.on(t, x.typed)
				d.IsTerminal = x.typed != ""
				o := &SettleOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, ID: "12"}
				x.given(s, o)
				d.Says(t, c.run(t.Context(), o), x.status, x.says)
				if x.status != 0 && strings.Contains(d.Said.String(), c.did) {
					t.Errorf("said %q", d.Said)
				}
				if done := strings.Join(s.done, " "); (done == c.done) != x.done || !x.done && done != "" {
					t.Errorf("done: %q", done)
				}
				if x.asked {
					s.AskedOnly(t, c.deed)
				} else {
					s.AskedOnly(t)
				}
			})
		}
	}
}

func TestReceiveRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		given  func(*fakeStore, *ReceiveOptions)
		status int
		done   bool
		asked  bool
		says   []string
	}{
		"done":           {func(*fakeStore, *ReceiveOptions) {}, 0, true, true, []string{"The review is taken; the attempt is rejected.\n"}},
		"strange":        {func(s *fakeStore, _ *ReceiveOptions) { s.out.Warnings = []string{"It names another exam."} }, 0, true, true, []string{"Note: It names another exam.\n"}},
		"known":          {func(s *fakeStore, _ *ReceiveOptions) { s.out.Judgement = model.DeliveryRepeated }, 0, true, true, []string{"The review is already known; nothing changed."}},
		"held":           {func(s *fakeStore, _ *ReceiveOptions) { s.out.Judgement = model.DeliveryHeld }, 0, true, true, []string{"the review is held. See: examdesk review held"}},
		"removed":        {func(s *fakeStore, _ *ReceiveOptions) { s.out.Plan.To = "" }, 0, true, true, []string{"its attempt was removed, so nothing follows"}},
		"dry":            {func(_ *fakeStore, o *ReceiveOptions) { o.Yes, o.DryRun = false, true }, 0, false, true, []string{"The review would be taken; the attempt would be rejected.\n    - will mark the exam as completed in the course\nBy ", "the rules of edx-proctoring 6.1.2 (the profile says 6.1)"}},
		"dry, only read": {func(s *fakeStore, o *ReceiveOptions) { s.ReadOnly, o.DryRun = "Only read.", true }, 0, false, true, []string{"would be taken"}},
		"no yes":         {func(_ *fakeStore, o *ReceiveOptions) { o.Yes = false }, 2, false, true, []string{"attempt would be rejected.\n    - will mark", "add --yes"}},
		"held, dry":      {func(s *fakeStore, o *ReceiveOptions) { s.out.Judgement, o.DryRun = model.DeliveryHeld, true }, 0, false, true, []string{"See: examdesk review held\nBy "}},
		"not a review": {func(s *fakeStore, _ *ReceiveOptions) {
			s.planErr = model.Errorf(model.CodeInvalid, "Send a JSON object.")
		}, 2, false, true, []string{"Send a JSON object."}},
		"no file":       {func(_ *fakeStore, o *ReceiveOptions) { o.Files = []string{"/no/such/file"} }, 2, false, false, []string{"cannot be read"}},
		"changed since": {func(s *fakeStore, _ *ReceiveOptions) { s.doErr = model.Errorf(model.CodeConflict, "Changed.") }, 3, false, true, nil},
		"denied":        {func(s *fakeStore, _ *ReceiveOptions) { s.Refuse = kittest.Denied() }, 4, false, true, []string{"You may not do this."}},
		"only read":     {func(s *fakeStore, _ *ReceiveOptions) { s.ReadOnly = "Only read." }, 4, false, true, []string{"Only read."}},
		"no attempt":    {func(s *fakeStore, _ *ReceiveOptions) { s.planErr = model.Errorf(model.CodeNotFound, "No such code.") }, 5, false, true, []string{"No such code."}},
		"unreachable":   {func(s *fakeStore, _ *ReceiveOptions) { s.doErr = kittest.Unreachable() }, 6, false, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			d := s.on(t, `{"status": "suspicious"}`)
			o := &ReceiveOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, Code: "CODE-OF-7"}
			x.given(s, o)
			d.Says(t, receiveRun(t.Context(), o), x.status, x.says...)
			if (len(s.done) == 1) != x.done {
				t.Errorf("done: %q", s.done)
			}
			if x.done && (s.received[0].Code != "CODE-OF-7" || string(s.received[0].Body) != `{"status": "suspicious"}`) {
				t.Errorf("received %+v", s.received)
			}
			if x.asked {
				s.AskedOnly(t, model.DeedReceiveReview)
			} else {
				s.AskedOnly(t)
			}
		})
	}
}

// A review is read from a file too.
func TestReceiveFromFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "review.json")
	if err := os.WriteFile(path, []byte(`{"status": "passed"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newFake()
	d := s.on(t, "not this")
	d.Says(t, receiveRun(t.Context(), &ReceiveOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, Code: "CODE-OF-7", Files: []string{path}}), 0)
	if len(s.received) != 1 || string(s.received[0].Body) != `{"status": "passed"}` {
		t.Errorf("received %+v", s.received)
	}
}

func TestSyncRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		given  func(*fakeStore, *SyncOptions)
		status int
		done   bool
		asked  bool
		says   []string
	}{
		"done":           {func(*fakeStore, *SyncOptions) {}, 0, true, true, []string{"7  submitted  became rejected\n    - will mark the exam as completed", "9  verified  is again verified\n"}},
		"dry":            {func(_ *fakeStore, o *SyncOptions) { o.Yes, o.DryRun = false, true }, 0, false, true, []string{"7  submitted  would become rejected\n", "9  verified  would be again verified\n", "the rules of edx-proctoring 6.1.2 (the profile says 6.1)"}},
		"dry, only read": {func(s *fakeStore, o *SyncOptions) { s.ReadOnly, o.DryRun = "Only read.", true }, 0, false, true, []string{"would become"}},
		"nothing to do":  {func(s *fakeStore, _ *SyncOptions) { s.items = nil }, 0, false, true, []string{"There is nothing to do."}},
		"no yes":         {func(_ *fakeStore, o *SyncOptions) { o.Yes = false }, 2, false, true, []string{"7  submitted  would become rejected", "add --yes"}},
		"no yes, JSON":   {func(_ *fakeStore, o *SyncOptions) { o.Yes, o.AsJSON = false, true }, 2, false, true, []string{"with --json add --yes"}},
		"no from":        {func(_ *fakeStore, o *SyncOptions) { o.From = "" }, 2, false, false, []string{`--from "" is not a time`}},
		"bad to":         {func(_ *fakeStore, o *SyncOptions) { o.To = "tomorrow" }, 2, false, false, []string{`--to "tomorrow" is not a time`}},
		"backwards":      {func(_ *fakeStore, o *SyncOptions) { o.To = "2026-10-01" }, 2, false, false, []string{"The period ends before it begins; swap the two times."}},
		"some conflict":  {func(s *fakeStore, _ *SyncOptions) { s.items[1].Err = model.Errorf(model.CodeConflict, "Changed.") }, 3, true, true, []string{"9  verified  failed: Changed.", "1 of 2 failed; the others are done."}},
		"denied":         {func(s *fakeStore, _ *SyncOptions) { s.Refuse = kittest.Denied() }, 4, false, true, []string{"You may not do this."}},
		"denied, dry":    {func(s *fakeStore, o *SyncOptions) { s.Refuse, o.DryRun = kittest.Denied(), true }, 4, false, true, nil},
		"only read":      {func(s *fakeStore, _ *SyncOptions) { s.ReadOnly = "Only read." }, 4, false, true, []string{"Only read."}},
		"unreachable":    {func(s *fakeStore, _ *SyncOptions) { s.planErr = kittest.Unreachable() }, 6, false, true, []string{"The store cannot be reached."}},
		"lost meanwhile": {func(s *fakeStore, _ *SyncOptions) { s.doErr = kittest.Unreachable() }, 6, false, true, []string{"The store cannot be reached."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			d := s.on(t, "")
			o := &SyncOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, From: "2026-11-01", To: "2026-11-02T12:00:00Z"}
			x.given(s, o)
			d.Says(t, syncRun(t.Context(), o), x.status, x.says...)
			if (len(s.done) == 1) != x.done {
				t.Errorf("done: %q", s.done)
			}
			if x.done && (!s.from.Equal(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) || !s.to.Equal(time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC))) {
				t.Errorf("from %s to %s", s.from, s.to)
			}
			if x.asked {
				s.AskedOnly(t, model.DeedSyncReviews)
			} else {
				s.AskedOnly(t)
			}
		})
	}
}

// As JSON it says the same dry and done, and who interrupts it hears how far it came.
func TestSyncJSON(t *testing.T) {
	t.Parallel()
	for _, dry := range []bool{true, false} {
		s := newFake()
		s.items[1].Err = model.Errorf(model.CodeConflict, "Changed.")
		d := s.on(t, "")
		o := &SyncOptions{Factory: d.Factory, Change: kit.Change{Yes: true, AsJSON: true, DryRun: dry}, From: "2026-11-01", To: "2026-11-02"}
		d.Says(t, syncRun(t.Context(), o), 3)
		var got []steps.ItemJSON
		if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil || len(got) != 2 {
			t.Fatalf("%v: %s", err, d.Said)
		}
		if x := got[0]; x.AttemptID != 7 || x.From != "submitted" || x.To != "rejected" || x.Done == dry || x.Rules != "6.1.2" || len(x.Effects) != 1 || x.Problem != nil {
			t.Errorf("dry %t: %+v", dry, x)
		}
		if x := got[1]; x.Done || x.Problem == nil || *x.Problem != "Changed." || *x.Code != "conflict" {
			t.Errorf("dry %t: %+v", dry, x)
		}
		if said := d.Did.Interrupted(); !dry && !strings.Contains(said, "1 of 2 attempts are done") {
			t.Errorf("interrupted it says %q", said)
		}
	}
}

// A store that cannot be opened ends a command with its own status.
func TestUnopened(t *testing.T) {
	t.Parallel()
	d := newFake().on(t, "{}")
	d.OpenStore = func(context.Context) (*kit.Opened, error) { return nil, kittest.Unreachable() }
	for name, err := range map[string]error{
		"list":    listRun(t.Context(), &ListOptions{Factory: d.Factory}),
		"held":    heldRun(t.Context(), &HeldOptions{Factory: d.Factory}),
		"accept":  acceptRun(t.Context(), &SettleOptions{Factory: d.Factory, ID: "1"}),
		"dismiss": dismissRun(t.Context(), &SettleOptions{Factory: d.Factory, ID: "1"}),
		"receive": receiveRun(t.Context(), &ReceiveOptions{Factory: d.Factory, Code: "CODE"}),
		"sync":    syncRun(t.Context(), &SyncOptions{Factory: d.Factory, From: "2026-11-01", To: "2026-11-02"}),
	} {
		if code := model.ExitCode(err); code != 6 {
			t.Errorf("%s ended with %d (%v), want 6", name, code, err)
		}
	}
}

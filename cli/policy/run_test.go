package policy

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/model"
)

// fakeStore has the roles that the commands of review policies ask.
type fakeStore struct {
	kittest.Fake
	kittest.FewExams
}

// newFake is a store with exam 2, which has a policy and had two others before.
func newFake() *fakeStore {
	s := &fakeStore{}
	s.All = []model.Exam{{ID: 2, Name: "Midterm 1"}}
	s.Policy = &model.PolicyRow{ID: 1, Text: "No calculators.\nNo notes.", SetBy: model.Learner{Username: "r.adeyemi"}, Modified: kittest.Now()}
	s.Former = []model.FormerPolicy{
		{ID: 6, Text: "Open book.", SetBy: "m.keller", Replaced: kittest.Now()},
		{ID: 5, Text: "Closed book.", Replaced: kittest.Now().Add(-24 * time.Hour)},
	}
	return s
}

// on runs commands on the store for a script, which has no one to answer questions.
func (s *fakeStore) on(t *testing.T, input string) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s}, input)
	d.IsTerminal = false
	return d
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if v := kittest.Options(t, NewCmdView, "2", "--json"); v.Exam != "2" || !v.AsJSON {
		t.Errorf("options %+v", v)
	}
	if h := kittest.Options(t, NewCmdHistory, "2", "--limit", "3", "--json"); h.Exam != "2" || h.Limit != 3 || !h.AsJSON {
		t.Errorf("options %+v", h)
	}
	if h := kittest.Options(t, NewCmdHistory, "2"); h.Limit != 0 || h.AsJSON {
		t.Errorf("options %+v", h)
	}
	o := kittest.Options(t, NewCmdSet, "2", "policy.txt", "--yes", "--json")
	if o.Exam != "2" || len(o.Files) != 1 || o.Files[0] != "policy.txt" || !o.Yes || !o.AsJSON || o.Remove || o.DryRun {
		t.Errorf("options %+v", o)
	}
	if o = kittest.Options(t, NewCmdSet, "2", "--remove", "--dry-run"); len(o.Files) > 0 || !o.Remove || !o.DryRun {
		t.Errorf("options %+v", o)
	}
	kittest.BadUsage(t, NewCmdView)
	kittest.BadUsage(t, NewCmdHistory, "2", "3")
	kittest.BadUsage(t, NewCmdSet)
	kittest.BadUsage(t, NewCmdSet, "2", "a", "b")
}

func TestViewRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		exam   string
		json   bool
		given  func(*fakeStore)
		status int
		says   []string
	}{
		"text":         {"2", false, func(*fakeStore) {}, 0, []string{"No calculators.\nNo notes.\n"}},
		"JSON":         {"2", true, func(*fakeStore) {}, 0, []string{`"review_policy": "No calculators.\nNo notes."`, `"set_by": "r.adeyemi"`, `"modified": "2026-11-20T16:00:00.000000Z"`}},
		"hostile text": {"2", false, func(s *fakeStore) { s.Policy.Text = "\x1b[2Jred" }, 0, []string{"red"}},
		"bad id":       {"two", false, func(*fakeStore) {}, 2, []string{`"two" is not a valid exam id`}},
		"no exam":      {"9", false, func(*fakeStore) {}, 5, []string{"There is no exam 9."}},
		"no policy":    {"2", true, func(s *fakeStore) { s.Policy = nil }, 5, []string{"Midterm 1 has no review policy."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			x.given(s)
			d := s.on(t, "")
			d.Says(t, viewRun(t.Context(), &ViewOptions{Factory: d.Factory, Exam: x.exam, AsJSON: x.json}), x.status, x.says...)
			if strings.Contains(d.Said.String(), "\x1b") {
				t.Errorf("said %q", d.Said)
			}
		})
	}
}

func TestHistoryRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		exam   string
		list   printer.List
		given  func(*fakeStore)
		status int
		says   []string
		not    string
	}{
		"all":       {"2", printer.List{}, func(*fakeStore) {}, 0, []string{"Until 2026-11-20 16:00 UTC", "set by m.keller:\n  Open book.\n", "set by nobody that is known:\n  Closed book.\n"}, ""},
		"limit":     {"2", printer.List{Limit: 1}, func(*fakeStore) {}, 0, []string{"Open book."}, "Closed"},
		"JSON":      {"2", printer.List{AsJSON: true}, func(*fakeStore) {}, 0, []string{`"review_policy": "Open book."`, `"set_by": ""`}, "Until"},
		"JSON one":  {"2", printer.List{AsJSON: true, Limit: 1}, func(*fakeStore) {}, 0, []string{`"set_by": "m.keller"`}, "Closed"},
		"none":      {"2", printer.List{}, func(s *fakeStore) { s.Former = nil }, 0, []string{"The review policy was never replaced."}, ""},
		"JSON none": {"2", printer.List{AsJSON: true}, func(s *fakeStore) { s.Former = nil }, 0, []string{"[]\n"}, ""},
		"bad limit": {"2", printer.List{Limit: -1}, func(*fakeStore) {}, 2, []string{"--limit -1"}, ""},
		"bad id":    {"x", printer.List{}, func(*fakeStore) {}, 2, nil, ""},
		"no exam":   {"9", printer.List{}, func(*fakeStore) {}, 5, []string{"There is no exam 9."}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			x.given(s)
			d := s.on(t, "")
			d.Says(t, historyRun(t.Context(), &HistoryOptions{Factory: d.Factory, Exam: x.exam, List: x.list}), x.status, x.says...)
			if x.not != "" && strings.Contains(d.Said.String(), x.not) {
				t.Errorf("said %q", d.Said)
			}
		})
	}
}

func TestSetRun(t *testing.T) {
	t.Parallel()
	ours := func(*fakeStore, *SetOptions) {}
	for name, x := range map[string]struct {
		input  string
		given  func(*fakeStore, *SetOptions)
		status int
		set    string // what was set, - for nothing
		asked  bool
		says   []string
	}{
		"done":                    {"Open book.\n", ours, 0, "Open book.", true, []string{"Midterm 1 (exam 2)", "now         No calculators.", "then        Open book.", "will mark the exam as completed", "Changed."}},
		"first one":               {"Open book.", func(s *fakeStore, _ *SetOptions) { s.Policy = nil }, 0, "Open book.", true, []string{"then        Open book."}},
		"removed":                 {"", func(_ *fakeStore, o *SetOptions) { o.Remove = true }, 0, "", true, []string{"then        no policy", "Changed."}},
		"dry":                     {"Open book.", func(_ *fakeStore, o *SetOptions) { o.DryRun, o.Yes = true, false }, 0, "-", true, []string{"then        Open book."}},
		"dry, only read":          {"Open book.", func(s *fakeStore, o *SetOptions) { s.ReadOnly, o.DryRun = "Only read.", true }, 0, "-", true, []string{"then        Open book."}},
		"same":                    {"No calculators.\nNo notes.\n", ours, 0, "-", true, []string{"The exam already has this policy; nothing to do."}},
		"no yes":                  {"Open book.", func(_ *fakeStore, o *SetOptions) { o.Yes = false }, 2, "-", true, []string{"add --yes"}},
		"no yes, JSON":            {"Open book.", func(_ *fakeStore, o *SetOptions) { o.Yes, o.AsJSON = false, true }, 2, "-", true, []string{"with --json add --yes"}},
		"empty":                   {" \n", ours, 2, "-", false, []string{"use --remove"}},
		"too long":                {strings.Repeat("x", maxPolicy+1), ours, 2, "-", false, []string{"longer than 64 kB"}},
		"not text":                {"Open \xff book.", ours, 2, "-", false, []string{"The policy"}},
		"two wishes":              {"", func(_ *fakeStore, o *SetOptions) { o.Remove, o.Files = true, []string{"-"} }, 2, "-", false, []string{"give a file, or --remove"}},
		"no file":                 {"", func(_ *fakeStore, o *SetOptions) { o.Files = []string{"/no/such/file"} }, 2, "-", false, []string{"cannot be read"}},
		"bad id":                  {"Open book.", func(_ *fakeStore, o *SetOptions) { o.Exam = "two" }, 2, "-", false, []string{"is not a valid exam id"}},
		"changed before the plan": {"Open book.", func(s *fakeStore, _ *SetOptions) { s.PlanErr = model.AsExamConflict(theirs()) }, 3, "-", true, []string{"Seen:  No calculators.", "Now:   Theirs. (by m.keller"}},
		"changed after the plan":  {"Open book.", func(s *fakeStore, _ *SetOptions) { s.ChangeErr = model.AsExamConflict(model.ExamDetail{}) }, 3, "-", true, []string{"Seen:  No calculators.", "Now:   no policy."}},
		"changed, JSON":           {"Open book.", func(s *fakeStore, o *SetOptions) { s.ChangeErr, o.AsJSON = model.AsExamConflict(theirs()), true }, 3, "-", true, []string{"Now:   Theirs."}},
		"denied":                  {"Open book.", func(s *fakeStore, _ *SetOptions) { s.Refuse = kittest.Denied() }, 4, "-", true, []string{"You may not do this."}},
		"denied, dry":             {"Open book.", func(s *fakeStore, o *SetOptions) { s.Refuse, o.DryRun = kittest.Denied(), true }, 4, "-", true, nil},
		"only read":               {"Open book.", func(s *fakeStore, _ *SetOptions) { s.ReadOnly = "Only read." }, 4, "-", true, []string{"Only read."}},
		"no exam":                 {"Open book.", func(_ *fakeStore, o *SetOptions) { o.Exam = "9" }, 5, "-", true, []string{"There is no exam 9."}},
		"none to remove":          {"", func(s *fakeStore, o *SetOptions) { s.Policy, o.Remove = nil, true }, 5, "-", true, []string{"Midterm 1 has no review policy."}},
		"unreachable":             {"Open book.", func(s *fakeStore, _ *SetOptions) { s.ChangeErr = kittest.Unreachable() }, 6, "-", true, []string{"The store cannot be reached."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.Plan.Effects = []model.Effect{{Kind: model.EffectCompletion, Certainty: model.Will}}
			d := s.on(t, x.input)
			o := &SetOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, Exam: "2"}
			x.given(s, o)
			seen := model.PolicyVersion{}
			if s.Policy != nil {
				seen = model.PolicyVersion{ID: 1, Modified: kittest.Now()}
			}
			d.Says(t, setRun(t.Context(), o), x.status, x.says...)
			if x.asked {
				s.AskedOnly(t, model.DeedSetPolicy)
			} else {
				s.AskedOnly(t)
			}
			if x.set == "-" {
				if len(s.PolicySet) > 0 {
					t.Errorf("set %+v", s.PolicySet)
				}
				return
			}
			if len(s.PolicySet) != 1 || s.PolicySet[0].Text != x.set || s.PolicySet[0].ExamID != 2 || !s.PolicySet[0].Expected.Equal(seen) {
				t.Errorf("set %+v", s.PolicySet)
			}
		})
	}
}

// theirs is the exam with a policy that somebody else set.
func theirs() model.ExamDetail {
	return model.ExamDetail{Policy: &model.Policy{ID: 2, Text: "Theirs.", SetBy: "m.keller", Modified: kittest.Now()}}
}

// A policy is read from a file too.
func TestSetFromFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "policy.txt")
	if err := os.WriteFile(path, []byte("From a file.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newFake()
	d := s.on(t, "not this")
	d.Says(t, setRun(t.Context(), &SetOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, Exam: "2", Files: []string{path}}), 0)
	if len(s.PolicySet) != 1 || s.PolicySet[0].Text != "From a file." {
		t.Errorf("set %+v", s.PolicySet)
	}
}

// As JSON a change says the same dry and done, and what needs no change says so
// without a question.
func TestSetJSON(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		text           string
		dry, yes, done bool
	}{
		"dry": {"Open book.", true, false, false}, "done": {"Open book.", false, true, true},
		"same": {"No calculators.\nNo notes.", false, true, false}, "same, unasked": {"No calculators.\nNo notes.", false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.Plan.Effects = []model.Effect{{Kind: model.EffectCompletion, Certainty: model.Will}}
			d := s.on(t, x.text)
			d.Says(t, setRun(t.Context(), &SetOptions{Factory: d.Factory, Change: kit.Change{AsJSON: true, DryRun: x.dry, Yes: x.yes}, Exam: "2"}), 0)
			var got steps.ExamChangeJSON
			if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil {
				t.Fatalf("%v: %s", err, d.Said)
			}
			differs := 1
			if strings.HasPrefix(name, "same") {
				differs = 0
			}
			if got.ExamID != 2 || got.Done != x.done || (len(s.PolicySet) > 0) != x.done || len(got.Effects) != differs || len(got.Changes) != differs || got.Notes == nil {
				t.Errorf("%+v, set %+v", got, s.PolicySet)
			}
		})
	}
}

// A store that cannot be opened ends a command with its own status.
func TestUnopened(t *testing.T) {
	t.Parallel()
	d := newFake().on(t, "Open book.")
	d.OpenStore = func(context.Context) (*kit.Opened, error) { return nil, kittest.Unreachable() }
	for name, err := range map[string]error{
		"view":    viewRun(t.Context(), &ViewOptions{Factory: d.Factory, Exam: "2"}),
		"history": historyRun(t.Context(), &HistoryOptions{Factory: d.Factory, Exam: "2"}),
		"set":     setRun(t.Context(), &SetOptions{Factory: d.Factory, Exam: "2"}),
	} {
		if code := model.ExitCode(err); code != 6 {
			t.Errorf("%s ended with %d (%v), want 6", name, code, err)
		}
	}
}

package allowance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/model"
)

// grants are the commands that change allowances, each with its deed and its name in
// the record of batches.
func grants() map[string]struct {
	run  func(context.Context, GrantOptions) error
	deed model.Deed
	what string
} {
	pairs := Pairs{Learners: []string{"mei_zhang", " yuki_sato"}, Exams: []string{"2"}, Course: "c"}
	return map[string]struct {
		run  func(context.Context, GrantOptions) error
		deed model.Deed
		what string
	}{
		"add": {func(ctx context.Context, o GrantOptions) error {
			return addRun(ctx, &AddOptions{GrantOptions: o, Pairs: pairs, Key: model.AllowanceAdditionalTime, Value: "30"})
		}, model.DeedGrant, "add"},
		"remove": {func(ctx context.Context, o GrantOptions) error {
			return removeRun(ctx, &RemoveOptions{GrantOptions: o, Pairs: pairs, Key: "minutes"})
		}, model.DeedGrant, "remove"},
		"import": {func(ctx context.Context, o GrantOptions) error {
			return importRun(ctx, &ImportOptions{GrantOptions: o, File: "-", Course: "c"})
		}, model.DeedGrant, "import -"},
		"undo": {func(ctx context.Context, o GrantOptions) error {
			return undoRun(ctx, &UndoOptions{GrantOptions: o, Batch: "17"})
		}, model.DeedUndoGrant, ""},
	}
}

// table is what the import reads.
const table = "learner,exam,minutes\nmei_zhang,2,30\nyuki_sato,2,30\n"

// What every change of allowances has in common: a plan that is only printed, a
// question, the deed that is asked about, and the exit status of what goes wrong.
func TestGrantRun(t *testing.T) {
	t.Parallel()
	for name, c := range grants() {
		for _, x := range []struct {
			name   string
			given  func(*fakeStore, *GrantOptions)
			status int
			done   bool
			says   []string
		}{
			{"done", func(*fakeStore, *GrantOptions) {}, 0, true, []string{"Midterm 1 (exam 2, 90 minutes)", "mei_zhang  new  +30 min  = 120 min", "2 allowances: 2 new.", "2 allowances written.", "examdesk allowance undo 18"}},
			{"dry", func(_ *fakeStore, o *GrantOptions) { o.Yes, o.DryRun = false, true }, 0, false, []string{"2 allowances: 2 new."}},
			{"dry, only read", func(s *fakeStore, o *GrantOptions) { s.ReadOnly, o.DryRun = "Only read.", true }, 0, false, []string{"2 allowances: 2 new."}},
			{"same already", func(s *fakeStore, _ *GrantOptions) {
				s.plan.Lines[0].Verdict, s.plan.Lines[1].Verdict = model.AllowanceSame, model.AllowanceSame
			}, 0, false, []string{"There is nothing to do."}},
			{"good only", func(s *fakeStore, o *GrantOptions) { s.refuse(1); o.GoodOnly = true }, 5, true, []string{"Refused:\n", "There is no such learner.", "1 allowance written."}},
			{"no yes", func(_ *fakeStore, o *GrantOptions) { o.Yes = false }, 2, false, []string{"2 allowances: 2 new.", "add --yes"}},
			{"no yes, JSON", func(_ *fakeStore, o *GrantOptions) { o.Yes, o.AsJSON = false, true }, 2, false, []string{"with --json add --yes"}},
			{"one conflict", func(s *fakeStore, _ *GrantOptions) { s.results[1] = model.Errorf(model.CodeConflict, "Changed since.") }, 3, true, []string{"Not written:\n", "Changed since.", "1 allowance written.", "1 of 2 were not written; the others are done."}},
			{"denied", func(s *fakeStore, _ *GrantOptions) { s.Refuse = kittest.Denied() }, 4, false, []string{"You may not do this."}},
			{"denied, dry", func(s *fakeStore, o *GrantOptions) { s.Refuse, o.DryRun = kittest.Denied(), true }, 4, false, nil},
			{"only read", func(s *fakeStore, _ *GrantOptions) { s.ReadOnly = "Only read." }, 4, false, []string{"Only read."}},
			{"one refused", func(s *fakeStore, _ *GrantOptions) { s.refuse(1) }, 5, false, []string{"1 of 2 are refused. Correct them; or add --good-only"}},
			{"one refused, dry", func(s *fakeStore, o *GrantOptions) { s.refuse(1); o.DryRun = true }, 5, false, []string{"Refused:\n"}},
			{"all refused", func(s *fakeStore, o *GrantOptions) { s.refuse(0); s.refuse(1); o.GoodOnly = true }, 5, false, []string{"2 of 2 are refused, and there is nothing else to write."}},
			{"refused for several reasons", func(s *fakeStore, _ *GrantOptions) {
				s.refuse(0)
				s.refuse(1)
				s.plan.Lines[0].Problem = model.Errorf(model.CodeConflict, "Asked for twice.")
			}, 1, false, []string{"Asked for twice.", "There is no such learner."}},
			{"not planned", func(s *fakeStore, _ *GrantOptions) { s.err = model.Errorf(model.CodeUnsupported, "No batches.") }, 6, false, []string{"No batches."}},
			{"unreachable", func(s *fakeStore, _ *GrantOptions) { s.writeErr = kittest.Unreachable() }, 6, false, []string{"The store cannot be reached."}},
		} {
			t.Run(name+"/"+x.name, func(t *testing.T) {
				t.Parallel()
				s := newFake()
				d := s.on(t, table)
				o := GrantOptions{Factory: d.Factory, Change: kit.Change{Yes: true}}
				x.given(s, &o)
				d.Says(t, c.run(t.Context(), o), x.status, x.says...)
				if (len(s.applied) == 1) != x.done {
					t.Errorf("applied %+v", s.applied)
				}
				s.AskedOnly(t, c.deed)
				if s.request.What != "" && s.request.What != c.what || s.undoes != 0 && s.undoes != 17 {
					t.Errorf("asked for %+v, %d", s.request, s.undoes)
				}
			})
		}
	}
}

// On a terminal a person is asked about the plan that they see. JSON asks nobody, as
// its plan is not printed yet.
func TestGrantAsks(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		typed  string
		json   bool
		status int
		done   bool
		says   string
	}{
		"yes": {"y\n", false, 0, true, "Write 2 allowances? [y/N]"}, "no": {"n\n", false, 1, false, "Nothing was changed."}, "JSON": {"y\n", true, 2, false, "with --json add --yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			d := s.on(t, x.typed)
			d.IsTerminal = true
			o := GrantOptions{Factory: d.Factory, Change: kit.Change{AsJSON: x.json}}
			d.Says(t, undoRun(t.Context(), &UndoOptions{GrantOptions: o, Batch: "17"}), x.status, x.says)
			if (len(s.applied) == 1) != x.done {
				t.Errorf("applied %+v", s.applied)
			}
		})
	}
}

// As JSON a change says the same dry and done.
func TestGrantJSON(t *testing.T) {
	t.Parallel()
	for name, c := range grants() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, dry := range []bool{true, false} {
				s := newFake()
				s.refuse(1)
				d := s.on(t, table)
				o := GrantOptions{Factory: d.Factory, Change: kit.Change{Yes: true, AsJSON: true, DryRun: dry}, GoodOnly: true}
				said := map[bool]string{true: "1 of 2 are refused; the others would be written.", false: "1 of 2 were not written; the others are done."}[dry]
				err := c.run(t.Context(), o)
				d.Says(t, err, 5, said)
				var got grantJSON
				if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil || len(got.Lines) != 2 {
					t.Fatalf("%v: %s", err, d.Said)
				}
				if x := got.Lines[0]; got.DryRun != dry || (got.Batch == nil) != dry || x.Written == dry || x.Learner != "mei_zhang" || *x.Will != "30" || *x.Minutes != 120 || x.Verdict != "new" || x.Warnings == nil {
					t.Errorf("dry %t: %+v", dry, got)
				}
				if x := got.Lines[1]; x.Written || x.Verdict != "refused" || x.Problem != "There is no such learner." || got.Counts.Refused != 1 || got.Counts.New != 1 {
					t.Errorf("dry %t: %+v", dry, got)
				}
			}
		})
	}
}

// What each command asks the store for.
func TestGrantAsksFor(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"add":    "0 mei_zhang c/2 additional_time_granted=30 false, 0 yuki_sato c/2 additional_time_granted=30 false",
		"remove": "0 mei_zhang c/2 additional_time_granted= true, 0 yuki_sato c/2 additional_time_granted= true",
		"import": "2 mei_zhang c/2 additional_time_granted=30 false, 3 yuki_sato c/2 additional_time_granted=30 false",
		"undo":   "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			d := s.on(t, table)
			d.Says(t, grants()[name].run(t.Context(), GrantOptions{Factory: d.Factory, Change: kit.Change{DryRun: true}}), 0)
			var got []string
			for _, w := range s.request.Wishes {
				got = append(got, fmt.Sprintf("%d %s %s/%s %s=%s %t", w.Line, w.Learner, w.Course, w.Exam, w.Key, w.Value, w.Remove))
			}
			if strings.Join(got, ", ") != want || (s.undoes == 17) != (name == "undo") {
				t.Errorf("asked for %q, undo of %d", got, s.undoes)
			}
		})
	}
}

// What is wrong with a call is said before the store is opened.
func TestGrantRefusesCalls(t *testing.T) {
	t.Parallel()
	learners, exams := []string{"mei"}, []string{"2"}
	for name, x := range map[string]struct {
		run  func(context.Context, GrantOptions) error
		says string
	}{
		"add nobody": {func(ctx context.Context, o GrantOptions) error {
			return addRun(ctx, &AddOptions{GrantOptions: o, Pairs: Pairs{Exams: exams}, Key: model.AllowanceAdditionalTime, Value: "5"})
		}, "name learners with --learner and exams"},
		"add to none": {func(ctx context.Context, o GrantOptions) error {
			return addRun(ctx, &AddOptions{GrantOptions: o, Pairs: Pairs{Learners: learners}, Key: model.AllowanceAdditionalTime, Value: "5"})
		}, "name learners with --learner and exams"},
		"add less": {func(ctx context.Context, o GrantOptions) error {
			return addRun(ctx, &AddOptions{GrantOptions: o, Pairs: Pairs{Learners: learners, Exams: exams}, Key: model.AllowanceAdditionalTime, Value: "-5"})
		}, "not a number of minutes"},
		"remove none": {func(ctx context.Context, o GrantOptions) error {
			return removeRun(ctx, &RemoveOptions{GrantOptions: o})
		}, "name learners with --learner and exams"},
		"no file": {func(ctx context.Context, o GrantOptions) error {
			return importRun(ctx, &ImportOptions{GrantOptions: o, File: "/no/such/file"})
		}, "cannot be read"},
		"no table": {func(ctx context.Context, o GrantOptions) error {
			return importRun(ctx, &ImportOptions{GrantOptions: o, File: "-"})
		}, "is empty"},
		"encoding": {func(ctx context.Context, o GrantOptions) error {
			return importRun(ctx, &ImportOptions{GrantOptions: o, File: "-", Encoding: "ebcdic"})
		}, "ebcdic"},
		"bad batch": {func(ctx context.Context, o GrantOptions) error {
			return undoRun(ctx, &UndoOptions{GrantOptions: o, Batch: "one"})
		}, "is not a valid batch id"},
		"empty batch": {func(ctx context.Context, o GrantOptions) error { return undoRun(ctx, &UndoOptions{GrantOptions: o}) }, "is not a valid batch id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFake().on(t, "")
			d.OpenStore = func(context.Context) (*kit.Opened, error) { return nil, kittest.Unreachable() }
			d.Says(t, x.run(t.Context(), GrantOptions{Factory: d.Factory}), 2, x.says)
		})
	}
}

// Lines of a file that cannot be looked up stand where they are in the file.
func TestImportRun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "march.csv")
	if err := os.WriteFile(path, []byte("learner,exam,minutes,Remarks\n=cmd,2,30,\nmei_zhang,2,30,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newFake()
	s.plan.Lines = s.plan.Lines[:1]
	s.plan.Lines[0].Wish.Line = 3
	d := s.on(t, "not this")
	o := &ImportOptions{GrantOptions: GrantOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, GoodOnly: true}, File: path}
	d.Says(t, importRun(t.Context(), o), 2, "Note: these columns are not used: Remarks.", "line 2: The cell of the column learner is a formula", "1 allowance written.")
	if s.request.What != "import march.csv" || len(s.applied) != 1 || len(s.applied[0].Lines) != 2 || s.applied[0].Lines[0].Wish.Line != 2 {
		t.Errorf("asked for %+v, applied %+v", s.request, s.applied)
	}
}

func TestUndoList(t *testing.T) {
	t.Parallel()
	s := newFake()
	d := s.on(t, "")
	d.Says(t, undoRun(t.Context(), &UndoOptions{GrantOptions: GrantOptions{Factory: d.Factory}, List: true}), 0, "17\t2026-11-20 16:00:00\t2\tr.adeyemi\timport march.csv\n")
	d.Says(t, undoRun(t.Context(), &UndoOptions{GrantOptions: GrantOptions{Factory: d.Factory, Change: kit.Change{AsJSON: true}}, List: true}), 0, `"id": 17`, `"line_count": 2`, `"undoes": null`)
	s.AskedOnly(t)
	s.err = model.Errorf(model.CodeUnsupported, "This store keeps no batches.")
	d.Says(t, undoRun(t.Context(), &UndoOptions{GrantOptions: GrantOptions{Factory: d.Factory}, List: true}), 6)
}

// A store that cannot be opened ends a command with its own status.
func TestUnopened(t *testing.T) {
	t.Parallel()
	d := newFake().on(t, table)
	d.OpenStore = func(context.Context) (*kit.Opened, error) { return nil, kittest.Unreachable() }
	for name, c := range grants() {
		if err := c.run(t.Context(), GrantOptions{Factory: d.Factory}); model.ExitCode(err) != 6 {
			t.Errorf("%s ended with %v, want 6", name, err)
		}
		d.In = strings.NewReader(table)
	}
	for name, err := range map[string]error{
		"list":    listRun(t.Context(), &ListOptions{Factory: d.Factory}),
		"history": historyRun(t.Context(), &HistoryOptions{Factory: d.Factory, Whose: Whose{Exam: "2"}}),
	} {
		if model.ExitCode(err) != 6 {
			t.Errorf("%s ended with %v, want 6", name, err)
		}
	}
}

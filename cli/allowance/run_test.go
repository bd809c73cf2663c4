package allowance

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/model"
)

// fakeStore has the roles that the commands of allowances ask.
type fakeStore struct {
	kittest.Fake
	granted []model.GrantedAllowance
	changes []model.AllowanceChange
	// plan is what is planned, whatever is asked for, and what an undo plans. err is
	// why nothing is found or planned, and writeErr why nothing is written.
	plan          model.AllowancePlan
	err, writeErr error
	// results are why a line was not written, by its place.
	results map[int]error
	// query, pair, request, undoes and batches are what was asked for, and applied
	// what was carried out.
	query   model.AllowanceQuery
	pair    model.AllowanceWish
	user    int64
	exam    int64
	request model.AllowanceRequest
	undoes  int64
	applied []model.AllowancePlan
}

func (s *fakeStore) Allowances(_ context.Context, q model.AllowanceQuery) iter.Seq2[model.GrantedAllowance, error] {
	s.query = q
	return printer.Each(s.granted)
}

func (s *fakeStore) FindPair(_ context.Context, w model.AllowanceWish) (model.Learner, model.Exam, error) {
	s.pair = w
	return model.Learner{ID: 3}, model.Exam{ID: 2}, s.err
}

func (s *fakeStore) AllowanceHistory(_ context.Context, userID, examID int64) ([]model.AllowanceChange, error) {
	s.user, s.exam = userID, examID
	return s.changes, nil
}

func (s *fakeStore) AllowanceBatches(_ context.Context, limit int) ([]model.AllowanceBatch, error) {
	if limit != listedBatches {
		return nil, fmt.Errorf("asked for %d", limit)
	}
	return []model.AllowanceBatch{{ID: 17, At: kittest.Now(), By: "r.adeyemi", What: "import march.csv", Lines: 2}}, s.err
}

func (s *fakeStore) PlanAllowances(_ context.Context, r model.AllowanceRequest) (model.AllowancePlan, error) {
	s.request = r
	return s.plan, s.err
}

func (s *fakeStore) PlanUndo(_ context.Context, batch int64) (model.AllowancePlan, error) {
	s.undoes = batch
	return s.plan, s.err
}

func (s *fakeStore) ApplyAllowances(_ context.Context, p model.AllowancePlan, _ func(done, total int)) (model.AllowancesApplied, error) {
	if s.writeErr != nil {
		return model.AllowancesApplied{}, s.writeErr
	}
	s.applied = append(s.applied, p)
	done := model.AllowancesApplied{Batch: 18}
	for i, l := range p.Lines {
		err := l.Problem
		if err == nil {
			err = s.results[i]
		}
		done.Results = append(done.Results, model.AllowanceResult{Line: l, Written: l.Writes() && err == nil, Err: err})
	}
	return done, nil
}

// newFake is a store in which mei_zhang has 30 minutes more for exam 2, and that plans
// to grant them to two.
func newFake() *fakeStore {
	mei, yuki := model.Learner{ID: 3, Username: "mei_zhang", Email: "mei@example.org"}, model.Learner{ID: 4, Username: "yuki_sato"}
	exam := model.Exam{ID: 2, Name: "Midterm 1", CourseID: "course-v1:A+STAT101+2026", TimeLimitMins: 90}
	s := &fakeStore{results: map[int]error{}}
	for id, minutes := range []model.Text{"30", "10"} {
		s.granted = append(s.granted, model.GrantedAllowance{Learner: mei, Exam: exam, Allowance: model.Allowance{
			ID: int64(id) + 1, Key: model.AllowanceAdditionalTime, Value: minutes, Modified: kittest.Now().Add(-time.Hour),
		}})
	}
	s.changes = []model.AllowanceChange{
		{At: kittest.Now(), Learner: mei, Exam: exam, Key: model.AllowanceAdditionalTime, From: "10", To: "30", Who: "r.adeyemi", Batch: 16},
		{Learner: mei, Exam: exam, Key: model.AllowanceAdditionalTime, To: "10", New: true},
	}
	for _, l := range []model.Learner{mei, yuki} {
		s.plan.Lines = append(s.plan.Lines, model.AllowanceLine{
			Learner: l, Exam: exam, Key: model.AllowanceAdditionalTime, Verdict: model.AllowanceNew, Will: "30", Minutes: 120,
		})
	}
	return s
}

// refuse makes a line of the plan one that is refused.
func (s *fakeStore) refuse(line int) {
	s.plan.Lines[line].Verdict = model.AllowanceRefused
	s.plan.Lines[line].Problem = model.Errorf(model.CodeNotFound, "There is no such learner.")
}

// on runs commands on the store for a script, which has no one to answer questions.
func (s *fakeStore) on(t *testing.T, input string) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s}, input)
	d.IsTerminal = false
	return d
}

func TestListRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		o      ListOptions
		err    error
		status int
		says   []string
		not    string
	}{
		"table":     {ListOptions{}, nil, 0, []string{"LEARNER\tGRANTED\tIN ALL\tAGE\tEXAM\tCOURSE\n", "mei_zhang\t+30 min\t120 min\t1h\t2 Midterm 1\tcourse-v1:A+STAT101+2026\n", "+10 min"}, "There are more"},
		"limit":     {ListOptions{List: printer.List{Limit: 1}}, nil, 0, []string{"+30 min", "There are more; --limit 0 lists all."}, "+10 min"},
		"JSON":      {ListOptions{List: printer.List{AsJSON: true}}, nil, 0, []string{`"username": "mei_zhang"`, `"key": "additional_time_granted"`, `"value": "30"`, `"exam_id": 2`}, "LEARNER"},
		"JSON one":  {ListOptions{List: printer.List{AsJSON: true, Limit: 1}}, nil, 0, []string{`"value": "30"`}, "There are more"},
		"CSV":       {ListOptions{CSV: printer.CsvFlags{On: true}}, nil, 0, []string{"username,email,course_id,exam_id,exam_name,key,value\r\n", "mei_zhang,mei@example.org,course-v1:A+STAT101+2026,2,Midterm 1,additional_time_granted,30\r\n"}, "\t"},
		"bad limit": {ListOptions{List: printer.List{Limit: -1}}, nil, 2, []string{"--limit -1"}, ""},
		"no one":    {ListOptions{}, model.Errorf(model.CodeNotFound, "There is no learner mei."), 5, []string{"There is no learner mei."}, "LEARNER"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.err = x.err
			d := s.on(t, "")
			x.o.Factory, x.o.Whose = d.Factory, Whose{"mei", "2", "c"}
			d.Says(t, listRun(t.Context(), &x.o), x.status, x.says...)
			if x.not != "" && strings.Contains(d.Said.String(), x.not) {
				t.Errorf("said %q", d.Said)
			}
			if x.status == 0 && (s.pair != model.AllowanceWish{Learner: "mei", Exam: "2", Course: "c"} || s.query != model.AllowanceQuery{Course: "c", UserID: 3, ExamID: 2}) {
				t.Errorf("asked for %+v and %+v", s.pair, s.query)
			}
		})
	}
}

func TestHistoryRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		whose  Whose
		json   bool
		err    error
		status int
		says   []string
	}{
		"of a learner": {Whose{Learner: "mei"}, false, nil, 0, []string{"2026-11-20 16:00\tmei_zhang\t2 Midterm 1\t+10 min → +30 min\tr.adeyemi, batch 16\n", "not recorded\tmei_zhang\t2 Midterm 1\t+10 min\tnot recorded\n"}},
		"of an exam":   {Whose{Exam: "2"}, false, nil, 0, []string{"batch 16"}},
		"JSON":         {Whose{Exam: "2"}, true, nil, 0, []string{`"at": "2026-11-20T16:00:00.000000Z"`, `"from": "10"`, `"to": "30"`, `"batch": 16`, `"at": null`, `"from": null`, `"who": null`}},
		"of nobody":    {Whose{Course: "c"}, false, nil, 2, []string{"name a learner with --learner or an exam with --exam"}},
		"not there":    {Whose{Exam: "9"}, false, model.Errorf(model.CodeNotFound, "There is no exam 9."), 5, []string{"There is no exam 9."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.err = x.err
			d := s.on(t, "")
			d.Says(t, historyRun(t.Context(), &HistoryOptions{Factory: d.Factory, Whose: x.whose, AsJSON: x.json}), x.status, x.says...)
			if x.status == 0 && (s.user != 3 || s.exam != 2) {
				t.Errorf("asked for %d and %d", s.user, s.exam)
			}
		})
	}
}

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

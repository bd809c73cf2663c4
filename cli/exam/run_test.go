package exam

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"examdesk/cli/find"
	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/steps"
	"examdesk/model"
)

// fakeStore has the roles that the commands of exams ask.
type fakeStore struct {
	kittest.Fake
	kittest.FewExams
}

// newFake is a store with the exams 2 and 3 of one course and 4 of another, and the
// service of 4 is no longer configured.
func newFake() *fakeStore {
	due := kittest.Now().Add(48 * time.Hour)
	s := &fakeStore{}
	s.All = []model.Exam{
		{ID: 2, Name: "Midterm 1", CourseID: "course-v1:A+STAT101+2026", TimeLimitMins: 90, IsProctored: true, IsActive: true, DueDate: &due, Backend: "test", Modified: kittest.Now()},
		{ID: 3, Name: "Final exam", CourseID: "course-v1:A+STAT101+2026", TimeLimitMins: 120, Modified: kittest.Now()},
		{ID: 4, Name: "Quiz", CourseID: "course-v1:B+BIO1+2026", TimeLimitMins: 30, IsProctored: true, Backend: "no_more", Modified: kittest.Now()},
	}
	return s
}

// on runs commands on the store for a script, which has no one to answer questions.
func (s *fakeStore) on(t *testing.T) *kittest.Desk {
	backends := model.DefaultBackends()
	backends.ByName["no_more"] = model.Backend{Name: "no_more"}
	d := kittest.On(t, &kit.Opened{Store: s, Backends: backends, Services: []string{"mock", "test"}}, "")
	d.IsTerminal = false
	return d
}

func TestFlags(t *testing.T) {
	t.Parallel()
	l := kittest.Options(t, NewCmdList, "--course", "c", "--limit", "3", "--json=id,exam_name")
	if l.Course != "c" || l.Limit != 3 || !l.AsJSON {
		t.Errorf("options %+v", l)
	}
	if l = kittest.Options(t, NewCmdList); l.Course != "" || l.Limit != 0 || l.AsJSON {
		t.Errorf("options %+v", l)
	}
	if v := kittest.Options(t, NewCmdView, "2", "--json"); v.ID != "2" || !v.AsJSON {
		t.Errorf("options %+v", v)
	}
	kittest.BadUsage(t, NewCmdList, "2")
	kittest.BadUsage(t, NewCmdView)
	kittest.BadUsage(t, NewCmdView, "2", "3")
}

func TestSetFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdSet, "2", "--name", "Mid", "--minutes", "60", "--due", "2026-12-01T16:00:00Z", "--backend", "mock",
		"--inactive", "--proctored", "--not-practice", "--hide-after-due", "--dry-run", "--json")
	e := o.Edit
	if o.ID != "2" || !o.DryRun || !o.AsJSON || o.Yes || *e.Name != "Mid" || *e.TimeLimitMins != 60 || *e.Backend != "mock" ||
		!e.SetDue || !e.Due.Equal(time.Date(2026, 12, 1, 16, 0, 0, 0, time.UTC)) || *e.Active || !*e.Proctored || *e.Practice || !*e.HideAfterDue {
		t.Errorf("options %+v", o)
	}
	if e = kittest.Options(t, NewCmdSet, "2", "--no-due", "--yes").Edit; e != (model.ExamEdit{SetDue: true}) {
		t.Errorf("edit %+v", e)
	}
	if e = kittest.Options(t, NewCmdSet, "2", "--show-after-due").Edit; e.HideAfterDue == nil || *e.HideAfterDue || e.Name != nil || e.SetDue {
		t.Errorf("edit %+v", e)
	}
	for _, args := range []string{
		"", "2", "2 --minutes 0", "2 --minutes 144001", "2 --name=", "2 --due tomorrow", "2 --due 2026-12-01 --no-due", "2 --active --inactive",
		"2 --proctored --not-proctored", "2 --practice --not-practice", "2 --hide-after-due --show-after-due", "2 3 --active",
	} {
		kittest.BadUsage(t, NewCmdSet, strings.Fields(args)...)
	}
}

func TestListRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		o      ListOptions
		status int
		says   []string
		not    string
	}{
		"all":         {ListOptions{}, 0, []string{"ID\tEXAM\tKIND\tMIN\tDUE (UTC)\tACTIVE\tSERVICE\tTAKEN\tCOURSE\n", "2\tMidterm 1\tproctored\t90\t2026-11-22 16:00\tyes\ttest\t2\tcourse-v1:A+STAT101+2026\n", "\tno_more (gone)\t"}, ""},
		"of a course": {ListOptions{Course: "course-v1:B+BIO1+2026"}, 0, []string{"4\tQuiz"}, "Midterm"},
		"limit":       {ListOptions{List: printer.List{Limit: 1}}, 0, []string{"Midterm 1"}, "Final exam"},
		"JSON":        {ListOptions{List: printer.List{AsJSON: true}}, 0, []string{`"id": 2`, `"effective_backend": "test"`, `"backend_is_configured": false`, `"attempt_count": 2`}, "\t"},
		"bad limit":   {ListOptions{List: printer.List{Limit: -1}}, 2, []string{"--limit -1"}, ""},
		"no course":   {ListOptions{Course: "course-v1:No+Such+One"}, 5, []string{"There is no course"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFake().on(t)
			x.o.Factory = d.Factory
			d.Says(t, listRun(t.Context(), &x.o), x.status, x.says...)
			if x.not != "" && strings.Contains(d.Said.String(), x.not) {
				t.Errorf("said %q", d.Said)
			}
		})
	}
}

// A person reads the exams under their courses, whose ids are long.
func TestListByCourse(t *testing.T) {
	t.Setenv("COLUMNS", "100")
	d := newFake().on(t)
	d.Says(t, listRun(t.Context(), &ListOptions{Factory: d.Factory}), 0,
		"ID  EXAM", "\n\ncourse-v1:A+STAT101+2026\n2   Midterm 1", "\n3   Final exam", "\n\ncourse-v1:B+BIO1+2026\n4   Quiz")
}

func TestViewRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		id     string
		json   bool
		status int
		says   []string
	}{
		"page":           {"2", false, 0, []string{"Exam 2: Midterm 1", "90 minutes", "in 2 days", "No calculators. (by r.adeyemi, 2026-11-20 16:00 UTC"}},
		"gone service":   {"4", false, 0, []string{"Exam 4: Quiz, not active", "no_more (gone)", "No service with this name is configured", "never"}},
		"JSON":           {"2", true, 0, []string{`"id": 2`, `"policy": {`, `"review_policy": "No calculators."`, `"time_limit_mins": 90`}},
		"bad id":         {"two", false, 2, []string{`"two" is not a valid exam id`}},
		"not there":      {"9", false, 5, []string{"There is no exam 9."}},
		"not there JSON": {"9", true, 5, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.Policy = &model.PolicyRow{ID: 1, Text: "No calculators.", SetBy: model.Learner{Username: "r.adeyemi"}, Modified: kittest.Now()}
			d := s.on(t)
			d.Says(t, viewRun(t.Context(), &ViewOptions{Factory: d.Factory, ID: x.id, AsJSON: x.json}), x.status, x.says...)
		})
	}
	d := newFake().on(t)
	d.Says(t, viewRun(t.Context(), &ViewOptions{Factory: d.Factory, ID: "2", AsJSON: true}), 0, `"policy": null`)
}

func TestSetRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		given  func(*fakeStore, *SetOptions)
		status int
		done   bool
		asked  bool
		says   []string
	}{
		"done":                    {func(*fakeStore, *SetOptions) {}, 0, true, true, []string{"Exam 2, Midterm 1:", "minutes: 90 → 60", "attempts that have already started keep their time", "will mark the exam as completed", "Changed."}},
		"service not told":        {func(s *fakeStore, _ *SetOptions) { s.Untold = "The service was not told." }, 0, true, true, []string{"Note: The service was not told.", "Changed."}},
		"dry":                     {func(_ *fakeStore, o *SetOptions) { o.DryRun, o.Yes = true, false }, 0, false, true, []string{"minutes: 90 → 60"}},
		"dry, only read":          {func(s *fakeStore, o *SetOptions) { s.ReadOnly, o.DryRun = "Only read.", true }, 0, false, true, []string{"minutes: 90 → 60"}},
		"nothing to do":           {func(_ *fakeStore, o *SetOptions) { *o.Edit.TimeLimitMins = 90 }, 0, false, true, []string{"Exam 2 already has these settings; nothing to do."}},
		"no yes":                  {func(_ *fakeStore, o *SetOptions) { o.Yes = false }, 2, false, true, []string{"add --yes"}},
		"no yes, JSON":            {func(_ *fakeStore, o *SetOptions) { o.Yes, o.AsJSON = false, true }, 2, false, true, []string{"with --json add --yes"}},
		"bad id":                  {func(_ *fakeStore, o *SetOptions) { o.ID = "two" }, 2, false, false, []string{"is not a valid exam id"}},
		"strange service":         {func(_ *fakeStore, o *SetOptions) { o.Edit.Backend = &[]string{"nobody"}[0] }, 2, false, false, []string{`"nobody" is not a valid proctoring service; use mock or test`}},
		"changed before the plan": {func(s *fakeStore, _ *SetOptions) { s.PlanErr = model.AsExamConflict(theirs()) }, 3, false, true, []string{"Seen:  exam 2", "  - minutes: 90 → 99"}},
		"changed after the plan":  {func(s *fakeStore, _ *SetOptions) { s.ChangeErr = model.AsExamConflict(theirs()) }, 3, false, true, []string{"Now:   as changed", "  - minutes: 90 → 99"}},
		"changed, JSON":           {func(s *fakeStore, o *SetOptions) { s.ChangeErr, o.AsJSON = model.AsExamConflict(theirs()), true }, 3, false, true, []string{"  - minutes: 90 → 99"}},
		"denied":                  {func(s *fakeStore, _ *SetOptions) { s.Refuse = kittest.Denied() }, 4, false, true, []string{"You may not do this."}},
		"denied, dry":             {func(s *fakeStore, o *SetOptions) { s.Refuse, o.DryRun = kittest.Denied(), true }, 4, false, true, nil},
		"only read":               {func(s *fakeStore, _ *SetOptions) { s.ReadOnly = "Only read." }, 4, false, true, []string{"Only read."}},
		"only read, JSON":         {func(s *fakeStore, o *SetOptions) { s.ReadOnly, o.AsJSON = "Only read.", true }, 4, false, true, []string{"Only read."}},
		"not there":               {func(_ *fakeStore, o *SetOptions) { o.ID = "9" }, 5, false, true, []string{"There is no exam 9."}},
		"unreachable":             {func(s *fakeStore, _ *SetOptions) { s.ChangeErr = kittest.Unreachable() }, 6, false, true, []string{"The store cannot be reached."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.Plan.Effects = []model.Effect{{Kind: model.EffectCompletion, Certainty: model.Will}}
			d := s.on(t)
			minutes := 60
			o := &SetOptions{Factory: d.Factory, Change: kit.Change{Yes: true}, ID: "2", Edit: model.ExamEdit{TimeLimitMins: &minutes}}
			x.given(s, o)
			d.Says(t, setRun(t.Context(), o), x.status, x.says...)
			if x.asked {
				s.AskedOnly(t, model.DeedSetExam)
			} else {
				s.AskedOnly(t)
			}
			if !x.done {
				if len(s.Edited) > 0 {
					t.Errorf("changed %+v", s.Edited)
				}
				return
			}
			if len(s.Edited) != 1 || s.Edited[0].ExamID != 2 || *s.Edited[0].TimeLimitMins != 60 || !s.Edited[0].Expected.Equal(kittest.Now()) {
				t.Errorf("changed %+v", s.Edited)
			}
		})
	}
}

// theirs is exam 2 as somebody else changed it.
func theirs() model.ExamDetail {
	e := newFake().All[0]
	e.TimeLimitMins, e.Modified = 99, kittest.Now().Add(time.Minute)
	return model.ExamDetail{ExamRow: model.ExamRow{Exam: e}}
}

// As JSON a change says the same dry and done, and what needs no change says so
// without a question.
func TestSetJSON(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		minutes int
		dry     bool
		yes     bool
		done    bool
	}{
		"dry": {60, true, false, false}, "done": {60, false, true, true}, "same": {90, false, true, false}, "same, unasked": {90, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newFake()
			s.Plan.Effects, s.Untold = []model.Effect{{Kind: model.EffectCompletion, Certainty: model.Will}}, "Not told."
			d := s.on(t)
			o := &SetOptions{Factory: d.Factory, Change: kit.Change{AsJSON: true, DryRun: x.dry, Yes: x.yes}, ID: "2", Edit: model.ExamEdit{TimeLimitMins: &x.minutes}}
			d.Says(t, setRun(t.Context(), o), 0)
			var got steps.ExamChangeJSON
			if err := json.Unmarshal(d.Said.Bytes(), &got); err != nil {
				t.Fatalf("%v: %s", err, d.Said)
			}
			differs := 0
			if x.minutes != 90 {
				differs = 1
			}
			if got.ExamID != 2 || got.Done != x.done || len(s.Edited) != map[bool]int{true: 1}[x.done] || len(got.Effects) != differs || len(got.Notes) != differs || len(got.Changes) != differs || (got.Problem != nil) != x.done {
				t.Errorf("%+v, changed %+v", got, s.Edited)
			}
		})
	}
}

// What would differ is said setting by setting; what stays is not.
func TestChanges(t *testing.T) {
	t.Parallel()
	name, mock, no, yes, minutes := "Mid", "mock", false, true, 60
	x := find.ListedExam{Exam: newFake().All[0]}
	for want, c := range map[string]model.ExamEdit{
		"name: Midterm 1 → Mid":                {Name: &name},
		"minutes: 90 → 60":                     {TimeLimitMins: &minutes},
		"due: 2026-11-22 16:00:00 UTC → never": {SetDue: true},
		"service: test → mock":                 {Backend: &mock},
		"active: yes → no":                     {Active: &no},
		"proctored: yes → no":                  {Proctored: &no},
		"practice: no → yes":                   {Practice: &yes},
		"hidden after the due date: no → yes":  {HideAfterDue: &yes, Active: &yes, Practice: &no},
	} {
		if got := strings.Join(changesOf(x, c), ", "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Notes warn about consequences that a change does not show by itself.
func TestNotes(t *testing.T) {
	t.Parallel()
	yes, no, mock := true, false, "mock"
	x := find.ListedExam{Exam: newFake().All[0], Attempts: 2}
	for want, c := range map[string]model.ExamEdit{
		"the exam has 2 attempts; reviews that arrive": {Proctored: &no},
		"learners can no longer start the exam":        {Active: &no},
		"2 attempts that the former service knows":     {Backend: &mock},
	} {
		if got := examNotes(x, c); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := examNotes(x, model.ExamEdit{Active: &yes, Proctored: &yes}); len(got) > 0 {
		t.Errorf("noted %q of what stays as it is", got)
	}
}

// A store that cannot be opened ends a command with its own status.
func TestUnopened(t *testing.T) {
	t.Parallel()
	d := newFake().on(t)
	d.OpenStore = func(context.Context) (*kit.Opened, error) { return nil, kittest.Unreachable() }
	for name, err := range map[string]error{
		"list": listRun(t.Context(), &ListOptions{Factory: d.Factory}),
		"view": viewRun(t.Context(), &ViewOptions{Factory: d.Factory, ID: "2"}),
		"set":  setRun(t.Context(), &SetOptions{Factory: d.Factory, ID: "2"}),
	} {
		if code := model.ExitCode(err); code != 6 {
			t.Errorf("%s ended with %d (%v), want 6", name, code, err)
		}
	}
}

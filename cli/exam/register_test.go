package exam

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
	"examdesk/model"
)

// registering is a store that plans and notes what is created and registered.
type registering struct {
	*fakeStore
	err, doErr error
	created    []model.Exam
	registered []model.CourseRegistration
	now        []model.ExamVersion
}

func (s *registering) outcome(exam model.Exam) model.ExamOutcome {
	return model.ExamOutcome{Verb: model.ExamCreated, After: exam, Effects: []model.Effect{{Kind: model.EffectBackend, Value: model.BackendSaveExam, Exam: exam, OfNewExam: true}}}
}

func (s *registering) PlanNewExam(_ context.Context, exam model.Exam) (model.ExamOutcome, error) {
	return s.outcome(exam), s.err
}

func (s *registering) CreateExam(_ context.Context, exam model.Exam) (model.ExamOutcome, error) {
	s.created = append(s.created, exam)
	exam.ID = 9
	o := s.outcome(exam)
	o.Untold = s.Untold
	return o, s.doErr
}

func (s *registering) PlanRegistration(_ context.Context, r model.CourseRegistration) (model.RegistrationPlan, error) {
	return model.RegistrationPlan{Now: s.now, Exams: model.PlanRegistration(r.Course, "test", s.All[:2], r.Exams)}, s.err
}

func (s *registering) RegisterExams(ctx context.Context, r model.CourseRegistration) (model.RegistrationPlan, error) {
	s.registered = append(s.registered, r)
	p, err := s.PlanRegistration(ctx, r)
	for i := range p.Exams {
		p.Exams[i].Untold = s.Untold
	}
	if s.doErr != nil {
		err = s.doErr
	}
	return p, err
}

func newRegistering() *registering {
	s := &registering{fakeStore: newFake(), now: []model.ExamVersion{{ID: 2, Modified: kittest.Now()}}}
	for i := range s.All {
		s.All[i].ContentID = model.Text([]string{"block-a", "block-b", "block-c"}[i])
		s.All[i].IsActive = true
	}
	return s
}

func (s *registering) on(t *testing.T) *kittest.Desk {
	d := kittest.On(t, &kit.Opened{Store: s, Services: []string{"mock", "test"}}, "")
	d.IsTerminal = false
	return d
}

func TestCreateFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, NewCmdCreate, "course-v1:A+B+C", "block", "--name", "Final", "--minutes", "60", "--due", "2026-12-01T16:00:00Z", "--backend", "mock",
		"--practice", "--hide-after-due", "--external-id", "x9", "--dry-run", "--json")
	due := time.Date(2026, 12, 1, 16, 0, 0, 0, time.UTC)
	if e := o.Exam; e.CourseID != "course-v1:A+B+C" || e.ContentID != "block" || e.Name != "Final" || e.TimeLimitMins != 60 || !e.DueDate.Equal(due) || e.Backend != "mock" ||
		!e.IsPracticeExam || !e.HideAfterDue || !e.IsProctored || !e.IsActive || e.ExternalID != "x9" || !o.DryRun || !o.AsJSON {
		t.Errorf("options %+v", o)
	}
	o = kittest.Options(t, NewCmdCreate, "c", "b", "--name", "Quiz", "--minutes", "5", "--not-proctored", "--inactive", "--yes")
	if o.Exam.IsProctored || o.Exam.IsActive || o.Exam.DueDate != nil || !o.Yes {
		t.Errorf("options %+v", o)
	}
	for _, args := range []string{"", "c", "c b", "c b --name x", "c b --minutes 5", "c b --name x --minutes 0", "c b d --name x --minutes 5", "c b --name x --minutes 5 --due never"} {
		kittest.BadUsage(t, NewCmdCreate, strings.Fields(args)...)
	}
	r := kittest.Options(t, NewCmdRegister, "c", "--file", "-", "--yes", "--json")
	if r.Course != "c" || r.File != "-" || !r.Yes || !r.AsJSON {
		t.Errorf("options %+v", r)
	}
	for _, args := range []string{"", "c", "c d --file x"} {
		kittest.BadUsage(t, NewCmdRegister, strings.Fields(args)...)
	}
}

func TestCreateRun(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		given  func(*registering, *CreateOptions)
		status int
		done   bool
		says   []string
	}{
		"done":         {func(*registering, *CreateOptions) {}, 0, true, []string{"Create Final (block):", "exam_name: Final", "will tell mock about the exam", "Created exam 9."}},
		"untold":       {func(s *registering, _ *CreateOptions) { s.Untold = "It was not told." }, 0, true, []string{"Note: exam 9: It was not told.", "Created exam 9."}},
		"dry":          {func(_ *registering, o *CreateOptions) { o.DryRun, o.Yes = true, false }, 0, false, []string{"time_limit_mins: 60"}},
		"dry JSON":     {func(_ *registering, o *CreateOptions) { o.DryRun, o.AsJSON = true, true }, 0, false, []string{`"exam_id": null`, `"result": "created"`, `"done": false`}},
		"JSON":         {func(_ *registering, o *CreateOptions) { o.AsJSON = true }, 0, true, []string{`"exam_id": 9`, `"done": true`, `"problem": null`}},
		"not told yes": {func(_ *registering, o *CreateOptions) { o.Yes = false }, 2, false, []string{"add --yes"}},
		"JSON alone":   {func(_ *registering, o *CreateOptions) { o.Yes, o.AsJSON = false, true }, 2, false, nil},
		"read only":    {func(s *registering, _ *CreateOptions) { s.ReadOnly = "It is read only." }, 4, false, []string{"read only"}},
		"denied":       {func(s *registering, _ *CreateOptions) { s.Refuse = kittest.Denied() }, 4, false, nil},
		"no service":   {func(_ *registering, o *CreateOptions) { o.Exam.Backend = "mokc" }, 2, false, []string{"mock"}},
		"taken":        {func(s *registering, _ *CreateOptions) { s.err = model.Errorf(model.CodeConflict, "It is taken.") }, 3, false, nil},
		"lost":         {func(s *registering, _ *CreateOptions) { s.doErr = kittest.Unreachable() }, 6, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRegistering()
			d := s.on(t)
			o := &CreateOptions{Factory: d.Factory, Exam: model.Exam{CourseID: "c", ContentID: "block", Name: "Final", TimeLimitMins: 60, IsProctored: true, Backend: "mock"}}
			o.Yes = true
			x.given(s, o)
			d.Says(t, createRun(t.Context(), o), x.status, x.says...)
			if (len(s.created) > 0) != x.done {
				t.Errorf("created %+v", s.created)
			}
			s.AskedOnly(t, model.DeedCreateExam)
		})
	}
}

const threeExams = `[
	{"content_id": "block-a", "exam_name": "Renamed", "time_limit_mins": 90, "is_proctored": true, "is_practice_exam": false, "is_active": true, "hide_after_due": false, "due_date": "2026-11-22T16:00:00Z"},
	{"content_id": "block-n", "exam_name": "New", "time_limit_mins": 30, "is_proctored": false, "is_practice_exam": false, "is_active": true, "hide_after_due": false, "kind": "timed", "id": 7}
]`

func TestRegisterRun(t *testing.T) {
	t.Parallel()
	all := []string{"Change exam 2, Renamed:", "exam_name: Midterm 1 → Renamed", "Create New (block-n):", "Deactivate exam 3, Final exam, which is not in the list:", "In all: 1 created, 1 changed, 1 deactivated, 0 as they were."}
	for name, x := range map[string]struct {
		body   string
		given  func(*registering, *RegisterOptions)
		status int
		done   bool
		says   []string
	}{
		"done":        {threeExams, func(*registering, *RegisterOptions) {}, 0, true, append(all, "Registered: 1 created")},
		"untold":      {threeExams, func(s *registering, _ *RegisterOptions) { s.Untold = "It was not told." }, 0, true, []string{"Note: exam 2: It was not told."}},
		"dry":         {threeExams, func(_ *registering, o *RegisterOptions) { o.DryRun, o.Yes = true, false }, 0, false, all},
		"dry JSON":    {threeExams, func(_ *registering, o *RegisterOptions) { o.DryRun, o.AsJSON = true, true }, 0, false, []string{`"result": "deactivated"`, `"done": false`}},
		"JSON":        {threeExams, func(_ *registering, o *RegisterOptions) { o.AsJSON = true }, 0, true, []string{`"result": "updated"`, `"done": true`}},
		"no yes":      {threeExams, func(_ *registering, o *RegisterOptions) { o.Yes = false }, 2, false, []string{"add --yes"}},
		"read only":   {threeExams, func(s *registering, _ *RegisterOptions) { s.ReadOnly = "It is read only." }, 4, false, nil},
		"denied":      {threeExams, func(s *registering, _ *RegisterOptions) { s.Refuse = kittest.Denied() }, 4, false, nil},
		"meanwhile":   {threeExams, func(s *registering, _ *RegisterOptions) { s.doErr = model.Errorf(model.CodeConflict, "They changed.") }, 3, true, []string{"They changed."}},
		"refused":     {threeExams, func(s *registering, _ *RegisterOptions) { s.err = model.Errorf(model.CodeInvalid, "It is invalid.") }, 2, false, nil},
		"empty":       {"[]", func(*registering, *RegisterOptions) {}, 0, true, []string{"2 deactivated"}},
		"no JSON":     {"{", func(*registering, *RegisterOptions) {}, 2, false, []string{"is not a JSON array of exams"}},
		"null":        {"null", func(*registering, *RegisterOptions) {}, 2, false, []string{"is not a JSON array of exams"}},
		"an object":   {"{}", func(*registering, *RegisterOptions) {}, 2, false, []string{"is not a JSON array of exams"}},
		"two lists":   {"[] []", func(*registering, *RegisterOptions) {}, 2, false, []string{"more than one"}},
		"misspelt":    {`[{"content_id": "a", "is_practice": true}]`, func(*registering, *RegisterOptions) {}, 2, false, []string{`Number 1`, `is_practice`}},
		"wrong type":  {`[{"content_id": "a", "time_limit_mins": "90"}]`, func(*registering, *RegisterOptions) {}, 2, false, []string{`Number 1`}},
		"wrong date":  {`[{"content_id": "a", "due_date": "tomorrow"}]`, func(*registering, *RegisterOptions) {}, 2, false, []string{`"tomorrow" is not a valid due_date`}},
		"not its own": {`[{"content_id": "a", "course_id": "other"}]`, func(*registering, *RegisterOptions) {}, 2, false, []string{`is of the course other`}},
		"not text":    {"[\xff]", func(*registering, *RegisterOptions) {}, 2, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRegistering()
			d := s.on(t)
			d.In = strings.NewReader(x.body)
			o := &RegisterOptions{Factory: d.Factory, Course: "course-v1:A+STAT101+2026", File: "-"}
			o.Yes = true
			x.given(s, o)
			d.Says(t, registerRun(t.Context(), o), x.status, x.says...)
			if (len(s.registered) > 0) != x.done {
				t.Errorf("registered %+v", s.registered)
			}
			for _, r := range s.registered {
				if len(r.Expected) != 1 || r.Expected[0].ID != 2 {
					t.Errorf("registered without what was seen: %+v", r.Expected)
				}
			}
		})
	}
}

// What exam list prints can be registered, and changes nothing.
func TestRegisterWhatIsListed(t *testing.T) {
	t.Parallel()
	d := kittest.OnTerminal(t, "")
	course := firstCourse(t, d)
	list := &ListOptions{Factory: d.Factory, Course: course}
	list.AsJSON = true
	if err := listRun(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "exams.json")
	if err := os.WriteFile(path, d.Said.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Said.Reset()
	d.Opened.Backends = model.DefaultBackends()
	o := &RegisterOptions{Factory: d.Factory, Course: course, File: path}
	o.DryRun, o.AsJSON = true, true
	d.Says(t, registerRun(t.Context(), o), 0)
	var out []outcomeJSON
	if err := json.Unmarshal(d.Said.Bytes(), &out); err != nil || len(out) == 0 {
		t.Fatalf("%v: %s", err, d.Said)
	}
	for _, x := range out {
		if x.Result != "unchanged" {
			t.Errorf("%s is %s: %v", x.ContentID, x.Result, x.Fields)
		}
	}
	o.File = filepath.Join(t.TempDir(), "nowhere.json")
	d.Says(t, registerRun(t.Context(), o), 2, "cannot be read")
}

// A course whose exams somebody else changed while the plan was looked at is left as it is.
func TestRegisterMeanwhile(t *testing.T) {
	t.Parallel()
	d := kittest.OnTerminal(t, "")
	course := firstCourse(t, d)
	path := filepath.Join(t.TempDir(), "exams.json")
	if err := os.WriteFile(path, []byte("[]"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Meanwhile(func() {
		rows, err := d.Opened.Store.ListExams(t.Context(), course)
		if err != nil {
			t.Error(err)
			return
		}
		name := "Another name"
		_, err = d.Opened.Store.ChangeExam(t.Context(), model.ExamEdit{ExamID: rows[0].Exam.ID, Name: &name, Expected: rows[0].Exam.Modified})
		if err != nil {
			t.Error(err)
		}
	})
	d.Says(t, registerRun(t.Context(), &RegisterOptions{Factory: d.Factory, Course: course, File: path}), 3, "changed while you were looking")
}

func firstCourse(t *testing.T, d *kittest.Desk) string {
	t.Helper()
	rows, err := d.Opened.Store.ListExams(t.Context(), "")
	if err != nil || len(rows) == 0 {
		t.Fatal(err)
	}
	return rows[0].Exam.CourseID.Raw()
}

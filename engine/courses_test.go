package engine

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"examdesk/store/storetest"

	"examdesk/model"
	"examdesk/store"
)

const (
	stats  = "course-v1:NordicU+STAT101+2026_Autumn"
	csx    = "course-v1:CoastTech+CS50x+2026T3"
	middle = 2 // a midterm of stats, with a policy
)

// Who is neither staff nor staff of the course changes nothing, and is told so
// before trying.
func TestExamsAreKeptByStaff(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, s := fresh(t, false)
	enlist(t, s, member{name: "grouped", group: "software_secure_review"}, member{name: "ours", course: stats, courseRole: "staff"},
		member{name: "theirs", course: csx, courseRole: "staff"})
	for name, c := range map[string]struct {
		username string
		may      bool
	}{
		"nobody":                {"", false},
		"a group of reviewers":  {"grouped", false},
		"staff of the course":   {"ours", true},
		"staff of another one":  {"theirs", false},
		"staff of the platform": {"m.keller", true},
	} {
		e.signIn(t, c.username)
		d, err := e.ReadExam(ctx, middle)
		if err != nil || d.Change.OK != c.may || c.may == (d.Change.Why != "") {
			t.Errorf("%s: %+v, %v", name, d.Change, err)
		}
		_, err = e.ChangePolicy(ctx, model.PolicyChange{ExamID: middle, Text: name, Expected: d.Policy.Version()})
		if c.may != (err == nil) || !c.may && model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%s writes the policy: %v", name, err)
		}
		off := false
		_, err = e.ChangeExam(ctx, model.ExamEdit{ExamID: middle, Active: &off, Expected: d.Exam.Modified})
		if c.may != (err == nil) || !c.may && model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%s changes the exam: %v", name, err)
		}
	}
}

// A service that cannot be told leaves the change saved and says so.
func TestExamKeptAndServiceUntold(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, false)
	e.cfg.Service = func(string) model.ProctoringService { return brokenService{} }
	d, err := e.ReadExam(ctx, middle)
	if err != nil || !d.Service.Told {
		t.Fatalf("%+v, %v", d.Service, err)
	}
	got, err := e.ChangePolicy(ctx, model.PolicyChange{ExamID: middle, Text: "New.", Expected: d.Policy.Version()})
	if err != nil || got.Untold == "" || got.Policy.Text != "New." {
		t.Errorf("%+v, %v", got, err)
	}
	// The original does not report a policy that is removed.
	got, err = e.ChangePolicy(ctx, model.PolicyChange{ExamID: middle, Expected: got.Policy.Version()})
	if err != nil || got.Untold != "" || got.Policy != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// unusableService is known to fail before it is asked.
type unusableService struct{ brokenService }

func (unusableService) Unusable() error {
	return model.Errorf(model.CodeInvalid, "Its secret cannot be read.")
}

// A plan does not promise that a service is told which cannot be, and says why;
// so does the change.
func TestPlanOfAnUnusableService(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, false)
	e.cfg.Service = func(string) model.ProctoringService { return unusableService{} }
	d, err := e.ReadExam(ctx, middle)
	if err != nil {
		t.Fatal(err)
	}
	minutes := d.Exam.TimeLimitMins + 1
	edit := model.ExamEdit{ExamID: middle, TimeLimitMins: &minutes, Expected: d.Exam.Modified}
	plan, err := e.PlanExam(ctx, edit)
	if err != nil {
		t.Fatal(err)
	}
	done, err := e.ChangeExam(ctx, edit)
	if err != nil {
		t.Fatal(err)
	}
	for _, effects := range [][]model.Effect{plan.Effects, done.Effects} {
		i := slices.IndexFunc(effects, func(x model.Effect) bool { return x.Kind == model.EffectBackend })
		if i < 0 || effects[i].Certainty != model.WillNot || effects[i].Reason != "Its secret cannot be read" {
			t.Errorf("%+v", effects)
		}
	}
	if !strings.Contains(done.Untold, "could not be told about it: ") {
		t.Errorf("%q", done.Untold)
	}
}

// A service that the settings do not know is warned about; the default stands
// in for none.
func TestServiceThatCounts(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, false)
	exam := model.Exam{CourseID: "a/b/c", ContentID: "x", Name: "Gone", TimeLimitMins: 20, IsProctored: true, IsPracticeExam: true, IsActive: true, Backend: "proctorco"}
	if _, _, err := e.api.CreateExam(ctx, exam); err != nil {
		t.Fatal(err)
	}
	rows, err := e.ListExams(ctx, "a/b/c")
	if err != nil || len(rows) != 1 || !rows[0].Service.Missing() || rows[0].Service.Name != "proctorco" {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := e.OnboardingBoard(ctx, "a/b/c"); model.CodeOf(err) != model.CodeNotFound || model.Sentence(err) == "" {
		t.Errorf("a board at a service that is gone: %v", err)
	}
	s := model.DefaultBackends().ServiceOf(model.Exam{IsProctored: true}, false)
	if !s.IsDefault || s.Name != "test" || s.Missing() {
		t.Errorf("no service named: %+v", s)
	}
	if s := model.DefaultBackends().ServiceOf(model.Exam{Backend: "proctorco"}, false); s.Name != "" || s.Missing() {
		t.Errorf("a timed exam: %+v", s)
	}
}

// Where the store has the platform's enrolments, the board lists them;
// otherwise those who have an attempt in the course.
func TestBoardLearners(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, false)
	before, err := e.OnboardingBoard(ctx, csx)
	if err != nil || before.Enrolled || len(before.Rows) < 10 {
		t.Fatalf("%d learners, enrolled %v, %v", len(before.Rows), before.Enrolled, err)
	}
	if _, err := e.OnboardingBoard(ctx, stats); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("a service without onboarding: %v", err)
	}
	path := filepath.Join(t.TempDir(), "enrolled.sqlite3")
	storetest.WriteTo(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(ctx, `CREATE TABLE student_courseenrollment (id integer PRIMARY KEY, user_id integer, course_id text, is_active bool, mode text);
		INSERT INTO student_courseenrollment SELECT NULL, id, '`+csx+`', id % 2, 'verified' FROM auth_user WHERE id BETWEEN 10 AND 19`)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	after, err := rigOf(t, s, "", Config{Clock: now}).OnboardingBoard(ctx, csx)
	if err != nil || !after.Enrolled || len(after.Rows) != 5 || after.Rows[0].Mode != "verified" {
		t.Errorf("%d learners, enrolled %v, %v", len(after.Rows), after.Enrolled, err)
	}
}

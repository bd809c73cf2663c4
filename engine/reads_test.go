package engine

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"
	"time"

	"examdesk/model"
)

// platform is a platform with enrolments and a credit state.
type platform struct {
	model.NoPlatform
	enrolled []model.Enrollment
	credit   *model.CreditState
	forbids  bool
	asked    string
}

func (p *platform) Enrollments(_ context.Context, _, search string) ([]model.Enrollment, error) {
	p.asked = search
	return p.enrolled, nil
}

func (p *platform) CreditState(context.Context, int64, string, bool) (*model.CreditState, error) {
	return p.credit, nil
}

func (p *platform) MayTakeProctored(context.Context, int64, model.Exam) (bool, error) {
	return !p.forbids, nil
}

// someAttempt is an attempt of the shared database.
func someAttempt(t *testing.T, e *rig, f model.Filter) model.AttemptRow {
	t.Helper()
	page, err := e.FindAttempts(t.Context(), model.AttemptQuery{Filter: f, Limit: 1})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("no attempt: %v", err)
	}
	return page.Rows[0]
}

// What nobody knows of is empty, not an error, wherever a list or a summary is
// asked for; a single thing that is missing is a typed error.
func TestReadsOfNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, false)
	const nowhere, nobody = "no/such/'; DROP TABLE auth_user; --\x00", int64(1 << 40)
	counts := map[string]func() (int, error){
		"exams":      func() (int, error) { l, err := e.CourseExams(ctx, nowhere, false); return len(l), err },
		"attempts":   func() (int, error) { l, err := e.CourseAttempts(ctx, nowhere, "%", model.Window{}); return len(l), err },
		"own":        func() (int, error) { l, err := e.UserAttempts(ctx, nobody, nobody); return len(l), err },
		"allowances": func() (int, error) { l, err := e.CourseAllowances(ctx, nowhere); return len(l), err },
		"active":     func() (int, error) { l, err := e.ActiveExams(ctx, nobody, ""); return len(l), err },
		"report":     func() (int, error) { l, err := e.ViolationReport(ctx, nowhere, false); return len(l), err },
		"approvals":  func() (int, error) { l, err := e.LastApprovals(ctx, []int64{nobody}, "test"); return len(l), err },
		"no one":     func() (int, error) { l, err := e.LastApprovals(ctx, nil, "test"); return len(l), err },
		"enrolled":   func() (int, error) { l, err := e.Enrollments(ctx, nowhere, ""); return len(l), err },
	}
	for name, count := range counts {
		if n, err := count(); n != 0 || err != nil {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	if s, _, err := e.api.StatusSummary(ctx, nobody, nowhere, nowhere); s != nil || err != nil {
		t.Errorf("a summary of no exam: %+v, %v", s, err)
	}
	if at, err := e.LastCompletion(ctx, nowhere, "nobody"); at != nil || err != nil {
		t.Errorf("a completion: %v, %v", at, err)
	}
	if s, err := e.OnboardingStatus(ctx, nowhere, nobody, "test"); s != (model.OnboardingState{}) || err != nil {
		t.Errorf("an onboarding status: %+v, %v", s, err)
	}
	if url, err := e.ConfigurationURL(ctx, nowhere, "x"); url != "" || err != nil {
		t.Errorf("a dashboard: %q, %v", url, err)
	}
	for name, err := range map[string]error{
		"board":    second(e.CourseOnboarding(ctx, model.BoardQuery{Course: nowhere})),
		"settings": second(e.ProctoringSettings(ctx, nobody)),
		"page":     third(e.api.AttemptData(ctx, nobody, nobody, false)),
	} {
		if model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestCourseAttempts(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	row := someAttempt(t, e, model.Filter{})
	course, name := row.Exam.CourseID.Raw(), row.Learner.Username.Raw()
	all, err := e.CourseAttempts(ctx, course, "", model.Window{})
	if err != nil || len(all) < 3 {
		t.Fatalf("%d attempts, %v", len(all), err)
	}
	if !slices.IsSortedFunc(all, func(a, b model.AttemptRow) int { return b.Attempt.Created.Compare(a.Attempt.Created) }) {
		t.Error("the attempts are not in order")
	}
	some, err := e.CourseAttempts(ctx, course, "", model.Window{Offset: 1, Limit: 2})
	if err != nil || len(some) != 2 || some[0].Attempt.ID != all[1].Attempt.ID || some[1].Attempt.ID != all[2].Attempt.ID {
		t.Errorf("the window shows %+v, %v", some, err)
	}
	found, err := e.CourseAttempts(ctx, course, name, model.Window{})
	if err != nil || !slices.ContainsFunc(found, func(r model.AttemptRow) bool { return r.Attempt.ID == row.Attempt.ID }) {
		t.Errorf("%q is not found: %v", name, err)
	}
	if none, err := e.CourseAttempts(ctx, course, "%", model.Window{}); err != nil || len(none) != 0 {
		t.Errorf("%% finds %d, %v", len(none), err)
	}
	report, err := e.ViolationReport(ctx, course, false)
	if err != nil || len(report) != len(all) {
		t.Errorf("a report of %d lines on %d attempts, %v", len(report), len(all), err)
	}
}

func TestStatusSummaryOfAFreshLearner(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	id, _, err := e.api.CreateExam(ctx, model.Exam{CourseID: "a/b/c", ContentID: "block", Name: "Quiz", TimeLimitMins: 20, IsProctored: true, IsActive: true})
	if err != nil || id == 0 {
		t.Fatal(err)
	}
	p := &platform{}
	e.cfg.Platform = p
	status := func() model.AttemptStatus {
		s, _, err := e.api.StatusSummary(ctx, 1, "a/b/c", "block")
		if err != nil {
			t.Fatal(err)
		}
		if s == nil {
			return "none"
		}
		return s.Status
	}
	if got := status(); got != model.Eligible {
		t.Errorf("without credit: %s", got)
	}
	over := now().Add(-time.Hour)
	if p.credit = (&model.CreditState{CourseEnd: &over}); status() != model.Expired {
		t.Errorf("after the course: %s", status())
	}
	if p.forbids = true; status() != "none" {
		t.Errorf("not allowed: %s", status())
	}
}

func TestPrerequisites(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	exam := model.Exam{ID: 1, CourseID: "a/b/c", ContentID: "second"}
	if p, _, err := e.api.Prerequisites(ctx, exam, 1); p != nil || err != nil {
		t.Errorf("without a platform: %+v, %v", p, err)
	}
	require := func(status string) {
		e.cfg.Platform = &platform{credit: &model.CreditState{Requirements: []model.CreditRequirement{
			{Namespace: "proctored_exam", Name: "first", Status: &status}, {Namespace: "proctored_exam", Name: "second", Order: 1},
		}}}
	}
	require("pending")
	if p, _, err := e.api.Prerequisites(ctx, exam, 1); err != nil || len(p.Pending) != 1 || p.Pending[0].JumpTo != "/courses/a/b/c/jump_to/first" {
		t.Errorf("one is pending: %+v, %v", p, err)
	}
	require("satisfied")
	if p, _, err := e.api.Prerequisites(ctx, exam, 1); err != nil || !p.AreSatisfied() {
		t.Errorf("satisfied: %+v, %v", p, err)
	}
}

// A board has a line for each enrolment, in the platform's order, and for one
// whom the store does not know too.
func TestCourseOnboarding(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	row := someAttempt(t, e, model.Filter{OnlyPractice: true})
	p := &platform{enrolled: []model.Enrollment{{Username: "nobody\x1b[2J", Mode: "verified"}, {Username: row.Learner.Username.Raw(), Mode: "masters"}}}
	e.cfg.Platform = p
	known := e.cfg.Backends.ByName
	for _, name := range []string{"proctorco", "software_secure", "test", "null", "mock", row.Exam.Backend.Raw()} {
		known[name] = model.Backend{Name: name, SupportsOnboarding: true}
	}
	q := model.BoardQuery{Course: row.Exam.CourseID.Raw(), Search: "x"}
	board, err := e.CourseOnboarding(ctx, q)
	if err != nil || len(board) != 2 || p.asked != "x" {
		t.Fatalf("the board is %+v, %v, asked for %q", board, err, p.asked)
	}
	if board[0].Status != model.BoardNotStarted || board[0].Learner.ID != 0 || board[1].Mode != "masters" || board[1].Status == model.BoardNotStarted {
		t.Errorf("the board is %+v", board)
	}
	q.Statuses = []model.OnboardingStatus{model.BoardNotStarted}
	if board, err := e.CourseOnboarding(ctx, q); err != nil || len(board) != 1 {
		t.Errorf("those who have not started: %+v, %v", board, err)
	}
	q.FromProfiles = true
	if _, err := e.CourseOnboarding(ctx, q); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("profiles of a service that has none: %v", err)
	}
	p.enrolled = nil
	if board, err := e.CourseOnboarding(ctx, model.BoardQuery{Course: q.Course}); err != nil || len(board) != 0 {
		t.Errorf("a course without learners: %+v, %v", board, err)
	}
	state, err := e.OnboardingStatus(ctx, q.Course, row.Learner.ID, row.Exam.Backend.Raw())
	if err != nil || state.Status == "" {
		t.Errorf("the learner sees %+v, %v", state, err)
	}
}

// configured is a service that says how it is configured, or fails to.
type configured struct {
	model.ProctoringService
	err error
}

func (c configured) Config(context.Context) (map[string]any, error) {
	return map[string]any{"name": "Service"}, c.err
}

func (c configured) Javascript() string { return "https://example.com/a.js" }

func (c configured) DownloadURL(context.Context, model.Exam, model.Attempt) (string, error) {
	return "https://example.com/software", c.err
}

func TestProctoringSettings(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	e, _ := fresh(t, true)
	create := func(content string, exam model.Exam) int64 {
		exam.CourseID, exam.ContentID, exam.Name, exam.TimeLimitMins, exam.IsActive = "a/b/c", model.Text(content), "Quiz", 20, true
		id, _, err := e.api.CreateExam(ctx, exam)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	timed, proctored := create("timed", model.Exam{}), create("proctored", model.Exam{IsProctored: true, Backend: "test"})
	unknown := create("unknown", model.Exam{IsProctored: true, Backend: "no such"})
	e.cfg.Site.PlatformName, e.cfg.Site.ContactEmail = "Platform", "help@example.com"
	var failing error
	e.cfg.Service = func(string) model.ProctoringService { return configured{err: failing} }
	if s, err := e.ProctoringSettings(ctx, timed); err != nil || s.Service != nil || s.PlatformName != "Platform" {
		t.Errorf("a timed exam: %+v, %v", s, err)
	}
	s, err := e.ProctoringSettings(ctx, proctored)
	if err != nil || s.Service.Config["name"] != "Service" || s.Service.IntegrationSpecificEmail != "help@example.com" {
		t.Errorf("a proctored exam: %+v, %v", s, err)
	}
	if _, err := e.ProctoringSettings(ctx, unknown); model.CodeOf(err) != model.CodeUnsupported {
		t.Errorf("a service that is not configured: %v", err)
	}
	failing = errors.New("no route to host")
	if _, err := e.ProctoringSettings(ctx, proctored); model.CodeOf(err) != model.CodeUnavailable {
		t.Errorf("a service that does not answer: %v", err)
	}
	if has, err := e.HasDashboard(ctx, "a/b/c"); err != nil || !has {
		t.Errorf("the course's service has a dashboard: %v, %v", has, err)
	}
	if e.SupportsOnboarding("no such") {
		t.Error("a service that is not configured supports onboarding")
	}
}

// The card shows the learner's own time zone where the LMS's table is there,
// and nothing where the zone is one that nobody knows.
func TestLearnerCardZone(t *testing.T) {
	t.Parallel()
	e, s := fresh(t, true)
	for value, want := range map[string]string{"Asia/Shanghai": "Asia/Shanghai", "Middle/Earth": ""} {
		db, err := sql.Open("sqlite", s.Info().Path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), `CREATE TABLE IF NOT EXISTS user_api_userpreference (id integer PRIMARY KEY, user_id integer, key varchar(255), value text);
			DELETE FROM user_api_userpreference; INSERT INTO user_api_userpreference (user_id, key, value) VALUES (1, 'time_zone', '`+value+`')`)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		card, err := e.ReadLearner(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if (card.Zone == nil) != (want == "") || card.Zone != nil && card.Zone.String() != want {
			t.Errorf("%s gives %v", value, card.Zone)
		}
	}
}

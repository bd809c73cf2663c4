package lms

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"examdesk/model"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// wishes asks for minutes for several learners at one exam.
func (r *rig) plan(t *testing.T, minutes string, n int) model.AllowancePlan {
	t.Helper()
	f, err := model.ParseFilter("backend:software_secure")
	if err != nil {
		t.Fatal(err)
	}
	page, err := r.FindAttempts(t.Context(), model.AttemptQuery{Filter: f, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	var wishes []model.AllowanceWish
	seen := map[int64]bool{}
	for _, row := range page.Rows {
		if row.Exam.IsActive && !seen[row.Learner.ID] && len(wishes) < n {
			seen[row.Learner.ID] = true
			wishes = append(wishes, model.AllowanceWish{UserID: row.Learner.ID, Exam: number(row.Exam.ID), Key: model.AllowanceAdditionalTime, Value: minutes})
		}
	}
	p, err := r.PlanAllowances(t.Context(), model.AllowanceRequest{Wishes: wishes})
	if err != nil || p.Counts().Writes() != n {
		t.Fatalf("%+v, %v", p.Counts(), err)
	}
	return p
}

// Thirty minutes for twelve, of whom one gets them from somebody else in the meantime and
// one has them refused.
func TestTwelveAllowances(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	p := r.plan(t, "33", 12)
	done := 0
	refused := p.Lines[3].Learner.ID
	r.setFault(func(w http.ResponseWriter, q *http.Request) bool {
		if q.Method != http.MethodPut {
			return false
		}
		body := make([]byte, 1000)
		n, _ := q.Body.Read(body)
		if strings.Contains(string(body[:n]), `"user_info":`+number(refused)+",") {
			return answer(http.MethodPut, 400, `{"detail":"The learner is not enrolled"}`)(w, q)
		}
		q.Body = http.NoBody
		q.Body = readCloser{strings.NewReader(string(body[:n]))}
		return false
	})
	got, err := r.ApplyAllowances(t.Context(), p, func(d, total int) {
		if done++; total != 12 || d != done {
			t.Errorf("told %d of %d", d, total)
		}
	})
	if err != nil || got.Batch != 0 || got.NoUndo == "" || done != 12 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, res := range got.Results {
		if i == 3 {
			if res.Written || model.CodeOf(res.Err) != model.CodeInvalid || !strings.Contains(model.Sentence(res.Err), "not enrolled") {
				t.Errorf("refused: %+v", res)
			}
			continue
		}
		if !res.Written || res.Err != nil {
			t.Errorf("line %d: %v, %v", i, res.Written, res.Err)
		}
	}
	if n := ask[int](t, r.path, "SELECT count(*) FROM proctoring_proctoredexamstudentallowance WHERE value = '33'"); n != 11 || r.taken.allowances == 0 {
		t.Errorf("%d allowances; the mirror was handed %d", n, r.taken.allowances)
	}
	again, err := r.ApplyAllowances(t.Context(), r.plan(t, "33", 0), nil)
	if err != nil || len(again.Results) != 0 {
		t.Errorf("nothing: %+v, %v", again, err)
	}
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// After a line that is not answered nothing more is sent, and what was done is found.
func TestAllowancesAreCutOff(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	p := r.plan(t, "34", 5)
	puts := 0
	r.setFault(func(_ http.ResponseWriter, q *http.Request) bool {
		if q.Method == http.MethodPut {
			if puts++; puts == 3 {
				panic(http.ErrAbortHandler)
			}
		}
		return false
	})
	got, err := r.ApplyAllowances(t.Context(), p, nil)
	if err != nil || puts != 3 {
		t.Fatalf("%d sent, %v", puts, err)
	}
	for i, res := range got.Results {
		if (i < 2) != (res.Err == nil && res.Written) || i == 2 != errors.Is(res.Err, model.ErrUnsettled) || i > 2 && model.CodeOf(res.Err) != model.CodeUnavailable {
			t.Errorf("line %d: %v, %v", i, res.Written, res.Err)
		}
	}
}

// An allowance that changed at the LMS is left as it is.
func TestAllowanceChangedAtTheLMS(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	if _, err := r.ApplyAllowances(t.Context(), r.plan(t, "40", 1), nil); err != nil {
		t.Fatal(err)
	}
	p := r.plan(t, "41", 1)
	r.setFault(func(_ http.ResponseWriter, q *http.Request) bool {
		if q.Method == http.MethodGet {
			execSQL(t, r.path, "UPDATE proctoring_proctoredexamstudentallowance SET value = '99' WHERE value = '40'")
		}
		return false
	})
	got, err := r.ApplyAllowances(t.Context(), p, nil)
	if err != nil || model.CodeOf(got.Results[0].Err) != model.CodeConflict || len(r.changes()) != 0 {
		t.Errorf("%+v, %v, sent %v", got, err, r.changes())
	}
}

// asStaffOf makes somebody staff of a course and of nothing else.
func asStaffOf(username, course string) []string {
	return []string{
		"CREATE TABLE IF NOT EXISTS student_courseaccessrole (id INTEGER PRIMARY KEY, user_id INTEGER, org TEXT, course_id TEXT, role TEXT)",
		"UPDATE auth_user SET is_staff = 0, is_superuser = 0 WHERE username = '" + username + "'",
		"INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, '', '" + course + "', 'staff' FROM auth_user WHERE username = '" + username + "'",
	}
}

// Course staff grant in their course and in no other.
func TestCourseStaff(t *testing.T) {
	t.Parallel()
	r := enter(t, "r.adeyemi")
	p := r.plan(t, "50", 1)
	other := ask[string](t, r.path, "SELECT course_id FROM proctoring_proctoredexam WHERE course_id != ? LIMIT 1", p.Lines[0].Exam.CourseID.Raw())
	for course, want := range map[string]model.Verdict{p.Lines[0].Exam.CourseID.Raw(): model.VerdictYes, other: model.VerdictNo} {
		r := enter(t, "r.adeyemi", asStaffOf("yuki_sato", course)...)
		r.signIn(t, "yuki_sato")
		a, err := r.Can(t.Context(), model.DeedGrant, model.Subject{Kind: model.SubjectExam, ID: p.Lines[0].Exam.ID})
		if err != nil || a.Verdict != want {
			t.Errorf("%s: %+v, %v", course, a, err)
		}
		if a, err := r.Can(t.Context(), model.DeedDecide); err != nil || a.Verdict != model.VerdictNo || a.WayOut == "" {
			t.Errorf("decide: %+v, %v", a, err)
		}
	}
}

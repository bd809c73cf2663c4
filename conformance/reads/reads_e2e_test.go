//go:build e2e

package reads

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"examdesk/store/storetest"

	"github.com/google/go-cmp/cmp"

	services "examdesk/backends"
	"examdesk/engine"
	"examdesk/model"
	"examdesk/store"
)

func now() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// original is what edx-proctoring answered.
type original struct {
	Users   [][2]any
	Answers map[string]any
}

// TestE2EReads compares each answer, and how many there are of each kind.
func TestE2EReads(t *testing.T) {
	t.Parallel()
	path := database(t)
	theirs := ask(t, path)
	ours := answers(t, path, theirs)
	equal, differ, told := map[string]int{}, 0, map[string]int{}
	for key, want := range theirs.Answers {
		kind, _, _ := strings.Cut(key, " ")
		if diff := cmp.Diff(want, ours[key]); diff != "" {
			if differ++; differ <= 10 {
				t.Errorf("%s (-edx-proctoring +ours):\n%s", key, diff)
			}
			continue
		}
		equal[kind]++
		if s := fmt.Sprint(want); s != "<nil>" && s != "[]" && s != "false" {
			told[kind]++
		}
	}
	for key := range ours {
		if _, ok := theirs.Answers[key]; !ok {
			t.Errorf("nobody asked for %s", key)
		}
	}
	for kind, n := range equal {
		t.Logf("%-10s %5d equal, %5d of them not empty", kind, n, told[kind])
		if told[kind] == 0 {
			t.Errorf("every answer of %s is empty", kind)
		}
	}
	t.Logf("%d answers tried, %d differ", len(theirs.Answers), differ)
}

// ask lets edx-proctoring answer on the database, which gets due dates by it.
func ask(t *testing.T, path string) (out original) {
	t.Helper()
	python := os.Getenv("EXAMDESK_ORACLE_PYTHON")
	if python == "" {
		t.Fatal("EXAMDESK_ORACLE_PYTHON is not set; run make e2e")
	}
	cmd := exec.CommandContext(t.Context(), python, "reads.py", path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	data, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// database unpacks the database that edx-proctoring wrote.
func database(t *testing.T) string {
	t.Helper()
	return storetest.File(t)
}

// reader asks the engine what [ask] asked, and keeps the answers in the same
// form.
type reader struct {
	t     *testing.T
	store *store.Store
	*engine.EdxProctoring
	users []model.Learner
	// backends are the engine's: the other side does not ask whether a service
	// has onboarding, so all have it here.
	backends map[string]model.Backend
	out      map[string]any
}

// enrolled is a platform on which every user takes every course.
type enrolled struct {
	model.NoPlatform
	list []model.Enrollment
}

func (p enrolled) Enrollments(context.Context, string, string) ([]model.Enrollment, error) {
	return p.list, nil
}

func answers(t *testing.T, path string, theirs original) map[string]any {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{})
	must(t, err)
	defer func() { _ = s.Close() }()
	r := &reader{t: t, store: s, out: map[string]any{}}
	var p enrolled
	for _, u := range theirs.Users {
		l := model.Learner{ID: int64(u[0].(float64)), Username: model.Text(u[1].(string))}
		r.users = append(r.users, l)
		p.list = append(p.list, model.Enrollment{Username: l.Username.Raw()})
	}
	backends := model.DefaultBackends()
	r.backends = backends.ByName
	r.EdxProctoring = engine.New(s, engine.Config{Clock: now, Formats: services.Formats{}, Platform: p, Backends: backends}).EdxProctoring()
	courses, err := r.ListCourses(t.Context())
	must(t, err)
	for _, c := range courses {
		r.course(c.ID.Raw())
		for _, x := range c.Exams {
			r.exam(x)
		}
	}
	for _, u := range r.users {
		r.active(u)
	}
	data, err := json.Marshal(r.out)
	must(t, err)
	var plain map[string]any // numbers and lists as JSON reads them
	must(t, json.Unmarshal(data, &plain))
	return plain
}

func (r *reader) course(id string) {
	r.out["attempts "+id] = r.attempts(id, "")
	for _, text := range []string{"a", "ana", "%", "_", "@example", "\\", "'"} {
		r.out["filtered "+text+" "+id] = r.attempts(id, text)
	}
	for _, practice := range []bool{false, true} {
		r.out[fmt.Sprintf("report %t %s", practice, id)] = r.report(id, practice)
	}
	granted, err := r.CourseAllowances(r.t.Context(), id)
	must(r.t, err)
	byID := map[int64]any{}
	for _, a := range granted {
		byID[a.Allowance.ID] = []any{a.Allowance.ID, a.Allowance.Key.Raw(), a.Allowance.Value.Raw(), a.Learner.Username.Raw(), a.Exam.ID}
	}
	r.out["allowances "+id] = inOrder(byID)
	var end *time.Time
	must(r.t, r.store.View(r.t.Context(), func(tx *store.Tx) (err error) { end, err = tx.CourseEnd(r.t.Context(), id); return err }))
	r.out["end "+id] = iso(end)
	for _, u := range r.users {
		at, err := r.LastCompletion(r.t.Context(), id, u.Username.Raw())
		must(r.t, err)
		r.out[fmt.Sprintf("last %d %s", u.ID, id)] = iso(at)
	}
	r.onboarding(id)
}

func (r *reader) attempts(course, text string) []int64 {
	rows, err := r.CourseAttempts(r.t.Context(), course, text, model.Window{})
	must(r.t, err)
	out := make([]int64, 0, len(rows))
	for _, row := range rows {
		out = append(out, row.Attempt.ID)
	}
	return out
}

func (r *reader) report(course string, practice bool) []any {
	lines, err := r.ViolationReport(r.t.Context(), course, practice)
	must(r.t, err)
	out := make([]any, 0, len(lines))
	for _, l := range lines {
		comments := map[string][]string{}
		for status, texts := range l.Comments {
			for _, text := range texts {
				comments[string(status)+" Comments"] = append(comments[string(status)+" Comments"], text.Raw())
			}
		}
		out = append(out, []any{orNull(l.Row.Attempt.Code.Raw()), string(l.Row.Attempt.Status), orNull(string(l.Review)), comments})
	}
	return out
}

func (r *reader) onboarding(course string) {
	var exam *model.Exam
	must(r.t, r.store.View(r.t.Context(), func(tx *store.Tx) (err error) { exam, err = tx.OnboardingExam(r.t.Context(), course); return err }))
	if exam == nil {
		return
	}
	name := exam.Backend.Raw()
	r.backends[name] = model.Backend{Name: name, SupportsOnboarding: true}
	board, err := r.CourseOnboarding(r.t.Context(), model.BoardQuery{Course: course})
	must(r.t, err)
	lines := make([]any, 0, len(board))
	for _, l := range board {
		lines = append(lines, []any{l.Learner.Username.Raw(), orNull(string(l.Status)), iso(l.Modified)})
	}
	r.out["board "+course] = lines
	for _, u := range r.users {
		status, err := r.OnboardingStatus(r.t.Context(), course, u.ID, name)
		must(r.t, err)
		r.out[fmt.Sprintf("onboarding %d %s", u.ID, course)] = []any{orNull(string(status.Status)), iso(status.Expires)}
	}
}

func (r *reader) exam(x model.Exam) {
	for _, u := range r.users {
		due, err := r.DueDate(r.t.Context(), x, u.ID)
		must(r.t, err)
		r.out[fmt.Sprintf("due %d %d", x.ID, u.ID)] = iso(due)
		past, err := r.IsPassedDue(r.t.Context(), x, u.ID)
		must(r.t, err)
		r.out[fmt.Sprintf("past %d %d", x.ID, u.ID)] = past
	}
}

func (r *reader) active(u model.Learner) {
	list, err := r.ActiveExams(r.t.Context(), u.ID, "")
	must(r.t, err)
	out := make([]any, 0, len(list))
	for _, a := range list {
		granted := make([]int64, 0, len(a.Allowances))
		for _, g := range a.Allowances {
			granted = append(granted, g.Allowance.ID)
		}
		out = append(out, []any{a.Row.Attempt.ID, granted})
	}
	r.out[fmt.Sprintf("active %d", u.ID)] = out
}

package server

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// courseRoles makes the LMS's table of course roles where the sample data have none.
const courseRoles = `CREATE TABLE IF NOT EXISTS student_courseaccessrole (id INTEGER PRIMARY KEY, user_id INTEGER, org TEXT, course_id TEXT, role TEXT)`

// severalCourses returns the courses of a store that has at least two.
func severalCourses(t *testing.T, s *Store) []model.Course {
	t.Helper()
	courses, err := s.ListCourses(t.Context())
	if err != nil || len(courses) < 2 {
		t.Fatalf("%v, %v", courses, err)
	}
	return courses
}

// A course's staff reads by way of a server what is of their own courses, and nothing
// else; a learner reads nothing.
func TestTeamsReadTheirCourses(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	whole := r.as(t, "r.adeyemi")
	courses := severalCourses(t, whole)
	own, other := courses[0].ID.Raw(), courses[1].ID.Raw()
	execSQL(t, r.store.Info().Path,
		courseRoles,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, '', '`+own+`', 'staff' FROM auth_user WHERE username = 'yuki_sato'`)
	team := r.as(t, "yuki_sato")
	page, err := team.FindAttempts(t.Context(), model.AttemptQuery{Limit: 1000})
	if err != nil || len(page.Rows) == 0 {
		t.Fatalf("%d rows, %v", len(page.Rows), err)
	}
	for _, row := range page.Rows {
		if row.Exam.CourseID.Raw() != own {
			t.Errorf("attempt %d of %s is shown", row.Attempt.ID, row.Exam.CourseID)
		}
	}
	if page, err := team.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{Courses: []string{other}}}); err != nil || len(page.Rows) > 0 {
		t.Errorf("%d rows of another course, %v", len(page.Rows), err)
	}
	for row, err := range team.Attempts(t.Context(), model.AttemptQuery{}) {
		if err != nil || row.Exam.CourseID.Raw() != own {
			t.Fatalf("%v, %v", row.Exam.CourseID, err)
		}
	}
	counts, err := team.CountSections(t.Context(), "")
	want, errWant := whole.CountSections(t.Context(), own)
	if err != nil || errWant != nil || len(counts) != len(want) {
		t.Fatalf("%v, %v", err, errWant)
	}
	for i := range counts {
		if counts[i].Count != want[i].Count {
			t.Errorf("%+v, want %+v", counts[i], want[i])
		}
	}
	theirs, err := whole.FindAttempts(t.Context(), model.AttemptQuery{Filter: model.Filter{Courses: []string{other}}, Limit: 1})
	if err != nil || len(theirs.Rows) == 0 {
		t.Fatal(err)
	}
	elsewhere := theirs.Rows[0]
	exam := elsewhere.Exam.ID
	for what, try := range map[string]func(*Store) error{
		"attempt":  func(s *Store) error { _, err := s.ReadAttempt(t.Context(), elsewhere.Attempt.ID); return err },
		"exam":     func(s *Store) error { _, err := s.ReadExam(t.Context(), exam); return err },
		"due date": func(s *Store) error { _, err := s.DueDate(t.Context(), elsewhere.Exam, 0); return err },
		"policy":   func(s *Store) error { _, err := s.ReviewPolicy(t.Context(), exam); return err },
		"versions": func(s *Store) error { return drained(s.PolicyVersions(t.Context(), exam)) },
		"allowances of the course": func(s *Store) error {
			return drained(s.Allowances(t.Context(), model.AllowanceQuery{Course: other}))
		},
		"allowances of the exam": func(s *Store) error {
			return drained(s.Allowances(t.Context(), model.AllowanceQuery{ExamID: exam}))
		},
		"all allowances": func(s *Store) error { return drained(s.Allowances(t.Context(), model.AllowanceQuery{})) },
		"board":          func(s *Store) error { _, err := s.OnboardingBoard(t.Context(), other); return err },
		"onboarding":     func(s *Store) error { return drained(s.Onboarding(t.Context(), model.BoardQuery{Course: other})) },
		"violations":     func(s *Store) error { return drained(s.Violations(t.Context(), other, false)) },
		"statuses":       func(s *Store) error { _, err := s.CourseStatuses(t.Context(), other); return err },
		"counts":         func(s *Store) error { _, err := s.CountSections(t.Context(), other); return err },
		"exam counts":    func(s *Store) error { _, err := s.ExamAttemptCounts(t.Context(), other); return err },
		"learners of the course": func(s *Store) error {
			_, err := s.FindLearners(t.Context(), model.LearnerQuery{Text: "a", Limit: 5, Course: other})
			return err
		},
		"attempts of a learner": func(s *Store) error {
			_, err := s.UserAttempts(t.Context(), elsewhere.Learner.ID, exam)
			return err
		},
		"video":  func(s *Store) error { _, err := s.VideoURL(t.Context(), elsewhere.Attempt.ID); return err },
		"outbox": func(s *Store) error { return drained(s.Messages(t.Context(), model.MessageQuery{})) },
		"activity": func(s *Store) error {
			return s.Activity(t.Context(), model.ActivityQuery{}, func(model.ActivityLine) error { return nil })
		},
		"person": func(s *Store) error { _, err := s.Person(t.Context(), "r.adeyemi"); return err },
		"check":  func(s *Store) error { _, err := s.CheckStore(t.Context()); return err },
	} {
		if err := try(team); model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%s of another course: %v", what, err)
		}
		if err := try(r.as(t, "nour_schafer")); model.CodeOf(err) != model.CodeDenied {
			t.Errorf("%s, for a learner: %v", what, err)
		}
	}
	if rows, err := team.ReadRows(t.Context(), []int64{elsewhere.Attempt.ID, page.Rows[0].Attempt.ID}); err != nil || len(rows) != 1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if list, err := team.ListCourses(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("%d courses, %v", len(list), err)
	}
	if list, err := team.ListExams(t.Context(), ""); err != nil || len(list) == 0 || list[0].Exam.CourseID.Raw() != own {
		t.Errorf("%d exams, %v", len(list), err)
	}
	if _, err := r.as(t, "nour_schafer").FindAttempts(t.Context(), model.AttemptQuery{}); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("a learner's list: %v", err)
	}
}

func drained[A any](list func(func(A, error) bool)) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestLearnersAreRefused asks every operation as a learner, with what is there: nothing
// but who they are is answered.
func TestLearnersAreRefused(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	row := someAttempt(t, r.as(t, "r.adeyemi"))
	refused := 0
	for _, o := range wire.Operations() {
		path := strings.NewReplacer(
			"{$}", "", "{attempt_id}", fmt.Sprint(row.Attempt.ID), "{exam_id}", fmt.Sprint(row.Exam.ID), "{user_id}", fmt.Sprint(row.Learner.ID), "{deed}", "attempt.decide",
		).Replace(o.Path)
		path = regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "1")
		var body []byte
		for _, p := range wire.ParamsOf(o.Params) {
			if p.In == "body" {
				body = spell.Write(reflect.Zero(p.Type).Interface())
			}
		}
		for name, whole := range map[string]string{ // those that must be whole to be looked at
			"/decisions": `{"id":"one","stamp":"2026-11-20T16:00:00Z"}`, "/changes": `{"kind":"reset"}`, "/changes/plan": `{"kind":"reset"}`,
			"/registrations": `{"course":"` + row.Exam.CourseID.Raw() + `"}`, "/registrations/plan": `{"course":"` + row.Exam.CourseID.Raw() + `"}`,
		} {
			if strings.HasSuffix(o.Path, name) && body != nil {
				body = []byte(whole)
			}
		}
		req, err := http.NewRequestWithContext(t.Context(), o.Method, r.web.URL+wire.Base+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "JWT nour_schafer")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if open := o.Scope == wire.Open || o.Scope == wire.ForEveryone; open {
			if res.StatusCode >= 500 {
				t.Errorf("%s %s: %d %s", o.Method, o.Path, res.StatusCode, answer)
			}
			continue
		}
		refused++
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("%s %s for a learner: %d %.300s", o.Method, o.Path, res.StatusCode, answer)
		}
	}
	t.Logf("%d of %d operations refused", refused, len(wire.Operations()))
}

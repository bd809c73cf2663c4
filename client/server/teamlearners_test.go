package server

import (
	"fmt"
	"slices"
	"testing"

	"examdesk/model"
)

// TestWhoLooksUpLearners has each role at a server find learners and read their cards as far
// as it goes: whoever may read about any learner finds all, a course's staff those of its own
// courses, with the card's part about these, and a learner nobody.
func TestWhoLooksUpLearners(t *testing.T) {
	t.Parallel()
	r := serve(t, true)
	whole := r.as(t, "r.adeyemi")
	courses := severalCourses(t, whole)
	own, other := courses[0].ID.Raw(), courses[1].ID.Raw()
	both, foreign := learnersIn(t, whole, own, other)
	execSQL(t, r.store.Info().Path, courseRoles)
	for i, role := range []struct{ name, org, course, role string }{
		{"course.staff", "", own, "staff"}, {"course.instructor", "", own, "instructor"}, {"course.beta", "", own, "beta_testers"}, {"org.staff", model.OrgOf(courses[0].ID), "", "staff"},
	} {
		execSQL(t, r.store.Info().Path,
			fmt.Sprintf(`INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined) VALUES (%d, '!', 0, '%s', '', '', '%s@example.com', 0, 1, '2026-01-01')`, 90000+i, role.name, role.name),
			fmt.Sprintf(`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) VALUES (%d, '%s', '%s', '%s')`, 90000+i, role.org, role.course, role.role))
	}
	for who, sees := range map[string]struct{ any, own bool }{
		"r.adeyemi": {true, true}, "course.staff": {false, true}, "course.instructor": {false, true}, "org.staff": {model.OrgOf(courses[1].ID) == model.OrgOf(courses[0].ID), true},
		"course.beta": {}, "nour_schafer": {},
	} {
		s := r.as(t, who)
		lookUp(t, who, s, both, sees.own)
		lookUp(t, who, s, foreign, sees.any)
		if !sees.own {
			continue
		}
		card, err := s.ReadLearner(t.Context(), both.Learner.ID)
		if err != nil {
			t.Fatal(err)
		}
		elsewhere := slices.ContainsFunc(card.Courses, func(c model.CourseCard) bool { return c.Course.Raw() == other })
		happened := slices.ContainsFunc(card.Timeline, func(e model.TimelineEntry) bool { return e.Course.Raw() == other })
		if elsewhere != sees.any || happened != sees.any {
			t.Errorf("%s sees %d courses of %s; of the other course %v, what happened there %v", who, len(card.Courses), both.Learner.Username, elsewhere, happened)
		}
	}
}

// learnersIn finds an attempt of the first course whose learner has one of the second as well,
// and an attempt of the second course whose learner is not in the first.
func learnersIn(t *testing.T, s *Store, own, other string) (both, foreign model.AttemptRow) {
	t.Helper()
	for row, err := range s.Attempts(t.Context(), model.AttemptQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		course := row.Exam.CourseID.Raw()
		if course != own && course != other || both.Attempt.ID != 0 && foreign.Attempt.ID != 0 {
			continue
		}
		card, err := s.ReadLearner(t.Context(), row.Learner.ID)
		if err != nil {
			t.Fatal(err)
		}
		in := func(course string) bool {
			return slices.ContainsFunc(card.Courses, func(c model.CourseCard) bool { return c.Course.Raw() == course }) &&
				(course == own || slices.ContainsFunc(card.Timeline, func(e model.TimelineEntry) bool { return e.Course.Raw() == course }))
		}
		if course == own && in(other) && both.Attempt.ID == 0 {
			both = row
		}
		if course == other && !in(own) && foreign.Attempt.ID == 0 {
			foreign = row
		}
	}
	if both.Attempt.ID == 0 || foreign.Attempt.ID == 0 {
		t.Fatalf("no learner of both courses (%d), or none of the other alone (%d)", both.Attempt.ID, foreign.Attempt.ID)
	}
	return both, foreign
}

// lookUp looks for the learner of an attempt by everything that names them.
func lookUp(t *testing.T, who string, s *Store, row model.AttemptRow, sees bool) {
	t.Helper()
	is := func(l model.Learner) bool { return l.ID == row.Learner.ID }
	for _, name := range []string{row.Learner.Username.Raw(), row.Learner.Email.Raw(), row.Attempt.Code.Raw()} {
		found, err := s.FindLearners(t.Context(), model.LearnerQuery{Text: name, Limit: 50})
		named, errNamed := s.LearnersNamed(t.Context(), name, 0)
		if slices.ContainsFunc(found, is) != sees || slices.ContainsFunc(named, is) != sees {
			t.Errorf("%s looks for %q: finds %d, %v; names %d, %v; want %v", who, name, len(found), err, len(named), errNamed, sees)
		}
	}
	if named, err := s.LearnersNamed(t.Context(), "", row.Learner.ID); slices.ContainsFunc(named, is) != sees {
		t.Errorf("%s names learner %d: %v, %v", who, row.Learner.ID, named, err)
	}
	_, err := s.ReadLearner(t.Context(), row.Learner.ID)
	_, byCode := s.AttemptIDByCode(t.Context(), row.Attempt.Code.Raw())
	_, nobody := s.ReadLearner(t.Context(), 1<<40)
	if (err == nil) != sees || (byCode == nil) != sees {
		t.Errorf("%s reads the card of %s: %v; by code: %v", who, row.Learner.Username, err, byCode)
	}
	if !sees && model.CodeOf(err) != model.CodeOf(nobody) {
		t.Errorf("%s is answered %v about a learner who is not theirs, %v about nobody", who, err, nobody)
	}
}

package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// Who a person is comes from Django's and the LMS's tables: staff and instructors
// of a course, those of a whole organisation, and no other roles.
func TestStaffOfCourses(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	alter(t, path, `CREATE TABLE student_courseaccessrole (id INTEGER PRIMARY KEY, user_id INTEGER, org TEXT, course_id TEXT, role TEXT)`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', 'a/b/c', 'staff' FROM auth_user WHERE username = 'yuki_sato'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', 'a/b/c', 'instructor' FROM auth_user WHERE username = 'yuki_sato'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', 'a/b/d', 'staff' FROM auth_user WHERE username = 'yuki_sato'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', '', 'staff' FROM auth_user WHERE username = 'yuki_sato'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, '', '', 'instructor' FROM auth_user WHERE username = 'yuki_sato'`,
		`UPDATE auth_user SET is_active = 0, is_superuser = 1 WHERE username = 'prof.lind'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', 'a/b/c', 'beta_testers' FROM auth_user WHERE username = 'nour_schafer'`)
	s := mustOpen(t, path, Options{})
	r, err := s.Person(t.Context(), "yuki_sato")
	want := model.Reviewer{Courses: []string{"a/b/c", "a/b/d"}, Instructs: []string{"a/b/c"}, Orgs: []string{"a"}}
	got := model.Reviewer{Courses: r.Courses, Instructs: r.Instructs, Orgs: r.Orgs, IsStaff: r.IsStaff, IsSuperuser: r.IsSuperuser, Inactive: r.Inactive, Groups: r.Groups}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	again := personByID(t, s, r.ID)
	if diff := cmp.Diff(r, again); diff != "" {
		t.Errorf("by id: %s", diff)
	}
	if r, err := s.Person(t.Context(), "nour_schafer"); err != nil || len(r.Courses)+len(r.Orgs) != 0 || r.Inactive {
		t.Errorf("a beta tester: %+v, %v", r, err)
	}
	if r, err := s.Person(t.Context(), "prof.lind"); err != nil || !r.Inactive || !r.IsSuperuser || r.IsStaff {
		t.Errorf("somebody inactive: %+v, %v", r, err)
	}
	if _, err := s.Person(t.Context(), "no such person"); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("somebody unknown: %v", err)
	}
}

func personByID(t *testing.T, s *Store, id int64) (r model.Reviewer) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		if _, err := tx.Person(t.Context(), 1<<40); model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("an unknown id: %v", err)
		}
		r, err = tx.Person(t.Context(), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

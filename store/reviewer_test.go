package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"examdesk/model"
)

// Who is staff of a course in the LMS's table acts in it; other roles, and other
// people, do not.
func TestStaffOfCourses(t *testing.T) {
	t.Parallel()
	path := sharedCopy(t)
	alter(t, path, `CREATE TABLE student_courseaccessrole (id INTEGER PRIMARY KEY, user_id INTEGER, org TEXT, course_id TEXT, role TEXT)`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', 'a/b/c', 'staff' FROM auth_user WHERE username = 'yuki_sato'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', 'a/b/c', 'instructor' FROM auth_user WHERE username = 'yuki_sato'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', '', 'staff' FROM auth_user WHERE username = 'yuki_sato'`,
		`INSERT INTO student_courseaccessrole (user_id, org, course_id, role) SELECT id, 'a', 'a/b/c', 'beta_testers' FROM auth_user WHERE username = 'nour_schafer'`)
	s := mustOpen(t, path, Options{})
	r, err := s.Reviewer(t.Context(), "yuki_sato")
	if diff := cmp.Diff([]string{"a/b/c"}, r.Courses); err != nil || diff != "" || r.IsStaff {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := s.Reviewer(t.Context(), "nour_schafer"); model.CodeOf(err) != model.CodeDenied {
		t.Errorf("a beta tester: %v", err)
	}
}

package model

import "testing"

// A course's staff changes attempts there, sets no status and decides nothing.
func TestCourseStaff(t *testing.T) {
	t.Parallel()
	teacher := Reviewer{ID: 5, Username: "teacher", Courses: []string{"a/b/c"}}
	for _, c := range []struct {
		who    Reviewer
		kind   ChangeKind
		course Text
		may    bool
	}{
		{teacher, ChangeReset, "a/b/c", true},
		{teacher, ChangeResume, "a/b/c", true},
		{teacher, ChangeRemove, "a/b/c", true},
		{teacher, ChangeRemoveAll, "a/b/c", true},
		{teacher, ChangeStatus, "a/b/c", false},
		{teacher, ChangeReset, "a/b/d", false},
		{teacher, ChangeReset, "", false},
		{Reviewer{ID: 6, IsStaff: true}, ChangeStatus, "a/b/d", true},
		{Reviewer{IsStaff: true}, ChangeReset, "a/b/c", false},
	} {
		exam := Exam{CourseID: c.course, Backend: "test", IsProctored: true}
		if err := c.who.MayChange(c.kind, exam, DefaultBackends()); (err == nil) != c.may {
			t.Errorf("%s, %s in %q: %v", c.who.Username, c.kind, c.course, err)
		}
	}
	if teacher.MayDecide("test") {
		t.Error("a course's staff decides")
	}
}

package tui

import (
	"testing"

	"examdesk/tui/view"
)

func TestFilterOfNamesThatAreNowhere(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("/")
	d.typed("learner:nope_at_all")
	d.press("enter")
	d.sees("No attempt matches", "Nobody here has the username nope_at_all")
	d.press("esc")
	d.doesNotSee("nope_at_all")
	d.press("/")
	d.typed("mei OR")
	d.sees("OR is not an operator")
	d.press("esc")
}

// A course is found by the name that the list shows, on later pages too.
func TestFilterByTheCourseThatIsShown(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	course := d.selected().Exam.CourseID
	d.press("/")
	d.typed("course:" + view.CourseShort(course))
	d.press("enter")
	if len(d.list().Rows) == 0 {
		t.Fatal("nothing is listed")
	}
	d.sees("is " + course.String() + ".")
	d.press("G")
	d.press("ctrl+r")
	for _, r := range d.list().Rows {
		if r.Exam.CourseID != course {
			t.Fatalf("an attempt of %s is listed", r.Exam.CourseID)
		}
	}
	if d.m.queue.Course() != course.Raw() {
		t.Errorf("boards open with %q", d.m.queue.Course())
	}
}

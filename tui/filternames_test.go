package tui

import (
	"testing"

	"examdesk/model"
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
	d.typed("mei AND")
	d.sees("AND is not an operator")
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

// The filter line takes the whole grammar, and says where in it something is wrong.
func TestFilterTrees(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("/")
	d.typed("status:error or stauts:submitted")
	d.sees("Column 17:", "did you mean status:?")
	d.press("enter")
	d.sees("Column 17:")
	d.press("esc")

	// A filter that speaks of sections itself is not narrowed to the one on the screen.
	d.press("/")
	d.typed("section:errors or section:waiting")
	d.press("enter")
	rows := d.list().Rows
	seen := map[model.AttemptStatus]bool{}
	for _, r := range rows {
		seen[r.Attempt.Status] = true
	}
	if !seen[model.Errored] || !seen[model.Submitted] {
		t.Errorf("of errors and waiting these are listed: %v", seen)
	}
	d.press("esc")

	d.press("/")
	d.typed("!(status:error or status:submitted) ~a")
	d.press("enter")
	for _, r := range d.list().Rows {
		if r.Attempt.Status == model.Errored || r.Attempt.Status == model.Submitted {
			t.Fatalf("attempt %d is %s", r.Attempt.ID, r.Attempt.Status)
		}
	}
	if len(d.list().Rows) == 0 {
		t.Error("nothing is listed")
	}
}

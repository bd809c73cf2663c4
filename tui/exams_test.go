package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/exams"
	"examdesk/tui/fake"
)

// examsDesk is a desk with the exams open and the cursor on the first.
func examsDesk(t *testing.T, width, height int, options ...option) *driver {
	t.Helper()
	d := desk(t, width, height, options...)
	d.press("E")
	d.wait(time.Second)
	return d
}

func (d *driver) exam() model.ExamRow {
	d.t.Helper()
	e, ok := d.overList().(*exams.Screen)
	if !ok {
		d.t.Fatalf("the exams are not open:\n%s", d.screen())
	}
	return e.Chosen()
}

// toExam moves the cursor to the exam of a name.
func (d *driver) toExam(name string) {
	d.t.Helper()
	d.press("g")
	for range 20 {
		if d.exam().Exam.Name.String() == name {
			d.wait(time.Second)
			return
		}
		d.press("j")
	}
	d.t.Fatalf("there is no %s:\n%s", name, d.screen())
}

// The queue is as it was left once the exams close.
func TestExamsOverTheQueue(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("j", "j", "j")
	before := d.selected().Attempt.ID
	d.press("E")
	d.wait(time.Second)
	if d.exam().Exam.ID != d.selected().Exam.ID {
		t.Errorf("the cursor is on exam %d, the attempt at %d", d.exam().Exam.ID, d.selected().Exam.ID)
	}
	d.sees("Exams and policies", "Closed book.", "set by prof.lind")
	d.press("j", "k", "G", "pgup", "enter")
	d.wait(time.Second)
	d.press("esc", "esc")
	if d.overList() != nil || d.selected().Attempt.ID != before {
		t.Errorf("the queue is not as it was:\n%s", d.screen())
	}
}

// A service that is not configured is warned about, and can be looked for.
func TestExamsWithoutService(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 120, 40)
	d.sees("1 active exam is at a service that is not configured")
	d.press("/")
	d.typed("missing")
	d.press("enter")
	d.wait(time.Second)
	if d.exam().Exam.Name != "Resit" {
		t.Errorf("found %s", d.exam().Exam.Name)
	}
	d.sees("proctorco is not configured", "1 of 1")
	d.press("/")
	d.typed("xx")
	d.sees("No exam matches missingxx.")
	d.press("esc")
	d.sees("Resit")
	d.press("esc")
	d.sees("Onboarding & practice")
	d.toExam("Lab test")
	d.press("enter")
	d.sees("test, the default", "not active")
}

func TestPolicySaved(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 120, 40)
	d.toExam("Resit")
	d.press("p")
	d.send(tea.KeyMsg{Type: tea.KeyCtrlEnd})
	d.press("enter")
	d.typed("No calls.")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("\x1b[2JNo\u202e phones."), Paste: true})
	d.sees("changed", "No calls.No phones.")
	d.press("ctrl+s")
	if d.over() != nil || !strings.HasSuffix(d.store.PolicyOf(8), "\nNo calls.No phones.") {
		t.Fatalf("saved %q:\n%s", d.store.PolicyOf(8), d.screen())
	}
	d.sees("The review policy of Resit is saved.", "No calls.No phones.", "set by r.adeyemi")
	d.press("enter")
	d.sees("Former policies", "written by prof.lind")
	d.press("p")
	d.press("ctrl+s")
	d.sees("The policy is unchanged")
	if d.asked(fake.OpPolicy) != 1 {
		t.Errorf("%d changes were sent", d.asked(fake.OpPolicy))
	}
}

// An empty text takes the policy away.
func TestPolicyTakenAway(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 120, 40)
	d.toExam("Resit")
	d.press("p")
	for range 4 {
		d.send(tea.KeyMsg{Type: tea.KeyCtrlEnd})
		d.press("ctrl+u", "backspace")
	}
	d.press("ctrl+s")
	if got := d.store.PolicyOf(8); got != "" {
		t.Fatalf("the policy is %q", got)
	}
	d.sees("Resit has no review policy any more.")
}

// What was typed is never lost: not when it was not saved, not by esc, not by
// ctrl-c.
func TestPolicyLeft(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"esc", "ctrl+c"} {
		d := examsDesk(t, 100, 30)
		d.toExam("Resit")
		d.press("p", key)
		if d.over() != nil {
			t.Fatalf("%s: nothing was changed, and the text stays", key)
		}
		d.press("p", "X", key)
		d.sees("Leave without saving?")
		d.press("esc")
		d.sees("XClosed", "ctrl-s")
		d.press(key, "enter")
		if d.over() != nil || d.dialog() != nil || d.asked(fake.OpPolicy) != 0 {
			t.Fatalf("%s: the text was not left:\n%s", key, d.screen())
		}
	}
}

func TestPolicyConflict(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 100, 30)
	d.toExam("Resit")
	d.press("p")
	d.typed("Mine. ")
	d.store.SetPolicy(8, "Theirs.")
	d.press("ctrl+s")
	d.sees("m.okafor changed the policy while you were writing", "Theirs.", "Mine. Closed")
	if d.store.PolicyOf(8) != "Theirs." {
		t.Fatalf("the policy is %q", d.store.PolicyOf(8))
	}
	d.fit()
	d.press("ctrl+s")
	if !strings.HasPrefix(d.store.PolicyOf(8), "Mine. Closed") {
		t.Fatalf("the policy is %q:\n%s", d.store.PolicyOf(8), d.screen())
	}
	d.press("enter")
	d.sees("Theirs.", "written by m.okafor")
}

// A store that does not answer leaves the text where it was.
func TestPolicyNotSaved(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 100, 30)
	d.toExam("Resit")
	d.press("p")
	d.typed("Mine. ")
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpPolicy {
			return model.Errorf(model.CodeUnavailable, "The store does not answer.")
		}
		return nil
	})
	d.press("ctrl+s")
	d.sees("The store does not answer.", "Mine. Closed")
	d.store.SetHook(nil)
	d.late = true
	d.press("ctrl+s")
	d.sees("saving")
	d.press("Z", "esc", "ctrl+c")
	d.sees("saving")
	d.doesNotSee("Z")
	d.send(Shutdown{})
	if d.quit {
		t.Fatal("the desk closed with a change on its way")
	}
	d.release(false)
	if !d.quit || !strings.HasPrefix(d.store.PolicyOf(8), "Mine.") {
		t.Errorf("closed %v, the policy is %q", d.quit, d.store.PolicyOf(8))
	}
}

func TestExamActive(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 120, 40)
	d.toExam("Resit")
	d.press("a")
	d.sees("Make this exam inactive?", "without proctoring", "proctorco is not configured, so it is told nothing")
	d.press("esc")
	if !d.store.IsActive(8) {
		t.Fatal("esc took the exam out")
	}
	d.press("a", "enter")
	if d.store.IsActive(8) {
		t.Fatalf("the exam is active:\n%s", d.screen())
	}
	d.sees("Resit is no longer active.", "not active")
	d.press("a")
	d.sees("Make this exam active again?", "It is an exam again: proctored, 45 minutes.")
	d.press("enter")
	if !d.store.IsActive(8) {
		t.Fatal("the exam is not active")
	}
	d.toExam("Onboarding & practice exam")
	d.press("a")
	d.sees("test gets the exam again, as not active")
}

// Who may not change exams reads them and is told why.
func TestExamsDenied(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 120, 40, func(c *fake.Config, _ *Deps) {
		c.Reviewer = model.Reviewer{ID: 7, Username: "m.okafor", Groups: []string{"software_secure_review"}}
	})
	for _, key := range []string{"p", "a"} {
		d.press(key)
		d.sees("m.okafor may not change exams")
		if d.over() != nil || d.dialog() != nil {
			t.Fatalf("%s opened something", key)
		}
	}
	d.doesNotSee("p policy", "a active")
	d = examsDesk(t, 120, 40, func(_ *fake.Config, p *Deps) { p.ReadOnly = true })
	d.press("p")
	d.sees("for reading only")
}

// The other faces, and answers that come too late.
func TestExamsFaces(t *testing.T) {
	t.Parallel()
	d := desk(t, 100, 30)
	fails := func(code model.Code) {
		d.store.SetHook(func(context.Context, fake.Op) error { return model.Errorf(code, "No exams for you.") })
	}
	d.late = true
	d.press("E")
	d.sees("Loading exams")
	d.press("esc")
	d.release(false)
	if d.overList() != nil {
		t.Fatal("a late answer opened the exams")
	}
	fails(model.CodeUnavailable)
	d.press("E")
	d.sees("No exams for you.", "ctrl-r tries again")
	d.store.SetHook(nil)
	d.press("ctrl+r")
	d.sees("Midterm 1")
	fails(model.CodeDenied)
	d.press("ctrl+r")
	d.sees("Not up to date: No exams for you.", "Midterm 1")
	d.press("esc", "E")
	d.sees("You have no access to this")
	d = desk(t, 100, 30, func(c *fake.Config, _ *Deps) { c.Attempts = 0 })
	d.press("E")
	d.sees("There are no exams here.")
	d.press("enter", "p", "a", "j", "G")
	d.fit()
}

// Rows of two courses asked for one after the other: the last one counts.
func TestExamsLateCourse(t *testing.T) {
	t.Parallel()
	d := examsDesk(t, 120, 40)
	d.press("c")
	d.typed("law")
	d.late = true
	d.press("enter", "ctrl+r")
	d.release(true)
	d.wait(time.Second)
	if d.exam().Exam.CourseID != "course-v1:NU+LAW220+2026" {
		t.Errorf("the exams are of %s", d.exam().Exam.CourseID)
	}
	d.sees("LAW220", "1 of 4")
	d.doesNotSee("Weekly quiz")
	if d.m.queue.InCourse() != "" {
		t.Error("the queue was narrowed as well")
	}
}

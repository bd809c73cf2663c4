package tui

import (
	"strings"
	"testing"
	"time"

	"examdesk/tui/fake"
)

// names are the places on the stack, the lowest first.
func (d *driver) names() string {
	var out []string
	for _, s := range d.m.stack.screens {
		out = append(out, s.Place().Name)
	}
	return strings.Join(out, " ")
}

func (d *driver) lies(want string) {
	d.t.Helper()
	if got := d.names(); got != want {
		d.t.Fatalf("on the stack are %q, want %q:\n%s", got, want, d.screen())
	}
}

// Esc goes one step back, whatever was opened from where; a ground that is open
// already is returned to, as it was.
func TestOneStepBack(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40, func(_ *fake.Config, p *Deps) {
		p.Backends = fake.NewVerifier(fake.Services(), fake.Outcomes())
		p.Filter = "course:course-v1:NU+STAT101+2026"
	})
	d.press("E")
	d.wait(time.Second)
	d.press("j")
	exam := d.exam().Exam.ID
	d.press("O", "B")
	d.lies("list exams onboarding backends")
	d.press("E")
	d.lies("list exams")
	if got := d.exam().Exam.ID; got != exam {
		t.Errorf("the cursor is on exam %d, was on %d", got, exam)
	}
	d.press("O", "B", "esc")
	d.lies("list exams onboarding")
	d.press("esc")
	d.lies("list exams")
	d.press("enter")
	d.lies("list exam")
	d.press("?")
	d.lies("list exam help")
	d.press("esc", "esc")
	d.lies("list exams")
	d.press("esc")
	d.lies("list")
	d.press("f")
	d.typed("kow")
	d.wait(time.Second)
	d.send(keyOf("ctrl+o"))
	d.lies("list search learner")
	d.press("esc")
	d.lies("list search")
	d.sees("b_kowalski") // as it was left
	d.press("esc", "enter", "L", "esc")
	d.lies("list attempt")
	d.press("r", "c")
	d.lies("list attempt reason")
	d.press("esc")
	d.lies("list attempt decision")
	d.press("esc", "esc")
	d.lies("list")
}

// What a screen asked for reaches it beneath others; what a closed one asked for
// reaches nobody, and changes nothing.
func TestAnswersFindWhoAsked(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.late = true
	d.press("E", "?")
	d.lies("list exams help")
	d.release(true)
	d.press("esc")
	d.sees("Exams and policies", "Lab test")
	d.late = true
	d.press("ctrl+r", "esc")
	d.lies("list")
	before := d.screen()
	d.release(false)
	if d.screen() != before {
		t.Errorf("a late answer changed the screen:\n%s", d.screen())
	}
}

// What was opened over a dialog's subject goes with it; the question at the end
// stays on top.
func TestShutdownStaysOnTop(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("r", "enter")
	d.late = true
	d.wait(testHold)
	d.send(Shutdown{})
	d.lies("list quit")
	d.press("enter", "v", "esc")
	d.lies("list quit")
	d.release(false)
	if !d.quit {
		t.Errorf("the desk stays open:\n%s", d.screen())
	}
}

package tui

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"examdesk/conformance/sampled"
	"examdesk/model"
	"examdesk/tui/fake"
	"examdesk/tui/held"
	"examdesk/tui/queue"
	"examdesk/tui/theme"

	tea "github.com/charmbracelet/bubbletea"
)

// Keys that arrive in one read come as one message of several letters. Taken as
// a whole it matches no key, so all of them would be lost.
func TestFastKeysAreAllTaken(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjjj")})
	if got := d.list().Cursor; got != 4 {
		t.Errorf("four keys in one message moved the cursor by %d", got)
	}
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jk")})
	if got := d.list().Cursor; got != 4 {
		t.Errorf("j and k in one message left the cursor at %d, want 4", got)
	}
}

// A paste is text. Its letters must not act as keys: "rv" would decide.
func TestPasteIsNoKeys(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjr"), Paste: true})
	if d.list().Cursor != 0 || d.dialog() != nil {
		t.Error("a paste into the list did something")
	}
	d.press("/")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("status:error\x1b[2J"), Paste: true})
	p, ok := d.over().(*queue.Prompt)
	if !ok || !strings.HasPrefix(p.Text(), "status:error") || strings.Contains(p.Text(), "\x1b") {
		t.Errorf("a paste into the prompt gave %q", p.Text())
	}
	d.fit()
}

// Whatever names and comments hold, nothing but our own colours leaves the
// desk. The walk goes through every screen that shows data.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	ours := regexp.MustCompile("\x1b\\[[0-9;]*m")
	d := desk(t, 120, 40, func(c *fake.Config, p *Deps) {
		c.Hostile, p.Theme = true, theme.New(theme.Dark)
	})
	check := func(where string) {
		t.Helper()
		for _, r := range ours.ReplaceAllString(d.m.View(), "") {
			if r != '\n' && r < 0x20 || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("%s: %U reaches the terminal", where, r)
			}
		}
		d.fit()
	}
	check("list")
	d.press("r")
	check("decision")
	d.press("c")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(fake.Hostile), Paste: true})
	check("reason")
	d.press("enter", "enter")
	check("held")
	d.wait(testHold + time.Second)
	check("sent")
	d.press("enter")
	check("attempt")
	d.press("d", "esc", "f")
	d.typed("kow")
	d.wait(time.Second)
	check("search")
	d.press("enter")
	check("learner")
	d.press("c")
	check("courses")
	d.press("esc", "E")
	d.wait(time.Second)
	check("exams")
	d.press("enter", "p")
	check("policy")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(fake.Hostile), Paste: true})
	d.store.SetPolicy(3, fake.Hostile)
	d.press("ctrl+s")
	check("policy after a conflict")
	d.press("ctrl+s", "O")
	check("onboarding's courses")
	d.press("enter", "G", "tab")
	check("onboarding")
}

// A panic in a command would be printed into the alternate screen and vanish
// with it, and the desk with both.
func TestPanicInACommandIsAFailureOnTheScreen(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpPreview {
			_ = d.opened[len(d.opened)] // a real one
		}
		return nil
	})
	d.press("r")
	d.sees("The desk itself failed while working out what the decision does.")
	d.press("enter")
	if len(d.m.held.Items) != 0 {
		t.Error("a decision was taken whose consequences were never shown")
	}
	d.store.SetHook(nil)
	d.press("ctrl+r", "enter")
	if len(d.m.held.Items) != 1 {
		t.Error("the desk did not go on after the failure")
	}
	if len(d.m.faults) != 1 || !strings.Contains(d.m.faults[0].Error(), "out of range") {
		t.Errorf("faults: %v", d.m.faults)
	}
}

// Bubble Tea's Quit abandons commands that are under way. A decision that is
// being written must be answered before the desk closes.
func TestQuitWaitsForWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"sending": {"q", "s"}, "undoing": {"q", "u"}, "keeping": {"q", "k"}, "ctrl-c twice": {"ctrl+c", "ctrl+c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := desk(t, 120, 40)
			d.press("r", "enter")
			first := d.m.held.Items[0]
			d.late = true
			d.wait(testHold) // the decision is due and on its way, without an answer
			if first.State != held.Sending {
				t.Fatalf("the decision is in state %d, want sending", first.State)
			}
			d.late = false // what is pressed now is answered at once; the decision is not
			d.press(keys...)
			if d.quit {
				t.Fatal("the desk closed while a decision was on its way")
			}
			d.release(false)
			d.wait(0)
			if !d.quit {
				t.Fatalf("the desk did not close after the answer:\n%s", d.screen())
			}
			if row, _ := d.store.Row(first.Held.Request.AttemptID); row.Attempt.Status != model.Rejected {
				t.Errorf("the attempt is %s, want rejected", row.Attempt.Status)
			}
		})
	}
}

// A store that never answers does not keep a shut-down desk open for ever.
func TestShutdownHasADeadline(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("r", "enter")
	d.late = true
	d.wait(testHold)
	d.send(Shutdown{})
	d.late = false // timers and their commands run; the answer never comes
	if d.quit {
		t.Fatal("the desk closed at once")
	}
	d.wait(leavePatience)
	if !d.quit {
		t.Fatal("the desk did not close")
	}
}

// The first View comes before the terminal's size is known.
func TestFirstViewHasNoSize(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	if got := d.m.View(); got != "" {
		t.Errorf("without a size the desk draws %q", got)
	}
	d.run(d.m.Init())
	d.press("j", "k", "r", "?", "/", "G")
	if got := d.m.View(); got != "" {
		t.Errorf("without a size the desk draws %q", got)
	}
	d.send(tea.WindowSizeMsg{Width: 0, Height: 0})
	d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	d.fit()
}

// A screen that is too high loses its first lines, one too wide is cut; no one
// notices either. Every part of the desk fits every size.
func TestEverySizeFits(t *testing.T) {
	t.Parallel()
	open := map[string][]string{
		"list": nil, "attempt": {"enter"}, "versions": {"enter", "d"}, "decision": {"r"}, "reason": {"r", "c"}, "held": {"r", "enter"},
		"quit": {"r", "enter", "q"}, "help": {"?"}, "search": {"f"}, "courses": {"c"}, "palette": {":"}, "prompt": {"/"},
		"empty": {"/", "z", "z", "enter"}, "decided in the attempt": {"enter", "r"},
	}
	for name, keys := range open {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := desk(t, 120, 40)
			d.press(keys...)
			for width := 1; width <= 210; width += sampled.Every(t, 2) + width/12 {
				for height := 1; height <= 70; height += sampled.Every(t, 2) + height/12 {
					d.send(tea.WindowSizeMsg{Width: width, Height: height})
					d.fit()
				}
			}
		})
	}
}

// An error that the store answers too late no longer belongs to anyone.
func TestLateAnswersAndLateErrorsAreDropped(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.late = true
	d.press("tab") // waiting
	d.store.SetHook(func(ctx context.Context, _ fake.Op) error {
		if ctx.Err() != nil {
			return errors.New("late")
		}
		return nil
	})
	d.press("tab", "shift+tab", "tab", "tab") // errors, waiting, errors, running
	d.release(true)
	d.wait(time.Second)
	if d.m.queue.Section() != model.SectionRunning {
		t.Fatalf("the section is %s", d.m.queue.Section())
	}
	for _, r := range d.list().Rows {
		if !r.Attempt.Status.IsIncomplete() {
			t.Fatalf("a row of another section is in the list: %s", r.Attempt.Status)
		}
	}
	d.doesNotSee("late")

	// A refresh cancels the one before, whose error comes first.
	d.late = true
	d.press("ctrl+r", "ctrl+r")
	d.release(false)
	d.doesNotSee("Not up to date", "late")
}

// A decision that is being taken back is not sent because its time has come
// meanwhile.
func TestWhatIsBeingUndoneIsNotSent(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("r", "enter")
	d.late = true
	d.press("u")
	d.wait(testHold)
	d.release(true)
	d.wait(time.Second)
	if n := d.asked(fake.OpDecide); n != 0 {
		t.Errorf("it was sent %d times", n)
	}
	d.sees("Undone")
}

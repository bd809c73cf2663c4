package tui

import (
	"context"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/decide"
	"examdesk/tui/fake"
)

// In a window in which a decision's consequences are not all in sight, Enter
// shows the rest before it decides; in one that shows nothing it does nothing.
func TestEnterShowsTheRestFirst(t *testing.T) {
	t.Parallel()
	d := desk(t, 60, 12)
	d.press("r")
	d.sees("show the rest")
	for i := 0; len(d.m.held.Items) == 0; i++ {
		if i > 60 {
			t.Fatalf("Enter never decides:\n%s", d.screen())
		}
		dialog, ok := d.dialog().(*decide.Decision)
		if !ok {
			t.Fatal("the dialog is gone")
		}
		d.press("enter")
		if len(d.m.held.Items) > 0 && dialog.HasMore() {
			t.Fatalf("decided after %d of %d lines were in sight", dialog.Seen, dialog.Lines)
		}
	}
	d = desk(t, 15, 4)
	d.press("r", "enter", "enter", "enter")
	if len(d.m.held.Items) != 0 {
		t.Error("decided in a window that shows nothing")
	}
}

// While the question at the end stands, nothing is sent; what came due then is
// sent when the person stays.
func TestNothingIsSentWhileQuittingIsWeighed(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("r", "enter", "q")
	d.wait(time.Minute)
	if n := d.asked(fake.OpDecide); n != 0 {
		t.Fatalf("%d decisions were sent behind the question", n)
	}
	d.sees("1 decision can still be undone")
	d.press("esc")
	if n := d.asked(fake.OpDecide); n != 1 {
		t.Errorf("%d decisions were sent after staying, want 1", n)
	}
}

// Undoing and quitting takes back what failed, too.
func TestQuitUndoesWhatFailed(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("r", "enter")
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpDecide {
			return model.Errorf(model.CodeUnavailable, "Locked.")
		}
		return nil
	})
	d.wait(testHold + time.Second)
	d.sees("Locked.")
	d.press("q", "u")
	if !d.quit || len(d.m.held.Items) != 0 {
		t.Errorf("quit %v with %d decisions left:\n%s", d.quit, len(d.m.held.Items), d.screen())
	}
}

// Ctrl-C closes what is open before it closes the desk.
func TestInterruptClosesWhatIsOpenFirst(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"r"}, {"/"}, {"f"}, {"r", "c"}, {"?"}} {
		d := desk(t, 120, 40)
		d.press(keys...)
		d.press("ctrl+c")
		if d.quit || d.dialog() != nil || d.over() != nil {
			t.Errorf("%v: quit %v, dialog %v, over %v", keys, d.quit, d.dialog(), d.over())
		}
		d.press("ctrl+c")
		if !d.quit {
			t.Errorf("%v: the second one did not quit", keys)
		}
	}
}

// Without a hold no undo is promised.
func TestNoHoldNoPromise(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40, func(_ *fake.Config, p *Deps) { p.Hold = 0 })
	d.press("r")
	d.doesNotSee("undoes it")
}

// A reason survives the conflict that it met; what is said after withdrawing
// follows from the store and not from what was seen before.
func TestReasonSurvivesAConflict(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row := d.selected()
	d.press("r", "c")
	d.typed("two faces")
	d.press("enter", "enter")
	d.store.Change(row.Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	d.wait(testHold + time.Second)
	d.sees("you saw")
	d.press("d")
	d.wait(gracePause)
	d.sees("two faces")
	d.press("esc")
	d.send(tea.WindowSizeMsg{Width: 120, Height: 40})

	row = d.selected()
	d.press("v", "enter")
	d.store.Change(row.Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Rejected })
	d.wait(testHold + time.Second)
	d.press("x")
	d.sees("Withdrawn: ")
	d.doesNotSee("stays needs decision")
}

package tui

import (
	"context"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/fake"
)

// The way of every day: look, reject, undo, reject again, go on.
func TestRejectUndoRejectAgain(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	first := d.selected()
	d.press("r")
	d.sees("Reject "+first.Learner.Username.String(), "needs decision", "rejected", "This will", "Other", "undoes it for 8 s")
	d.press("enter")
	d.sees("sent in 8 s", "u undo")
	if d.selected().Attempt.ID == first.Attempt.ID {
		t.Error("the cursor did not go on to the next attempt")
	}
	d.press("u")
	d.sees("Undone")
	if d.selected().Attempt.ID != first.Attempt.ID {
		t.Error("the cursor did not come back to the attempt")
	}
	d.wait(time.Minute)
	if row, _ := d.store.Row(first.Attempt.ID); row.Attempt.Status != model.SecondReviewRequired {
		t.Fatalf("an undone decision was sent: %s", row.Attempt.Status)
	}
	d.press("r", "enter")
	d.wait(testHold - time.Second)
	if d.asked(fake.OpDecide) != 0 {
		t.Fatal("the decision was sent before its time")
	}
	d.wait(2 * time.Second)
	if row, _ := d.store.Row(first.Attempt.ID); row.Attempt.Status != model.Rejected || row.Review.Status != model.ReviewSuspicious {
		t.Fatalf("the attempt is %s", row.Attempt.Status)
	}
	if n := d.asked(fake.OpDecide); n != 1 {
		t.Errorf("decided %d times", n)
	}
	d.sees("1 decided")
}

// Each decision is held for itself: undoing takes the last one back first.
func TestSeveralHeldDecisions(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	var ids []int64
	for range 3 {
		ids = append(ids, d.selected().Attempt.ID)
		d.press("v", "enter")
	}
	d.sees("3 held")
	d.press("u")
	d.wait(testHold + time.Second)
	for i, want := range []model.AttemptStatus{model.Verified, model.Verified, model.SecondReviewRequired} {
		if row, _ := d.store.Row(ids[i]); row.Attempt.Status != want {
			t.Errorf("decision %d: %s, want %s", i, row.Attempt.Status, want)
		}
	}
}

// A decided attempt can be decided again, and the dialog says what that means.
func TestTakingADecisionBack(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("5")
	row := d.selected()
	if row.Attempt.Status != model.Rejected {
		t.Fatalf("the first decided attempt is %s", row.Attempt.Status)
	}
	d.press("v")
	d.sees("This reverses a decision", "Verify")
	d.press("enter")
	d.wait(testHold + time.Second)
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.Status != model.Verified {
		t.Errorf("the attempt is %s", now.Attempt.Status)
	}
	if d.selected().Attempt.ID != row.Attempt.ID {
		t.Error("the cursor moved away from what was decided again")
	}
}

// Nothing is confirmed that was not shown: keys pressed before the dialog stood
// are swallowed, and so is Enter while the consequences are not known.
func TestNothingUnseenIsConfirmed(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.send(keyOf("r"))
	d.send(keyOf("enter"))
	d.send(keyOf("enter"))
	if len(d.m.held.Items) != 0 {
		t.Fatal("a key that was typed ahead confirmed")
	}
	d.wait(gracePause)
	d.press("enter")
	if len(d.m.held.Items) != 1 {
		t.Fatal("Enter did not confirm what was shown")
	}

	d = desk(t, 120, 40)
	d.late = true
	d.press("r", "enter")
	d.sees("working out what Suspicious would do")
	d.release(false)
	d.press("2")
	d.late = true
	d.press("3", "enter")
	if len(d.m.held.Items) != 0 {
		t.Fatal("an outcome was confirmed whose consequences were not shown")
	}
}

func TestOtherOutcomesAndReason(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	id := d.selected().Attempt.ID
	d.press("m")
	d.sees("Rules Violation", "verified")
	d.press("4")
	d.sees("Not Reviewed", "error")
	d.press("c")
	d.typed("second person")
	d.press("esc", "c")
	d.typed("no recording, q?")
	d.press("enter")
	d.sees("no recording, q?")
	d.doesNotSee("second person")
	d.press("enter")
	if got := d.m.held.Items[0].Held.Request; got.Reason != "no recording, q?" || got.Review != model.ReviewNotReviewed || got.AttemptID != id {
		t.Errorf("held %+v", got)
	}
}

// Somebody else was faster: before the dialog, or while the decision was held.
func TestConflicts(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row := d.selected()
	d.store.Change(row.Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	d.press("r")
	d.sees("changed while you were looking", "you saw", "it is now", "verified")
	d.press("d")
	d.sees("This reverses a decision")
	d.press("esc", "j")

	row = d.selected()
	d.press("v", "enter")
	d.store.Change(row.Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Rejected })
	d.wait(testHold + time.Second)
	d.sees("changed while you were looking", "rejected")
	d.press("esc")
	d.press("e")
	d.sees("you saw")
	d.press("d")
	d.wait(gracePause)
	d.sees("Verify "+row.Learner.Username.String(), "reverses")
	d.press("enter")
	d.wait(testHold + time.Second)
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.Status != model.Verified {
		t.Errorf("the attempt is %s", now.Attempt.Status)
	}
	if len(d.m.held.Items) != 0 {
		t.Errorf("%d decisions are left", len(d.m.held.Items))
	}
}

// The store cannot be reached: the decision stays, and is tried again or given
// up.
func TestFailedSending(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row := d.selected()
	d.press("r", "enter")
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpDecide || op == fake.OpSend {
			return model.Errorf(model.CodeUnavailable, "The store is locked by another program.")
		}
		return nil
	})
	d.wait(testHold + time.Second)
	d.sees("locked by another program", "t try again", "w withdraw")
	d.press("t")
	d.sees("locked by another program")
	d.store.SetHook(nil)
	d.press("t")
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.Status != model.Rejected {
		t.Errorf("the attempt is %s", now.Attempt.Status)
	}
}

// A decision of an earlier session is asked about and not sent by itself.
func TestFoundDecisions(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]model.AttemptStatus{"s": model.Rejected, "w": model.SecondReviewRequired, "esc": model.SecondReviewRequired} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t)
			row, _ := d.store.Row(1)
			d.keeper.Leave(model.Held{
				ID: "left", State: model.HeldFound, TakenAt: start().Add(-time.Hour),
				Request: model.DecisionRequest{AttemptID: 1, Review: model.ReviewSuspicious, Expected: row.Version(), Reason: "earlier"},
			})
			d.run(d.m.Init())
			d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
			d.wait(time.Second)
			d.sees("An earlier session took a decision", "earlier", "It has not been sent")
			if d.asked(fake.OpDecide) != 0 {
				t.Fatal("it was sent without a word")
			}
			d.press(key)
			d.wait(time.Second)
			if now, _ := d.store.Row(1); now.Attempt.Status != want {
				t.Errorf("the attempt is %s, want %s", now.Attempt.Status, want)
			}
			if key == "esc" {
				d.sees("of an earlier session")
				d.press("e")
				d.sees("An earlier session took a decision")
			}
		})
	}
}

// What was taken when the store lay elsewhere is shown with both places, and the
// header states how old the rows are.
func TestFoundAtAnotherPlace(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40, func(_ *fake.Config, deps *Deps) {
		deps.StoreNote = func(now time.Time) string { return "copy made at " + now.UTC().Format("15:04") }
	})
	d.sees("copy made at " + start().UTC().Format("15:04"))
	row, _ := d.store.Row(1)
	d.keeper.Leave(model.Held{
		ID: "left", State: model.HeldFound, TakenAt: start().Add(-time.Hour), Place: "/srv/edx/state.sqlite3", Here: "/home/lind/copy\x1b[2J.sqlite3",
		Request: model.DecisionRequest{AttemptID: 1, Review: model.ReviewSuspicious, Expected: row.Version()},
	})
	d.run(d.m.Init())
	d.wait(time.Second)
	d.sees("Taken at", "/srv/edx/state.sqlite3", "This store", "/home/lind/copy", "this may be a copy")
	if d.asked(fake.OpDecide) != 0 {
		t.Error("it was sent without a word")
	}
}

// Without somebody who decides, the keys say why they do nothing.
func TestDeniedAndReadOnly(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40, func(c *fake.Config, _ *Deps) {
		c.ReadOnly = "The database has a live LMS's tables; it opens read-only."
	})
	d.doesNotSee("v verify")
	d.sees("read-only")
	d.press("v")
	d.sees("live LMS")
	if d.dialog() != nil {
		t.Error("a dialog opened")
	}
	d = desk(t, 120, 40, func(_ *fake.Config, p *Deps) { p.ReadOnly = true })
	d.press("r")
	d.sees("open for reading only")
}

// Closing asks about what is held, and staying changes nothing.
func TestQuitAsks(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("q")
	if !d.quit {
		t.Fatal("nothing is held and the desk did not close")
	}
	for key, want := range map[string]model.AttemptStatus{"s": model.Rejected, "u": model.SecondReviewRequired, "k": model.SecondReviewRequired} {
		d = desk(t, 120, 40)
		id := d.selected().Attempt.ID
		d.press("r", "enter", "q")
		d.sees("Quit?", "1 decision can still be undone")
		d.press("esc")
		d.doesNotSee("Quit?")
		d.press("q", key)
		if !d.quit {
			t.Errorf("%s: the desk did not close:\n%s", key, d.screen())
		}
		if row, _ := d.store.Row(id); row.Attempt.Status != want {
			t.Errorf("%s: the attempt is %s, want %s", key, row.Attempt.Status, want)
		}
	}
}

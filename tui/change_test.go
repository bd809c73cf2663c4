package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
)

// The card of the selected learner opens, scrolls, can be copied as text and
// leads to the learner's attempts; going back leaves the list where it was.
func TestLearnerCard(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("j", "j")
	row, _ := d.list().Selected()
	d.press("L")
	if view := d.screen(); !strings.Contains(view, row.Learner.Username.String()) || !strings.Contains(view, "What happened") {
		t.Fatalf("no card:\n%s", view)
	}
	d.press("G", "g", "t")
	if !strings.Contains(d.copied, "Learner: "+row.Learner.Username.String()) || strings.Contains(d.copied, "\x1b") {
		t.Errorf("copied %q", d.copied)
	}
	d.press("esc")
	if now, _ := d.list().Selected(); now.Attempt.ID != row.Attempt.ID {
		t.Error("the list moved")
	}
	d.press("L", "enter")
	if d.m.queue.Rows().Learner() != row.Learner.Username.Raw() || d.over() != nil {
		t.Errorf("the attempts of %q are shown", d.m.queue.Rows().Learner())
	}
}

// Late and failed answers, and a learner who is gone.
func TestLearnerCardFaces(t *testing.T) {
	t.Parallel()
	d := desk(t, 100, 30)
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpCard {
			return model.Errorf(model.CodeUnavailable, "The store does not answer.")
		}
		return nil
	})
	d.press("L")
	if !strings.Contains(d.screen(), "The store does not answer.") {
		t.Errorf("the failure is not shown:\n%s", d.screen())
	}
	d.store.SetHook(nil)
	d.press("esc")
	d.late = true
	d.press("L", "esc")
	d.release(false)
	if d.over() != nil {
		t.Error("a late card opened what was closed")
	}
}

// A removal says what is lost, wants the learner's name typed, and is done once.
func TestRemoveWantsAWord(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row, _ := d.list().Selected()
	d.press("D")
	d.wait(time.Second)
	view := d.screen()
	for _, want := range []string{"Remove", "Lost for good", "answers", "type " + row.Learner.Username.String()} {
		if !strings.Contains(view, want) {
			t.Errorf("the dialog does not say %q:\n%s", want, view)
		}
	}
	d.press("enter")
	if _, there := d.store.Row(row.Attempt.ID); !there || d.dialog() == nil {
		t.Fatal("it was removed without the word")
	}
	for _, r := range row.Learner.Username.Raw() {
		d.press(string(r))
	}
	d.press("enter")
	if _, there := d.store.Row(row.Attempt.ID); there {
		t.Error("it is still there")
	}
	if !strings.Contains(d.screen(), "1 attempt removed.") {
		t.Errorf("nothing is said:\n%s", d.screen())
	}
}

// What was typed ahead does not confirm, and esc changes nothing.
func TestChangeTypedAhead(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("3")
	d.wait(time.Second)
	row, _ := d.list().Selected()
	d.send(keyOf("R"))
	d.send(keyOf("enter"))
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.ReadyToResume {
		t.Error("a key typed ahead confirmed the change")
	}
	d.wait(time.Second)
	d.press("esc")
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.ReadyToResume || d.dialog() != nil {
		t.Error("esc changed something")
	}
}

// All marked attempts are changed; one that somebody changed meanwhile is
// refused with the reason, and the others go on.
func TestChangeMarked(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("3")
	d.wait(time.Second)
	d.press(" ", " ", " ")
	rows := d.targets()
	if len(rows) != 3 {
		t.Fatalf("%d are marked", len(rows))
	}
	d.store.Change(rows[1].Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	d.press("R")
	d.wait(time.Second)
	d.sees("2 of 3")
	d.says("left out: Changed since it was marked: it is now verified.")
	d.press("enter")
	for i, row := range rows {
		now, _ := d.store.Row(row.Attempt.ID)
		if now.Attempt.ReadyToResume != (i != 1) {
			t.Errorf("attempt %d: ready %v", row.Attempt.ID, now.Attempt.ReadyToResume)
		}
	}
	if len(d.marks()) != 1 {
		t.Errorf("%d marks are left", len(d.marks()))
	}
}

// A status is chosen by typing a part of its word.
func TestSetStatus(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row, _ := d.list().Selected()
	d.press("S", "v", "e", "r", "i", "f", "enter")
	d.wait(time.Second)
	d.press("enter")
	if now, _ := d.store.Row(row.Attempt.ID); now.Attempt.Status != model.Verified {
		t.Errorf("the attempt is %s", now.Attempt.Status)
	}
}

// Quitting waits for a change that is on its way.
func TestQuitWaitsForAChange(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("3")
	d.wait(time.Second)
	d.press("R")
	d.wait(time.Second)
	d.late = true
	d.press("enter", "q")
	if d.quit {
		t.Fatal("the desk closed with a change on its way")
	}
	d.press("ctrl+c")
	d.release(false)
	d.wait(time.Second)
	if !d.quit {
		t.Error("the desk stays open")
	}
}

// Who may not change anything is told why.
func TestChangeDenied(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40, func(c *fake.Config, _ *Deps) { c.ReadOnly = "This store is a copy of an LMS." })
	d.press("D")
	if d.dialog() != nil || !strings.Contains(d.screen(), "This store is a copy of an LMS.") {
		t.Errorf("the desk says:\n%s", d.screen())
	}
}

package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/decide"
	"examdesk/tui/fake"
)

// mark marks the next so many attempts and returns them.
func (d *driver) mark(n int) []model.AttemptRow {
	var rows []model.AttemptRow
	for range n {
		rows = append(rows, d.selected())
		d.press(" ")
	}
	return rows
}

// decidedBy counts the attempts that are not as they were in the queue.
func (d *driver) changedAttempts() map[int64]model.AttemptStatus {
	out := map[int64]model.AttemptStatus{}
	for id := int64(1); id <= 2000; id++ {
		if row, ok := d.store.Row(id); ok && d.store.Changed(id) {
			out[id] = row.Attempt.Status
		}
	}
	return out
}

// With marks, v decides the marked attempts and none else, above all not the
// one under the cursor.
func TestMarksAreWhatIsDecided(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	rows := d.mark(3)
	under := d.selected()
	d.press("v")
	d.wait(time.Second)
	d.sees("Verify 3 marked attempts as Clean?", "needs decision to verified", "This will", "(3 times)", "u undoes all for 8 s")
	for _, row := range rows {
		d.sees(row.Learner.Username.String(), row.Exam.Name.String())
	}
	d.press("enter")
	d.sees("3 decisions together", "u undoes all of them")
	if len(d.marks()) != 0 {
		t.Errorf("%d marks are left", len(d.marks()))
	}
	d.wait(testHold + time.Second)
	changed := d.changedAttempts()
	for _, row := range rows {
		if changed[row.Attempt.ID] != model.Verified {
			t.Errorf("%d is %q", row.Attempt.ID, changed[row.Attempt.ID])
		}
	}
	if _, ok := changed[under.Attempt.ID]; ok || len(changed) != 3 {
		t.Errorf("changed: %v", changed)
	}
	d.sees("3 decided as Clean · 0 conflicts · 0 failed")
	d.wait(time.Minute)
	d.sees("3 decided as Clean") // until it is closed
	d.press("enter")
	if d.dialog() != nil {
		t.Error("the results stay open")
	}
	d.sees("verified") // rows show what they have become
}

// u takes back all of them, and they are marked again.
func TestUndoTakesBackAllMarked(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.mark(4)
	d.press("r")
	d.wait(time.Second)
	d.press("enter", "u")
	d.sees("Undone: 4 decisions", "4 marked")
	d.wait(time.Minute)
	if n := d.asked(fake.OpDecide); n != 0 {
		t.Errorf("%d were decided", n)
	}
	if n := len(d.keeper.Kept()); n != 0 {
		t.Errorf("%d are in the journal", n)
	}
}

// Each decision compares its own version: what somebody decides meanwhile is a
// conflict of its own, the others go on.
func TestMarkedConflicts(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	rows := d.mark(4)
	d.press("r")
	d.wait(time.Second)
	d.press("enter")
	for _, i := range []int{1, 3} {
		d.store.Change(rows[i].Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	}
	d.wait(testHold + time.Second)
	d.sees("2 decided as Suspicious · 2 conflicts · 0 failed")
	d.says("conflict: Changed since it was marked: it is now verified.")
	d.press("esc")
	if len(d.marks()) != 2 || len(d.m.held.Items) != 2 {
		t.Errorf("%d marks, %d open decisions", len(d.marks()), len(d.m.held.Items))
	}
	d.press("e")
	d.sees("changed while you were looking at it")
}

// What cannot be decided is named beforehand with the reason, and left out.
func TestMarkedLeftOut(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	rows := d.mark(3)
	d.press("j", "j")
	d.store.Change(rows[0].Attempt.ID, func(r *model.AttemptRow) {
		r.Attempt.Status = model.Rejected
		r.Review = &model.Review{ID: 9, Status: model.ReviewSuspicious, ReviewedBy: &model.Learner{ID: 7, Username: "m.keller"}}
	})
	d.store.Change(rows[1].Attempt.ID, func(r *model.AttemptRow) { r.Exam.IsProctored = false })
	d.press("v")
	d.wait(time.Second)
	d.sees("Verify 1 of 3 marked attempts", "Left out", "decide 1 attempt")
	d.says("left out: Changed since it was marked: it is now rejected, reviewed by m.keller.", "left out: Changed since it was marked; it is still needs decision.")
	d.press("enter")
	d.wait(testHold + time.Second)
	if n := d.asked(fake.OpDecide); n != 1 {
		t.Errorf("%d were decided", n)
	}
	if row, _ := d.store.Row(rows[2].Attempt.ID); row.Attempt.Status != model.Verified {
		t.Errorf("the third is %s", row.Attempt.Status)
	}
	if len(d.marks()) != 2 {
		t.Errorf("%d marks are left", len(d.marks()))
	}
}

// Attempts that are not on the screen come first, and it says so: those of
// another section, those filtered away, those further down.
func TestMarksOutOfSight(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	first := d.mark(2)
	d.press("G")
	d.wait(time.Second)
	last := d.mark(1)
	d.press("D")
	d.wait(time.Second)
	d.sees("Remove 3 marked attempts?", "2 of 3 are not on the screen; they come first", "type 3")
	text := d.screen()
	at := func(name string) int { return strings.LastIndex(text, name) }
	if a, b := at(first[0].Learner.Username.String()), at(last[0].Learner.Username.String()); a < 0 || b < 0 {
		t.Fatalf("not all are named:\n%s", text)
	}
	lines := strings.Split(text, "\n")
	order := []string{}
	for _, line := range lines {
		for _, row := range append(first, last...) {
			if strings.Contains(line, row.Learner.Username.String()+" ") && strings.Contains(line, "removed") {
				order = append(order, row.Learner.Username.String())
			}
		}
	}
	if len(order) != 3 || order[2] != last[0].Learner.Username.String() || strings.Count(text, "out of sight") < 2 {
		t.Errorf("named in the order %v:\n%s", order, text)
	}
	d.press("esc", "/")
	d.typed("learner:nobody.at.all")
	d.press("enter")
	d.wait(time.Second)
	d.sees("3 marked, 3 out of sight")
	d.press("v")
	d.wait(time.Second)
	d.sees("3 of 3 are not on the screen")
	d.press("enter")
	d.wait(testHold + time.Second)
	if n := d.asked(fake.OpDecide); n != 3 {
		t.Errorf("%d were decided", n)
	}
}

// With more marks than the dialog shows, enter shows the rest and decides
// nothing until all have been in sight.
func TestManyMarksAreAllSeen(t *testing.T) {
	t.Parallel()
	d := desk(t, 100, 24)
	rows := d.mark(30)
	d.press("v")
	d.wait(time.Second)
	seen := map[string]bool{}
	for i := 0; i < 60 && d.dialog() != nil; i++ {
		for _, row := range rows {
			for _, line := range strings.Split(d.screen(), "\n") {
				if strings.Contains(line, " "+row.Learner.Username.String()+" ") && strings.Contains(line, "to verified") {
					seen[row.Learner.Username.String()] = true
				}
			}
		}
		d.press("enter")
	}
	names := map[string]bool{}
	for _, row := range rows {
		names[row.Learner.Username.String()] = true
	}
	if len(seen) != len(names) {
		t.Errorf("%d of %d learners were in sight", len(seen), len(names))
	}
	d.wait(testHold + time.Second)
	if n := d.asked(fake.OpDecide); n != 30 {
		t.Errorf("%d were decided", n)
	}
}

// In an open attempt that is not marked, what is marked and what is open are
// different things, so nothing is done.
func TestOpenAttemptWithMarks(t *testing.T) {
	t.Parallel()
	d := desk(t, 140, 40)
	d.mark(2)
	d.press("enter")
	for _, key := range []string{"v", "r", "m", "R", "X", "D", "A", "y", "ctrl+x"} {
		d.press(key)
		if d.dialog() != nil || d.copied != "" {
			t.Fatalf("%s opened a dialog", key)
		}
	}
	d.sees("2 attempts marked, and this one is not among them")
	d.press("U", "v")
	d.wait(time.Second)
	if _, ok := d.dialog().(*decide.Decision); !ok {
		t.Errorf("without marks the open attempt is decided: %T", d.dialog())
	}
}

// ctrl-x is about one learner, so it refuses several marks instead of taking
// the first.
func TestRemoveAllRefusesSeveral(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.mark(2)
	d.send(tea.KeyMsg{Type: tea.KeyCtrlX})
	if d.dialog() != nil {
		t.Fatal("a dialog opened")
	}
	d.sees("2 attempts are marked")
	d.press("esc")
	if len(d.marks()) != 0 {
		t.Error("esc leaves the marks")
	}
}

// A decision that the journal does not take, or the store does not answer, is
// among the results and can be tried again.
func TestMarkedFailures(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.mark(3)
	n := 0
	d.store.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpSend {
			if n++; n == 2 {
				return model.Errorf(model.CodeUnavailable, "The store does not answer.")
			}
		}
		return nil
	})
	d.press("r")
	d.wait(time.Second)
	d.press("enter")
	d.wait(testHold + time.Second)
	d.sees("2 decided as Suspicious · 0 conflicts · 1 failed", "not sent: The store does not answer.", "t retries what")
	d.press("enter", "t")
	if n := d.asked(fake.OpDecide); n != 3 {
		t.Errorf("%d were decided", n)
	}
}

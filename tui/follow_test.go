package tui

import (
	"context"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/fake"
)

// What others decide is on the screen within two seconds, where it stands:
// cursor, scroll and marks stay, and the preview says the same as the row.
func TestRowsFollowOthers(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("pgdown", "j", " ", "j")
	l := d.list()
	under, cursor, top := d.selected(), l.Cursor, l.Top
	finds := d.asked(fake.OpFind)
	other := l.Rows[l.Top]
	d.store.Change(under.Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	d.store.Change(other.Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Rejected })
	d.wait(2 * time.Second)
	d.sees("✓ verified", "✗ rejected")
	if l.Cursor != cursor || l.Top != top || d.selected().Attempt.ID != under.Attempt.ID || len(d.marks()) != 1 {
		t.Errorf("the cursor is %d (%d), the top %d (%d)", l.Cursor, cursor, l.Top, top)
	}
	if d.selected().Attempt.Status != model.Verified || d.previewed() != model.Verified {
		t.Errorf("the row says %s, the preview %s", d.selected().Attempt.Status, d.previewed())
	}
	if n := d.asked(fake.OpFind) - finds; n != 0 {
		t.Errorf("the list was asked for %d times", n)
	}
}

// While no one writes, rows are not read.
func TestNothingIsReadWhileNobodyWrites(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.wait(3 * time.Second)
	rows, reads, finds := d.asked(fake.OpRows), d.asked(fake.OpRead), d.asked(fake.OpFind)
	d.wait(time.Minute)
	if n := d.asked(fake.OpRows) - rows + d.asked(fake.OpRead) - reads + d.asked(fake.OpFind) - finds; n != 0 {
		t.Errorf("%d questions for nothing", n)
	}
}

// An attempt that was removed is said to be, where it stood.
func TestRemovedRowStays(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row := d.selected()
	d.wait(2 * time.Second)
	d.store.Remove(row.Attempt.ID)
	d.wait(2 * time.Second)
	d.sees("– removed")
	if d.selected().Attempt.ID != row.Attempt.ID {
		t.Error("the row went away under the cursor")
	}
}

// A marked attempt that somebody changes is said to have changed.
func TestMarkThatChanged(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	rows := d.mark(2)
	d.wait(2 * time.Second)
	d.store.Change(rows[0].Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	d.wait(2 * time.Second)
	d.sees("2 marked, 1 changed since")
}

// A dialog that stands while someone else decides says so, before it can be
// confirmed.
func TestDialogFollows(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	row := d.selected()
	d.wait(2 * time.Second)
	d.press("v")
	d.wait(time.Second)
	d.store.Change(row.Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Rejected })
	d.wait(3 * time.Second)
	d.sees("changed while you were looking at it")
	d.press("esc")
	rows := d.mark(2)
	d.press("r")
	d.wait(time.Second)
	d.store.Change(rows[1].Attempt.ID, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	d.wait(3 * time.Second)
	d.says("left out: Changed since it was marked: it is now verified.")
}

// A store that cannot be read: what is shown stays, with its age.
func TestAgeOfWhatIsSeen(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.wait(3 * time.Second)
	d.store.SetHook(func(context.Context, fake.Op) error {
		return model.Errorf(model.CodeUnavailable, "The store is not there.")
	})
	d.wait(4 * time.Second)
	d.sees("Seen just now; the store cannot be read: The store is not there.")
	d.wait(3 * time.Minute)
	d.sees("Seen 3m ago; the store cannot be read: The store is not there.")
	d.store.SetHook(nil)
	d.wait(2 * time.Second)
	d.doesNotSee("cannot be read")
}

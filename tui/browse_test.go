package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/fake"
	"examdesk/tui/find"
)

// The cursor walks a list of any length, page by page, both ways, and what is
// far away is not kept in memory.
func TestWalkALongList(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40, func(c *fake.Config, _ *Deps) { c.Attempts = 30_000 })
	d.press("9")
	seen := map[int64]bool{}
	for range 900 {
		d.press("pgdown")
		id := d.selected().Attempt.ID
		if seen[id] {
			t.Fatalf("attempt %d came twice", id)
		}
		seen[id] = true
	}
	l := d.list()
	if len(l.Rows) > l.MaxRows()+l.PageSize() {
		t.Errorf("%d rows are kept", len(l.Rows))
	}
	at := l.Start + l.Cursor
	if want := 900 * d.m.layout.Rows; at != want {
		t.Errorf("the cursor is at %d, want %d", at, want)
	}
	for range 900 {
		d.press("pgup")
	}
	if l.Start+l.Cursor != 0 {
		t.Errorf("the way back ended at %d", l.Start+l.Cursor)
	}
	d.press("G")
	d.sees("the last one")
	d.press("g")
	d.sees("first · 1 ")
}

// A new page must not move what the person is looking at.
func TestNothingMovesUnderTheCursor(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	for range 12 {
		d.press("j")
	}
	id, line := d.selected().Attempt.ID, d.list().Cursor-d.list().Top
	gone := d.list().Rows[3].Attempt.ID
	d.store.Change(gone, func(r *model.AttemptRow) { r.Attempt.Status = model.Verified })
	d.press("ctrl+r")
	l := d.list()
	if d.selected().Attempt.ID != id {
		t.Error("the cursor is on another attempt")
	}
	if got := l.Cursor - l.Top; got > line {
		t.Errorf("the row moved from line %d to %d", line, got)
	}
	if l.IndexOf(gone) >= 0 {
		t.Error("what left the section is still listed")
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	before := d.asked(fake.OpFind)
	d.press("/")
	d.typed("status:erorr")
	d.sees("erorr")
	d.press("enter")
	if d.over() == nil || d.asked(fake.OpFind) != before {
		t.Fatal("a filter that makes no sense was applied")
	}
	d.press("backspace", "backspace", "backspace", "backspace", "backspace")
	d.typed("error section:all")
	d.press("enter")
	if d.m.queue.Section() != model.SectionAll {
		t.Errorf("the section is %s", d.m.queue.Section())
	}
	for _, r := range d.list().Rows {
		if r.Attempt.Status != model.Errored {
			t.Fatalf("listed: %s", r.Attempt.Status)
		}
	}
	d.sees("status:error")
	d.press("esc")
	d.doesNotSee("status:error")
}

func TestEmptyAndFailedLookDifferent(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("/")
	d.typed("zzz")
	d.press("enter")
	d.sees("No attempt matches zzz.")
	d.store.SetHook(func(context.Context, fake.Op) error {
		return model.Errorf(model.CodeUnavailable, "The file cannot be read.")
	})
	d.press("esc")
	d.sees("The file cannot be read.", "ctrl-r tries again")
	d.store.SetHook(func(context.Context, fake.Op) error { return model.Errorf(model.CodeDenied, "Not for you.") })
	d.press("ctrl+r")
	d.sees("Not for you.", "no access to this")
	d.store.SetHook(nil)
	d.press("ctrl+r")
	d.sees("1 of")
	d.late = true
	d.press("tab")
	d.sees("Loading attempts")
}

// An old list is worth more than none, as long as it says that it is old.
func TestRefreshFailsAndTheListStays(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	rows := len(d.list().Rows)
	d.store.SetHook(func(context.Context, fake.Op) error { return model.Errorf(model.CodeUnavailable, "Gone fishing.") })
	d.press("ctrl+r")
	d.sees("Not up to date: Gone fishing.")
	if len(d.list().Rows) != rows {
		t.Error("the rows are gone")
	}
}

// Typing fast asks once, and the answer to an earlier text is never shown as
// that to the later one.
func TestSearch(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("f")
	d.typed("kow")
	if n := d.asked(fake.OpLearners); n != 0 {
		t.Errorf("asked %d times while typing", n)
	}
	d.wait(find.Pause)
	if n := d.asked(fake.OpLearners); n != 1 {
		t.Errorf("asked %d times after typing", n)
	}
	d.sees("b_kowalski", "Bartosz Kowalski")
	d.typed("x")
	d.press("enter")
	if _, ok := d.over().(*find.Search); !ok {
		t.Fatal("Enter chose somebody who was found by another text")
	}
	d.press("backspace")
	d.wait(find.Pause)
	d.press("down", "up", "enter")
	d.sees("learner b_kowalski")
	if d.m.queue.Section() != model.SectionAll {
		t.Errorf("the section is %s", d.m.queue.Section())
	}
	for _, r := range d.list().Rows {
		if r.Learner.Username != "b_kowalski" {
			t.Fatalf("listed: %s", r.Learner.Username)
		}
	}
}

func TestCoursesAndPalette(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	d.press("c")
	d.typed("LAW")
	d.press("enter")
	d.sees("LAW220")
	for _, r := range d.list().Rows {
		if r.Exam.CourseID != "course-v1:NU+LAW220+2026" {
			t.Fatalf("listed: %s", r.Exam.CourseID)
		}
	}
	d.press(":")
	d.typed("verify")
	d.press("enter")
	d.wait(gracePause)
	d.sees("Verify ")
}

func TestMarksCopyAndVideo(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	first := d.selected()
	d.press(" ", " ")
	d.sees("2 marked")
	d.press("y")
	if strings.Count(d.copied, "\n") != 1 || !strings.Contains(d.copied, first.Attempt.Code.String()) {
		t.Errorf("copied %q", d.copied)
	}
	d.press("U", "y")
	if strings.Contains(d.copied, "\n") {
		t.Errorf("copied %q", d.copied)
	}
	d.press("o")
	if len(d.opened) != 1 || !strings.HasPrefix(d.opened[0], "https://") {
		t.Errorf("opened %q", d.opened)
	}
	d.doesNotSee("https://")
	d.press("a")
	d.sees("The recording of "+d.selected().Learner.Username.String(), d.opened[0])
	d.press("y")
	if d.sees("The address is in the clipboard."); d.copied != d.opened[0] {
		t.Errorf("copied %q", d.copied)
	}
	d.press("esc")
	d.doesNotSee("https://")
	if len(d.opened) != 1 {
		t.Errorf("opened %q", d.opened)
	}
}

func TestAttemptScreen(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	first := d.selected()
	d.press("enter")
	d.sees("‹ Needs decision", first.Learner.Username.String(), "History", "Comments")
	d.press("n")
	if d.attempt().Attempt.ID == first.Attempt.ID {
		t.Error("n did not go on")
	}
	d.press("p", "r", "enter")
	if d.attempt().Attempt.ID == first.Attempt.ID {
		t.Error("after the decision the screen did not go on to the next attempt")
	}
	d.press("u")
	if d.attempt().Attempt.ID != first.Attempt.ID {
		t.Error("undo did not come back to the attempt")
	}
	d.press("G", "g", "esc")
	if d.open() != nil {
		t.Error("esc did not lead back")
	}
}

// What the help and the palette say is made from the bindings; each key of each
// spot is described, and no two bindings fight for one.
func TestEveryKeyIsDescribed(t *testing.T) {
	t.Parallel()
	d := desk(t, 200, 60)
	for _, p := range d.m.keymap.Places {
		taken := map[string]string{}
		for _, b := range d.m.keymap.At(p) {
			if b.Help == "" || b.Group == "" || len(b.Keys) == 0 || b.Run == nil {
				t.Errorf("binding %v is not complete", b.Keys)
			}
			for _, k := range b.Keys {
				if other, twice := taken[k]; twice {
					t.Errorf("%s does two things in %s: %s, and %s", k, p.Name, other, b.Help)
				}
				taken[k] = b.Help
			}
		}
	}
	d.press("?")
	d.sees("Decide", "reject: review the attempt as Suspicious")
}

// Nothing is asked while a key is held: the pane is read once the cursor rests.
func TestPaneWaitsForTheCursorToRest(t *testing.T) {
	t.Parallel()
	d := desk(t, 120, 40)
	before := d.asked(fake.OpRead)
	for range 30 {
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("j")})
	}
	if n := d.asked(fake.OpRead) - before; n != 0 {
		t.Errorf("%d attempts were read while the cursor moved", n)
	}
	d.wait(time.Second)
	if n := d.asked(fake.OpRead) - before; n != 1 {
		t.Errorf("%d attempts were read, want 1", n)
	}
}

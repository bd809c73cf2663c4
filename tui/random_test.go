package tui

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"examdesk/model"
	"examdesk/tui/change"
	"examdesk/tui/decide"
	"examdesk/tui/fake"
	"examdesk/tui/host"
)

// intent is what a person confirmed: this outcome, or this change, of that
// attempt.
type intent struct {
	attempt int64
	what    string
}

// confirming is what a key confirms on the screen as it is: nothing, or exactly
// what the open dialog names. It is worked out from what is shown, not from
// what the desk does with the key.
func (d *driver) confirming(key string) []intent {
	m := d.m
	if key != "enter" || m.leave.open || !m.grace.over {
		return nil
	}
	switch dialog := d.dialog().(type) {
	case *decide.Decision:
		if dialog.Preview == nil || dialog.Err != nil || dialog.Editing || dialog.HasMore() {
			return nil
		}
		return []intent{{dialog.Row.Attempt.ID, string(dialog.Chosen)}}
	case *decide.Bulk:
		if dialog.Editing || dialog.Verdicts == nil || dialog.HasMore(dialog.Lines) {
			return nil
		}
		var out []intent
		for _, v := range dialog.Ready() {
			out = append(out, intent{v.Row.Attempt.ID, string(dialog.Chosen)})
		}
		return out
	case *change.Change:
		if dialog.NotReady() != "" || dialog.Marked && dialog.HasMore(dialog.Lines) {
			return nil
		}
		var out []intent
		for _, p := range dialog.Ready {
			out = append(out, intent{p.Row.Attempt.ID, string(dialog.Kind)})
		}
		return out
	}
	return nil
}

// aimed checks that an open dialog is about the marked attempts and no other,
// or, if nothing is marked, about one.
func (d *driver) aimed(before map[int64]model.AttemptRow, under int64) string {
	var ids []int64
	switch dialog := d.dialog().(type) {
	case *decide.Decision:
		ids = []int64{dialog.Row.Attempt.ID}
	case *decide.Bulk:
		for _, t := range dialog.Aim {
			ids = append(ids, t.Row.Attempt.ID)
		}
	case *change.Change:
		for _, r := range dialog.Requests {
			ids = append(ids, r.Row.Attempt.ID)
		}
	case *change.Grant:
		for _, t := range dialog.Aim {
			ids = append(ids, t.Row.Attempt.ID)
		}
	default:
		return ""
	}
	if len(before) == 0 {
		if len(ids) != 1 || ids[0] != under {
			return fmt.Sprintf("nothing is marked and %d is under the cursor, but the dialog is about %v", under, ids)
		}
		return ""
	}
	if len(ids) != len(before) {
		return fmt.Sprintf("%d are marked, the dialog is about %d", len(before), len(ids))
	}
	for _, id := range ids {
		if _, marked := before[id]; !marked {
			return fmt.Sprintf("attempt %d is not marked", id)
		}
	}
	return ""
}

// Whatever is pressed, in whatever window, with answers that come late or fail:
// the screen fits, nothing panics, keys are about the marked attempts or about
// the one under the cursor, and what is done is exactly what was confirmed,
// less what was taken back or did not go through.
func TestAnythingAtAll(t *testing.T) {
	t.Parallel()
	keys := []string{
		"j", "k", "down", "up", "pgdown", "pgup", "g", "G", "tab", "shift+tab", "1", "2", "5", "9", "enter", "esc", "v", "r", "m", "n", "p", "N",
		"u", "t", "w", "e", "o", "y", " ", "U", "/", "f", "c", "s", ":", "?", "q", "ctrl+c", "ctrl+r", "d", "l", "x", "backspace", "ctrl+d", "a", "jjj", "rv", "E", "O", "E", "O", "ctrl+s",
	}
	// What a reviewer does with marks, more often than chance would.
	work := []string{" ", " ", " ", "v", "r", "m", "R", "X", "D", "S", "enter", "enter", "enter", "u", "j", "ctrl+r", "tab", "1", "3"}
	steps := []string{"size", "wait", "late", "release", "fail", "elsewhere", "filter", "mark", "key", "key", "key", "key", "key", "key", "key", "key", "key"}
	acts := map[string]bool{"v": true, "r": true, "m": true, "R": true, "X": true, "D": true, "A": true}
	rapid.Check(t, func(rt *rapid.T) {
		d := desk(t, 100, 30, func(c *fake.Config, _ *Deps) { c.Attempts, c.Hostile = 300, rapid.Bool().Draw(rt, "hostile") })
		confirmed := map[intent]int{}
		for range rapid.IntRange(10, 60).Draw(rt, "steps") {
			switch rapid.SampledFrom(steps).Draw(rt, "step") {
			case "size":
				d.send(tea.WindowSizeMsg{Width: rapid.IntRange(0, 220).Draw(rt, "width"), Height: rapid.IntRange(0, 70).Draw(rt, "height")})
			case "wait":
				d.wait(time.Duration(rapid.IntRange(0, 10_000).Draw(rt, "ms")) * time.Millisecond)
			case "late":
				d.late = true
			case "release":
				d.release(rapid.Bool().Draw(rt, "backwards"))
			case "fail":
				fails := rapid.Bool().Draw(rt, "fails")
				d.store.SetHook(func(context.Context, fake.Op) error {
					if fails {
						return model.Errorf(model.CodeUnavailable, "No answer.")
					}
					return nil
				})
			case "elsewhere":
				id := rapid.Int64Range(1, 300).Draw(rt, "id")
				d.store.Change(id, func(r *model.AttemptRow) { r.Attempt.Status = model.Submitted })
			case "filter":
				if d.place() == "list" {
					d.press("/")
					d.typed(rapid.SampledFrom([]string{"status:error", "learner:nobody", "mid", ""}).Draw(rt, "filter"))
					d.press("enter")
				}
			case "mark":
				for range rapid.IntRange(1, 4).Draw(rt, "marks") {
					if d.place() == "list" {
						d.press(" ")
					}
				}
			default:
				key := rapid.SampledFrom(append(keys, work...)).Draw(rt, "key")
				marks, row, under := maps.Clone(d.marks()), int64(0), d.m.stack.top().Place()
				if r, ok := d.m.aim.Row(); ok {
					row = r.Attempt.ID
				}
				for _, i := range d.confirming(key) {
					confirmed[i]++
				}
				d.press(key)
				if acts[key] && under.Is(host.Rows) {
					if wrong := d.aimed(marks, row); wrong != "" {
						rt.Fatalf("%s: %s", key, wrong)
					}
				}
			}
			if d.m.layout.Width > 0 && d.m.layout.Height > 0 {
				d.fit()
			}
			if d.quit {
				break
			}
		}
		d.settleEverything()
		done := map[intent]int{}
		for _, i := range d.store.Done() {
			done[intent{i.Attempt, i.What}]++
		}
		for i, n := range done {
			if n > confirmed[i] {
				rt.Fatalf("%v was done %d times and confirmed %d times", i, n, confirmed[i])
			}
		}
		for i, n := range confirmed {
			if lost := n - done[i] - d.accounted(i); lost > 0 {
				rt.Fatalf("%v was confirmed %d times and done %d times, and nothing says why", i, n, done[i])
			}
		}
	})
}

// settleEverything lets what is on its way arrive, unless the desk is closed.
func (d *driver) settleEverything() {
	d.store.SetHook(nil)
	d.release(false)
	if !d.quit {
		d.wait(time.Minute)
	}
}

// accounted counts what was confirmed and not done, and is not lost: taken back,
// refused by the store or the journal, or still in the journal.
func (d *driver) accounted(i intent) int {
	n := d.store.Refused(i.attempt) + d.keeper.Refused(i.attempt) + d.keeper.Withdrawn(i.attempt)
	for _, h := range d.keeper.Kept() {
		if h.Request.AttemptID == i.attempt {
			n++
		}
	}
	return n
}

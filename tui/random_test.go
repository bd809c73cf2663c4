package tui

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/change"
	"examdesk/tui/decide"
	"examdesk/tui/exams"
	"examdesk/tui/fake"
	"examdesk/tui/held"
	"examdesk/tui/help"
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
	keys := append(everyKey(t), "ctrl+c", "jjj", "rv")
	// What a reviewer does with marks, more often than chance would.
	work := []string{" ", " ", " ", "v", "r", "m", "R", "X", "D", "S", "enter", "enter", "enter", "u", "j", "ctrl+r", "tab", "1", "3"}
	// What is done from beginning to end, so that much is confirmed.
	routines := [][]string{
		{"r", "enter"}, {"v", "enter"}, {"m", "2", "pause", "c", "z", "enter", "enter"}, {"r", "enter", "u"}, {" ", " ", "r", "pause", "enter", "pause", "enter"},
		{"3", "pause", "R", "pause", "enter"}, {"S", "v", "e", "r", "i", "f", "enter", "pause", "enter"}, {" ", "S", "e", "r", "r", "enter", "pause", "enter"},
		{"A", "3", "0", "enter", "pause", "enter"}, {"E", "pause", "p", "z", "ctrl+s", "pause", "esc"}, {"E", "pause", "a", "pause", "enter", "esc"},
		{"t"}, {"w"}, {"esc", "esc", "esc"}, {":", "t", "r", "y", "enter"}, {"r", "enter", "q", "s"},
	}
	steps := []string{"routine", "routine", "routine", "size", "wait", "late", "release", "fail", "elsewhere", "filter", "mark", "key", "key", "key", "key", "key", "key", "key", "key", "key"}
	acts := map[string]bool{"v": true, "r": true, "m": true, "R": true, "X": true, "D": true, "A": true}
	rapid.Check(t, func(rt *rapid.T) {
		grants := &fake.Grants{}
		d := desk(t, 100, 30, func(c *fake.Config, p *Deps) {
			c.Attempts, c.Hostile, p.Allowances = 300, rapid.Bool().Draw(rt, "hostile"), grants
		})
		confirmed, asked := map[intent]int{}, ledger{holds: map[intent]int{}}
		press := func(key string) {
			if d.quit {
				return
			}
			marks, row, under := maps.Clone(d.marks()), int64(0), d.m.stack.top().Place()
			if r, ok := d.m.aim.Row(); ok {
				row = r.Attempt.ID
			}
			for _, i := range d.confirming(key) {
				confirmed[i]++
			}
			d.expect(key, &asked)
			d.press(key)
			if acts[key] && under.Is(host.Rows) {
				if wrong := d.aimed(marks, row); wrong != "" {
					rt.Fatalf("%s: %s", key, wrong)
				}
			}
		}
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
			case "routine":
				for _, key := range rapid.SampledFrom(routines).Draw(rt, "routine") {
					if key == "pause" {
						d.wait(time.Second)
						continue
					}
					press(key)
				}
			default:
				press(rapid.SampledFrom(append(keys, work...)).Draw(rt, "key"))
			}
			if d.m.layout.Width > 0 && d.m.layout.Height > 0 {
				d.fit()
			}
			if d.quit {
				break
			}
		}
		d.settleEverything()
		d.compare(rt, asked, grants)
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

// everyKey is every key that does something somewhere, and some letters to type.
func everyKey(t *testing.T) []string {
	t.Helper()
	seen := map[string]bool{"3": true, "0": true, "z": true}
	k := desk(t, 100, 30).m.keymap
	for _, p := range k.Places {
		for _, b := range k.At(p) {
			for _, key := range b.Keys {
				seen[key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// ledger is what the roles are to be asked for, and no more often.
type ledger struct {
	holds                            map[intent]int
	changes, policies, edits, grants int
	// along reports whether a change may have been made by another one of the same list.
	along bool
}

// expect notes what a key will ask the roles for. Keeping a decision that could not
// be kept is asked for again by t, by the palette, or at the end.
func (d *driver) expect(key string, l *ledger) {
	m, top := d.m, d.m.stack.top()
	if p, ok := top.(*help.Palette); ok && key == "enter" && p.Chosen() != nil && p.Chosen().Short == "try again" {
		key, top = "t", m.stack.below()
	}
	switch {
	case key == "t" && top.Place().Is(host.Opens):
		if h := m.held.Newest(held.Failed); h != nil {
			l.again(h)
		}
	case key == "s" && top.Place().Name == "quit" && m.grace.over && m.leave.already() == "":
		for _, h := range m.held.In(held.Failed) {
			l.again(h)
		}
	}
	for _, i := range d.confirming(key) {
		if _, ok := top.(*change.Change); ok {
			l.changes++
		} else {
			l.holds[i]++
		}
	}
	switch s := top.(type) {
	case *change.Change:
		l.along = l.along || len(s.Ready) > 1
	case *change.Grant:
		if key == "enter" && m.grace.over && s.Ready() {
			l.grants++
		}
	case *exams.Policy:
		if key == "ctrl+s" && !s.Busy() && s.Unsaved() {
			l.policies++
		}
	case *ask.Question:
		if (key == "enter" || key == "y") && m.grace.over && strings.Contains(d.screen(), " this exam ") {
			l.edits++
		}
	}
}

func (l *ledger) again(h *held.Hold) {
	if h.Conflict == nil && h.Held.ID == "" {
		l.holds[intent{h.Held.Request.AttemptID, string(h.Held.Request.Review)}]++
	}
}

// compare fails unless the roles were asked for exactly what was confirmed.
func (d *driver) compare(rt *rapid.T, want ledger, grants *fake.Grants) {
	holds := map[intent]int{}
	for _, r := range d.keeper.Asked() {
		holds[intent{r.AttemptID, string(r.Review)}]++
	}
	if !maps.Equal(holds, want.holds) {
		rt.Fatalf("the journal was asked to keep %v, confirmed were %v", holds, want.holds)
	}
	if n := d.asked(fake.OpChange); n > want.changes || n < want.changes && !want.along {
		rt.Fatalf("%d changes were asked for, %d confirmed", n, want.changes)
	}
	for what, n := range map[string][2]int{
		"policies": {d.asked(fake.OpPolicy), want.policies}, "exams": {d.asked(fake.OpEdit), want.edits}, "allowances": {len(grants.Applied), want.grants},
	} {
		if n[0] != n[1] {
			rt.Fatalf("%d changes of %s were asked for, %d confirmed", n[0], what, n[1])
		}
	}
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

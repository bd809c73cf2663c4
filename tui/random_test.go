package tui

import (
	"context"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"examdesk/model"
	"examdesk/tui/fake"
)

// Whatever is pressed, in whatever window, with answers that come late or fail:
// the screen fits, nothing panics, and no attempt is decided without a dialog
// that was confirmed.
func TestAnythingAtAll(t *testing.T) {
	t.Parallel()
	keys := []string{
		"j", "k", "down", "up", "pgdown", "pgup", "g", "G", "tab", "shift+tab", "1", "2", "5", "9", "enter", "esc", "v", "r", "m", "n", "p", "N",
		"u", "t", "w", "e", "o", "y", " ", "U", "/", "f", "c", "s", ":", "?", "q", "ctrl+c", "ctrl+r", "d", "l", "x", "backspace", "ctrl+d", "a", "jjj", "rv", "E", "O", "E", "O", "ctrl+s",
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := desk(t, 100, 30, func(c *fake.Config, _ *Deps) { c.Attempts, c.Hostile = 300, rapid.Bool().Draw(rt, "hostile") })
		confirmed := 0
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			switch rapid.IntRange(0, 11).Draw(rt, "step") {
			case 0:
				d.send(tea.WindowSizeMsg{Width: rapid.IntRange(0, 220).Draw(rt, "width"), Height: rapid.IntRange(0, 70).Draw(rt, "height")})
			case 1:
				d.wait(time.Duration(rapid.IntRange(0, 10_000).Draw(rt, "ms")) * time.Millisecond)
			case 2:
				d.late = true
			case 3:
				d.release(rapid.Bool().Draw(rt, "backwards"))
			case 4:
				fails := rapid.Bool().Draw(rt, "fails")
				d.store.SetHook(func(context.Context, fake.Op) error {
					if fails {
						return model.Errorf(model.CodeUnavailable, "No answer.")
					}
					return nil
				})
			case 5:
				id := rapid.Int64Range(1, 300).Draw(rt, "id")
				d.store.Change(id, func(r *model.AttemptRow) { r.Attempt.Status = model.Submitted })
			default:
				key := rapid.SampledFrom(keys).Draw(rt, "key")
				if _, asks := d.m.dialog.(*decision); asks && key == "enter" || d.m.leave != nil {
					confirmed++
				}
				if _, asks := d.m.dialog.(*found); asks || key == "t" || key == "d" {
					confirmed++
				}
				d.press(key)
			}
			if d.m.width > 0 && d.m.height > 0 {
				d.fit()
			}
			if d.quit {
				return
			}
		}
		if n := d.asked(fake.OpDecide); n > confirmed {
			rt.Fatalf("%d decisions were sent, %d confirmed", n, confirmed)
		}
	})
}

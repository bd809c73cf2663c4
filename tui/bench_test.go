package tui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/fake"
	"examdesk/tui/theme"
)

func benchDesk(b *testing.B) *driver {
	b.Helper()
	d := desk(b, 200, 60, func(c *fake.Config, p *Deps) { c.Attempts, p.Theme = 1_000_000, theme.New(theme.Dark) })
	d.press("9")
	d.wait(time.Second)
	return d
}

// BenchmarkView draws a full screen of 200x60 from scratch.
func BenchmarkView(b *testing.B) {
	d := benchDesk(b)
	b.ReportAllocs()
	for b.Loop() {
		d.m.dirty = true
		_ = d.m.View()
	}
}

// BenchmarkKeyDown is a key with all that it causes but the store's answers: the
// cursor moves and the screen is drawn.
func BenchmarkKeyDown(b *testing.B) {
	d := benchDesk(b)
	down, up := tea.KeyMsg{Type: tea.KeyDown}, tea.KeyMsg{Type: tea.KeyUp}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		k := down
		if i%80 >= 40 {
			k = up
		}
		d.m.Update(k)
		_ = d.m.View()
	}
}

// BenchmarkViewUnchanged is what a message costs that changes nothing: Bubble
// Tea draws after each.
func BenchmarkViewUnchanged(b *testing.B) {
	d := benchDesk(b)
	for b.Loop() {
		d.m.Update(noteMsg{seq: -1})
		_ = d.m.View()
	}
}

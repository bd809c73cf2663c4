package tui

import (
	"testing"
	"time"

	"examdesk/tui/fake"
	"examdesk/tui/theme"
)

// BenchmarkBackendsView draws the services with a report at 200x60 from scratch.
func BenchmarkBackendsView(b *testing.B) {
	d, _ := backendsDesk(b, 200, 60, func(_ *fake.Config, p *Deps) { p.Theme = theme.New(theme.Dark) })
	d.press("V")
	d.wait(time.Minute)
	b.ReportAllocs()
	for b.Loop() {
		d.m.dirty = true
		_ = d.m.View()
	}
}

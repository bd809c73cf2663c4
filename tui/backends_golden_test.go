package tui

import (
	"context"
	"fmt"
	"testing"
	"time"

	"examdesk/tui/fake"
	"examdesk/tui/theme"
)

// backendsDesk is a desk with the services open, each check of which takes
// 150 ms.
func backendsDesk(t testing.TB, width, height int, options ...option) (*driver, *fake.Verifier) {
	t.Helper()
	v := fake.NewVerifier(fake.Services(), fake.Outcomes())
	d := desk(t, width, height, append([]option{func(_ *fake.Config, p *Deps) { p.Backends = v }}, options...)...)
	v.SetHook(func(_ context.Context, op fake.Op) error {
		if op == fake.OpCheck {
			d.now = d.now.Add(150 * time.Millisecond)
		}
		return nil
	})
	d.press("B")
	d.checks = d.board().Checks()
	return d, v
}

// some runs so many of the commands that are kept back; what follows from them
// is kept back in turn.
func (d *driver) some(n int) {
	d.t.Helper()
	for range n {
		if len(d.waiting) == 0 {
			d.t.Fatal("nothing waits")
		}
		cmd := d.waiting[0]
		d.waiting = d.waiting[1:]
		d.deliver(cmd())
	}
}

// midway checks the chosen service and stops to look after so many steps.
func (d *driver) midway(steps int) {
	d.t.Helper()
	d.late = true
	d.press("v")
	d.some(steps)
}

// backendScenes are the services in every situation.
func backendScenes() map[string]scene {
	settle := func(d *driver) { d.wait(time.Minute) }
	acts := map[string]func(*driver){
		"unchecked": settle,
		"midway":    func(d *driver) { d.midway(15) },
		"well":      func(d *driver) { d.press("j", "v"); settle(d) },
		"failed":    func(d *driver) { d.press("V"); settle(d); d.wait(2 * time.Minute) },
		"report":    func(d *driver) { d.press("v", "enter"); settle(d) },
		"live":      func(d *driver) { d.press("v", "x"); settle(d) },
		"none":      func(d *driver) { d.m.env.Backends.(*fake.Verifier).SetServices(); d.press("ctrl+r") },
	}
	out := map[string]scene{}
	for name, do := range acts {
		for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
			out[fmt.Sprintf("backends-%s.%dx%d.txt", name, size[0], size[1])] = scene{width: size[0], height: size[1], mode: theme.NoColor, do: do}
		}
		if name == "live" {
			continue
		}
		for _, mode := range []theme.Mode{theme.Dark, theme.Light} {
			out["backends-"+name+"."+mode.String()+".ansi"] = scene{width: goldenWidth, height: goldenHeight, mode: mode, do: do}
		}
	}
	return out
}

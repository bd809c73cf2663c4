package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"examdesk/conformance/sampled"
	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/fake"
)

// Every face of the services fits every size.
func TestBackendsEverySize(t *testing.T) {
	t.Parallel()
	for name, s := range backendScenes() {
		if !strings.HasSuffix(name, "120x40.txt") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := backendsDesk(t, 120, 40)
			s.do(d)
			for width := 1; width <= 210; width += sampled.Every(t, 2) + width/12 {
				for height := 1; height <= 70; height += sampled.Every(t, 2) + height/12 {
					d.send(tea.WindowSizeMsg{Width: width, Height: height})
					d.fit()
				}
			}
		})
	}
}

// hostileServices have texts that try to break the screen, everywhere.
func hostileServices() *fake.Verifier {
	const bad = model.Text(fake.Hostile)
	var all []model.BackendInfo
	checks := map[string][]model.Check{}
	for _, s := range fake.Services() {
		for _, c := range fake.Outcomes()[s.Name] {
			c.Name, c.Seen, c.Remedy, c.Cause = c.Name+fake.Hostile, bad+c.Seen, bad+"\n"+c.Remedy, fake.Hostile
			checks[s.Name+fake.Hostile] = append(checks[s.Name+fake.Hostile], c)
		}
		s.Name, s.VerboseName, s.Kind, s.Address, s.SecretsIn = s.Name+fake.Hostile, bad, fake.Hostile, bad, bad
		all = append(all, s)
	}
	return fake.NewVerifier(all, checks)
}

// Whatever is pressed, in whatever window, with answers that come late, fail or
// are hostile: the screen fits, is safe, nothing panics, no sequence stays open
// once the desk is left, and nothing is registered without a question.
func TestBackendsAnythingAtAll(t *testing.T) {
	t.Parallel()
	keys := []string{"j", "k", "G", "g", "pgdown", "enter", "esc", "q", "v", "V", "x", "y", "/", "B", "B", "E", "ctrl+r", "?", ":", "ctrl+d", "backspace", "vV"}
	rapid.Check(t, func(rt *rapid.T) {
		v := fake.NewVerifier(fake.Services(), fake.Outcomes())
		if rapid.Bool().Draw(rt, "hostile") {
			v = hostileServices()
		}
		d := desk(t, 100, 30, func(c *fake.Config, p *Deps) { c.Attempts, p.Backends = 50, v })
		d.press("B")
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
				d.some(min(len(d.waiting), rapid.IntRange(1, 4).Draw(rt, "some")))
			case 5:
				fails := rapid.SampledFrom([]fake.Op{fake.OpBackends, fake.OpVerify, fake.OpCheck, ""}).Draw(rt, "fails")
				v.SetHook(func(_ context.Context, op fake.Op) error {
					if op == fails {
						return model.Errorf(model.CodeUnavailable, "No answer."+fake.Hostile)
					}
					return nil
				})
			default:
				key := rapid.SampledFrom(keys).Draw(rt, "key")
				if _, asks := d.dialog().(*ask.Question); asks && (key == "enter" || key == "y") {
					confirmed++
				}
				d.press(key)
			}
			for _, r := range d.screen() {
				if r != '\n' && r < 0x20 || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e {
					rt.Fatalf("%U reaches the terminal", r)
				}
			}
			if d.m.layout.Width > 0 && d.m.layout.Height > 0 {
				d.fit()
			}
			if d.quit {
				break
			}
		}
		live := 0
		for _, a := range v.Asked() {
			if a.Live {
				live++
			}
		}
		if live > confirmed {
			rt.Fatalf("%d were registered, %d confirmed", live, confirmed)
		}
		if over := d.overList(); over != nil {
			d.m.Pop(d.m.stack.screens[1])
		}
		d.release(false)
		if n := v.Open(); n != 0 {
			rt.Fatalf("%d sequences are open", n)
		}
	})
}

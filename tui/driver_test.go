package tui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"examdesk/model"
	"examdesk/tui/fake"
	"examdesk/tui/host"
	"examdesk/tui/services"
	"examdesk/tui/theme"
)

// driver runs the desk without a terminal and without real time: commands run
// where they come up, or wait in line when a test wants them late.
type driver struct {
	t      testing.TB
	m      *root
	store  *fake.Store
	keeper *fake.Keeper
	now    time.Time
	timers []timer
	quit   bool
	// late keeps commands back; release runs them.
	late    bool
	waiting []tea.Cmd
	opened  []string
	// checks are those of the proctoring services, once these were open.
	checks services.Checkups
	copied string
}

type timer struct {
	at  time.Time
	msg tea.Msg
}

// start is when the tests happen: Fri 20 Nov 2026, 16:04 UTC.
func start() time.Time { return time.Date(2026, 11, 20, 16, 4, 0, 0, time.UTC) }

const testHold = 8 * time.Second

type option func(*fake.Config, *Deps)

func newDriver(t testing.TB, options ...option) *driver {
	t.Helper()
	d := &driver{t: t, now: start()}
	cfg := fake.Config{Attempts: 2000, Now: d.now}
	deps := Deps{
		Clock: func() time.Time { return d.now }, Zone: time.FixedZone("CET", 3600), Theme: theme.New(theme.NoColor), Hold: testHold,
		After: func(wait time.Duration, msg tea.Msg) tea.Cmd {
			d.timers = append(d.timers, timer{d.now.Add(wait), msg})
			return nil
		},
		Open: func(_ context.Context, url string) error { d.opened = append(d.opened, url); return nil },
		Copy: func(text string) error { d.copied = text; return nil },
	}
	for _, o := range options {
		o(&cfg, &deps)
	}
	d.store = fake.New(cfg)
	d.keeper = fake.NewKeeper(d.store, func() time.Time { return d.now }, testHold)
	deps.Desk, deps.Keeper = d.store, d.keeper
	deps.Capabilities, _ = d.store.Capabilities(context.Background())
	d.m = newRoot(context.Background(), deps)
	return d
}

// desk starts a desk of a size with its first page loaded.
func desk(t testing.TB, width, height int, options ...option) *driver {
	t.Helper()
	d := newDriver(t, options...)
	d.run(d.m.Init())
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	d.wait(time.Second / 2)
	return d
}

// run runs a command and what follows from it.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if d.late {
		d.waiting = append(d.waiting, cmd)
		return
	}
	d.deliver(cmd())
}

func (d *driver) deliver(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		d.send(msg)
	}
}

// send gives the desk a message and draws, as Bubble Tea does.
func (d *driver) send(msg tea.Msg) {
	_, cmd := d.m.Update(msg)
	_ = d.m.View()
	d.run(cmd)
}

// release runs what was kept back, the one asked for last first if backwards.
func (d *driver) release(backwards bool) {
	d.late = false
	cmds := d.waiting
	d.waiting = nil
	if backwards {
		slices.Reverse(cmds)
	}
	for _, cmd := range cmds {
		d.run(cmd)
	}
}

// wait lets time pass and rings the timers that come due, in their order.
func (d *driver) wait(span time.Duration) {
	end := d.now.Add(span)
	for {
		next := -1
		for i, t := range d.timers {
			if !t.at.After(end) && (next < 0 || t.at.Before(d.timers[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		due := d.timers[next]
		d.timers = slices.Delete(d.timers, next, next+1)
		if due.at.After(d.now) {
			d.now = due.at
		}
		d.send(host.Stamped{At: d.now, Msg: due.msg})
	}
	d.now = end
}

// press presses keys by their Bubble Tea names, one message each, and lets the
// grace of a dialog that opens pass.
func (d *driver) press(keys ...string) {
	for _, k := range keys {
		d.send(keyOf(k))
		if d.dialog() != nil || d.m.leave.open {
			d.wait(gracePause)
		}
	}
}

// keyOf makes the message of a key.
func keyOf(name string) tea.KeyMsg {
	special := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp,
		"tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "ctrl+c": tea.KeyCtrlC, "ctrl+r": tea.KeyCtrlR, "home": tea.KeyHome,
		"end": tea.KeyEnd, "backspace": tea.KeyBackspace, "ctrl+d": tea.KeyCtrlD, "ctrl+u": tea.KeyCtrlU, "left": tea.KeyLeft,
		"right": tea.KeyRight, "ctrl+f": tea.KeyCtrlF, "f1": tea.KeyF1, "ctrl+s": tea.KeyCtrlS, "f5": tea.KeyF5, "ctrl+l": tea.KeyCtrlL,
	}
	if name == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune(" ")}
	}
	if letter, ctrl := strings.CutPrefix(name, "ctrl+"); ctrl && len(letter) == 1 && letter != "l" {
		return tea.KeyMsg{Type: tea.KeyCtrlA + tea.KeyType(letter[0]-'a')}
	}
	if t, ok := special[name]; ok {
		return tea.KeyMsg{Type: t}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// typed types a text, letter by letter.
func (d *driver) typed(text string) {
	for _, r := range text {
		d.press(string(r))
	}
}

// screen is what is shown, without colours.
func (d *driver) screen() string { return ansi.Strip(d.m.View()) }

func (d *driver) sees(want ...string) {
	d.t.Helper()
	for _, w := range want {
		if !strings.Contains(d.screen(), w) {
			d.t.Fatalf("the screen does not say %q:\n%s", w, d.screen())
		}
	}
}

// says is sees for a text that may be wrapped.
func (d *driver) says(want ...string) {
	d.t.Helper()
	flat := strings.Join(strings.Fields(d.screen()), " ")
	for _, w := range want {
		if !strings.Contains(flat, w) {
			d.t.Fatalf("the screen does not say %q:\n%s", w, d.screen())
		}
	}
}

func (d *driver) doesNotSee(unwanted ...string) {
	d.t.Helper()
	for _, w := range unwanted {
		if strings.Contains(d.screen(), w) {
			d.t.Fatalf("the screen says %q:\n%s", w, d.screen())
		}
	}
}

// selected is the attempt under the cursor.
func (d *driver) selected() model.AttemptRow {
	d.t.Helper()
	row, ok := d.list().Selected()
	if !ok {
		d.t.Fatalf("nothing is selected:\n%s", d.screen())
	}
	return row
}

// asked counts how often the store was asked something.
func (d *driver) asked(op fake.Op) int {
	n := 0
	for _, o := range d.store.Asked() {
		if o == op {
			n++
		}
	}
	return n
}

// fit fails if the screen is not exactly as large as the terminal: what is
// higher loses its first lines, what is wider is cut.
func (d *driver) fit() {
	d.t.Helper()
	lines := strings.Split(d.m.View(), "\n")
	if len(lines) != d.m.layout.Height {
		d.t.Fatalf("%d lines on a screen of %d:\n%s", len(lines), d.m.layout.Height, d.screen())
	}
	for i, line := range lines {
		if w := theme.Width(ansi.Strip(line)); w != d.m.layout.Width {
			d.t.Fatalf("line %d has %d cells on a screen of %d: %q", i, w, d.m.layout.Width, line)
		}
	}
}

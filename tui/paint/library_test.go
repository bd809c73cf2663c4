package paint

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// calls records how the library writes.
type calls struct {
	mu     sync.Mutex
	frames []string
	modes  []string
}

func (c *calls) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frames = append(c.frames, string(b))
	return len(b), nil
}

func (c *calls) WriteString(s string) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.modes = append(c.modes, s)
	return len(s), nil
}

func (c *calls) seen() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.modes)
}

// scripted is a program that does what it is sent.
type scripted struct{ drawn int }

type doMsg struct{ cmd tea.Cmd }

func (s scripted) Init() tea.Cmd { return nil }
func (s scripted) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	s.drawn++
	if do, ok := msg.(doMsg); ok {
		return s, do.cmd
	}
	return s, nil
}
func (s scripted) View() string { return strings.Repeat("a frame\n", s.drawn%3+1) }

// What the gate relies on in Bubble Tea v1.3.10: modes come by WriteString, each
// in a call of its own, and frames by Write.
func TestLibraryWritesModesAndFramesApart(t *testing.T) {
	t.Parallel()
	c := &calls{}
	p := tea.NewProgram(scripted{}, tea.WithAltScreen(), tea.WithInput(nil), tea.WithOutput(c), tea.WithoutSignalHandler(), tea.WithFPS(120))
	done := make(chan error, 1)
	go func() { _, err := p.Run(); done <- err }()
	waitFor(t, func() bool { return slices.Contains(c.seen(), ansi.SetModeAltScreenSaveCursor) })
	p.Send(doMsg{tea.ClearScreen})
	waitFor(t, func() bool { c.mu.Lock(); defer c.mu.Unlock(); return len(c.frames) > 0 })
	p.Send(doMsg{tea.Quit})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if len(c.frames) == 0 {
		t.Error("no frame came by Write")
	}
	for _, f := range c.frames {
		if strings.Contains(f, "\x1b[?") {
			t.Errorf("a frame sets a mode: %q", f)
		}
	}
	for _, m := range c.modes {
		if strings.Contains(m, "a frame") {
			t.Errorf("a frame came by WriteString: %q", m)
		}
	}
	for _, want := range []string{ansi.SetModeAltScreenSaveCursor, ansi.ResetModeAltScreenSaveCursor, ansi.EraseEntireScreen, ansi.HideCursor, ansi.ShowCursor} {
		if !slices.Contains(c.modes, want) {
			t.Errorf("%q did not come by itself: %q", want, c.modes)
		}
	}
	if left := slices.Index(c.modes, ansi.ResetModeAltScreenSaveCursor); left < slices.Index(c.modes, ansi.EraseEntireScreen) {
		t.Errorf("the alternate screen is left first: %q", c.modes)
	}
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("it did not happen")
}

// The gate turns wrapping off while the alternate screen is shown and on again
// before it is left, drops frames meanwhile and lets through what is written
// outside.
func TestGate(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := &Painter{out: &out, wake: make(chan struct{}, 1)}
	g := gate{p}
	for _, s := range []string{"before ", "", ansi.SetModeAltScreenSaveCursor, ansi.HideCursor, "", ansi.ResetModeAltScreenSaveCursor, "after"} {
		if strings.HasPrefix(s, "\x1b") {
			_, _ = g.WriteString(s)
		} else {
			_, _ = g.Write([]byte(s))
		}
		if p.shown {
			_, _ = g.Write([]byte("a frame"))
		}
	}
	want := "before " + ansi.SetModeAltScreenSaveCursor + ansi.ResetModeAutoWrap + ansi.HideCursor + ansi.SetModeAutoWrap + ansi.ResetModeAltScreenSaveCursor + "after"
	if out.String() != want {
		t.Errorf("wrote %q, want %q", out.String(), want)
	}
	p.shown, p.rows = true, []string{"as drawn"}
	_, _ = g.WriteString(ansi.HideCursor)
	if p.rows == nil {
		t.Error("a mode made the painter forget the screen")
	}
	_, _ = g.WriteString(ansi.EraseEntireScreen)
	if p.rows != nil {
		t.Error("the screen was erased and the painter takes it for drawn")
	}
}

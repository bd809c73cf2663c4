package paint

import (
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// gate is what Bubble Tea takes for the terminal. Its renderer sets modes with
// WriteString and draws frames with Write; the first passes, the second does not
// while the alternate screen is shown. A test holds the library to that.
type gate struct{ p *Painter }

// Write drops a frame, and lets pass what is written while the desk is not
// shown.
func (g gate) Write(b []byte) (int, error) {
	g.p.mu.Lock()
	defer g.p.mu.Unlock()
	if g.p.shown {
		return len(b), nil
	}
	return g.p.out.Write(b)
}

// WriteString passes a mode. The terminal stops wrapping while the alternate
// screen is shown, and wraps again before it is left.
func (g gate) WriteString(s string) (int, error) {
	p := g.p
	p.mu.Lock()
	defer p.mu.Unlock()
	switch s {
	case ansi.SetModeAltScreenSaveCursor:
		p.shown = true
		s += ansi.ResetModeAutoWrap
	case ansi.ResetModeAltScreenSaveCursor:
		p.shown = false
		s = ansi.SetModeAutoWrap + s
	}
	if p.shown && !isMode(s) {
		p.forget() // it may have changed what is on the screen
	}
	_, err := io.WriteString(p.out, s)
	return len(s), err
}

// isMode reports whether a sequence sets modes and leaves what is shown alone.
func isMode(s string) bool {
	return strings.HasPrefix(s, "\x1b[?") && strings.IndexAny(s, "hl") == len(s)-1 && s != ansi.SetModeAltScreenSaveCursor
}

// fileGate is a gate to a real terminal, which Bubble Tea asks for its size.
type fileGate struct {
	gate
	file *os.File
}

// Fd returns the terminal's descriptor.
func (g fileGate) Fd() uintptr { return g.file.Fd() }

// Read reads from the terminal.
func (g fileGate) Read(b []byte) (int, error) { return g.file.Read(b) }

// Close leaves the terminal open: it is not the program's own.
func (fileGate) Close() error { return nil }

// Output returns what Bubble Tea writes to.
func (p *Painter) Output() io.Writer {
	if f, ok := p.out.(*os.File); ok {
		return fileGate{gate{p}, f}
	}
	return gate{p}
}

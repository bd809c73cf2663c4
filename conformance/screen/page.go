package screen

import (
	"io"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// Count is a way in which terminals count the cells of a text.
type Count int

// Terminals count characters as a person sees them, as kitty, Ghostty and
// Windows Terminal do, or code points, as tmux, xterm and VTE do. Generous is
// none that exists: it counts two cells for everything but ASCII.
const (
	Clusters Count = iota
	CodePoints
	Generous
)

// String names the way.
func (c Count) String() string { return [...]string{"clusters", "code points", "generous"}[c] }

// terminal is an emulator of one.
type terminal interface {
	io.Writer
	Width() int
	Height() int
	CellAt(x, y int) *uv.Cell
	CursorPosition() uv.Position
	Resize(width, height int)
}

func newTerminal(c Count, width, height int) terminal {
	switch c {
	case CodePoints:
		return newGrid(width, height, codePointWidth)
	case Generous:
		return newGrid(width, height, generousWidth)
	case Clusters:
	}
	return vt.NewEmulator(width, height)
}

// Page is a terminal without a program, to be written to.
type Page struct{ term terminal }

// NewPage returns an empty page.
func NewPage(c Count, width, height int) *Page { return &Page{newTerminal(c, width, height)} }

// Write draws.
func (p *Page) Write(b []byte) (int, error) { return p.term.Write(b) }

// Text is what is on the page, line by line, without colours.
func (p *Page) Text() string { return text(p.term) }

// At is what is in a cell; empty where a wide character goes on.
func (p *Page) At(x, y int) string {
	if c := p.term.CellAt(x, y); c != nil {
		return c.Content
	}
	return ""
}

// Grid is what is on the page, cell by cell; a cell in which a wide character
// goes on is empty.
func (p *Page) Grid() [][]string { return grids(p.term) }

// Resize changes the page's size.
func (p *Page) Resize(width, height int) { p.term.Resize(width, height) }

// Cursor is where the next character goes.
func (p *Page) Cursor() (x, y int) {
	at := p.term.CursorPosition()
	return at.X, at.Y
}

func grids(term terminal) [][]string {
	out := make([][]string, term.Height())
	for y := range out {
		out[y] = make([]string, term.Width())
		for x := range out[y] {
			if c := term.CellAt(x, y); c != nil && c.Width > 0 {
				out[y][x] = c.Content
			}
		}
	}
	return out
}

func text(term terminal) string {
	var b strings.Builder
	for y := range term.Height() {
		line := ""
		for x := 0; x < term.Width(); {
			c := term.CellAt(x, y)
			if c == nil || c.Width == 0 {
				x++
				continue
			}
			line += c.Content
			x += c.Width
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

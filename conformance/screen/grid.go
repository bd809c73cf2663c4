package screen

import (
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/width"
)

// codePointWidth is the cells of a code point in tmux, xterm and VTE. It is
// made from Unicode's tables alone, so that the desk's own rule has something to
// be held against.
func codePointWidth(r rune) int {
	switch {
	case r == 0xad || unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return 1
	case r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff, unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return 2
	}
	return 1
}

// generousWidth takes everything but ASCII for wide: no terminal counts so, and
// whatever holds here holds wherever more is counted than was thought.
func generousWidth(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 2
}

// grid is a terminal that moves its cursor code point by code point and gives
// up nothing of its modes: it wraps or piles up at the last column, as xterm does.
type grid struct {
	width, height int
	count         func(rune) int
	rows          [][]uv.Cell
	other         [][]uv.Cell // the screen that is not shown
	x, y          int
	saved         [2]int
	pending       bool // the last column was written and the next character wraps
	last          *uv.Cell
	pen           uv.Style
	wraps, alt    bool
	parser        *ansi.Parser
}

func newGrid(width, height int, count func(rune) int) *grid {
	g := &grid{count: count, wraps: true, parser: ansi.NewParser()}
	g.Resize(width, height)
	g.parser.SetHandler(ansi.Handler{Print: g.print, Execute: g.execute, HandleCsi: g.csi})
	return g
}

// Write draws what a program writes.
func (g *grid) Write(b []byte) (int, error) {
	for _, c := range b {
		g.parser.Advance(c)
	}
	return len(b), nil
}

// Width and Height are the size in cells.
func (g *grid) Width() int { return g.width }

// Height is the number of rows.
func (g *grid) Height() int { return g.height }

// CellAt is a cell; its width is 0 where a wide character goes on.
func (g *grid) CellAt(x, y int) *uv.Cell {
	if y < 0 || y >= g.height || x < 0 || x >= g.width {
		return nil
	}
	return &g.rows[y][x]
}

// CursorPosition is where the next character goes.
func (g *grid) CursorPosition() uv.Position { return uv.Pos(g.x, g.y) }

// Resize keeps what fits, from the top left.
func (g *grid) Resize(width, height int) {
	fit := func(rows [][]uv.Cell) [][]uv.Cell {
		out := blankRows(width, height)
		for y := range min(height, len(rows)) {
			copy(out[y], rows[y])
		}
		return out
	}
	g.rows, g.other = fit(g.rows), fit(g.other)
	g.width, g.height, g.pending, g.last = width, height, false, nil
	g.x, g.y = min(g.x, width-1), min(g.y, height-1)
}

func blankRows(width, height int) [][]uv.Cell {
	rows := make([][]uv.Cell, height)
	for y := range rows {
		rows[y] = make([]uv.Cell, width)
		blank(rows[y], 0, width)
	}
	return rows
}

func blank(row []uv.Cell, from, to int) {
	for x := max(0, from); x < min(to, len(row)); x++ {
		row[x] = uv.Cell{Content: " ", Width: 1}
	}
}

func (g *grid) print(r rune) {
	w := g.count(r)
	if w == 0 {
		if g.last != nil {
			g.last.Content += string(r)
		}
		return
	}
	if g.wraps && (g.pending || g.x+w > g.width) {
		g.x = 0
		g.feed()
	}
	g.pending = false
	g.x = max(0, min(g.x, g.width-w)) // without wrapping it piles up at the edge
	row := g.rows[g.y]
	g.tear(row, g.x)
	g.tear(row, g.x+w)
	blank(row, g.x, g.x+w)
	g.last = &row[g.x]
	*g.last = uv.Cell{Content: string(r), Width: w, Style: g.pen}
	for i := 1; i < w && g.x+i < g.width; i++ {
		row[g.x+i] = uv.Cell{}
	}
	g.x += w
	if g.x >= g.width {
		g.x, g.pending = g.width-1, g.wraps
	}
}

// tear blanks a wide character that goes on at a column that is written.
func (g *grid) tear(row []uv.Cell, x int) {
	if x <= 0 || x >= g.width || row[x].Width != 0 {
		return
	}
	for x > 0 && row[x].Width == 0 {
		x--
	}
	blank(row, x, x+max(1, row[x].Width))
}

// feed goes down a row, and moves everything up at the last one.
func (g *grid) feed() {
	if g.y < g.height-1 {
		g.y++
		return
	}
	copy(g.rows, g.rows[1:])
	g.rows[g.height-1] = blankRows(g.width, 1)[0]
}

func (g *grid) execute(c byte) {
	g.last = nil
	switch c {
	case '\r':
		g.x, g.pending = 0, false
	case '\n', '\v', '\f':
		g.pending = false
		g.feed()
	case '\b':
		g.x, g.pending = max(0, g.x-1), false
	case '\t':
		g.x, g.pending = min(g.width-1, g.x/8*8+8), false
	}
}

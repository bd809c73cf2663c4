package screen

import (
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// csi does what a control sequence says.
func (g *grid) csi(cmd ansi.Cmd, params ansi.Params) {
	n := func(i, otherwise int) int {
		v, _, ok := params.Param(i, otherwise)
		if !ok || v == 0 {
			return otherwise
		}
		return v
	}
	if cmd.Final() == 'm' && cmd.Prefix() == 0 {
		uv.ReadStyle(params, &g.pen)
		return
	}
	g.last = nil
	if cmd.Prefix() == '?' && (cmd.Final() == 'h' || cmd.Final() == 'l') {
		params.ForEach(0, func(_, mode int, _ bool) { g.mode(mode, cmd.Final() == 'h') })
		return
	}
	if cmd.Prefix() != 0 {
		return
	}
	switch cmd.Final() {
	case 'K':
		g.eraseRow(n(0, 0))
	case 'J':
		g.eraseScreen(n(0, 0))
	case 'X':
		g.erase(g.y, g.x, g.x+n(0, 1))
	default:
		g.move(cmd.Final(), n(0, 1), n(1, 1))
	}
}

// move moves the cursor by or to n and, where a sequence has two numbers, m.
func (g *grid) move(how byte, n, m int) {
	switch how {
	case 'A':
		g.y -= n
	case 'B':
		g.y += n
	case 'C':
		g.x += n
	case 'D':
		g.x -= n
	case 'G':
		g.x = n - 1
	case 'd':
		g.y = n - 1
	case 'H', 'f':
		g.y, g.x = n-1, m-1
	default:
		return
	}
	g.pending = false
	g.x, g.y = max(0, min(g.x, g.width-1)), max(0, min(g.y, g.height-1))
}

// erase blanks cells of a row, and what is left of a wide character there.
func (g *grid) erase(y, from, to int) {
	g.tear(g.rows[y], from)
	g.tear(g.rows[y], to)
	blank(g.rows[y], from, to)
}

func (g *grid) eraseRow(how int) {
	switch how {
	case 0:
		g.erase(g.y, g.x, g.width)
	case 1:
		g.erase(g.y, 0, g.x+1)
	case 2:
		g.erase(g.y, 0, g.width)
	}
}

func (g *grid) eraseScreen(how int) {
	from, to := 0, g.height
	switch how {
	case 0:
		g.eraseRow(0)
		from = g.y + 1
	case 1:
		g.eraseRow(1)
		to = g.y
	}
	for y := from; y < to; y++ {
		g.erase(y, 0, g.width)
	}
}

func (g *grid) mode(mode int, on bool) {
	switch mode {
	case 7:
		g.wraps = on
		g.pending = g.pending && on
	case 1049:
		if on == g.alt {
			return
		}
		g.alt = on
		g.rows, g.other = g.other, g.rows
		if on {
			g.saved = [2]int{g.x, g.y}
			g.eraseScreen(2)
		} else {
			g.x, g.y = g.saved[0], g.saved[1]
		}
		g.pending = false
	}
}

package screen

import "github.com/charmbracelet/x/ansi"

// The modes that a program must leave as it found them.
const (
	ModeWrap   = 7    // a character beyond the last column goes to the next row
	ModeCursor = 25   // the cursor is seen
	ModeAlt    = 1049 // the alternate screen is shown
	ModePaste  = 2004 // pastes are marked as such
	ModeSync   = 2026 // what is drawn is shown later, at once
)

// modes follows a program's private modes in what it writes.
type modes struct {
	on     map[int]bool
	parser *ansi.Parser
}

func newModes() *modes {
	m := &modes{on: map[int]bool{ModeWrap: true, ModeCursor: true}, parser: ansi.NewParser()}
	m.parser.SetHandler(ansi.Handler{HandleCsi: func(cmd ansi.Cmd, params ansi.Params) {
		if cmd.Prefix() == '?' && (cmd.Final() == 'h' || cmd.Final() == 'l') {
			params.ForEach(0, func(_, mode int, _ bool) { m.on[mode] = cmd.Final() == 'h' })
		}
	}})
	return m
}

func (m *modes) write(b []byte) {
	for _, c := range b {
		m.parser.Advance(c)
	}
}

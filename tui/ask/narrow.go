package ask

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Narrowed is a screen whose rows can be narrowed and walked.
type Narrowed interface {
	host.Narrower
	host.Mover
}

// Narrow is the line in which a person types what rows must contain. The rows follow
// each letter.
type Narrow struct {
	host.Plain
	h      host.Host
	line   kit.Edit
	before string
	rows   Narrowed
}

var inNarrow = &host.Place{Name: "narrow", Title: "Narrowing exams, learners or backends", Layer: host.LayerLine, Trait: host.Types} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Narrow) Place() *host.Place { return inNarrow }

// Draw implements [host.Screen].
func (n *Narrow) Draw(f view.Frame) []string {
	return []string{view.Prompt("/", n.line.Text(), n.line.Caret(), f)}
}

// Typed implements [host.Typist].
func (n *Narrow) Typed(k tea.KeyMsg) tea.Cmd {
	if !n.line.Typed(k) {
		return nil
	}
	return n.rows.SetLookFor(n.line.Text())
}

// drop leaves what was looked for as it was before.
func (n *Narrow) drop() tea.Cmd {
	return tea.Batch(n.h.Pop(n), n.rows.SetLookFor(n.before))
}

func (n *Narrow) move(key string) tea.Cmd {
	if key == "up" || key == "ctrl+p" {
		return n.rows.Move(-1, false)
	}
	return n.rows.Move(1, false)
}

// NarrowPart returns the line's keys, and the key that opens it over a board.
func NarrowPart(h host.Host) host.Part {
	open := func(c host.Call) tea.Cmd {
		rows, ok := c.On.(Narrowed)
		if !ok {
			return nil
		}
		text := rows.LookFor()
		return h.Push(&Narrow{h: h, line: kit.NewEdit(kit.LineLimit, text), before: text, rows: rows})
	}
	why := func(c host.Call) string {
		if s, ok := c.On.(interface{ NothingToNarrow() string }); ok {
			return s.NothingToNarrow()
		}
		return ""
	}
	move := func(c host.Call) tea.Cmd {
		if n, ok := c.On.(*Narrow); ok {
			return n.move(c.Key)
		}
		return nil
	}
	return host.Part{Places: []*host.Place{inNarrow}, Bindings: []host.Binding{
		{Keys: []string{"/"}, Short: "narrow", Help: "show only rows with some words, such as missing or inactive", Group: host.GroupShow, Where: host.In("exams", "onboarding", "backends"), Foot: 40, Why: why, Run: open},
		{Keys: []string{"enter"}, Short: "keep", Help: "keep the search", Group: host.GroupShow, Where: host.In("narrow"), Foot: 10, Run: host.Close(h)},
		{Keys: []string{"esc"}, Short: "as before", Help: "keep it as it was", Group: host.GroupShow, Where: host.In("narrow"), Foot: 20, Run: host.On((*Narrow).drop)},
		{Keys: []string{"down", "ctrl+n", "up", "ctrl+p"}, Label: "↓ ↑", Short: "move", Help: "move down or up", Group: host.GroupMove, Where: host.In("narrow"), Foot: 15, Run: move},
	}}
}

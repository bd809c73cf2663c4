package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// results says what became of each of several attempts. It stays until it is
// closed.
type results struct {
	title  string
	items  []view.ManyItem
	remark string
	reel
}

func (*results) spot() spot { return inResults }

func (m *root) drawResults(r *results, f view.Frame) []string {
	many := view.Many{Title: r.title, Items: r.items, Top: r.top, Keys: m.keymap.footer(m, inResults)}
	if r.remark != "" {
		many.Remark = &view.Fact{Text: r.remark, Role: theme.Dim}
	}
	lines, all, inSight := many.Draw(f)
	r.drawn(all, inSight)
	return lines
}

func resultKeys() []binding {
	return []binding{
		{keys: []string{"enter", "esc", "q"}, label: "enter", short: "close", help: "close the results", group: groupDo, where: inResults, foot: 10, run: (*root).closeResults},
	}
}

// closeResults closes the results, once all of them have been in sight or the
// person does not want to see them.
func (m *root) closeResults() tea.Cmd {
	if r, ok := m.dialog.(*results); ok && m.pressed == "enter" && r.hasMore(r.lines) {
		r.goOn()
		return nil
	}
	return m.closeDialog()
}

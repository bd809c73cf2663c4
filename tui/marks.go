package tui

import (
	"cmp"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/view"
)

// target is an attempt that a key is about, as the person saw it.
type target struct {
	row model.AttemptRow
	// unseen tells that it is not on the screen: filtered away, on another page
	// or in another section.
	unseen bool
}

// aim is what a key is about: every marked attempt, or without marks the one
// under the cursor. Those that are out of sight come first, so that nobody
// confirms them without having read their names.
func (m *root) aim() []target {
	if len(m.marks) == 0 {
		if row, ok := m.row(); ok {
			return []target{{row: row}}
		}
		return nil
	}
	line := m.onScreen()
	out := make([]target, 0, len(m.marks))
	for id, row := range m.marks {
		_, seen := line[id]
		out = append(out, target{row, !seen})
	}
	slices.SortFunc(out, func(a, b target) int {
		if a.unseen != b.unseen {
			if a.unseen {
				return -1
			}
			return 1
		}
		x, y := a.row.Attempt.ID, b.row.Attempt.ID
		if !a.unseen {
			return cmp.Compare(line[x], line[y])
		}
		return cmp.Or(a.row.Attempt.Modified.Compare(b.row.Attempt.Modified), cmp.Compare(x, y))
	})
	return out
}

// onScreen is the line of each attempt that is on the screen.
func (m *root) onScreen() map[int64]int {
	if m.screen != nil {
		return map[int64]int{m.screen.row.Attempt.ID: 0}
	}
	l := m.current()
	out := map[int64]int{}
	for i := l.top; i < min(len(l.rows), l.top+max(1, l.height)); i++ {
		out[l.rows[i].Attempt.ID] = i
	}
	return out
}

// targets are the attempts of [root.aim].
func (m *root) targets() []model.AttemptRow {
	aim := m.aim()
	rows := make([]model.AttemptRow, 0, len(aim))
	for _, t := range aim {
		rows = append(rows, t.row)
	}
	return rows
}

// unaimed is the reason why it is not clear what a key is about: nothing is
// there, or the open attempt is none of those that are marked.
func (m *root) unaimed() string {
	if m.screen != nil && len(m.marks) > 0 {
		if _, marked := m.marks[m.screen.row.Attempt.ID]; !marked {
			return counted(len(m.marks), "attempt") + " marked, and this one is not among them: U takes the marks away, esc goes back to the list."
		}
	}
	if len(m.marks) == 0 {
		return m.noRow()
	}
	return ""
}

// severalMarked is the reason why a key that works on one attempt does not,
// with several marked.
func (m *root) severalMarked() string {
	if len(m.marks) > 1 {
		return "This works on one attempt at a time, and " + counted(len(m.marks), "attempt") + " are marked: U takes the marks away."
	}
	return ""
}

func (m *root) toggleMark() tea.Cmd {
	row, ok := m.current().selected()
	if !ok {
		return nil
	}
	if _, marked := m.marks[row.Attempt.ID]; marked {
		delete(m.marks, row.Attempt.ID)
	} else {
		m.marks[row.Attempt.ID] = row
	}
	return m.moveBy(1, false)
}

func (m *root) clearMarks() tea.Cmd {
	clear(m.marks)
	return nil
}

// staleMark tells that a marked attempt is known to have changed since it was
// marked.
func (m *root) staleMark(id int64) bool {
	marked, ok := m.marks[id]
	if !ok {
		return false
	}
	for _, l := range m.lists {
		if i := l.indexOf(id); i >= 0 && l.rows[i].Attempt.Modified.After(marked.Attempt.Modified) && !l.rows[i].Version().Equal(marked.Version()) {
			return true
		}
	}
	return false
}

// marked says how many attempts are marked, how many of them are not on the
// screen, and how many have changed meanwhile.
func (m *root) marked() string {
	if len(m.marks) == 0 {
		return ""
	}
	said, line := view.Number(len(m.marks))+" marked", m.onScreen()
	unseen, stale := 0, 0
	for id := range m.marks {
		if _, seen := line[id]; !seen {
			unseen++
		}
		if m.staleMark(id) {
			stale++
		}
	}
	if unseen > 0 {
		said += ", " + view.Number(unseen) + " out of sight"
	}
	if stale > 0 {
		said += ", " + view.Number(stale) + " changed since"
	}
	return said
}

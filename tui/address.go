package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// address shows the address of a recording as a whole, since a person has to get
// it to where their browser is.
type address struct {
	row model.AttemptRow
	url string
	// why says why it is shown though a browser was to be opened; empty if the
	// address was asked for.
	why string
	// said tells what became of copying it.
	said     string
	saidRole theme.Role
	reel
}

func (*address) spot() spot { return inAddress }

// screenful leaves no line out: the first and the last in sight may say how many
// more there are.
func (d *address) screenful() int { return max(1, d.inSight-2) }

// clip is the address to copy.
func (d *address) clip() clip {
	return clip{what: "The address", text: d.url, byHand: "examdesk attempt view " + itoa(d.row.Attempt.ID) + " --video", recording: true}
}

func (m *root) copyAddress() tea.Cmd {
	if d, ok := m.dialog.(*address); ok {
		return m.copy(d.clip())
	}
	return nil
}

func (m *root) drawAddress(d *address, f view.Frame) []string {
	a := view.Address{
		Row: d.row, URL: d.url, Why: d.why, Said: view.Fact{Text: d.said, Role: d.saidRole}, Top: d.top, Keys: m.keymap.footer(m, inAddress),
	}
	lines, all, inSight := a.Draw(f)
	d.drawn(all, inSight)
	return lines
}

func addressKeys() []binding {
	return []binding{
		{keys: []string{"y"}, short: "copy", help: "copy the address", group: groupDo, where: inAddress, foot: 10, why: (*root).noClipboard, run: (*root).copyAddress},
		{keys: []string{"esc", "q", "enter"}, label: "esc", short: "close", help: "close the address", group: groupShow, where: inAddress, foot: 20, run: (*root).closeDialog},
	}
}

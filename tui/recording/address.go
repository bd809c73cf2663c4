// Package recording opens the recording of an attempt, shows its address, and copies
// what identifies an attempt.
package recording

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Address shows the address of a recording as a whole, since a person has to get
// it to where their browser is.
type Address struct {
	host.Plain
	h   host.Host
	row model.AttemptRow
	url string
	// why is why the address is shown instead of opened in a browser; empty if the
	// person asked to see it.
	why string
	// said is what became of copying it.
	said     string
	saidRole theme.Role
	kit.Reel
}

var inAddress = &host.Place{Name: "address", Title: "Address of a recording", Layer: host.LayerQuestion, Trait: host.Scrolls | host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Address) Place() *host.Place { return inAddress }

// Move implements [host.Mover].
func (d *Address) Move(by int, _ bool) tea.Cmd {
	d.Scroll(by)
	return nil
}

// Screenful leaves no line out: the first and the last in sight may say how many
// more there are.
func (d *Address) Screenful() int { return max(1, d.InSight-2) }

func (d *Address) copy() tea.Cmd {
	return ask.CopyTo(d.h, d, ask.Clip{What: "The address", Text: d.url, ByHand: "examdesk attempt view " + kit.Itoa(d.row.Attempt.ID) + " --video"})
}

// Take reports what became of copying the address. One that was sent to the terminal
// may have to be selected by hand.
func (d *Address) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(ask.Copied)
	if !ok {
		return nil
	}
	kind, texts := m.Said()
	if kind == host.Hint {
		texts = []string{"Sent to the terminal to copy. If it does not arrive, select it here or use " + m.Clip.ByHand + "."}
	}
	d.said, d.saidRole = texts[0], kind.Role()
	return nil
}

// Draw implements [host.Screen].
func (d *Address) Draw(f view.Frame) []string {
	a := view.Address{
		Row: d.row, URL: d.url, Why: d.why, Said: view.Fact{Text: d.said, Role: d.saidRole}, Top: d.Top, Keys: d.h.Hints(d),
	}
	lines, all, inSight := a.Draw(f)
	d.Drawn(all, inSight)
	return lines
}

package help

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

//nolint:gochecknoglobals // constants
var (
	inPalette = &host.Place{Name: "palette", Title: "Command", Layer: host.LayerPage, Trait: host.Types | host.Picks}
	inHelp    = &host.Place{Name: "help", Title: "Help", Layer: host.LayerPage, Trait: host.Scrolls}
)

// Page is the help, as high as it needs to be.
type Page struct {
	host.Plain
	h    host.Host
	keys func() []view.HelpGroup
	kit.Page
}

// NewPage shows keys.
func NewPage(h host.Host, keys func() []view.HelpGroup) *Page { return &Page{h: h, keys: keys} }

// Place implements [host.Screen].
func (*Page) Place() *host.Place { return inHelp }

// Draw implements [host.Screen].
func (p *Page) Draw(f view.Frame) []string { return p.Page.Draw(view.Help(p.keys(), f), f) }

// Move implements [host.Mover].
func (p *Page) Move(by int, _ bool) tea.Cmd {
	p.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (p *Page) Screenful() int { return max(1, p.h.Layout().Body-1) }

// Part returns the help's own keys; those of the palette are those of every choice.
func Part(h host.Host) host.Part {
	return host.Part{Places: []*host.Place{inPalette, inHelp}, Bindings: []host.Binding{
		{Keys: []string{"?", "q", "esc"}, Label: "esc", Short: "back", Help: "close the help", Group: host.GroupDesk, Where: host.In("help"), Foot: 10, Run: host.Close(h)},
	}}
}

package ask

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Results is what became of each of several attempts. It stays until it is
// closed.
type Results struct {
	host.Plain
	H      host.Host
	Title  string
	Items  []view.ManyItem
	Remark string
	kit.Reel
}

var inResults = &host.Place{Name: "results", Title: "Results", Layer: host.LayerQuestion, Trait: host.Scrolls | host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Results) Place() *host.Place { return inResults }

// Draw implements [host.Screen].
func (r *Results) Draw(f view.Frame) []string {
	many := view.Many{Title: r.Title, Items: r.Items, Top: r.Top, Keys: r.H.Hints(r)}
	if r.Remark != "" {
		many.Remark = &view.Fact{Text: r.Remark, Role: theme.Dim}
	}
	lines, all, inSight := many.Draw(f)
	r.Drawn(all, inSight)
	return lines
}

// Move implements [host.Mover].
func (r *Results) Move(by int, _ bool) tea.Cmd {
	r.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (r *Results) Screenful() int { return max(1, r.H.Layout().Body/2) }

// goOn closes the results once all of them have been in sight.
func (r *Results) goOn() tea.Cmd {
	if r.HasMore(r.Lines) {
		r.GoOn()
		return nil
	}
	return r.H.Pop(r)
}

// ResultsPart returns the results' keys.
func ResultsPart(h host.Host) host.Part {
	return host.Part{Places: []*host.Place{inResults}, Bindings: []host.Binding{
		{Keys: []string{"enter"}, Short: "close", Help: "show the rest, then close the results", Group: host.GroupDo, Where: host.In("results"), Foot: 10, Run: host.On((*Results).goOn)},
		{Keys: []string{"esc", "q"}, Help: "close the results", Group: host.GroupDo, Where: host.In("results"), Run: host.Close(h)},
	}}
}

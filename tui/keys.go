package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/help"
	"examdesk/tui/host"
	"examdesk/tui/view"
)

// far is more lines than anything has that is held as a whole.
const far = 1 << 20

// step moves by single lines in whatever has the keys.
func step(by int) func(host.Call) tea.Cmd {
	return host.On(func(s host.Mover) tea.Cmd { return s.Move(by, false) })
}

// leap moves by screens, or by parts of one.
func leap(screens, parts int) func(host.Call) tea.Cmd {
	return host.On(func(s host.Mover) tea.Cmd { return s.Move(screens*max(1, s.Screenful()/parts), true) })
}

func toTop(c host.Call) tea.Cmd {
	if s, ok := c.On.(host.Ender); ok {
		return s.Top()
	}
	return step(-far)(c)
}

func toBottom(c host.Call) tea.Cmd {
	if s, ok := c.On.(host.Ender); ok {
		return s.Bottom()
	}
	return step(far)(c)
}

// moves returns the keys that move in any screen.
func moves() host.Part {
	scrolls, picks, arrows := host.With(host.Scrolls), host.With(host.Picks), host.With(host.Arrows)
	pages := host.With(host.Scrolls|host.Picks, "list")
	return host.Part{Bindings: []host.Binding{
		{Keys: []string{"j", "down", "ctrl+n"}, Label: "j ↓", Help: "move down", Group: host.GroupMove, Where: scrolls, Run: step(1)},
		{Keys: []string{"k", "up", "ctrl+p"}, Label: "k ↑", Help: "move up", Group: host.GroupMove, Where: scrolls, Run: step(-1)},
		{Keys: []string{"down", "ctrl+n", "tab"}, Label: "↓ ↑", Short: "move", Help: "move down or up", Group: host.GroupMove, Where: picks, Foot: 15, Run: step(1)},
		{Keys: []string{"up", "ctrl+p", "shift+tab"}, Label: "↑", Help: "move up", Group: host.GroupMove, Where: picks, Run: step(-1)},
		{Keys: []string{"down"}, Label: "↓ ↑", Help: "move down", Group: host.GroupMove, Where: arrows, Run: step(1)},
		{Keys: []string{"up"}, Label: "↑", Help: "move up", Group: host.GroupMove, Where: arrows, Run: step(-1)},
		{Keys: []string{"pgdown"}, Label: "pgdn", Help: "page down", Group: host.GroupMove, Where: arrows, Run: leap(1, 1)},
		{Keys: []string{"pgup"}, Label: "pgup", Help: "page up", Group: host.GroupMove, Where: arrows, Run: leap(-1, 1)},
		{Keys: []string{"pgdown", "ctrl+f"}, Label: "pgdn", Help: "page down", Group: host.GroupMove, Where: pages, Run: leap(1, 1)},
		{Keys: []string{"pgdown"}, Label: "pgdn", Help: "page down", Group: host.GroupMove, Where: host.In("list"), Run: leap(1, 1)},
		{Keys: []string{"pgup", "ctrl+b"}, Label: "pgup", Help: "page up", Group: host.GroupMove, Where: host.With(host.Scrolls | host.Picks), Run: leap(-1, 1)},
		{Keys: []string{"ctrl+d"}, Help: "half a page down", Group: host.GroupMove, Where: scrolls, Run: leap(1, 2)},
		{Keys: []string{"ctrl+u"}, Help: "half a page up", Group: host.GroupMove, Where: scrolls, Run: leap(-1, 2)},
		{Keys: []string{"g", "home"}, Label: "g home", Help: "go to the top", Group: host.GroupMove, Where: scrolls, Run: toTop},
		{Keys: []string{"G", "end"}, Label: "G end", Help: "go to the bottom", Group: host.GroupMove, Where: scrolls, Run: toBottom},
	}}
}

// choices returns the keys of every list to choose from.
func choices(h host.Host) host.Part {
	choose := host.On(func(s interface{ Choose() tea.Cmd }) tea.Cmd { return s.Choose() })
	return host.Part{Bindings: []host.Binding{
		{Keys: []string{"enter"}, Short: "choose", Help: "choose", Group: host.GroupShow, Where: host.With(host.Picks), Foot: 10, Run: choose},
		{Keys: []string{"esc"}, Short: "back", Help: "close without changing anything", Group: host.GroupShow, Where: host.With(host.Picks), Foot: 20, Run: host.Close(h)},
	}}
}

// boards returns the keys of every ground over the list.
func boards(h host.Host) host.Part {
	back := func(c host.Call) tea.Cmd {
		if b, ok := c.On.(host.Backer); ok {
			if cmd, within := b.Back(); within {
				return cmd
			}
		}
		return h.Pop(c.On)
	}
	return host.Part{Bindings: []host.Binding{
		{Keys: []string{"esc", "q"}, Label: "esc", Short: "back", Help: "clear the search, then back to the list", Group: host.GroupShow, Where: host.With(host.Boards, "backends", "backend"), Foot: 70, Run: back},
	}}
}

// deskKeys returns the keys that work wherever the person is not typing.
func (m *root) deskKeys() host.Part {
	here, run := host.With(host.Opens), host.Run
	palette := func(c host.Call) tea.Cmd {
		return m.Push(help.NewPalette(m, m.keymap.Commands(c.On), func(b *host.Binding) tea.Cmd {
			return m.press(b, host.Call{On: m.stack.top(), Key: b.Keys[0]})
		}))
	}
	page := func(c host.Call) tea.Cmd {
		return m.Push(help.NewPage(m, func() []view.HelpGroup { return m.keymap.Help(c.On) }))
	}
	return host.Part{Bindings: []host.Binding{
		{Keys: []string{"ctrl+r", "f5"}, Label: "ctrl-r", Short: "refresh", Help: "read from the store again", Group: host.GroupDesk, Where: host.With(host.Refreshes), Run: run(m.Refresh)},
		{Keys: []string{"ctrl+l"}, Label: "ctrl-l", Short: "redraw", Help: "redraw the screen, in case something else wrote on it", Group: host.GroupDesk, Where: host.Everywhere, Run: run(func() tea.Cmd { return tea.ClearScreen })},
		{Keys: []string{":"}, Short: "command", Help: "find a command by name", Group: host.GroupDesk, Where: here, Foot: 95, Run: palette},
		{Keys: []string{"?", "f1"}, Label: "?", Short: "help", Help: "this help", Group: host.GroupDesk, Where: here, Foot: 99, Run: page},
		{Keys: []string{"q"}, Short: "quit", Help: "quit; asks first if decisions are held", Group: host.GroupDesk, Where: host.In("list"), Foot: 97, Run: run(m.leave.ask)},
		{Keys: []string{"ctrl+z"}, Label: "ctrl-z", Short: "suspend", Help: "suspend to the shell; fg returns", Group: host.GroupDesk, Where: here, Run: run(func() tea.Cmd { return tea.Suspend })},
	}}
}

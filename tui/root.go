package tui

import (
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/follow"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/queue"
	"examdesk/tui/view"
)

// root is the desk: size, clock, stack, keys and quitting. What is shown is the
// screens' own. Bubble Tea calls it from one goroutine only, and commands hold
// copies of values, so it needs no lock.
type root struct {
	env    *host.Env
	now    time.Time
	layout host.Layout
	keymap *host.Keymap
	stack  *stack
	grace  grace
	note   note
	leave  *leaving

	aim     *aim.Aim
	held    *held.Decisions
	queue   *queue.Queue
	follows *follow.Follower
	ticking bool
	faults  []*host.Fault

	drawn string
	dirty bool
}

type (
	tickMsg  struct{}
	pulseMsg struct{}
)

// pulse is how often the sections are counted while nothing is pressed. It
// also moves the clock of an idle desk.
const pulse = 15 * time.Second

// Init asks for everything that the first screen shows.
func (m *root) Init() tea.Cmd {
	return tea.Batch(m.queue.Start(), m.held.LookForLeft(), m.env.Later(pulse, pulseMsg{}), m.follows.Start(), m.env.Later(noteTime(host.Bad), noteMsg{seq: m.note.seq}))
}

// Update takes one message in.
func (m *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if s, ok := msg.(host.Stamped); ok {
		m.stamp(s)
		msg = s.Msg
	}
	cmd := m.take(msg)
	return m, tea.Batch(cmd, m.follow())
}

// stamp moves the clock on. Answers overtake each other; time does not.
func (m *root) stamp(s host.Stamped) {
	if s.At.After(m.now) {
		m.now = s.At
	}
	if s.Fault != nil {
		m.faults = append(m.faults, s.Fault)
	}
}

func (m *root) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case host.Reply:
		return m.reply(msg)
	case tea.KeyMsg:
		return m.keys(msg)
	case tea.WindowSizeMsg:
		return m.resize(msg.Width, msg.Height)
	case graceMsg:
		cmd, over := m.grace.passed(m.env, msg)
		m.dirty = m.dirty || over
		return cmd
	case tickMsg:
		m.ticking, m.dirty = false, true
	case pulseMsg:
		return tea.Batch(m.queue.Rows().Count(), m.env.Later(pulse, pulseMsg{}))
	case noteMsg:
		m.dirty = m.note.expire(msg.seq) || m.dirty
	case deadlineMsg:
		return tea.Quit
	case Shutdown:
		m.dirty = true
		return m.leave.shutdown()
	case tea.ResumeMsg:
		m.dirty = true
		return m.Refresh()
	}
	return nil
}

// reply passes an answer to whoever asked, wherever that is on the stack. An answer
// that nobody waits for any more is dropped.
func (m *root) reply(msg host.Reply) tea.Cmd {
	to := m.stack.taker(msg.To)
	if to == nil {
		return nil
	}
	if _, quiet := to.(interface{ Quiet() }); !quiet {
		m.dirty = true
	}
	return to.Take(msg.Msg)
}

// follow does what follows from any change: a preview turns to the selected row, the
// countdown ticks, a dialog that waited opens, and the desk closes once nothing is
// on its way.
func (m *root) follow() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.stack.screens {
		if f, ok := s.(interface{ Follow() tea.Cmd }); ok {
			cmds = append(cmds, f.Follow())
		}
	}
	cmds = append(cmds, m.tick())
	if next := m.stack.next(); next != nil {
		m.dirty = true
		cmds = append(cmds, m.Push(next))
	}
	return tea.Batch(append(cmds, m.leave.goOn())...)
}

// tick wakes the desk each second, but only while a countdown is shown.
func (m *root) tick() tea.Cmd {
	if m.ticking || m.held.Newest(held.Waiting) == nil {
		return nil
	}
	m.ticking = true
	return m.env.Later(time.Second, tickMsg{})
}

func (m *root) resize(width, height int) tea.Cmd {
	m.layout, m.dirty = host.NewLayout(width, height), true
	var cmds []tea.Cmd
	for _, s := range m.stack.screens {
		if r, ok := s.(interface{ Resize() tea.Cmd }); ok {
			cmds = append(cmds, r.Resize())
		}
	}
	return tea.Batch(cmds...)
}

// View draws the desk. Bubble Tea calls it after every message, so what has not
// changed is not drawn again; and once before the terminal's size is known.
func (m *root) View() string {
	if m.dirty {
		m.drawn = strings.Join(sheet{m, m.stack, m.keymap, m.held.Holds, m.note}.lines(), "\n")
		m.dirty = false
		m.grace.drawn = m.stack.top().Place().Layer == host.LayerQuestion && !m.layout.TooSmall()
	}
	return m.drawn
}

// keys takes keys in. What was typed fast arrives as one message of several
// letters; each of them is a key of its own. A paste is text and never keys.
func (m *root) keys(msg tea.KeyMsg) tea.Cmd {
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) <= 1 {
		return m.key(msg)
	}
	cmds := make([]tea.Cmd, 0, len(msg.Runes))
	for _, r := range msg.Runes {
		cmds = append(cmds, m.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}))
	}
	return tea.Batch(cmds...)
}

// key gives a key to the screen on top.
func (m *root) key(k tea.KeyMsg) tea.Cmd {
	m.dirty = true
	top := m.stack.top()
	place := top.Place()
	if k.Type == tea.KeyCtrlC {
		return m.interrupt(top)
	}
	if place.Is(host.Confirms) && k.Type != tea.KeyEsc && k.Type != tea.KeyCtrlL && !m.grace.over {
		return m.grace.disturbed(m.env)
	}
	if b := m.keymap.Find(place, k.String()); b != nil && !k.Paste {
		return m.press(b, host.Call{On: top, Key: k.String()})
	}
	if t, ok := top.(host.Typist); ok && place.Is(host.Types) {
		return t.Typed(k)
	}
	return nil
}

// press does what a binding is for, or says why that is not possible.
func (m *root) press(b *host.Binding, c host.Call) tea.Cmd {
	if why := b.Reason(c); why != "" {
		return m.Say(host.Info, why)
	}
	return b.Run(c)
}

// interrupt handles ctrl-c: it closes what is open, then the desk, which asks if
// something is held; there a second one closes it and leaves that in the
// journal.
func (m *root) interrupt(top host.Screen) tea.Cmd {
	l, asks := top.(host.Leaver)
	switch {
	case m.leave.open:
		return m.leave.shutdown()
	case top.Place().Layer == host.LayerGround:
		return m.leave.ask()
	case asks:
		return l.Leave()
	}
	return m.Pop(top)
}

// Env implements [host.Host].
func (m *root) Env() *host.Env { return m.env }

// Now implements [host.Host].
func (m *root) Now() time.Time { return m.now }

// Layout implements [host.Host].
func (m *root) Layout() host.Layout { return m.layout }

// Stack implements [host.Host].
func (m *root) Stack() []host.Screen { return m.stack.screens }

// Push implements [host.Host]. A ground that is open is returned to; a dialog of the
// same kind gives way, since it is about something else.
func (m *root) Push(s host.Screen) tea.Cmd {
	at := m.stack.same(s)
	if at >= 0 && s.Place().Layer == host.LayerGround {
		m.stack.cut(at + 1)
		if r, ok := m.stack.screens[at].(host.Returner); ok {
			return r.Return(s)
		}
		return nil
	}
	if at > 0 {
		m.stack.cut(at)
	}
	cmd := m.stack.push(s)
	if s.Place().Is(host.Confirms) {
		return tea.Batch(m.Settle(), cmd)
	}
	return cmd
}

// Pop implements [host.Host].
func (m *root) Pop(s host.Screen) tea.Cmd {
	m.stack.pop(s)
	return nil
}

// Swap implements [host.Host].
func (m *root) Swap(old, by host.Screen) tea.Cmd {
	m.stack.pop(old)
	return m.Push(by)
}

// Enqueue implements [host.Host].
func (m *root) Enqueue(s host.Screen) { m.stack.waiting = append(m.stack.waiting, s) }

// Say implements [host.Host].
func (m *root) Say(k host.Kind, text string, shorter ...string) tea.Cmd {
	room := m.layout.Width - 2
	if m.aim.Any() {
		room -= len(" 999 marked ")
	}
	m.note.set(k, fitting(room, text, shorter...))
	m.dirty = true
	return m.env.Later(noteTime(k), noteMsg{seq: m.note.seq})
}

// Hush implements [host.Host].
func (m *root) Hush() { m.note.set(host.Info, "") }

// ReplaceRow implements [host.Host]. Nothing moves.
func (m *root) ReplaceRow(row model.AttemptRow) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.stack.screens {
		if r, ok := s.(host.RowHolder); ok {
			cmds = append(cmds, r.ReplaceRow(row))
		}
	}
	return tea.Batch(cmds...)
}

// Refresh implements [host.Host].
func (m *root) Refresh() tea.Cmd {
	if r, ok := host.Find[host.Refresher](m); ok {
		return r.Refresh()
	}
	return nil
}

// Settle implements [host.Host].
func (m *root) Settle() tea.Cmd { return m.grace.begin(m.env) }

// Hints implements [host.Host].
func (m *root) Hints(s host.Screen) []view.KeyHint { return m.keymap.Footer(s) }

// Await implements [host.Host].
func (m *root) Await(t host.Taker) int { return m.stack.await(t) }

// Writing implements [host.Host].
func (m *root) Writing(by int) { m.leave.writes += by }

// Redraw implements [host.Host].
func (m *root) Redraw() { m.dirty = true }

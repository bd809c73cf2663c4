package host

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Screen is what lies on the desk's stack: a list, a dialog, a line to type in.
// The one on top has the keys.
type Screen interface {
	// Place returns which keys work now, and how the screen lies over the one below.
	// It may change while the screen is open.
	Place() *Place
	// Take takes in a message that the screen asked for.
	Take(msg tea.Msg) tea.Cmd
	// Draw draws the screen into a frame; what it may leave out depends on the
	// place's layer.
	Draw(f view.Frame) []string
	// Status returns the line above the keys, where the screen has one.
	Status() view.Status
	// Start is called when the screen is put on the stack, Stop when it is removed.
	// Answers that have not arrived by then never do.
	Start() tea.Cmd
	Stop()
}

// Plain has the methods of [Screen] that most screens do not need; they embed it.
type Plain struct{}

// Take implements [Screen] for a screen that asks nothing.
func (Plain) Take(tea.Msg) tea.Cmd { return nil }

// Status implements [Screen] for a screen without a line of its own.
func (Plain) Status() view.Status { return view.Status{} }

// Start implements [Screen] for a screen that asks nothing when it opens.
func (Plain) Start() tea.Cmd { return nil }

// Stop implements [Screen] for a screen that has nothing to end.
func (Plain) Stop() {}

// Taker takes in the answers to what it asked: a screen, or a part of the desk
// that outlives screens.
type Taker interface {
	Take(msg tea.Msg) tea.Cmd
}

// Host holds the screens.
type Host interface {
	// Env returns what the desk was given, with the roles to ask.
	Env() *Env
	// Now returns when the message was made that is being taken in.
	Now() time.Time
	// Layout returns how the terminal is divided.
	Layout() Layout

	// Push opens a screen over all others. If one of its kind is open already, that
	// one is returned to instead.
	Push(s Screen) tea.Cmd
	// Pop closes a screen and whatever lies over it.
	Pop(s Screen) tea.Cmd
	// Swap opens a screen in place of another.
	Swap(old, by Screen) tea.Cmd
	// Enqueue opens a screen once no other question is open.
	Enqueue(s Screen)
	// Stack returns the open screens, the lowest first.
	Stack() []Screen

	// Say shows a sentence for a while, or the first of the shorter ones that has
	// room. Hush removes it.
	Say(k Kind, text string, shorter ...string) tea.Cmd
	Hush()
	// ReplaceRow shows a new state of an attempt wherever it is shown.
	ReplaceRow(row model.AttemptRow) tea.Cmd
	// Refresh asks the store again for what is on the screen.
	Refresh() tea.Cmd
	// Settle takes no keys until what is on the screen has been seen.
	Settle() tea.Cmd
	// Hints returns the keys that work in a screen now, for its own drawing.
	Hints(s Screen) []view.KeyHint

	// Await numbers a request whose answer goes to the taker. [Ask] calls it.
	Await(t Taker) int
	// Writing counts changes that are on their way: the desk waits for them before
	// it closes.
	Writing(by int)
	// Redraw records that something is to be drawn though no screen took a message.
	Redraw()
}

// Find returns the highest screen on the stack that implements T.
func Find[T any](h Host) (T, bool) {
	stack := h.Stack()
	for i := len(stack) - 1; i >= 0; i-- {
		if s, ok := stack[i].(T); ok {
			return s, true
		}
	}
	var none T
	return none, false
}

// Ground is a screen that fills the desk, with a line of its own below the first.
type Ground interface {
	Screen
	// Head returns that line; back names the screen below.
	Head(back string, f view.Frame) string
	// Name returns what a screen above calls it.
	Name() string
	// Joint returns the column of the line between its two panes, -1 without.
	Joint() int
	// InCourse returns the course that it is narrowed to, "" for all.
	InCourse() string
}

// The following interfaces are optional: a screen implements those that it needs.
type (
	// Typist is a screen in which letters are text.
	Typist interface {
		Typed(k tea.KeyMsg) tea.Cmd
	}
	// Mover is a screen with something to move in by lines.
	Mover interface {
		// Move moves by lines; pages says that whole screens are meant.
		Move(by int, pages bool) tea.Cmd
		// Screenful is how many lines are in sight.
		Screenful() int
	}
	// Ender is a mover that may have to ask for its beginning and its end.
	Ender interface {
		Top() tea.Cmd
		Bottom() tea.Cmd
	}
	// Backer is a screen that has steps of its own to go back before it closes.
	Backer interface {
		// Back goes one step back; it returns false if there is none left.
		Back() (tea.Cmd, bool)
	}
	// Leaver is a screen that may have to ask before it closes.
	Leaver interface {
		Leave() tea.Cmd
	}
	// Refresher is a screen that can ask the store again.
	Refresher interface {
		Refresh() tea.Cmd
	}
	// RowHolder is a screen that shows attempts.
	RowHolder interface {
		ReplaceRow(row model.AttemptRow) tea.Cmd
	}
	// Watcher is a screen that shows attempts which others may change meanwhile.
	Watcher interface {
		// Watched are the attempts that are shown.
		Watched() []int64
		// Changed takes in what has become of one of them.
		Changed(row model.AttemptRow) tea.Cmd
	}
	// Returner is a screen that takes over what another of its kind was to show.
	Returner interface {
		Return(to Screen) tea.Cmd
	}
	// Narrower is a screen whose rows can be narrowed to those that hold a text.
	Narrower interface {
		LookFor() string
		SetLookFor(text string) tea.Cmd
	}
)

// Kind is what a sentence is about, from which its look follows.
type Kind int

// The kinds of sentences. A hint says what the person may have to do themselves.
const (
	Info Kind = iota
	Good
	Bad
	Hint
)

// Role returns the colour of a kind.
func (k Kind) Role() theme.Role {
	switch k {
	case Good:
		return theme.Good
	case Bad:
		return theme.Bad
	case Info, Hint:
	}
	return theme.Info
}

// Frame returns a frame of the given size.
func Frame(h Host, width, height int) view.Frame {
	e := h.Env()
	return view.Frame{Width: width, Height: height, Theme: e.Theme, Now: h.Now(), Zone: e.Zone}
}

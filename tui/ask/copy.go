package ask

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/paint"
)

// Clip is a text to copy.
type Clip struct {
	// What is its name at the beginning of a sentence, e.g. "The report"; Several
	// says that the name is of more than one.
	What    string
	Several bool
	Text    string
	// ByHand is the command that prints it.
	ByHand string
}

// Copied reports that a text is in the clipboard, that the terminal was asked to put
// it there, or why neither is so.
type Copied struct {
	Clip Clip
	Sure bool
	Err  error
}

// Copy copies a text, the one way in which the desk does: to the clipboard of this
// machine if the person sits at it, else through the terminal. It says how that went.
func Copy(h host.Host, c Clip) tea.Cmd { return CopyTo(h, copier{h}, c) }

// CopyTo copies like [Copy] for a screen that reports the outcome itself.
func CopyTo(h host.Host, to host.Taker, c Clip) tea.Cmd {
	e := h.Env()
	text := paint.Copyable(c.Text)
	c.Text = "" // the report of the outcome does not need the text
	own, byTerminal := e.Copy, e.CopyByTerminal
	if e.Remote {
		own = nil
	}
	return host.Ask(h, to, "copying", func() (bool, error) { return putIntoClipboard(text, own, byTerminal) },
		func(sure bool, err error) tea.Msg { return Copied{Clip: c, Sure: sure, Err: err} })
}

// putIntoClipboard reports whether the text is known to be in the clipboard.
func putIntoClipboard(text string, own, byTerminal func(string) error) (sure bool, err error) {
	err = model.Errorf(model.CodeUnavailable, "There is no clipboard here.")
	if own != nil {
		if err = own(text); err == nil {
			return true, nil
		}
		err = model.Wrap(err, model.CodeUnavailable, "The clipboard cannot be reached.")
	}
	if byTerminal == nil {
		return false, err
	}
	return false, byTerminal(text)
}

// copier says in the status line what became of a copy.
type copier struct{ h host.Host }

// Take implements [host.Taker].
func (c copier) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(Copied)
	if !ok {
		return nil
	}
	kind, texts := m.Said()
	return c.h.Say(kind, texts[0], texts[1:]...)
}

// Said returns what to tell about a copy, and shorter forms of it.
func (c Copied) Said() (host.Kind, []string) {
	is, was, it := " is", " was", "it"
	if c.Clip.Several {
		is, was, it = " are", " were", "they"
	}
	switch {
	case c.Err != nil:
		return host.Bad, []string{model.Sentence(c.Err) + " Use " + c.Clip.ByHand + "."}
	case c.Sure:
		return host.Good, []string{c.Clip.What + is + " in the clipboard."}
	}
	return host.Hint, []string{
		c.Clip.What + was + " sent to the terminal to copy. If " + it + " did not arrive: " + c.Clip.ByHand,
		c.Clip.What + was + " sent to the terminal; otherwise: " + c.Clip.ByHand,
		"Sent. Else: " + c.Clip.ByHand,
	}
}

// NoClipboard returns why nothing can be copied, without a full stop; empty if it can.
func NoClipboard(h host.Host) string {
	if h.Env().Copy == nil && h.Env().CopyByTerminal == nil {
		return "There is no clipboard here"
	}
	return ""
}

package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/paint"
	"examdesk/tui/theme"
)

// clip is a text to copy.
type clip struct {
	// what is its name at the beginning of a sentence, e.g. "The report"; several
	// says that the name is of more than one.
	what    string
	several bool
	text    string
	// byHand is the command that prints it.
	byHand string
	// recording says that it is the address of one, which is copied in its dialog.
	recording bool
}

// copiedMsg tells that a text is in the clipboard, that the terminal was asked to
// put it there, or why neither is so.
type copiedMsg struct {
	clip clip
	sure bool
	err  error
}

// copy is the one way to a clipboard: to that of the person's own machine if the
// desk runs on it, and else by the terminal.
func (m *root) copy(c clip) tea.Cmd {
	text := paint.Copyable(c.text)
	c.text = "" // what tells about it need not know it
	own, byTerminal := m.Copy, m.CopyByTerminal
	if m.Remote {
		own = nil
	}
	return ask(m.env, "copying", func() (bool, error) { return putIntoClipboard(text, own, byTerminal) },
		func(sure bool, err error) tea.Msg { return copiedMsg{clip: c, sure: sure, err: err} })
}

// putIntoClipboard reports whether the text is surely in the clipboard.
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

func (m *root) copied(msg copiedMsg) tea.Cmd {
	kind, texts := msg.said()
	if d, ok := m.dialog.(*address); ok && msg.clip.recording {
		d.said, d.saidRole, m.dirty = texts[0], kind.role(), true
		return nil
	}
	room := m.width - 2
	if len(m.marks) > 0 {
		room -= len(" 999 marked ")
	}
	for len(texts) > 1 && theme.Width(texts[0]) > room {
		texts = texts[1:]
	}
	return m.say(kind, texts[0])
}

// said is what to tell about a copy, and shorter forms of it.
func (c copiedMsg) said() (noteKind, []string) {
	is, was, it := " is", " was", "it"
	if c.clip.several {
		is, was, it = " are", " were", "they"
	}
	switch {
	case c.err != nil:
		return noteBad, []string{model.Sentence(c.err) + " Use " + c.clip.byHand + "."}
	case c.sure:
		return noteGood, []string{c.clip.what + is + " in the clipboard."}
	case c.clip.recording:
		return noteHint, []string{"Sent to the terminal to copy. If it does not arrive, select it here or use " + c.clip.byHand + "."}
	}
	return noteHint, []string{
		c.clip.what + was + " sent to the terminal to copy. If " + it + " did not arrive: " + c.clip.byHand,
		c.clip.what + was + " sent to the terminal; else: " + c.clip.byHand,
		"Sent. Else: " + c.clip.byHand,
	}
}

func (m *root) noClipboard() string {
	if m.Copy == nil && m.CopyByTerminal == nil {
		return "There is no clipboard here"
	}
	return ""
}

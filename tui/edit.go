package tui

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// edit is a line that a person types. The library's input does the editing;
// the desk draws it, so that its look and its width stay the theme's.
type edit struct {
	in textinput.Model
}

func newEdit(limit int, text string) edit {
	in := textinput.New()
	in.CharLimit = limit
	in.Prompt = ""
	// A blinking cursor would wake the program twice a second.
	in.Cursor.SetMode(cursor.CursorStatic)
	// Reading the clipboard is the terminal's business: it pastes by itself.
	in.KeyMap.Paste.SetEnabled(false)
	in.SetValue(text)
	in.CursorEnd()
	in.Focus()
	return edit{in: in}
}

// typed takes a key or a paste in and tells whether the text changed.
func (e *edit) typed(k tea.KeyMsg) bool {
	before := e.in.Value()
	e.in, _ = e.in.Update(k)
	return e.in.Value() != before
}

// text is what was typed, without what a paste may have brought along.
func (e *edit) text() string { return model.Clean(e.in.Value()) }

// caret is where the next character goes, in characters of text.
func (e *edit) caret() int {
	before := []rune(e.in.Value())
	return len([]rune(model.Clean(string(before[:min(e.in.Position(), len(before))]))))
}

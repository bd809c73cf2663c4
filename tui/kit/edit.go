// Package kit has what screens are made of: a line to type in, a cursor in a list, a
// part that scrolls, and the words that all of them use.
package kit

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// Edit is a line that a person types. The library's input does the editing;
// the desk draws it, so that its look and its width stay the theme's.
type Edit struct {
	in textinput.Model
}

// NewEdit returns a line that holds text and takes at most limit characters.
func NewEdit(limit int, text string) Edit {
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
	return Edit{in: in}
}

// Typed takes a key or a paste in and reports whether the text changed.
func (e *Edit) Typed(k tea.KeyMsg) bool {
	before := e.in.Value()
	e.in, _ = e.in.Update(k)
	return e.in.Value() != before
}

// Text returns what was typed, without what a paste may have brought along.
func (e *Edit) Text() string { return model.Clean(e.in.Value()) }

// Caret returns where the next character goes, in characters of text.
func (e *Edit) Caret() int {
	before := []rune(e.in.Value())
	return len([]rune(model.Clean(string(before[:min(e.in.Position(), len(before))]))))
}

// Raw returns what was typed, as it was typed.
func (e *Edit) Raw() string { return e.in.Value() }

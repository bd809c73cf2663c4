package kit

import (
	"strings"

	"examdesk/tui/view"
)

// LineLimit is how many characters a line to type in takes.
const LineLimit = 300

// Picks is the cursor in a short list of choices.
type Picks struct {
	At  int
	top int
}

// Reset goes to the first choice.
func (p *Picks) Reset() { p.At, p.top = 0, 0 }

// Step moves the cursor among size choices.
func (p *Picks) Step(by, size int) { p.At = max(0, min(p.At+by, size-1)) }

// Window returns which of the choices are in sight.
func (p *Picks) Window(size, height int) (from, to int) {
	p.top = min(p.top, p.At)
	p.top = max(p.top, p.At-height+1)
	return p.top, max(p.top, min(size, p.top+height))
}

// PickFrom begins a list to choose from: the typed line, and which of so many
// choices are in sight, c.From up to to. in is the place for them.
func PickFrom(title string, line *Edit, p *Picks, size int, f view.Frame) (c view.Choices, in view.Frame, to int) {
	in = f.Sized(f.Width, view.ChoiceRows(f.Height))
	c = view.Choices{Title: title, Text: line.Text(), Caret: line.Caret(), At: p.At}
	c.From, to = p.Window(size, in.Height)
	return c, in, to
}

// Page is a text that scrolls in a place of its own.
type Page struct {
	Top int
	// Lines and Height are of the last drawing; scrolling needs them.
	Lines, Height int
}

// Scroll moves by lines.
func (p *Page) Scroll(by int) { p.Top = max(0, min(p.Top+by, p.Lines-p.Height)) }

// Draw draws the lines in sight.
func (p *Page) Draw(lines []string, f view.Frame) []string {
	p.Lines, p.Height = len(lines), f.Height
	p.Scroll(0)
	return view.Scroll(lines, p.Top, f)
}

// Words returns the words of a text that is looked for.
func Words(text string) []string { return strings.Fields(strings.ToLower(text)) }

// ContainsAll reports whether a text holds all words.
func ContainsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

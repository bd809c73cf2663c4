// Package help says what the keys do: a page of all of them, and a palette in which
// a command is found by its words.
package help

import (
	"sort"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Palette finds a command by some letters of its description.
type Palette struct {
	host.Plain
	h    host.Host
	line kit.Edit
	// commands are those of the place where it was opened.
	commands []*host.Binding
	// press does what a command does, once the palette is closed.
	press func(*host.Binding) tea.Cmd
	kit.Picks
}

// NewPalette offers commands.
func NewPalette(h host.Host, commands []*host.Binding, press func(*host.Binding) tea.Cmd) *Palette {
	return &Palette{h: h, line: kit.NewEdit(kit.LineLimit, ""), commands: commands, press: press}
}

// Place implements [host.Screen].
func (*Palette) Place() *host.Place { return inPalette }

// Typed implements [host.Typist].
func (p *Palette) Typed(k tea.KeyMsg) tea.Cmd {
	if p.line.Typed(k) {
		p.Reset()
	}
	return nil
}

// choices returns the commands that match, the closest first.
func (p *Palette) choices() []*host.Binding {
	text := strings.TrimSpace(p.line.Text())
	type match struct {
		b    *host.Binding
		cost int
	}
	var matches []match
	for _, b := range p.commands {
		if cost, ok := fuzzy(text, b.Short+" "+b.Help); ok {
			matches = append(matches, match{b, cost})
		}
	}
	sort.SliceStable(matches, func(i, j int) bool { return matches[i].cost < matches[j].cost })
	out := make([]*host.Binding, 0, len(matches))
	for _, m := range matches {
		out = append(out, m.b)
	}
	return out
}

// Chosen returns the command under the cursor, nil if there is none.
func (p *Palette) Chosen() *host.Binding {
	if choices := p.choices(); p.At < len(choices) {
		return choices[p.At]
	}
	return nil
}

// Choose does what the command under the cursor does.
func (p *Palette) Choose() tea.Cmd {
	b := p.Chosen()
	if b == nil {
		return nil
	}
	return tea.Batch(p.h.Pop(p), p.press(b))
}

// Move implements [host.Mover].
func (p *Palette) Move(by int, _ bool) tea.Cmd {
	p.Step(by, len(p.choices()))
	return nil
}

// Screenful implements [host.Mover].
func (p *Palette) Screenful() int { return max(1, p.h.Layout().Body-1) }

// Draw implements [host.Screen].
func (p *Palette) Draw(f view.Frame) []string {
	choices := p.choices()
	c, in, to := kit.PickFrom(":", &p.line, &p.Picks, len(choices), f)
	for _, b := range choices[c.From:to] {
		c.List = append(c.List, view.Choice{Left: b.Short, Right: b.Help, Note: b.Key()})
	}
	if len(choices) == 0 {
		c.Face = view.Message(" There is no command with that name.", in)
	}
	return c.Draw(f)
}

// fuzzy reports whether the letters of a pattern occur in a text in their order,
// and how far apart: the cost counts the letters skipped, more for those that
// are skipped inside of a word.
func fuzzy(pattern, text string) (cost int, ok bool) {
	letters, in := []rune(strings.ToLower(pattern)), []rune(strings.ToLower(text))
	at := 0
	for i, r := range in {
		if at == len(letters) {
			break
		}
		if r == letters[at] {
			at++
			continue
		}
		cost++
		if at > 0 && i > 0 && in[i-1] != ' ' {
			cost += 2
		}
	}
	return cost, at == len(letters)
}

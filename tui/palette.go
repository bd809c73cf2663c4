package tui

import (
	"sort"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// palette finds a command by some letters of its description.
type palette struct {
	line edit
	// commands are those of the place where it was opened.
	commands []*binding
	picks
}

func newPalette(commands []*binding) *palette {
	return &palette{line: newEdit(filterLimit, ""), commands: commands}
}

func (*palette) spot() spot { return inPalette }

func (p *palette) typed(k tea.KeyMsg) tea.Cmd { //nolint:unparam // of typist
	if p.line.typed(k) {
		p.reset()
	}
	return nil
}

// choices are the commands that match, the closest first.
func (p *palette) choices() []*binding {
	text := strings.TrimSpace(p.line.text())
	type match struct {
		b    *binding
		cost int
	}
	var matches []match
	for _, b := range p.commands {
		if cost, ok := fuzzy(text, b.short+" "+b.help); ok {
			matches = append(matches, match{b, cost})
		}
	}
	sort.SliceStable(matches, func(i, j int) bool { return matches[i].cost < matches[j].cost })
	out := make([]*binding, 0, len(matches))
	for _, m := range matches {
		out = append(out, m.b)
	}
	return out
}

func (p *palette) size() int { return len(p.choices()) }

// fuzzy tells whether the letters of a pattern occur in a text in their order,
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

package view

import "examdesk/tui/theme"

// HelpGroup is a set of keys that belong together.
type HelpGroup struct {
	Title string
	Keys  []KeyHint
}

// helpColumn is the least width of a column in the help.
const helpColumn = 38

// Help draws all keys in as many columns as fit, group by group. It returns
// all lines; [Window] cuts out what is in sight.
func Help(groups []HelpGroup, f Frame) []string {
	columns := max(1, min(3, f.Width/helpColumn))
	width := f.Width / columns
	total := 0
	blocks := make([][]string, 0, len(groups))
	for _, g := range groups {
		block := helpBlock(g, f.Sized(width, 0))
		blocks = append(blocks, block)
		total += len(block)
	}
	stacks := stack(blocks, columns, (total+columns-1)/columns)
	return sideBySide(stacks, width, f)
}

func helpBlock(g HelpGroup, f Frame) []string {
	lines := []string{newLine(f).gap(1).put(theme.Strong, g.Title).end()}
	keyWidth := 0
	for _, k := range g.Keys {
		keyWidth = max(keyWidth, theme.Width(k.Key))
	}
	keyWidth = min(keyWidth, f.Width/3)
	for _, k := range g.Keys {
		role, text := theme.Key, theme.Text
		if k.Why != "" {
			role, text = theme.Dim, theme.Dim
		}
		parts := theme.Wrap(safe(k.Text), max(1, f.Width-keyWidth-5))
		lines = append(lines, newLine(f).gap(2).cell(role, k.Key, keyWidth).gap(2).put(text, parts[0]).end())
		for _, p := range parts[1:] {
			lines = append(lines, newLine(f).gap(keyWidth+4).put(text, p).end())
		}
		if k.Why != "" {
			for _, p := range theme.Wrap(safe(k.Why), max(1, f.Width-keyWidth-5)) {
				lines = append(lines, newLine(f).gap(keyWidth+4).put(theme.Warn, p).end())
			}
		}
	}
	return append(lines, blank(f))
}

// stack deals the blocks over the columns in reading order, none higher than
// it must be.
func stack(blocks [][]string, columns, height int) [][]string {
	stacks := make([][]string, columns)
	at := 0
	for _, b := range blocks {
		full := len(stacks[at]) > 0 && len(stacks[at])+len(b)/2 > height
		if full && at < columns-1 {
			at++
		}
		stacks[at] = append(stacks[at], b...)
	}
	return stacks
}

func sideBySide(stacks [][]string, width int, f Frame) []string {
	height := 0
	for _, s := range stacks {
		height = max(height, len(s))
	}
	rest := theme.Spaces(f.Width - width*len(stacks))
	lines := make([]string, 0, height)
	for i := range height {
		row := ""
		for _, s := range stacks {
			if i < len(s) {
				row += s[i]
			} else {
				row += theme.Spaces(width)
			}
		}
		lines = append(lines, row+rest)
	}
	return lines
}

package theme

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// maxMarks is how many combining marks one character may bear; more only paint
// over the lines above and below.
const maxMarks = 3

// Width is the number of cells that a line of cleaned text takes.
func Width(s string) int {
	if isASCII(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// Settle takes out what makes terminals disagree about the width of cleaned
// text: variation selectors, keycaps, skin tones, heaps of combining marks.
func Settle(s string) string {
	if isASCII(s) {
		return s
	}
	marks, first := 0, true
	return strings.Map(func(r rune) rune {
		isFirst := first
		first = false
		switch {
		case r >= 0xfe00 && r <= 0xfe0f, r == 0x20e3, r >= 0x1f3fb && r <= 0x1f3ff && !isFirst:
			return -1
		case r > 0x2ff && unicode.Is(unicode.Mn, r):
			if marks++; marks > maxMarks {
				return -1
			}
			return r
		}
		marks = 0
		return r
	}, s)
}

// Cut shortens cleaned text to at most width cells; what was cut ends in tail,
// which is one cell wide.
func Cut(s string, width int, tail string) string {
	switch {
	case width <= 0:
		return ""
	case isASCII(s):
		if len(s) <= width {
			return s
		}
		return s[:width-1] + tail
	case ansi.StringWidth(s) <= width:
		return s
	}
	return ansi.Truncate(s, width, tail)
}

// Fit makes cleaned text exactly width cells wide: cut with an ellipsis, or
// padded at its right.
func (t Theme) Fit(s string, width int) string {
	s = Cut(Settle(s), width, t.Glyphs().More)
	return s + Spaces(width-Width(s))
}

// Right makes cleaned text exactly width cells wide, padded at its left.
func (t Theme) Right(s string, width int) string {
	s = Cut(Settle(s), width, t.Glyphs().More)
	return Spaces(width-Width(s)) + s
}

// Wrap breaks cleaned text into lines of at most width cells, between words
// where it can. It returns at least one line.
func Wrap(s string, width int) []string {
	if width < 1 {
		return []string{""}
	}
	s = Settle(s)
	if isASCII(s) && len(s) <= width {
		return []string{s}
	}
	lines := strings.Split(ansi.Wrap(s, width, ""), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// blanks is longer than most gaps, so that padding rarely allocates.
const blanks = "                                                                                                                                "

// Spaces is n spaces, none if n is negative.
func Spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(blanks):
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

package theme

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
	"golang.org/x/text/unicode/norm"
)

// The cells of a text are the sum of the cells of its code points, because that
// is how far tmux, xterm and VTE move their cursor. Terminals that count
// clusters need fewer cells and leave a gap; counting as they do would push the
// rest of the row out of its place in the others.

// maxMarks is how many combining marks one character may bear; more only paint
// over the lines above and below.
const maxMarks = 3

// cells are the widths of code points, whatever the environment says of East
// Asian text: the desk's own lines and signs are one cell wide.
var cells = runewidth.Condition{StrictEmojiNeutral: true} //nolint:gochecknoglobals // a constant that Go cannot say

// runeWidth returns how far a code point moves a terminal's cursor.
func runeWidth(r rune) int {
	switch {
	case r < 0x20 || r >= 0x7f && r < 0xa0:
		return 0
	case r < 0x300:
		return 1
	case r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff:
		return 0 // vowels and finals of Hangul stand in the cell of the initial
	case r >= 0x2500 && r <= 0x257f:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case unicode.Is(unicode.Cf, r):
		if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
			return 1 // a sign that spans the digits after it, and takes a cell
		}
		return 0
	case r >= 0x3248 && r <= 0x324f:
		return 2
	}
	return cells.RuneWidth(r)
}

// Width returns the number of cells that a line of cleaned text takes.
func Width(s string) int {
	if isASCII(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// Cluster takes the first character off a text, as a person sees characters,
// and returns how many cells it takes. It is empty only if the text is.
func Cluster(s string) (cluster string, width int) {
	if s == "" {
		return "", 0
	}
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return s[:1], runeWidth(rune(s[0]))
	}
	cluster, _ = ansi.FirstGraphemeCluster(s, ansi.WcWidth)
	return cluster, Width(cluster)
}

// lonely is the character on which a combining mark is drawn that follows none.
const lonely = '\u25cc'

// Settle takes out what makes terminals disagree about the width of cleaned
// text: variation selectors, keycaps, skin tones, heaps of combining marks. It
// composes what can be composed, and gives a mark that stands alone something
// to stand on, since it would else combine with what is drawn before it.
func Settle(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + utf8.UTFMax)
	marks, bare := 0, true
	for _, r := range norm.NFC.String(s) {
		switch {
		case isSelector(r), r >= 0x1f3fb && r <= 0x1f3ff && b.Len() > 0:
			continue
		case r > 0x2ff && unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc):
			if bare {
				b.WriteRune(lonely)
				bare = false
			}
			if unicode.Is(unicode.Mc, r) {
				break // it has a cell of its own
			}
			if marks++; marks > maxMarks {
				continue
			}
			b.WriteRune(r)
			continue
		}
		marks, bare = 0, r == ' '
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// isSelector reports whether a character only changes the look of the one
// before it, about whose width terminals then disagree.
func isSelector(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r == 0x20e3 || r >= 0x180b && r <= 0x180f && r != 0x180e || r >= 0xe0100 && r <= 0xe01ef
}

// Cut shortens cleaned text to at most width cells; what was cut ends in tail.
// It never cuts inside a character.
func Cut(s string, width int, tail string) string {
	switch {
	case width <= 0:
		return ""
	case Width(s) <= width:
		return s
	}
	room := width - Width(tail)
	if room < 0 {
		return ""
	}
	return s[:fitting(s, room)] + tail
}

// fitting returns the length in bytes of the characters at the beginning of a text
// that fit into so many cells.
func fitting(s string, room int) int {
	at := 0
	for at < len(s) {
		cluster, w := Cluster(s[at:])
		if w > room {
			break
		}
		at, room = at+len(cluster), room-w
	}
	return at
}

// Pad fills cleaned text up to width cells, at its right. What is wider stays
// as it is.
func Pad(s string, width int) string { return s + Spaces(width-Width(s)) }

// Fit makes cleaned text exactly width cells wide: cut with an ellipsis, or
// padded at its right.
func (t Theme) Fit(s string, width int) string {
	return Pad(Cut(Settle(s), width, t.Glyphs().More), width)
}

// Right makes cleaned text exactly width cells wide, padded at its left.
func (t Theme) Right(s string, width int) string {
	s = Cut(Settle(s), width, t.Glyphs().More)
	return Spaces(width-Width(s)) + s
}

// blanks is longer than most gaps, so that padding rarely allocates.
const blanks = "                                                                                                                                "

// Spaces returns n spaces, none if n is negative.
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

package paint

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"examdesk/tui/theme"
)

// piece is a part of a row that is written as a whole: a change of style, a
// character, or nothing, where the text holds what no row may hold.
type piece struct {
	text  string
	width int
	style bool
	// sure reports whether every terminal takes the text for so many cells.
	sure bool
}

// next takes a piece off a row. size is how much of the row it was.
func next(s string) (p piece, size int) {
	switch c := s[0]; {
	case c == 0x1b:
		return escape(s)
	case c < 0x20 || c == 0x7f:
		return piece{sure: true}, 1
	case c < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf):
		return piece{text: s[:1], width: 1, sure: true}, 1
	}
	cluster, width := theme.Cluster(s)
	if strings.ContainsFunc(cluster, steers) || !utf8.ValidString(cluster) {
		return piece{sure: true}, len(cluster)
	}
	return piece{text: cluster, width: width}, len(cluster)
}

// steers reports whether a character is a command to the terminal.
func steers(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

// escape takes a colour or another look off a row. Any other escape sequence is
// dropped: here is the last door before the terminal.
func escape(s string) (p piece, size int) {
	if len(s) < 2 || s[1] != '[' {
		return piece{sure: true}, 1
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9' || c == ';' || c == ':':
		case c == 'm':
			return piece{text: s[:i+1], style: true, sure: true}, i + 1
		default:
			return piece{sure: true}, i
		}
	}
	return piece{sure: true}, len(s)
}

// walk is a place in a row, and how the terminal stands there.
type walk struct {
	at, column int
	// style is what the row has said of its look since the last reset.
	style string
	// doubt reports whether the terminal may believe another column.
	doubt bool
}

func (w *walk) pass(p piece, size int) {
	w.at += size
	w.column += p.width
	switch {
	case p.style && (p.text == theme.Reset || p.text == "\x1b[m"):
		w.style = ""
	case p.style:
		w.style += p.text
	default:
		w.doubt = p.text != "" && !p.sure || w.doubt && p.text == ""
	}
}

// same returns the last place up to which two rows are alike and where it is certain
// that the terminal stands where it is thought to.
func same(was, now string) walk {
	alike := 0
	for alike < len(was) && alike < len(now) && was[alike] == now[alike] {
		alike++
	}
	var w, found walk
	// One more character may join the last one, so that is drawn again.
	for w.at+utf8.UTFMax <= alike {
		if !w.doubt {
			found = w
		}
		p, size := next(now[w.at:])
		w.pass(p, size)
	}
	return found
}

// row writes what changed of a row into b.
func row(b []byte, y, width int, was, now string) []byte {
	now = trimmed(now)
	w := same(was, now)
	b = place(b, y, w.column)
	b = append(b, "\x1b[K"...)
	b = append(b, w.style...)
	for w.at < len(now) {
		p, size := next(now[w.at:])
		if w.column+p.width > width {
			break
		}
		if w.doubt && anchors(p, now[w.at:]) {
			b = column(b, w.column)
			w.doubt = false
		}
		b = append(b, p.text...)
		w.pass(p, size)
	}
	if w.style != "" {
		b = append(b, theme.Reset...)
	}
	return b
}

// anchors reports whether the column is said again before a piece. Inside a text
// it is not, not even at its single spaces, so that a name is not torn apart
// where its characters take fewer cells than it was given.
func anchors(p piece, rest string) bool {
	switch {
	case p.style:
		return strings.HasPrefix(p.text, theme.CaretMark)
	case p.text == " ":
		r, _ := utf8.DecodeRuneInString(rest[1:])
		return r < utf8.RuneSelf || !unicode.In(r, unicode.L, unicode.M)
	}
	return p.sure && p.text != ""
}

// trimmed returns a row without its trailing blanks that have no style.
func trimmed(s string) string {
	short := strings.TrimRight(s, " ")
	if i := strings.LastIndexByte(short, 0x1b); i >= 0 && !strings.HasPrefix(short[i:], theme.Reset) {
		return s
	}
	return short
}

// caret returns the column of the mark of a text cursor in a row, -1 if it has none.
func caret(s string) int {
	at := strings.Index(s, theme.CaretMark)
	if at < 0 {
		return -1
	}
	var w walk
	for w.at < at {
		p, size := next(s[w.at:])
		w.pass(p, size)
	}
	return w.column
}

// place goes to a column of a row, both counted from 0.
func place(b []byte, y, x int) []byte {
	b = append(b, "\x1b["...)
	b = strconv.AppendInt(b, int64(y)+1, 10)
	b = append(b, ';')
	b = strconv.AppendInt(b, int64(x)+1, 10)
	return append(b, 'H')
}

// column goes to a column of the same row.
func column(b []byte, x int) []byte {
	b = append(b, "\x1b["...)
	b = strconv.AppendInt(b, int64(x)+1, 10)
	return append(b, 'G')
}

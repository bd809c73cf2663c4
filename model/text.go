package model

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is a string that came from outside: a name, a comment, a vendor's note.
// It may hold terminal escapes, bidi overrides or broken UTF-8, so printing it
// (through fmt, or String) yields the cleaned form. What stores and compares it
// uses [Text.Raw].
type Text string

// Raw returns the text exactly as the store holds it. Never draw it.
func (t Text) Raw() string { return string(t) }

// String returns the text made safe to draw on one line. See [Clean].
func (t Text) String() string { return Clean(string(t)) }

// Lines returns the text made safe to draw, split at its line breaks.
func (t Text) Lines() []string {
	raw := strings.ReplaceAll(string(t), "\r\n", "\n")
	parts := strings.Split(raw, "\n")
	for i, part := range parts {
		parts[i] = Clean(part)
	}
	return parts
}

// Clean makes a string safe to draw in one line of a terminal: it drops whole
// escape sequences, C0 and C1 controls, bidi controls, zero-width and tag
// characters and invalid UTF-8, turns line breaks and tabs into spaces, and
// composes what remains (NFC). Clean(Clean(s)) == Clean(s).
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	for {
		next := norm.NFC.String(strip(s))
		if next == s {
			return next
		}
		s = next
	}
}

// isPlain reports whether s is printable ASCII, the common case, without allocating.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

func strip(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		if n := escapeLen(s); n > 0 {
			s = s[n:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		switch {
		case r == utf8.RuneError && size <= 1:
		case r == '\n' || r == '\r' || r == '\t' || r == 0x2028 || r == 0x2029:
			b.WriteByte(' ')
		case isUnsafe(r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isUnsafe reports whether r changes what a terminal does or the order in
// which it draws, or cannot be seen at all.
func isUnsafe(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r <= 0x9f: // C0, DEL, C1
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x061c: // bidi controls
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r == 0x00ad: // zero width
		return true
	case r >= 0x206a && r <= 0x206f, r >= 0xfff9 && r <= 0xfffb: // deprecated format, interlinear
		return true
	case r >= 0xe0000 && r <= 0xe0fff: // tags and other ignorables
		return true
	}
	return false
}

// escapeLen returns the length in bytes of the escape sequence that s starts
// with, 0 if it starts with none. An unfinished sequence ends with the text.
func escapeLen(s string) int {
	kind, intro := escapeIntro(s)
	if intro == 0 {
		return 0
	}
	switch kind {
	case '[':
		return csiLen(s, intro)
	case ']', 'P', 'X', '^', '_':
		return stringLen(s, intro)
	}
	return intro
}

// escapeIntro reads ESC x or the one-character C1 form of it.
func escapeIntro(s string) (kind byte, length int) {
	switch {
	case s[0] == 0x1b && len(s) == 1:
		return 0, 1
	case s[0] == 0x1b && s[1] >= 0x20 && s[1] < 0x30: // ESC ( B and its like
		if len(s) > 2 && s[2] < utf8.RuneSelf {
			return 0, 3
		}
		return 0, 2
	case s[0] == 0x1b && s[1] >= 0x30 && s[1] < 0x7f:
		return s[1], 2
	case s[0] == 0x1b:
		return 0, 1
	case len(s) > 1 && s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f:
		return s[1] - 0x40, 2
	}
	return 0, 0
}

// csiLen ends at the final byte; a byte that cannot belong to it aborts it.
func csiLen(s string, i int) int {
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0x40 && c <= 0x7e:
			return i + 1
		case c < 0x20 || c > 0x3f:
			return i
		}
	}
	return i
}

// stringLen ends an OSC, DCS, SOS, PM or APC at BEL or ST, or at a line break,
// so that an unfinished one hides a line at most.
func stringLen(s string, i int) int {
	for ; i < len(s); i++ {
		switch {
		case s[i] == 0x07:
			return i + 1
		case s[i] == 0x1b && i+1 < len(s) && s[i+1] == '\\':
			return i + 2
		case s[i] == 0xc2 && i+1 < len(s) && s[i+1] == 0x9c:
			return i + 2
		case s[i] == '\n' || s[i] == 0x1b:
			return i
		}
	}
	return i
}

package model

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Escape makes a text safe to print that must stay exact, such as JSON: what
// [Clean] would drop is written as a \u escape, which is the same value inside a
// JSON string. Line breaks and tabs stay. A text without such characters is
// returned as it is.
func Escape[T ~string | ~[]byte](s T) T {
	for i := 0; i < len(s); {
		r, size := runeAt(s, i)
		if isSteering(r, size) {
			return T(escapeFrom(string(s), i))
		}
		i += size
	}
	return s
}

// runeAt decodes the rune that begins at a byte; ASCII, the common case, first.
func runeAt[T ~string | ~[]byte](s T, i int) (rune, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
}

// isSteering reports whether a rune of this many bytes must not reach a terminal as it is.
func isSteering(r rune, size int) bool {
	switch r {
	case '\n', '\t':
		return false
	case utf8.RuneError:
		return size == 1 // a byte that is not UTF-8
	}
	return isUnsafe(r)
}

// escapeFrom escapes a text that is safe up to a byte. A byte that is not UTF-8
// becomes U+FFFD, as encoding/json has it.
func escapeFrom(s string, safe int) string {
	var b strings.Builder
	b.Grow(len(s) + 32)
	b.WriteString(s[:safe])
	for i := safe; i < len(s); {
		r, size := runeAt(s, i)
		i += size
		switch {
		case r == utf8.RuneError || !isSteering(r, size):
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			_, _ = fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			_, _ = fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

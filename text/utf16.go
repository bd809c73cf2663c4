package text

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decode16 reads UTF-16 that begins with its mark. high is where in a pair of
// bytes the low one lies: 0 in little-endian order, 1 in big-endian order.
func decode16(data []byte, low int) (string, error) {
	var b strings.Builder
	b.Grow(len(data))
	unit := func(at int) rune { return rune(data[at+low]) | rune(data[at+1-low])<<8 }
	p := place16{line: 1}
	for at := 2; at < len(data); at += 2 {
		if at+1 == len(data) {
			return "", p.fault(data, at, cutUTF16)
		}
		r := unit(at)
		switch {
		case r == 0:
			return "", p.fault(data, at, isNUL)
		case utf16.IsSurrogate(r):
			pair := rune(utf8.RuneError)
			if at+3 < len(data) {
				pair = utf16.DecodeRune(r, unit(at+2))
			}
			if pair == utf8.RuneError {
				return "", p.fault(data, at, notUTF16)
			}
			r = pair
			at += 2
		case r == '\n':
			p = place16{line: p.line + 1, start: at + 2}
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

// place16 is a line and the byte at which it starts.
type place16 struct{ line, start int }

func (p place16) fault(data []byte, at int, why string) *Fault {
	return &Fault{Offset: at, Line: p.line, Column: at - p.start + 1, Byte: data[at], Why: why}
}

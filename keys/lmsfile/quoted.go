package lmsfile

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// quoteLen returns how many letters precede a quotation mark, as in r"…", or -1 if no
// string starts here.
func (l *literal) quoteLen() int {
	for n := 0; n <= 2 && l.pos+n < len(l.src); n++ {
		switch c := l.src[l.pos+n]; {
		case c == '"' || c == '\'':
			return n
		case strings.IndexByte("rRbBuUfF", c) < 0:
			return -1
		}
	}
	return -1
}

// strings reads quoted strings; Python joins adjacent ones.
func (l *literal) strings() (*yaml.Node, error) {
	n := l.node(yaml.ScalarNode, "!!str")
	n.Style = yaml.DoubleQuotedStyle
	var b strings.Builder
	for {
		formatted := strings.ContainsAny(l.src[l.pos:l.pos+l.quoteLen()], "fF")
		text, err := l.text()
		if err != nil {
			return nil, err
		}
		b.WriteString(text)
		if formatted && strings.Contains(text, "{") {
			n.Tag = tagExpression
		}
		next := *l
		next.p = &parser{} // what is only tried is not reported
		next.blank()
		if next.quoteLen() < 0 || next.line > l.line+1 {
			break
		}
		if ahead := next; !ahead.joins() {
			break
		}
		l.pos, l.line = next.pos, next.line
	}
	if n.Value = b.String(); n.Tag == tagExpression {
		n.Value = ""
	}
	return n, nil
}

// joins reports whether a string continues the one before it, rather than being the key
// of the next pair after a missing comma.
func (l *literal) joins() bool {
	if _, err := l.text(); err != nil {
		return false
	}
	l.blank()
	return l.peek() != ':'
}

// text reads one quoted string.
func (l *literal) text() (string, error) {
	n := l.quoteLen()
	raw := strings.ContainsAny(l.src[l.pos:l.pos+n], "rR")
	l.skip(n)
	mark := l.src[l.pos : l.pos+1]
	if l.has(strings.Repeat(mark, 3)) {
		mark = strings.Repeat(mark, 3)
	}
	l.skip(len(mark))
	var b strings.Builder
	for !l.eof() {
		switch c := l.peek(); {
		case l.has(mark):
			l.skip(len(mark))
			return b.String(), nil
		case c == '\n' && len(mark) == 1:
			return "", errTruncated
		case c == '\\' && raw && l.pos+1 < len(l.src):
			b.WriteString(l.src[l.pos : l.pos+2])
			l.skip(2)
		case c == '\\':
			l.escape(&b)
		default:
			b.WriteByte(c)
			l.skip(1)
		}
	}
	return "", errTruncated
}

// escape reads an escape of JSON or Python. As in Python, the backslash is kept if it
// does not begin an escape.
func (l *literal) escape(b *strings.Builder) {
	const simple = `"\/'bfnrt`
	const meaning = "\"\\/'\b\f\n\r\t"
	l.skip(1)
	c := l.peek()
	if i := strings.IndexByte(simple, c); i >= 0 && c != 0 {
		b.WriteByte(meaning[i])
		l.skip(1)
		return
	}
	switch c {
	case '\n':
		l.skip(1)
	case 'x', 'u', 'U':
		l.code(b, map[byte]int{'x': 2, 'u': 4, 'U': 8}[c])
	default:
		b.WriteByte('\\')
	}
}

// code reads a character given by its hexadecimal number, which may be half of a pair.
func (l *literal) code(b *strings.Builder, digits int) {
	r, ok := l.hex(1, digits)
	if !ok {
		b.WriteByte('\\')
		return
	}
	l.skip(1 + digits)
	if utf16.IsSurrogate(r) && l.has(`\u`) {
		if low, ok := l.hex(2, 4); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
			r = utf16.DecodeRune(r, low)
			l.skip(6)
		}
	}
	b.WriteRune(r)
}

func (l *literal) hex(from, digits int) (rune, bool) {
	if l.pos+from+digits > len(l.src) {
		return 0, false
	}
	n, err := strconv.ParseUint(l.src[l.pos+from:l.pos+from+digits], 16, 32)
	return rune(n), err == nil
}

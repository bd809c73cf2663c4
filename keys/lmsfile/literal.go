package lmsfile

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// errTruncated means that a value does not end.
var errTruncated = errors.New("the value does not end")

// bracePlaceholder is {add link here} without quotes.
var bracePlaceholder = regexp.MustCompile(`^\{[A-Za-z][^{}:"',\n]*\}`)

// literal reads the values of JSON and of Python, and what people write between the
// two: single quotes, trailing commas, comments, ellipses. Anything that is not data,
// such as a function call, becomes a node of [tagExpression].
type literal struct {
	p     *parser
	file  string
	src   string
	pos   int
	line  int
	nodes int
}

// passed records that a line was skipped.
func (l *literal) passed(what string) {
	l.p.passedOver(place{l.file, l.line}, what)
}

func (l *literal) eof() bool { return l.pos >= len(l.src) }

func (l *literal) peek() byte {
	if l.eof() {
		return 0
	}
	return l.src[l.pos]
}

func (l *literal) has(prefix string) bool { return strings.HasPrefix(l.src[l.pos:], prefix) }

func (l *literal) skip(n int) {
	n = min(n, len(l.src)-l.pos)
	l.line += strings.Count(l.src[l.pos:l.pos+n], "\n")
	l.pos += n
}

// blank skips white space and comments.
func (l *literal) blank() {
	for !l.eof() {
		switch c := l.peek(); {
		case c == ' ' || c == '\t' || c == '\n' || c == '\\' && (l.has("\\\n")):
			l.skip(1)
		case c == '#' || l.has("//"):
			l.skip(lineEnd(l.src[l.pos:]))
		case l.has("/*"):
			if i := strings.Index(l.src[l.pos:], "*/"); i >= 0 {
				l.skip(i + 2)
				continue
			}
			l.skip(len(l.src) - l.pos)
		case l.has("{%") || l.has("{#"):
			l.passed("a line of a template")
			l.skip(lineEnd(l.src[l.pos:]))
		default:
			return
		}
	}
}

func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

func (l *literal) node(kind yaml.Kind, tag string) *yaml.Node {
	return &yaml.Node{Kind: kind, Tag: tag, Line: l.line}
}

// value reads one value. If more follows on its line that belongs to it, as in "a" + b,
// the value is an expression.
func (l *literal) value(depth int) (*yaml.Node, error) {
	l.blank()
	if l.nodes++; depth > maxDepth || l.nodes > maxNodes {
		return nil, errTooMuch
	}
	n, err := l.one(depth)
	if err != nil {
		return nil, err
	}
	if l.goesOn() {
		if err := l.expression(); err != nil {
			return nil, err
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tagExpression, Line: n.Line}, nil
	}
	return n, nil
}

func (l *literal) one(depth int) (*yaml.Node, error) {
	switch c := l.peek(); {
	case l.eof():
		return nil, errTruncated
	case l.has("{{") && strings.Contains(l.src[l.pos:l.pos+lineEnd(l.src[l.pos:])], "}}"):
		n := l.node(yaml.ScalarNode, tagTemplate)
		l.skip(strings.Index(l.src[l.pos:], "}}") + 2)
		return n, nil
	case c == '{' && bracePlaceholder.MatchString(l.src[l.pos:min(len(l.src), l.pos+200)]):
		n := l.node(yaml.ScalarNode, tagTemplate)
		l.skip(strings.IndexByte(l.src[l.pos:], '}') + 1)
		return n, nil
	case c == '{':
		return l.object(depth)
	case c == '[' || c == '(':
		return l.list(depth)
	case l.quoteLen() >= 0:
		return l.strings()
	}
	return l.word()
}

// goesOn reports whether the line continues after a value.
func (l *literal) goesOn() bool {
	for l.peek() == ' ' || l.peek() == '\t' {
		l.skip(1)
	}
	return !l.eof() && !strings.ContainsRune(",}])\n#:'\"", rune(l.peek())) && !l.has("//") && !l.has("/*")
}

// expression skips an expression, up to where the next value could start.
func (l *literal) expression() error {
	open := 0
	for !l.eof() {
		switch c := l.peek(); {
		case l.quoteLen() >= 0:
			if _, err := l.text(); err != nil {
				return err
			}
			continue
		case strings.IndexByte("([{", c) >= 0:
			open++
		case strings.IndexByte(")]}", c) >= 0 && open == 0, (c == ',' || c == '\n') && open == 0:
			return nil
		case strings.IndexByte(")]}", c) >= 0:
			open--
		}
		l.skip(1)
	}
	if open > 0 {
		return errTruncated
	}
	return nil
}

// word reads an unquoted value: a number, a constant, an expression.
func (l *literal) word() (*yaml.Node, error) {
	n := l.node(yaml.ScalarNode, tagExpression)
	start := l.pos
	for !l.eof() && (isWord(l.peek()) || strings.IndexByte("+-.", l.peek()) >= 0) {
		l.skip(1)
	}
	text := l.src[start:l.pos]
	switch {
	case text == "":
		return n, l.expression()
	case text == "true" || text == "True" || text == "false" || text == "False":
		n.Tag, n.Value = "!!bool", strings.ToLower(text)
	case text == "null" || text == "None":
		n.Tag = "!!null"
	case text == "..." || text == "…" || text == "Ellipsis": // a gap that a person is to fill in
		n.Tag, n.Value = "!!str", "..."
	case json.Valid([]byte(text)):
		n.Tag, n.Value = "!!int", text
		if strings.ContainsAny(text, ".eE") {
			n.Tag = "!!float"
		}
	default:
		return n, l.expression()
	}
	return n, nil
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

func (l *literal) list(depth int) (*yaml.Node, error) {
	end := map[byte]byte{'[': ']', '(': ')'}[l.peek()]
	n := l.node(yaml.SequenceNode, "!!seq")
	l.skip(1)
	comma := false
	for {
		switch l.blank(); {
		case l.eof():
			return nil, errTruncated
		case l.peek() == end:
			l.skip(1)
			if end == ')' && len(n.Content) == 1 && !comma {
				return n.Content[0], nil // only parentheses
			}
			return n, nil
		case l.peek() == ',':
			l.skip(1)
			comma = true
			continue
		case l.ellipsis():
			continue
		case strings.IndexByte("]})", l.peek()) >= 0:
			return nil, errTruncated
		}
		before := l.pos
		item, err := l.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if l.pos == before { // a character that starts nothing
			l.skip(1)
			continue
		}
		n.Content = append(n.Content, item)
	}
}

func (l *literal) object(depth int) (*yaml.Node, error) {
	n := l.node(yaml.MappingNode, "!!map")
	l.skip(1)
	seen := map[string]int{}
	for {
		switch l.blank(); {
		case l.eof():
			return nil, errTruncated
		case l.peek() == '}':
			l.skip(1)
			return n, nil
		case l.peek() == ',':
			l.skip(1)
			continue
		case l.ellipsis():
			continue
		case strings.IndexByte("])", l.peek()) >= 0:
			return nil, errTruncated
		}
		if err := l.pair(n, seen, depth); err != nil {
			return nil, err
		}
	}
}

// pair reads a key and its value. It skips what has no colon, e.g. **OTHERS or {add
// link here}.
func (l *literal) pair(n *yaml.Node, seen map[string]int, depth int) error {
	key, err := l.key()
	if err != nil {
		return err
	}
	l.blank()
	if key == nil || l.peek() != ':' {
		l.passed("something other than a key with a value")
		if l.eof() {
			return errTruncated
		}
		before := l.pos
		if err := l.expression(); err != nil {
			return err
		}
		if l.pos == before && strings.IndexByte(",}", l.peek()) < 0 {
			l.skip(1)
		}
		return nil
	}
	l.skip(1)
	value, err := l.value(depth + 1)
	if err != nil {
		return err
	}
	if i, twice := seen[key.Value]; twice {
		l.p.duplicate(place{l.file, key.Line}, key.Value, n.Content[i].Line)
		n.Content[i], n.Content[i+1] = key, value
		return nil
	}
	seen[key.Value] = len(n.Content)
	n.Content = append(n.Content, key, value)
	return nil
}

// key reads a quoted key or a name, and returns nil if there is neither.
func (l *literal) key() (*yaml.Node, error) {
	if l.quoteLen() >= 0 {
		return l.strings()
	}
	n := l.node(yaml.ScalarNode, "!!str")
	start := l.pos
	for !l.eof() && (isWord(l.peek()) || l.peek() == '-') {
		l.skip(1)
	}
	if n.Value = l.src[start:l.pos]; n.Value == "" {
		return nil, nil
	}
	return n, nil
}

// ellipsis skips a lone colon or dots, with which documentation marks omissions.
func (l *literal) ellipsis() bool {
	for _, mark := range []string{"...", "…", ":"} {
		if l.has(mark) {
			l.passed("an ellipsis")
			l.skip(len(mark))
			return true
		}
	}
	return false
}

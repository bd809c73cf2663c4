package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a part of a filter's text, in bytes: from From up to, but not including,
// To.
type Span struct{ From, To int }

// lexeme is the kind of a token.
type lexeme int

const (
	lexWord lexeme = iota
	lexOr
	lexNot
	lexOpen
	lexClose
	lexEnd
)

// filterToken is a piece of a filter's text. A word has its text without quotation
// marks, and for each byte its place in the source, so that an error can point into
// the middle of a word.
type filterToken struct {
	kind   lexeme
	span   Span
	text   string
	at     []Span
	quoted bool // begins with a quotation mark
	fuzzy  bool
}

// within returns the place in the source of a part of a word's text.
func (t filterToken) within(from, to int) Span {
	if from < 0 || to > len(t.at) || from >= to {
		return t.span
	}
	return Span{t.at[from].From, t.at[to-1].To}
}

// filterLexer cuts a filter into tokens. (, ! and ~ have a meaning only at the
// beginning of a word, and ) only if no ( within the same word is open, so that
// "Midterm(1)" is a word.
type filterLexer struct {
	source string
	tokens []filterToken
	word   filterToken
	text   strings.Builder
	// begun is set within a word, inQuotes within a quotation that began at since.
	begun, inQuotes bool
	opened, inner   int
}

func lexFilter(s string) ([]filterToken, error) {
	l := filterLexer{source: s}
	for i, r := range s {
		if err := l.take(i, r); err != nil {
			return nil, err
		}
	}
	if l.inQuotes {
		return nil, filterError(s, Span{l.opened, len(s)}, `A quotation mark is not closed; add the missing ".`)
	}
	if err := l.flush(len(s)); err != nil {
		return nil, err
	}
	return append(l.tokens, filterToken{kind: lexEnd, span: Span{len(s), len(s)}}), nil
}

func (l *filterLexer) take(i int, r rune) error {
	switch {
	case r == '"':
		l.quote(i)
	case l.inQuotes:
		l.add(i, r)
	case unicode.IsSpace(r):
		return l.flush(i)
	case r == ')' && l.inner == 0:
		if err := l.flush(i); err != nil {
			return err
		}
		l.sign(lexClose, i)
	case !l.begun && r == '(':
		l.sign(lexOpen, i)
	case !l.begun && r == '!':
		l.sign(lexNot, i)
	case !l.begun && r == '~':
		l.begin(i)
		l.word.fuzzy = true
	default:
		l.nest(r)
		l.add(i, r)
	}
	return nil
}

func (l *filterLexer) nest(r rune) {
	switch r {
	case '(':
		l.inner++
	case ')':
		l.inner--
	}
}

func (l *filterLexer) sign(kind lexeme, i int) {
	l.tokens = append(l.tokens, filterToken{kind: kind, span: Span{i, i + 1}})
}

func (l *filterLexer) begin(i int) {
	if !l.begun {
		l.begun, l.word = true, filterToken{span: Span{From: i}}
	}
}

func (l *filterLexer) quote(i int) {
	first := !l.begun || l.word.fuzzy && l.text.Len() == 0
	l.begin(i)
	l.word.quoted = l.word.quoted || first
	if l.inQuotes = !l.inQuotes; l.inQuotes {
		l.opened = i
	}
}

func (l *filterLexer) add(i int, r rune) {
	l.begin(i)
	n := l.text.Len()
	l.text.WriteRune(r)
	_, size := utf8.DecodeRuneInString(l.source[i:])
	for range l.text.Len() - n {
		l.word.at = append(l.word.at, Span{i, i + size})
	}
}

// flush ends the current word.
func (l *filterLexer) flush(i int) error {
	if !l.begun {
		return nil
	}
	w := l.word
	w.span.To, w.text = i, l.text.String()
	l.text.Reset()
	l.begun, l.inner = false, 0
	if w.fuzzy && strings.TrimSpace(w.text) == "" {
		return filterError(l.source, w.span, "~ needs text directly after it, as in ~zhng; to search for text that begins with ~, put it in quotation marks.")
	}
	if !w.quoted && !w.fuzzy && strings.EqualFold(w.text, "or") {
		w.kind = lexOr
	}
	l.tokens = append(l.tokens, w)
	return nil
}

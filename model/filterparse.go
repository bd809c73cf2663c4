package model

import "strings"

const (
	// filterDepth is how deeply parentheses and ! may be nested, and filterBranches
	// how many alternatives a filter may have. Both bound the size of the SQL.
	filterDepth    = 20
	filterBranches = 50
)

// ParseFilterTree reads a filter into a tree. Errors are of type [FilterError].
//
//	filter = [ any ]
//	any    = all { "or" all }
//	all    = not { not }
//	not    = [ "!" ] not | "(" any ")" | word
//	word   = key ":" value | [ "~" ] text
func ParseFilterTree(s string) (*FilterNode, error) {
	tokens, err := lexFilter(s)
	if err != nil {
		return nil, err
	}
	p := filterParser{source: s, tokens: tokens}
	if p.next().kind == lexEnd {
		return &FilterNode{Op: FilterAll, At: Span{0, len(s)}}, nil
	}
	tree, err := p.any(0)
	if err != nil {
		return nil, err
	}
	if t := p.next(); t.kind == lexClose {
		return nil, p.wrong(t.span, "There is no ( for this ); to search for text with parentheses, put it in quotation marks.")
	}
	return tree, nil
}

type filterParser struct {
	source   string
	tokens   []filterToken
	branches int
}

func (p *filterParser) next() filterToken { return p.tokens[0] }

func (p *filterParser) pop() filterToken {
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

func (p *filterParser) wrong(at Span, format string, args ...any) error {
	return filterError(p.source, at, format, args...)
}

func (p *filterParser) any(depth int) (*FilterNode, error) {
	first, err := p.all(depth)
	if err != nil || p.next().kind != lexOr {
		return first, err
	}
	n := &FilterNode{Op: FilterAny, Kids: []*FilterNode{first}}
	for p.next().kind == lexOr {
		or := p.pop()
		if p.branches++; p.branches >= filterBranches {
			return nil, p.wrong(or.span, "A filter may have at most %d alternatives; separate several values of one part with commas, as in status:error,submitted.", filterBranches)
		}
		if k := p.next().kind; k == lexEnd || k == lexClose {
			return nil, p.wrong(or.span, `"or" needs something on both sides; to search for the word itself, put it in quotation marks.`)
		}
		kid, err := p.all(depth)
		if err != nil {
			return nil, err
		}
		n.Kids = append(n.Kids, kid)
	}
	n.At = Span{first.At.From, n.Kids[len(n.Kids)-1].At.To}
	return n, nil
}

func (p *filterParser) all(depth int) (*FilterNode, error) {
	n := &FilterNode{Op: FilterAll}
	for {
		switch t := p.next(); t.kind {
		case lexOr, lexClose, lexEnd:
			if len(n.Kids) > 0 {
				return n.settled(), nil
			}
			if t.kind == lexOr {
				return nil, p.wrong(t.span, `"or" needs something on both sides; to search for the word itself, put it in quotation marks.`)
			}
			return nil, p.wrong(t.span, "There is no ( for this ); to search for text with parentheses, put it in quotation marks.")
		case lexWord, lexNot, lexOpen:
			kid, err := p.not(depth)
			if err != nil {
				return nil, err
			}
			n.Kids = append(n.Kids, kid)
		}
	}
}

// settled drops an "all" around a single group.
func (n *FilterNode) settled() *FilterNode {
	n.At = Span{n.Kids[0].At.From, n.Kids[len(n.Kids)-1].At.To}
	if len(n.Kids) == 1 && (n.Kids[0].Op == FilterAll || n.Kids[0].Op == FilterAny) {
		return n.Kids[0]
	}
	return n
}

func (p *filterParser) not(depth int) (*FilterNode, error) {
	t := p.pop()
	if depth >= filterDepth {
		return nil, p.wrong(t.span, "Parentheses and ! may be nested at most %d deep.", filterDepth)
	}
	switch t.kind {
	case lexNot:
		return p.negated(t, depth)
	case lexOpen:
		return p.group(t, depth)
	case lexWord, lexOr, lexClose, lexEnd:
	}
	return p.word(t)
}

func (p *filterParser) negated(sign filterToken, depth int) (*FilterNode, error) {
	t := p.next()
	if t.span.From != sign.span.To || t.kind == lexEnd || t.kind == lexClose || t.kind == lexOr {
		return nil, p.wrong(sign.span, "! must come directly before what must not match, as in !status:error; to search for text that begins with !, put it in quotation marks.")
	}
	kid, err := p.not(depth + 1)
	if err != nil {
		return nil, err
	}
	if kid.Op == FilterAll && len(kid.Kids) == 1 {
		kid = kid.Kids[0]
	}
	return &FilterNode{Op: FilterNot, Kids: []*FilterNode{kid}, At: Span{sign.span.From, kid.At.To}}, nil
}

func (p *filterParser) group(open filterToken, depth int) (*FilterNode, error) {
	if t := p.next(); t.kind == lexClose {
		return nil, p.wrong(Span{open.span.From, t.span.To}, "There is nothing between the parentheses; to search for text with parentheses, put it in quotation marks.")
	}
	if p.next().kind == lexEnd {
		return nil, p.wrong(open.span, "A ( is not closed; to search for text with parentheses, put it in quotation marks.")
	}
	n, err := p.any(depth + 1)
	if err != nil {
		return nil, err
	}
	end := p.pop()
	if end.kind != lexClose {
		return nil, p.wrong(open.span, "A ( is not closed; to search for text with parentheses, put it in quotation marks.")
	}
	n.At = Span{open.span.From, end.span.To}
	return n, nil
}

// word reads a word as a part such as status:error, or as text.
func (p *filterParser) word(t filterToken) (*FilterNode, error) {
	n := &FilterNode{Op: FilterWord, Value: t.text, At: t.span, Fuzzy: t.fuzzy, token: t}
	key, value, isField := strings.Cut(t.text, ":")
	if t.quoted || !isField {
		n.Operator = !t.quoted && !t.fuzzy && isOperator(t.text)
		return n, nil
	}
	at := t.within(0, len(key)+1)
	if t.fuzzy && looksLikeField(key) {
		return nil, p.wrong(t.span, "~ works with text only, not with %s:; if you mean text, put it in quotation marks.", key)
	}
	if !isFilterKey(key) {
		if looksLikeField(key) {
			return nil, p.wrong(at, "There is no filter %q; %s", Clean(key)+":", keyMeant(key))
		}
		return n, nil
	}
	n.Key, n.Value = key, value
	return n, nil
}

// keyMeant suggests what to write instead of an unknown key.
func keyMeant(key string) string {
	if plain, inverse := strings.CutPrefix(key, "-"); inverse && isFilterKey(plain) {
		return "write !" + plain + ": for what must not match."
	}
	var keys []string
	for _, k := range filterKeys() {
		if strings.HasPrefix(k, "-") == strings.HasPrefix(key, "-") {
			keys = append(keys, k+":")
		}
	}
	meant := Meant(key+":", keys)
	if used, none := strings.CutSuffix(meant, "."); none {
		return used + ", or quote the text."
	}
	return meant
}

package lmsfile

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// anchors match the beginning of a known setting on a line: "NAME": …, NAME: …, NAME =
// …, NAME["key"] = …, NAME |= …, NAME.update(…).
type anchors struct{ start, key, patch *regexp.Regexp }

var anchorPatterns = newAnchors()

func newAnchors() anchors {
	names := knownNames()
	for c := range containers() {
		names = append(names, c)
	}
	slices.Sort(names)
	return anchors{
		start: regexp.MustCompile(`^(\s*(?:[-*] )?)(?:settings\.)?(["']?)((?:EDXAPP_|EDX_APP_)?(?:` + strings.Join(names, "|") +
			`))(["']?)[ \t]*((?:\[[ \t]*["'][^"'\]]*["'][ \t]*\][ \t]*)*)(:|=|\|=|\.update\()(.*)$`),
		key:   regexp.MustCompile(`["']([^"'\]]*)["']`),
		patch: regexp.MustCompile(`["']((?:openedx|lms|cms|common)-[a-z-]+)["']`),
	}
}

// maxBroken is the number of findings after which a text is given up.
const maxBroken = 100

// scan finds known settings in any text: a program, a plugin, documentation.
func (p *parser) scan(text string, s scope) {
	a := anchorPatterns
	lines := strings.Split(text, "\n")
	here := s
	errs := len(p.findings)
	for i, offset := 0, 0; i < len(lines) && len(p.findings)-errs < maxBroken && !p.full; {
		line := lines[i]
		if m := a.patch.FindStringSubmatch(line); m != nil {
			if inner, _, known := tutorPatch(m[1]); known {
				here.from, here.cms = inner.from, inner.cms || s.cms
			}
		}
		taken := 1
		if m := a.start.FindStringSubmatchIndex(line); m != nil {
			taken = p.anchor(a, text[offset:], lines[i:], m, here, i)
		}
		for range taken {
			offset += len(lines[i]) + 1
			i++
		}
	}
}

// anchor reads the setting that starts on the first of the lines, whose parts are in m,
// and returns how many lines it takes.
func (p *parser) anchor(a anchors, rest string, lines []string, m []int, s scope, i int) int {
	part := func(n int) string { return lines[0][m[2*n]:m[2*n+1]] }
	g := given{at: place{s.file, s.line + i + 1}, from: s.from, cms: s.cms, joins: part(6) == ".update(" || part(6) == "|="}
	setting, ansible := bare(part(3))
	if _, holds := containers()[part(3)]; holds {
		setting, ansible = part(3), false
	}
	if ansible && s.from != fromDocs {
		g.from = fromInput
	}
	g.path = []string{setting}
	for _, k := range a.key.FindAllStringSubmatch(part(5), -1) {
		g.path = append(g.path, k[1])
	}
	after := strings.TrimSpace(part(7))
	if part(6) == "=" && strings.HasPrefix(after, "=") {
		return 1 // a comparison
	}
	if part(6) == ":" && part(2) == "" && !startsLiteral(after) {
		return p.block(g, lines, len(part(1)), after)
	}
	l := &literal{p: p, file: s.file, src: rest, pos: m[14], line: s.line + i + 1}
	n, err := l.value(0)
	if err != nil {
		p.unreadable(g, err, 0)
		return 1
	}
	g.value = n
	p.place(g)
	return l.line - (s.line + i)
}

// unreadable explains why a setting that was found cannot be read. before is the number
// of lines before its text.
func (p *parser) unreadable(g given, err error, before int) {
	var broken *brokenYAML
	switch {
	case errors.Is(err, errTruncated):
		p.find(Error, "truncated", g.at, dotted(g.path), "The value does not end: a bracket or a quotation mark is missing.", "Close it, or copy the text again.")
	case errors.As(err, &broken) && broken.template > 0:
		p.template(place{g.at.file, before + broken.template}, dotted(g.path))
	case errors.As(err, &broken):
		p.find(Error, "broken_yaml", place{g.at.file, before + broken.line}, dotted(g.path), "This is not YAML from about this line on.", "Correct the line, often an indentation or a quotation mark.")
	default:
		p.find(Error, "too_much", g.at, dotted(g.path), "The value is nested too deeply, refers to itself, or grows too large.", "Name a settings file as the LMS reads it.")
	}
}

// startsLiteral reports whether a value is written as in JSON or Python.
func startsLiteral(s string) bool {
	return s != "" && strings.IndexByte(`{["'(`, s[0]) >= 0 && !strings.HasPrefix(s, "{{")
}

// block reads a block of YAML: the lines that are indented more than its first line.
func (p *parser) block(g given, lines []string, indent int, after string) int {
	end := 1
	for end < len(lines) && (strings.TrimSpace(lines[end]) == "" || indentOf(lines[end]) > indent) {
		end++
	}
	if after != "" && !strings.HasPrefix(after, "#") && after[0] != '|' && after[0] != '>' && after[0] != '&' {
		end = 1
	}
	body := make([]string, 0, end)
	for _, line := range lines[:end] {
		body = append(body, line[min(indent, len(line)-len(strings.TrimLeft(line, " \t"))):])
	}
	body[0] = "value:" + after0(body[0])
	s := scope{file: g.at.file, line: g.at.line - 1}
	tree, err := p.readYAML(place{s.file, s.line}, p.repair(strings.Join(body, "\n"), s))
	if err != nil {
		if after == "" && isMapping(g.path[0]) || errors.Is(err, errTooMuch) { // else it is a sentence
			p.unreadable(g, err, s.line)
		}
		return end
	}
	shift(tree, s.line)
	g.value = field(tree, "value")
	p.place(g)
	return end
}

// after0 returns what follows a key's colon.
func after0(line string) string { return line[strings.IndexByte(line, ':')+1:] }

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// place records a setting that was found in a text. It skips sentences that only look
// like a setting.
func (p *parser) place(g given) {
	if c, ok := containers()[g.path[0]]; ok {
		g.cms = g.cms || c.cms
		if len(g.path) == 1 {
			k := &yaml.Node{Kind: yaml.ScalarNode, Value: g.path[0], Line: g.at.line}
			p.container(c, k, g.value, scope{file: g.at.file, cms: g.cms, depth: 1})
			return
		}
		g.path, g.from = g.path[1:], c.from
		if !slices.Contains(knownNames(), g.path[0]) {
			return
		}
	}
	if isNull(g.value) || len(g.path) == 1 && isEmpty(g.value) {
		p.passedOver(g.at, model.Clean(g.path[0])+" without a value")
		return
	}
	if isMapping(g.path[0]) && len(g.path) == 1 && !isMap(g.value) && g.value.Tag != tagTemplate && g.value.Tag != tagExpression {
		p.passedOver(g.at, model.Clean(g.path[0])+" in a sentence")
		return
	}
	p.add(g)
}

var (
	lonely = regexp.MustCompile(`^[ \t]*(:|\.\.\.|…|\{[%#].*[%#]\})[ \t]*,?[ \t]*$`)
	// templateAlone matches a line that consists of template tags only.
	templateAlone = regexp.MustCompile(`^[ \t]*(\{\{[^{}]*\}\}|\{%[^{}]*%\}|<%.*%>)([ \t]*(\{\{[^{}]*\}\}|\{%[^{}]*%\}))*[ \t]*,?[ \t]*$`)
	unquoted      = regexp.MustCompile(`^([ \t]*(?:- )?[\w.'"-]+[ \t]*:[ \t]+)([^'"|>#\s].*|\{\{.*)$`)
)

// repair makes valid YAML of templates and documentation: it removes ellipses and the
// control lines of templates, and quotes values with {{ … }}. The line numbers do not
// change.
func (p *parser) repair(text string, s scope) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if templateAlone.MatchString(line) {
			p.passedOver(place{s.file, s.line + i + 1}, "a line of a template")
			lines[i] = ""
			continue
		}
		if m := lonely.FindStringSubmatch(line); m != nil {
			what := "an ellipsis"
			if strings.HasPrefix(m[1], "{") {
				what = "a line of a template"
			}
			p.passedOver(place{s.file, s.line + i + 1}, what)
			lines[i] = ""
			continue
		}
		if m := unquoted.FindStringSubmatch(line); m != nil && strings.Contains(m[2], "{{") {
			lines[i] = m[1] + "'" + strings.ReplaceAll(strings.TrimSpace(m[2]), "'", "''") + "'"
		}
	}
	return strings.Join(lines, "\n")
}

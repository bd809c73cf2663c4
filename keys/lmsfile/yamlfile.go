package lmsfile

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// brokenYAML means that a text is not YAML from a line on. template is the first
// template line up to there, or 0.
type brokenYAML struct{ line, template int }

// control finds template lines that are not values: Go templates as in Vault's agent,
// consul-template and Helm, and Jinja, which ansible and Tutor use.
var control = regexp.MustCompile(`\{\{-?\s*(?:(?:with|if|else|end|range|block|define|template|include)\b|[$]\w+\s*:?=|/\*)|\{%|^\s*<%|^\s*\{\{[^{}]*\}\}\s*$`)

// templateLine returns the first template line among the given number of lines, or 0.
func templateLine(text string, lines int) int {
	for i, line := range strings.SplitN(text, "\n", lines+1) {
		if i < lines && isControl(line) {
			return i + 1
		}
	}
	return 0
}

func isControl(line string) bool {
	return !strings.HasPrefix(strings.TrimSpace(line), "#") && control.MatchString(line)
}

func (b *brokenYAML) Error() string { return "not YAML from line " + strconv.Itoa(b.line) }

// errTooMuch means that a tree exceeds the limits: it is nested too deeply, refers to
// itself, or grows through aliases.
var errTooMuch = errors.New("nested too deeply or too large")

// readYAML reads the first document of a text as a tree without aliases and merges. The
// library's own messages quote the text, so only the line number is used.
func (p *parser) readYAML(at place, text string) (tree *yaml.Node, err error) {
	defer func() {
		if recover() != nil { // a library's mistake on a hostile file is that file's fault
			tree, err = nil, &brokenYAML{line: 1}
		}
	}()
	dec := yaml.NewDecoder(strings.NewReader(text))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return &yaml.Node{Kind: yaml.MappingNode, Line: 1}, nil
		}
		line := brokenLine(text, err)
		return nil, &brokenYAML{line, templateLine(text, line+1)}
	}
	e := &expansion{p: p, at: at}
	tree, err = e.expand(doc.Content[0], 0)
	if err != nil {
		return nil, err
	}
	if dec.Decode(&more) == nil {
		p.find(Warning, "several_documents", place{at.file, at.line + more.Line}, "", "The file has several YAML documents; the LMS and examdesk read the first.", "Split the file.")
	}
	return tree, nil
}

// longestSearch is the longest text, in bytes, in which the broken line is searched
// for.
const longestSearch = 256 << 10

// brokenLine returns where a text stops being YAML. The library names the line on which
// the surrounding block starts, or none, so this searches for the first line up to
// which the text is no longer YAML.
func brokenLine(text string, err error) int {
	lines := strings.SplitAfter(text, "\n")
	if len(text) > longestSearch {
		return lineOf(err)
	}
	good, bad := 0, len(lines)
	for bad-good > 1 {
		middle := (good + bad) / 2
		var n yaml.Node
		if e := yaml.Unmarshal([]byte(strings.Join(lines[:middle], "")), &n); e == nil {
			good = middle
		} else {
			bad = middle
		}
	}
	return bad
}

// lineOf returns the line number in a message of the library.
func lineOf(err error) int {
	m := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error())
	if m == nil {
		return 1
	}
	n, _ := strconv.Atoi(m[1])
	return max(n, 1)
}

// expansion copies a tree with its aliases resolved, within the limits.
type expansion struct {
	p     *parser
	at    place
	nodes int
}

func (e *expansion) expand(n *yaml.Node, depth int) (*yaml.Node, error) {
	if e.nodes++; depth > maxDepth || e.nodes > maxNodes {
		return nil, errTooMuch
	}
	out := &yaml.Node{Kind: n.Kind, Tag: n.Tag, Value: n.Value, Style: n.Style, Line: n.Line}
	switch n.Kind {
	case yaml.AliasNode:
		c, err := e.expand(n.Alias, depth+1)
		if err == nil {
			c.Line = n.Line
		}
		return c, err
	case yaml.ScalarNode:
		if n.Style == 0 {
			out.Tag = pythonTag(n.Value)
		}
		return out, nil
	case yaml.MappingNode:
		return out, e.mapping(out, n, depth)
	default:
		for _, c := range n.Content {
			child, err := e.expand(c, depth+1)
			if err != nil {
				return nil, err
			}
			out.Content = append(out.Content, child)
		}
		return out, nil
	}
}

// mapping copies the fields. Merged fields come last and do not override the mapping's
// own; if a key is written twice the last value counts, as in Python's readers.
func (e *expansion) mapping(out, n *yaml.Node, depth int) error {
	var merged []*yaml.Node
	seen := map[string]int{}
	for k, v := range fieldsOf(n) {
		value, err := e.expand(v, depth+1)
		if err != nil {
			return err
		}
		if k.Tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		key, err := e.expand(k, depth+1)
		if err != nil {
			return err
		}
		if !isScalar(key) { // {{ X }} without quotes is a mapping of a mapping
			out.Content = append(out.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: tagTemplate, Line: k.Line}, value)
			continue
		}
		e.add(out, seen, key, value)
	}
	for _, m := range merged {
		sources := []*yaml.Node{m}
		if m.Kind == yaml.SequenceNode {
			sources = m.Content
		}
		for _, s := range sources {
			for k, v := range fieldsOf(s) {
				if _, has := seen[k.Value]; !has {
					e.add(out, seen, k, v)
				}
			}
		}
	}
	return nil
}

func (e *expansion) add(out *yaml.Node, seen map[string]int, key, value *yaml.Node) {
	if i, twice := seen[key.Value]; twice {
		e.p.duplicate(place{e.at.file, e.at.line + key.Line}, key.Value, e.at.line+out.Content[i].Line)
		out.Content[i], out.Content[i+1] = key, value
		return
	}
	seen[key.Value] = len(out.Content)
	out.Content = append(out.Content, key, value)
}

var (
	yamlBool      = regexp.MustCompile(`^(?i:yes|no|true|false|on|off)$`)
	yamlInt       = regexp.MustCompile(`^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*|[1-9][0-9_]*(:[0-5]?[0-9])+)$`)
	yamlFloat     = regexp.MustCompile(`^[-+]?([0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?|[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$`)
	yamlTimestamp = regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$`)
)

// pythonTag returns the type that PyYAML, which the LMS uses, gives an unquoted word.
// It reads YAML 1.1, where NO is false and 12:30 a number.
func pythonTag(s string) string {
	switch {
	case s == "" || s == "~" || s == "null" || s == "Null" || s == "NULL":
		return "!!null"
	case yamlBool.MatchString(s):
		return "!!bool"
	case yamlInt.MatchString(s):
		return "!!int"
	case yamlFloat.MatchString(s):
		return "!!float"
	case yamlTimestamp.MatchString(s):
		return "!!timestamp"
	}
	return "!!str"
}

package lmsfile

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
)

// Variable is how the import treats an environment variable.
type Variable int

// A variable has nothing to do with proctoring, or seems to but has an unknown name, or
// is a setting.
const (
	NoVariable Variable = iota
	UnknownVariable
	KnownVariable
)

// VariableOf classifies a variable by its name: settings have the LMS's own names or
// those that ansible gives them. An LMS reads none of them from its environment itself,
// so what becomes of any other name cannot be known.
func VariableOf(name string) Variable {
	setting, _ := bare(name)
	if _, holds := containers()[name]; holds || slices.Contains(knownNames(), setting) || isCfg(name) {
		return KnownVariable
	}
	folded := settings.Folded(setting)
	for _, part := range []string{"proctor", "softwaresecure"} {
		if strings.Contains(folded, part) {
			return UnknownVariable
		}
	}
	for _, end := range []string{"cryptokey", "videoreviewaeskey", "obfuscationkey"} {
		if strings.HasSuffix(folded, end) {
			return UnknownVariable
		}
	}
	return NoVariable
}

// isCfg reports whether a variable names the file that an LMS or Studio reads.
func isCfg(name string) bool { return name == "LMS_CFG" || name == "CMS_CFG" }

// variables reads the settings in an environment. If a variable is set twice, the last
// value counts.
func (p *parser) variables(vars []variable, s scope) {
	s.from = fromInput
	last := map[string]int{}
	for i, v := range vars {
		if former, twice := last[v.name]; twice && vars[former].at.file == v.at.file && VariableOf(v.name) != NoVariable {
			p.duplicate(v.at, v.name, vars[former].at.line)
		}
		last[v.name] = i
	}
	for i, v := range vars {
		if last[v.name] == i {
			p.variable(v, s)
		}
	}
}

func (p *parser) variable(v variable, s scope) {
	setting, _ := bare(v.name)
	c, holds := containers()[v.name]
	switch kind := VariableOf(v.name); {
	case kind == NoVariable:
	case isCfg(v.name):
		p.find(Note, "names_a_file", v.at, v.name, v.name+" names the file from which the settings are read, which is not this one.", "Import that file too, or instead.")
	case kind == UnknownVariable:
		p.unknownVariable(v, setting)
	case v.passed:
		p.find(Error, "passed_through", v.at, name(v.name), "The value comes from the environment of whoever starts the services; it is not in the file.", "Import the output of docker compose config, run where the variable is set.")
	case holds:
		s.from, s.cms = c.from, c.cms || s.cms
		p.holding(v, s)
	default:
		if n := p.variableNode(v, setting); n != nil {
			p.add(given{path: []string{setting}, value: n, at: v.at, from: s.from, cms: s.cms})
		}
	}
}

// unknownVariable refuses a name that seems to concern proctoring.
func (p *parser) unknownVariable(v variable, setting string) {
	if p.misspelt(setting, v.at) {
		return
	}
	remedy := fmt.Sprintf("If it is a secret of a service, write env:%s in examdesk's configuration and set the variable where examdesk is started; otherwise import the settings file that is made from it.", name(v.name))
	if v.at.line == 0 {
		remedy = "If it is a secret of a service, write file: and the file's whole path in examdesk's configuration; otherwise import the settings file that is made from it."
	}
	p.find(Error, "unknown_variable", v.at, name(v.name), "This is not the name of a setting, and what the LMS does with it is not known.", remedy)
}

// holding reads a variable that contains settings.
func (p *parser) holding(v variable, s scope) {
	switch n := p.variableNode(v, backendsName); {
	case n == nil:
	case isMap(n):
		s.file = v.at.file
		p.tree(n, s)
	default:
		severity, code, what, remedy := notJSON(n)
		p.find(severity, code, v.at, name(v.name), what, remedy)
	}
}

// notJSON returns the finding for a value that should be JSON.
func notJSON(n *yaml.Node) (severity Severity, code, what, remedy string) {
	if u, ok := unfilledValue(n); ok {
		return u.severity, u.code, "The value is " + u.what + ".", "Name the file or the environment in which it is filled in."
	}
	return Error, "wrong_form", "The value is not JSON with a mapping of keys to values.", "Write it as JSON in single quotation marks, or import a file of settings."
}

// variableNode returns a variable's value as a settings file would give it, or nil if
// it is empty or cannot be read. A mapping is written as JSON.
func (p *parser) variableNode(v variable, setting string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: v.value, Line: v.at.line}
	trimmed := strings.TrimSpace(v.value)
	switch {
	case trimmed == "":
		return nil
	case isMapping(setting) && strings.HasPrefix(trimmed, "{") && json.Valid([]byte(trimmed)):
		l := &literal{p: p, file: v.at.file, src: trimmed, line: max(v.at.line, 1)}
		tree, err := l.value(0)
		if err != nil {
			p.find(Error, "too_much", v.at, name(v.name), "The value is nested too deeply, or too large.", "Name a settings file as the LMS reads it.")
			return nil
		}
		if v.template {
			markTemplates(tree)
		}
		return tree
	case v.template:
		n.Tag, n.Value = tagTemplate, ""
	case slices.Contains(flagVariables(), setting) && (trimmed == "true" || trimmed == "false"):
		n.Tag, n.Value = "!!bool", trimmed
	}
	return n
}

// markTemplates marks the texts of a tree that refer to a variable.
func markTemplates(n *yaml.Node) {
	if isScalar(n) && refersOut.MatchString(n.Value) {
		n.Tag, n.Value = tagTemplate, ""
	}
	for i, c := range n.Content {
		if !isMap(n) || i%2 == 1 {
			markTemplates(c)
		}
	}
}

// flagVariables returns the settings that are true or false.
func flagVariables() []string {
	return []string{examsName, oldExamsName, "REQUIRE_FAILURE_SECOND_REVIEWS", "ALLOW_REVIEW_UPDATES"}
}

package lmsfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// origin is the place in an LMS where a setting is made. A later one overrides an
// earlier one: documentation is only an example, ansible's variables and Tutor's
// configuration become ENV and AUTH, and Django's settings are the result of them all.
type origin int

const (
	fromDocs origin = iota
	fromInput
	fromEnv
	// fromBoth is a single file that the LMS reads as both ENV and AUTH.
	fromBoth
	fromAuth
	fromDjango
)

// given is one setting, or a part of one, as a file gives it.
type given struct {
	path  []string
	value *yaml.Node
	at    place
	from  origin
	// joins reports whether a mapping is merged into the earlier one, as .update does.
	joins bool
	// cms reports whether the setting is Studio's.
	cms bool
	// order follows the order of the files and of their contents.
	order int
}

// parser reads files one after another.
type parser struct {
	all      []given
	sources  []Source
	findings []Finding
	passed   []passage
	// full reports whether the limit on settings has been reached.
	full bool
}

// passage is a place that the lenient reader skipped.
type passage struct {
	at   place
	what string
}

// scope is what is known about a text before it is read.
type scope struct {
	file string
	// line is how many lines of the file precede the text.
	line  int
	from  origin
	cms   bool
	depth int
	// envFiles holds the files that a compose file names.
	envFiles map[string]File
}

func (p *parser) find(s Severity, code string, at place, setting, what, remedy string) {
	p.findings = append(p.findings, Finding{
		Severity: s, Code: code, File: model.Clean(at.file), Line: at.line, Setting: setting, What: model.Clean(what), Remedy: model.Clean(remedy),
	})
}

func (p *parser) passedOver(at place, what string) {
	if n := len(p.passed); n > 0 && p.passed[n-1].at == at {
		return
	}
	p.passed = append(p.passed, passage{at, what})
}

func (p *parser) duplicate(at place, key string, former int) {
	p.find(Warning, "duplicate_key", at, "", fmt.Sprintf("%s is written twice, the first time in line %d; the last one counts.", name(key), former), "Keep one of the two.")
}

// file reads one file.
func (p *parser) file(f File) {
	text, ok := p.text(f)
	if !ok {
		return
	}
	s := scope{file: f.Name, from: originOf(f.Name), cms: isCMS(f.Name)}
	if patch, _, known := tutorPatch(path.Base(f.Name)); known { // a plugin's folder has a file for each patch
		s.from, s.cms = patch.from, patch.cms
	}
	before, findings := len(p.all), len(p.findings)
	s.envFiles = f.EnvFiles
	format := p.readFile(f, text, s)
	source := Source{File: model.Clean(f.Name), Format: format}
	for _, g := range p.all[before:] {
		if setting := dotted(g.path); !slices.Contains(source.Settings, setting) {
			source.Settings = append(source.Settings, setting)
		}
	}
	p.sources = append(p.sources, source)
	p.sayPassed(f.Name)
	failed := slices.ContainsFunc(p.findings[findings:], func(f Finding) bool { return f.Severity == Error })
	if len(source.Settings) == 0 && !failed && !f.Found {
		p.find(Error, "no_settings", place{f.Name, 0}, "", "The file has none of the settings that examdesk reads.",
			"Name the file with PROCTORING_BACKENDS or PROCTORING_SETTINGS, e.g. the one that LMS_CFG names.")
	}
}

// readFile reads a file in the format that its name suggests.
func (p *parser) readFile(f File, text string, s scope) string {
	switch {
	case f.Variable != "":
		value := strings.TrimSuffix(text, "\n")
		p.variables([]variable{{name: f.Variable, value: value, at: place{f.Name, 0}}}, s)
		return "the value of " + name(f.Variable)
	case isDotenv(f.Name) && !strings.HasPrefix(strings.TrimSpace(text), "{"):
		p.variables(p.dotenv(f.Name, text), s)
		return "dotenv"
	}
	return p.read(text, s)
}

// sayPassed sums up what the lenient reader skipped in a file.
func (p *parser) sayPassed(file string) {
	const most = 5
	if len(p.passed) == 0 {
		return
	}
	var parts []string
	for i, x := range p.passed {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(p.passed)-most))
			break
		}
		parts = append(parts, fmt.Sprintf("line %d (%s)", x.at.line, x.what))
	}
	p.find(Note, "passed_over", place{file, p.passed[0].at.line}, "", "Passed over: "+strings.Join(parts, ", ")+".", "")
	p.passed = nil
}

// originOf guesses from a file's name whether the LMS reads it as ENV or as AUTH.
func originOf(file string) origin {
	base := strings.ToLower(path.Base(strings.ReplaceAll(file, `\`, "/")))
	switch ext := path.Ext(base); {
	case ext == ".py":
		return fromDjango
	case ext == ".rst" || ext == ".md" || ext == ".txt":
		return fromDocs
	case strings.Contains(base, "auth.json") || strings.Contains(base, "auth.y"):
		return fromAuth
	case strings.Contains(base, "env.json"):
		return fromEnv
	case base == "config.yml" || strings.Contains(base, "server-vars"):
		return fromInput
	}
	return fromBoth
}

// isCMS reports whether a file is Studio's, judged by its name.
func isCMS(file string) bool {
	parts := strings.Split(strings.ToLower(strings.ReplaceAll(file, `\`, "/")), "/")
	base := parts[len(parts)-1]
	if strings.HasPrefix(base, "lms.") {
		return false
	}
	return strings.HasPrefix(base, "cms.") || strings.HasPrefix(base, "studio.") || slices.Contains(parts[:len(parts)-1], "cms")
}

// read reads a text strictly if it is JSON or YAML, leniently otherwise, and returns
// the format.
func (p *parser) read(text string, s scope) string {
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") && json.Valid([]byte(trimmed)) && !isComposeJSON(trimmed) {
		p.wholeLiteral(text, s)
		return "JSON"
	}
	mark := p.mark()
	tree, err := p.readYAML(place{s.file, s.line}, text)
	if err == nil && isCompose(tree) {
		p.compose(tree, s)
		return "compose"
	}
	if err == nil && p.tree(tree, s) {
		return "YAML"
	}
	if errors.Is(err, errTooMuch) {
		p.find(Error, "too_much", place{s.file, s.line}, "", "The YAML is nested too deeply, refers to itself, or grows too large through its aliases.", "Name a settings file as the LMS reads it.")
		return "YAML"
	}
	p.reset(mark)
	format := p.lenient(text, s, err)
	p.templates(text, s)
	return format
}

// lenient reads a text that is not JSON or YAML with settings at its top.
func (p *parser) lenient(text string, s scope, strict error) string {
	at := place{s.file, s.line}
	mark := p.mark()
	if strings.HasPrefix(strings.TrimSpace(text), "{") && p.wholeLiteral(text, s) {
		p.find(Note, "read_leniently", at, "", "The file is not quite JSON; it was read leniently.", "")
		return "nearly JSON"
	}
	if len(p.findings) > mark.findings { // it is JSON that ends too early
		return "nearly JSON"
	}
	var broken *brokenYAML
	if errors.As(strict, &broken) {
		if tree, err := p.readYAML(at, p.repair(text, s)); err == nil && p.tree(tree, s) {
			p.find(Note, "read_leniently", at, "", "The file is not quite YAML; it was read leniently.", "")
			return "nearly YAML"
		}
		p.reset(mark)
	}
	p.scan(text, s)
	if len(p.all) > mark.all {
		format := "snippets"
		if s.from == fromDjango {
			format = "Python"
		}
		p.find(Note, "read_leniently", at, "", "The settings were picked out of the text, and nothing was executed: "+format+".", "")
		return format
	}
	if broken != nil && broken.template == 0 && s.from != fromDocs && len(p.findings) == mark.findings && strings.Contains(text, ":") {
		p.find(Error, "broken_yaml", place{s.file, s.line + broken.line}, "", "No settings were found in the file, and it is not YAML from about this line on.",
			"Name a settings file; if it is one, correct the line, often an indentation or a quotation mark.")
	}
	return "text"
}

// maxTemplates is how many template lines of one text are reported.
const maxTemplates = 20

// templates reports the lines that belong to a template. They are the reason why the
// text is not YAML, whatever else could be read from it.
func (p *parser) templates(text string, s scope) {
	if s.from == fromDocs {
		return
	}
	named := 0
	for i, line := range strings.Split(text, "\n") {
		at := place{s.file, s.line + i + 1}
		if named == maxTemplates || !isControl(line) {
			continue
		}
		if !slices.ContainsFunc(p.findings, func(f Finding) bool {
			return f.Code == "template" && f.File == model.Clean(at.file) && f.Line == at.line
		}) {
			p.template(at, "")
		}
		named++
	}
}

// template reports a line that belongs to a template.
func (p *parser) template(at place, setting string) {
	p.find(Error, "template", at, setting, "The line is part of a template that was not rendered, and what is around it cannot be relied on.", "Name the rendered file, as the LMS reads it.")
}

// wholeLiteral reads a text that is a single mapping in JSON or Python.
func (p *parser) wholeLiteral(text string, s scope) bool {
	l := &literal{p: p, file: s.file, src: text, line: s.line + 1}
	n, err := l.value(0)
	switch {
	case errors.Is(err, errTruncated):
		p.find(Error, "truncated", place{s.file, l.line}, "", "The file ends in the middle of a value.", "Copy the whole file again; nothing was taken from it.")
		return false
	case err != nil:
		p.find(Error, "too_much", place{s.file, l.line}, "", "The file is nested too deeply, or too large.", "Name a settings file as the LMS reads it.")
		return false
	}
	return isMap(n) && p.tree(n, s.unshifted())
}

// unshifted returns the scope for trees whose line numbers are already those of the
// file.
func (s scope) unshifted() scope {
	s.line = 0
	return s
}

// mark is a state to which the parser can return.
type mark struct{ all, findings, passed int }

func (p *parser) mark() mark { return mark{len(p.all), len(p.findings), len(p.passed)} }

func (p *parser) reset(m mark) {
	p.all, p.findings, p.passed = p.all[:m.all], p.findings[:m.findings], p.passed[:m.passed]
}

// maxGiven is how many settings and parts of settings are read from all files together.
const maxGiven = 2000

func (p *parser) add(g given) {
	if len(p.all) >= maxGiven {
		if !p.full {
			p.find(Error, "too_much", g.at, "", "The files give too many settings; those from here on were not read.", "Name a settings file as the LMS reads it.")
		}
		p.full = true
		return
	}
	g.order = len(p.all)
	p.all = append(p.all, g)
}

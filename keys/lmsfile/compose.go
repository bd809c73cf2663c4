package lmsfile

import (
	"encoding/json"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// EnvFile is a file of variables that a compose file names.
type EnvFile struct {
	// Path is written as in the compose file.
	Path string
	// Optional reports whether the file may be missing.
	Optional bool
}

// EnvFiles returns the files of variables that a docker compose file names, each once.
// It leaves out those whose names depend on a variable.
func EnvFiles(f File) []EnvFile {
	p := &parser{}
	text, ok := p.text(f)
	if !ok || !strings.Contains(text, "env_file") || isDotenv(f.Name) {
		return nil
	}
	root, err := p.readYAML(place{f.Name, 0}, text)
	if err != nil || !isCompose(root) {
		return nil
	}
	var out []EnvFile
	seen := map[string]bool{}
	for _, service := range fieldsOf(field(root, "services")) {
		for _, e := range envFilesOf(service) {
			if !seen[e.Path] && !refersOut.MatchString(e.Path) {
				out = append(out, e.EnvFile)
			}
			seen[e.Path] = true
		}
	}
	return out
}

// envFile is a file of variables and the line that names it. If it is raw, quotation
// marks are part of the values.
type envFile struct {
	EnvFile
	raw  bool
	line int
}

// envFilesOf returns the files of one service, which are given as a path or as a list
// of paths or mappings.
func envFilesOf(service *yaml.Node) []envFile {
	n := field(service, "env_file")
	list := []*yaml.Node{n}
	if n != nil && n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	var out []envFile
	for _, one := range list {
		e := envFile{}
		switch {
		case isScalar(one):
			e.Path, e.line = one.Value, one.Line
		case isMap(one) && isScalar(field(one, "path")):
			e.Path, e.line = field(one, "path").Value, one.Line
			if r := field(one, "required"); isScalar(r) {
				e.Optional = !isTrue(r)
			}
			f := field(one, "format")
			e.raw = isScalar(f) && f.Value == "raw"
		}
		if e.Path != "" {
			out = append(out, e)
		}
	}
	return out
}

// isCompose reports whether a file is docker compose's.
func isCompose(root *yaml.Node) bool {
	for _, service := range fieldsOf(field(root, "services")) {
		for _, key := range []string{"image", "build", "environment", "env_file", "extends"} {
			if field(service, key) != nil {
				return true
			}
		}
	}
	return false
}

// isComposeJSON does the same for compose's JSON output, which is also YAML.
func isComposeJSON(text string) bool {
	var top struct {
		Services map[string]map[string]any `json:"services"`
	}
	return json.Unmarshal([]byte(text), &top) == nil && len(top.Services) > 0
}

// compose reads the environments of the services of a compose file. As in docker
// compose, environment overrides the files.
func (p *parser) compose(root *yaml.Node, s scope) {
	if field(root, "include") != nil {
		p.elsewhere(place{s.file, s.line + field(root, "include").Line}, "include")
	}
	for k, service := range fieldsOf(field(root, "services")) {
		if extends := field(service, "extends"); extends != nil {
			p.elsewhere(place{s.file, s.line + extends.Line}, "extends")
		}
		var vars []variable
		for _, e := range envFilesOf(service) {
			vars = append(vars, p.envFile(e, s)...)
		}
		vars = append(vars, composeVariables(field(service, "environment"), s)...)
		inner := s
		inner.cms = s.cms || strings.HasPrefix(k.Value, "cms") || strings.HasPrefix(k.Value, "studio")
		if !ofLMS(k.Value) {
			vars = withoutSite(vars)
		}
		p.variables(vars, inner)
	}
}

func (p *parser) elsewhere(at place, key string) {
	p.find(Warning, "compose_elsewhere", at, "", "What "+key+" names is not read.", "Import the output of docker compose config, which has everything in one file.")
}

// ofLMS reports whether a service is the LMS or Studio, judged by its name. Another
// service may use SITE_NAME, say, for something else.
func ofLMS(service string) bool {
	for _, begin := range []string{"lms", "cms", "studio", "edxapp", "openedx"} {
		if strings.HasPrefix(service, begin) {
			return true
		}
	}
	return false
}

func withoutSite(vars []variable) []variable {
	var out []variable
	for _, v := range vars {
		generic := false
		for _, n := range siteNames() {
			generic = generic || v.name == n
		}
		if !generic {
			out = append(out, v)
		}
	}
	return out
}

// envFile reads a file of variables that a service names.
func (p *parser) envFile(e envFile, s scope) []variable {
	at := place{s.file, s.line + e.line}
	f, ok := s.envFiles[e.Path]
	switch {
	case !ok && e.Optional:
		return nil
	case !ok:
		p.find(Error, "env_file", at, "", "The file that env_file names was not read.", "Import that file too, or the output of docker compose config.")
		return nil
	}
	text, ok := p.text(f)
	switch {
	case !ok:
		return nil
	case e.raw:
		return p.rawVariables(f.Name, text)
	}
	return p.dotenv(f.Name, text)
}

// rawVariables reads lines of NAME=value in which no character is special.
func (p *parser) rawVariables(file, text string) []variable {
	var out []variable
	for i, line := range strings.Split(text, "\n") {
		if len(out) == maxVariables {
			p.tooMany(place{file, i + 1})
			break
		}
		if n, value, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(strings.TrimSpace(n), "#") {
			out = append(out, variable{name: strings.TrimSpace(n), value: value, at: place{file, i + 1}})
		}
	}
	return out
}

// composeVariables returns the variables of a service, in either of the two forms.
func composeVariables(n *yaml.Node, s scope) []variable {
	var out []variable
	for k, v := range fieldsOf(n) {
		one := variable{name: k.Value, at: place{s.file, s.line + k.Line}, passed: isNull(v)}
		if isScalar(v) {
			one.value, one.template = interpolated(v.Value)
			out = append(out, one)
		}
	}
	if n != nil && n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			if !isScalar(c) {
				continue
			}
			name, value, given := strings.Cut(c.Value, "=")
			one := variable{name: name, at: place{s.file, s.line + c.Line}, passed: !given}
			one.value, one.template = interpolated(value)
			out = append(out, one)
		}
	}
	return out
}

var dollars = regexp.MustCompile(`\$\$`)

// interpolated returns a value as compose interpolates it, and false if that depends on
// variables that are not known here.
func interpolated(value string) (string, bool) {
	const kept = "\x00"
	bare := dollars.ReplaceAllLiteralString(value, kept)
	return strings.ReplaceAll(bare, kept, "$"), refersOut.MatchString(bare)
}

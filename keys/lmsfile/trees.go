package lmsfile

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
)

// tree reads the known settings in a mapping and reports whether there were any.
func (p *parser) tree(root *yaml.Node, s scope) bool {
	before := len(p.all)
	found := false
	if field(root, "INSTALLED_APPS") != nil && field(root, "ROOT_URLCONF") != nil {
		s.from = fromDjango // a dump of all settings
	}
	for k, v := range fieldsOf(root) {
		if k.Value == "patches" && isMap(v) {
			found = p.patches(v, s) || found
			continue
		}
		if c, ok := containers()[k.Value]; ok {
			found = p.container(c, k, v, s) || found
			continue
		}
		setting, ansible := bare(k.Value)
		if !slices.Contains(knownNames(), setting) {
			found = p.misspelt(setting, place{s.file, s.line + k.Line}) || p.group(v, s) || found
			continue
		}
		shift(v, s.line)
		g := given{path: []string{setting}, value: v, at: place{s.file, s.line + k.Line}, from: s.from, cms: s.cms}
		if ansible && s.from != fromDocs {
			g.from = fromInput
		}
		p.add(g)
	}
	if root != nil && root.Kind == yaml.SequenceNode { // a playbook
		found = p.group(root, s)
	}
	p.tutorHost(root, s)
	return found || len(p.all) > before
}

// container reads a setting that contains other settings.
func (p *parser) container(c container, k, v *yaml.Node, s scope) bool {
	inner := s
	inner.from, inner.cms = c.from, c.cms || s.cms
	if isMap(v) {
		return p.tree(v, inner)
	}
	if u, unfilled := unfilledValue(v); unfilled {
		p.find(u.severity, u.code, place{s.file, s.line + k.Line}, k.Value, "The value is "+u.what+"; the settings in it cannot be read.", "Name the file that the LMS reads, in which it is filled in.")
		return true
	}
	return false
}

// group looks for ansible's settings, whose names cannot mean anything else, in other
// mappings: below vars of a playbook, or in a dictionary of a role.
func (p *parser) group(n *yaml.Node, s scope) bool {
	found := false
	if s.from == fromDocs {
		return false // a sentence can look like a mapping
	}
	if n != nil && n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			found = p.group(c, s) || found
		}
	}
	for k, v := range fieldsOf(n) {
		_, holds := containers()[k.Value]
		setting, ansible := bare(k.Value)
		if holds || ansible && slices.Contains(knownNames(), setting) {
			one := &yaml.Node{Kind: yaml.MappingNode, Line: k.Line, Content: []*yaml.Node{k, v}}
			found = p.tree(one, s) || found
			continue
		}
		found = p.group(v, s) || found
	}
	return found
}

// misspelt finds settings with nearly the right name: the LMS accepts any name, but
// nothing reads them.
func (p *parser) misspelt(setting string, at place) bool {
	if !strings.HasPrefix(settings.Folded(setting), "proctor") {
		return false
	}
	meant, ok := settings.Near(setting, []string{backendsName, settingsName, keyName})
	if ok {
		p.find(Error, "misspelt_key", at, name(setting), "Nothing reads a setting of this name; "+meant+" was probably meant.", "Write "+meant+".")
	}
	return ok
}

// patches reads the patches of a Tutor plugin, each of which is a text of its own.
func (p *parser) patches(patches *yaml.Node, s scope) bool {
	before := len(p.all)
	if s.depth > 0 {
		return false
	}
	for k, v := range fieldsOf(patches) {
		inner, features, known := tutorPatch(k.Value)
		if !known || !isScalar(v) {
			continue
		}
		inner.file, inner.depth, inner.line = s.file, s.depth+1, s.line+v.Line
		inner.cms = inner.cms || s.cms
		if v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
			inner.line-- // the text starts on the line of its key
		}
		if features && !strings.Contains(v.Value, featuresName) {
			p.featuresPatch(v.Value, inner)
			continue
		}
		p.read(v.Value, inner)
	}
	return len(p.all) > before
}

// featuresPatch reads the contents of FEATURES.
func (p *parser) featuresPatch(text string, s scope) {
	tree, err := p.readYAML(place{s.file, s.line}, text)
	if err != nil || !isMap(tree) {
		p.scan(text, s)
		return
	}
	shift(tree, s.line)
	p.add(given{path: []string{featuresName}, value: tree, at: place{s.file, tree.Line}, from: s.from, cms: s.cms, joins: true})
}

// tutorHost reads Tutor's own configuration, which gives the site's address as LMS_HOST
// and ENABLE_HTTPS.
func (p *parser) tutorHost(root *yaml.Node, s scope) {
	host := field(root, "LMS_HOST")
	if !isScalar(host) || host.Value == "" {
		return
	}
	scheme, https := "http", "off"
	if secure := field(root, "ENABLE_HTTPS"); isScalar(secure) && isTrue(secure) {
		scheme, https = "https", "on"
	}
	for _, x := range [][2]string{{"SITE_NAME", host.Value}, {"LMS_ROOT_URL", scheme + "://" + host.Value}, {"HTTPS", https}} {
		if field(root, x[0]) == nil {
			n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: x[1], Line: host.Line}
			p.add(given{path: []string{x[0]}, value: n, at: place{s.file, s.line + host.Line}, from: fromInput, cms: s.cms})
		}
	}
}

func isTrue(n *yaml.Node) bool {
	return isScalar(n) && slices.Contains([]string{"true", "yes", "on"}, strings.ToLower(n.Value))
}

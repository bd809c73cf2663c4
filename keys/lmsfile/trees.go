package lmsfile

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
)

// tree takes the known settings out of a mapping, and tells whether there were
// any.
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
		if from, ok := containers()[k.Value]; ok && isMap(v) && s.depth < 2 {
			inner := s
			inner.from, inner.depth = from, s.depth+1
			found = p.tree(v, inner) || found
			continue
		}
		setting, ansible := bare(k.Value)
		if !slices.Contains(knownNames(), setting) {
			found = p.misspelt(setting, place{s.file, s.line + k.Line}) || found
			continue
		}
		shift(v, s.line)
		g := given{path: []string{setting}, value: v, at: place{s.file, s.line + k.Line}, from: s.from, cms: s.cms}
		if ansible && s.from != fromDocs {
			g.from = fromInput
		}
		p.add(g)
	}
	p.tutorHost(root, s)
	return found || len(p.all) > before
}

// misspelt finds names of settings that are nearly right: the LMS takes any name,
// and nothing reads it.
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

// patches reads the patches of a Tutor plugin, each of which is a text of its
// own.
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

// featuresPatch reads the inner of FEATURES.
func (p *parser) featuresPatch(text string, s scope) {
	tree, err := p.readYAML(place{s.file, s.line}, text)
	if err != nil || !isMap(tree) {
		p.scan(text, s)
		return
	}
	shift(tree, s.line)
	p.add(given{path: []string{featuresName}, value: tree, at: place{s.file, tree.Line}, from: s.from, cms: s.cms, joins: true})
}

// tutorHost reads Tutor's own configuration, in which the site's address is
// LMS_HOST and ENABLE_HTTPS.
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

package lmsfile

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Parse reads the files, merges them as an LMS does (edx-proctoring 5.2.0,
// settings.production) and checks the result.
func Parse(files []File) Result {
	p := &parser{}
	for _, f := range files {
		p.file(f)
	}
	b := &builder{parser: p, fileOf: map[*yaml.Node]string{}}
	for _, g := range p.all {
		b.remember(g.value, g.at.file)
	}
	b.build(files)
	return b.result
}

// builder builds a result from the settings in the files.
type builder struct {
	*parser
	result Result
	// fileOf returns the file that a value is from.
	fileOf map[*yaml.Node]string
}

func (b *builder) remember(n *yaml.Node, file string) {
	if n == nil {
		return
	}
	b.fileOf[n] = file
	for _, c := range n.Content {
		b.remember(c, file)
	}
}

// at returns the place of a value.
func (b *builder) at(n *yaml.Node) place { return place{b.fileOf[n], n.Line} }

// setting returns the merged value of a setting for the LMS or for Studio, or nil if it
// is not set.
func (b *builder) setting(name string, cms bool) *yaml.Node {
	base := b.base(name, cms)
	var value *yaml.Node
	if base != nil {
		value = base.value
	}
	for i := range b.all {
		g := &b.all[i]
		part := len(g.path) > 1 || g.joins
		if g.path[0] != name || g.cms != cms || !part || base != nil && (g.from < base.from || g.from == base.from && g.order < base.order) {
			continue
		}
		value = b.overlay(value, g)
	}
	return value
}

// base returns the definition that counts among those that set the whole setting.
func (b *builder) base(name string, cms bool) *given {
	var found []*given
	for i := range b.all {
		g := &b.all[i]
		if len(g.path) != 1 || g.joins || g.path[0] != name || g.cms != cms || isEmpty(g.value) {
			continue
		}
		if isMapping(name) && !isMap(g.value) {
			b.noMapping(g)
			continue
		}
		if name == settingsName && g.from == fromAuth {
			b.find(Warning, "settings_in_auth", g.at, name, "PROCTORING_SETTINGS is in a file for AUTH, from which the LMS does not read it.", "Move it to the file for ENV.")
			continue
		}
		found = append(found, g)
	}
	if len(found) == 0 {
		return nil
	}
	best := slices.MaxFunc(found, func(x, y *given) int {
		if x.from != y.from {
			return int(x.from - y.from)
		}
		return x.order - y.order
	})
	for _, g := range found {
		if g != best && !sameNode(g.value, best.value) {
			b.find(Note, "overridden", g.at, name, fmt.Sprintf("%s is set here and in %s, which counts: %s.", name, best.at, whyFirst(best, g)), "")
		}
	}
	return best
}

// noMapping records why a setting that must be a mapping is not one.
func (b *builder) noMapping(g *given) {
	if u, ok := unfilledValue(g.value); ok {
		b.find(Error, u.code, g.at, g.path[0], "The value is "+u.what+".", "Name the rendered file, as the LMS reads it.")
		return
	}
	b.find(Error, "wrong_form", g.at, g.path[0], "The value is not a mapping of keys to values.", "Correct it; the LMS stops at this.")
}

func whyFirst(best, other *given) string {
	switch {
	case best.from == other.from:
		return "it comes later"
	case best.from == fromDjango:
		return "it is the setting itself, not one that it is made from"
	case best.from == fromAuth:
		return "AUTH overrides ENV"
	case other.from == fromDocs:
		return "documentation gives only examples"
	case other.from == fromInput:
		return "the LMS reads that file, and this one is only used to make it"
	}
	return "it overrides the others"
}

// overlay merges a part into a value, as NAME["key"] = … and NAME.update(…) do.
func (b *builder) overlay(value *yaml.Node, g *given) *yaml.Node {
	if value == nil || !isMap(value) {
		value = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: g.at.line}
	}
	if g.joins && !isMap(g.value) {
		b.find(Error, "expression", g.at, dotted(g.path), "The part to merge is a program expression, which is not executed.", "Write the values themselves, or import a JSON dump of the LMS's settings.")
		return value
	}
	top := copyTop(value)
	b.fileOf[top] = firstFile(b.fileOf[value], g.at.file)
	m := top
	for i, key := range g.path[1:] {
		if i == len(g.path)-2 && !g.joins {
			setField(m, key, g.value)
			return top
		}
		inner := field(m, key)
		if !isMap(inner) {
			inner = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: g.at.line}
		}
		inner = copyTop(inner)
		b.fileOf[inner] = g.at.file
		setField(m, key, inner)
		m = inner
	}
	for k, v := range fieldsOf(g.value) {
		setField(m, k.Value, v)
	}
	return top
}

func firstFile(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// services returns PROCTORING_BACKENDS, by default the LMS's; if only the old setting
// is there, it is translated.
func (b *builder) services() *yaml.Node {
	lms, cms := b.setting(backendsName, false), b.setting(backendsName, true)
	if lms != nil && cms != nil {
		b.compare(lms, cms)
	}
	old := b.setting(oldName, false)
	switch {
	case lms == nil && cms != nil:
		b.find(Note, "only_studio", b.at(cms), backendsName, "Only Studio's file has PROCTORING_BACKENDS; it is used as the LMS's.", "Name the LMS's file too, which is the one that counts.")
		return cms
	case lms == nil && b.setting(providersName, false) != nil:
		return b.fromProviders(b.setting(providersName, false))
	case lms == nil && old != nil:
		return b.modern(old)
	}
	return lms
}

// modern translates the single backend of the first versions, a class and its options,
// to the current setting.
func (b *builder) modern(old *yaml.Node) *yaml.Node {
	class, options := field(old, "class"), field(old, "options")
	service := serviceOfClass(class)
	if service == "" {
		b.find(Error, "unknown_class", b.at(old), oldName, "The class in PROCTORING_BACKEND_PROVIDER is not one of edx-proctoring's.", "Write its options under a name in PROCTORING_BACKENDS.")
		return nil
	}
	b.find(Note, "old_form", b.at(old), oldName, "PROCTORING_BACKEND_PROVIDER is the form of the first versions, which edx-proctoring 5.2.0 does not read; it is read as PROCTORING_BACKENDS."+service+".", "")
	if !isMap(options) {
		options = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: old.Line}
	}
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: old.Line}
	setField(out, service, options)
	setField(out, defaultName, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: service, Line: class.Line})
	b.remember(out, b.fileOf[old])
	return out
}

// compare reports how Studio differs from the LMS, since both register with the
// service.
func (b *builder) compare(lms, cms *yaml.Node) {
	names := map[string]bool{}
	for _, m := range []*yaml.Node{lms, cms} {
		for k := range fieldsOf(m) {
			names[k.Value] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(names)) {
		x, y := field(lms, n), field(cms, n)
		if x != nil && y != nil && sameNode(x, y) {
			continue
		}
		where, what := cms, "Studio does not have it."
		switch {
		case x == nil:
			where, what = y, "Only Studio has it."
		case y != nil:
			where, what = y, "Studio's values differ from the LMS's"+differing(x, y)+"."
		}
		b.find(Warning, "cms_differs", b.at(where), dotted([]string{backendsName, n}), what, "Give both the same settings: Studio registers exams with the service, the LMS registers attempts.")
	}
}

// differing returns the names of the keys that differ.
func differing(x, y *yaml.Node) string {
	if !isMap(x) || !isMap(y) {
		return ""
	}
	var keys []string
	for k, v := range fieldsOf(x) {
		if other := field(y, k.Value); other == nil || !sameNode(v, other) {
			keys = append(keys, name(k.Value))
		}
	}
	for k := range fieldsOf(y) {
		if field(x, k.Value) == nil {
			keys = append(keys, name(k.Value))
		}
	}
	return " for " + strings.Join(keys, ", ")
}

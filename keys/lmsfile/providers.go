package lmsfile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
)

// serviceOfClass returns today's service for one of edx-proctoring's own classes, or ""
// for any other class.
func serviceOfClass(class *yaml.Node) string {
	if isScalar(class) {
		for _, known := range []string{"software_secure", "null", "mock"} {
			if strings.Contains(class.Value, ".backends."+known+".") {
				return known
			}
		}
	}
	return ""
}

// fromProviders translates the former setting with several services, a mapping of names
// to a class with its options and settings, to the current one.
func (b *builder) fromProviders(providers *yaml.Node) *yaml.Node {
	b.find(Note, "old_form", b.at(providers), providersName, "PROCTORING_BACKEND_PROVIDERS is an older form, which edx-proctoring 5.2.0 does not read; it is read as PROCTORING_BACKENDS.", "")
	if len(providers.Content) > 2*maxKeys {
		b.find(Error, "too_much", b.at(providers), providersName, "PROCTORING_BACKEND_PROVIDERS has too many services.", "Name a settings file as the LMS reads it.")
		return nil
	}
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: providers.Line}
	b.fileOf[out] = b.fileOf[providers]
	var names []*yaml.Node
	renamed := map[string]string{}
	var chosen *yaml.Node
	for k, v := range fieldsOf(providers) {
		if strings.EqualFold(k.Value, defaultName) && !isMap(v) {
			chosen = v
			continue
		}
		key := b.provider(out, k, v)
		if key == nil {
			continue
		}
		names = append(names, key)
		renamed[k.Value] = key.Value
	}
	switch {
	case isScalar(chosen):
		named := *chosen
		if now, ok := renamed[chosen.Value]; ok {
			named.Value = now
		}
		b.fileOf[&named] = b.fileOf[chosen]
		setField(out, defaultName, &named)
	case chosen == nil && len(names) == 1:
		only := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: names[0].Value, Line: names[0].Line}
		b.fileOf[only] = b.fileOf[providers]
		setField(out, defaultName, only)
	}
	return out
}

// provider puts one service of the former setting where it belongs today and returns
// its name, or nil if there is no place for it.
func (b *builder) provider(out, k, v *yaml.Node) *yaml.Node {
	at, path := place{b.fileOf[v], k.Line}, []string{providersName, k.Value}
	if !isMap(v) {
		if b.filledIn(path, v, at) {
			b.refuse(Error, "wrong_form", path, at, "The service is not a mapping of class, options and settings.", "Correct it.", "not a mapping")
		}
		return nil
	}
	key := *k
	switch service := serviceOfClass(field(v, "class")); {
	case service == "" && settings.KindOf(k.Value) == settings.REST:
		b.find(Warning, "unknown_class", at, dotted(path), "The class is not one of edx-proctoring's; the service keeps its name, and its options are read as those of a REST service.",
			"Install the service's package for this release of edx-proctoring, and write its address as base_url.")
	case service != "" && service != k.Value:
		b.find(Note, "renamed", at, dotted(path), fmt.Sprintf("The class is that of %s, and edx-proctoring looks for it under this name today; exams that name the service %s need the new one.", service, name(k.Value)), "")
		key.Value, key.Tag = service, "!!str"
	}
	if field(out, key.Value) != nil {
		b.refuse(Error, "same_class", path, at, fmt.Sprintf("There is already a service %s, and edx-proctoring has only one of each name.", name(key.Value)), "Keep one of the two in the file.", "a second service of the same class")
		return nil
	}
	options := field(v, "options")
	if !isMap(options) {
		if options != nil && !isEmpty(options) && b.filledIn(append(slices.Clone(path), "options"), options, b.at(options)) {
			b.find(Error, "wrong_form", b.at(options), dotted(append(slices.Clone(path), "options")), "The options are not a mapping of keys to values.", "Correct them.")
		}
		options = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: k.Line}
		b.fileOf[options] = at.file
	}
	out.Content = append(out.Content, &key, options)
	return &key
}

// providerSettings returns the parts of the former setting's services that are now in
// PROCTORING_SETTINGS, for all services alike. Values that differ between services are
// left out.
func (b *builder) providerSettings(value *yaml.Node) *yaml.Node {
	if b.setting(backendsName, false) != nil {
		return value
	}
	var out *yaml.Node
	said, differ := map[string]string{}, map[string]bool{}
	for service, v := range fieldsOf(b.setting(providersName, false)) {
		for k, given := range fieldsOf(field(v, "settings")) {
			if field(value, k.Value) != nil || differ[k.Value] {
				continue
			}
			if out == nil {
				out = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: given.Line}
				b.fileOf[out] = b.fileOf[given]
			}
			if former := field(out, k.Value); former != nil && !sameNode(former, given) {
				differ[k.Value] = true
				b.refuse(Warning, "settings_differ", []string{providersName, service.Value, "settings", k.Value}, place{b.fileOf[given], k.Line},
					fmt.Sprintf("%s and %s have different values, and today there is one setting for all services.", name(said[k.Value]), name(service.Value)),
					"Write the right value into PROCTORING_SETTINGS.", "differs from one service to the other")
				dropField(out, k.Value)
				continue
			}
			said[k.Value] = service.Value
			out.Content = append(out.Content, k, given)
		}
	}
	if out == nil || value == nil {
		return firstNode(value, out)
	}
	joined := copyTop(value)
	b.fileOf[joined] = b.fileOf[value]
	for k, v := range fieldsOf(out) {
		joined.Content = append(joined.Content, k, v)
	}
	return joined
}

func firstNode(a, b *yaml.Node) *yaml.Node {
	if a != nil {
		return a
	}
	return b
}

func dropField(m *yaml.Node, key string) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			m.Content = slices.Delete(m.Content, i, i+2)
			return
		}
	}
}

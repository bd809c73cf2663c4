package lmsfile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
)

// maxKeys limits the number of services, and of keys in one, that are looked at.
const maxKeys = 300

// serviceBuilder builds the services' part of the result.
type serviceBuilder struct{ *builder }

// checkServices reads PROCTORING_BACKENDS.
func (b serviceBuilder) checkServices(services *yaml.Node) {
	var taken []string
	if services != nil && len(services.Content) > 2*maxKeys {
		b.find(Error, "too_much", b.at(services), backendsName, "PROCTORING_BACKENDS has too many services.", "Name a settings file as the LMS reads it.")
		return
	}
	for k, v := range fieldsOf(services) {
		if k.Value != defaultName && b.service(k, v) {
			taken = append(taken, k.Value)
		}
	}
	if services != nil {
		b.defaultService(services, taken)
	}
}

func (b serviceBuilder) defaultService(services *yaml.Node, taken []string) {
	path, value := []string{backendsName, defaultName}, field(services, defaultName)
	if value != nil && isNull(value) && value.Value == "null" {
		b.find(Warning, "null_key", b.at(value), dotted(path), "Without quotation marks, Python does not read null as a name, so there is no default.", `Write "null".`)
		return
	}
	if isEmpty(value) {
		b.find(Warning, "no_default", b.at(services), dotted(path), "No default is named: an exam without a service of its own cannot be proctored.", "Name one of the services as DEFAULT.")
		return
	}
	at := b.at(value)
	n, ok := b.formed(path, settings.Text, value, at)
	if !ok {
		return
	}
	if !slices.Contains(taken, n.Value) {
		remedy := "Name one that is configured."
		if meant, ok := settings.Near(n.Value, append(taken, shippedNames()...)); ok {
			remedy = "Write " + name(meant) + "."
		}
		b.refuse(Error, "default_unknown", path, at, fmt.Sprintf("DEFAULT names %q, which is not among the services that can be taken over.", name(n.Value)), remedy, "names no service")
		return
	}
	b.take(path, n, at)
}

// service reads one service and reports whether it is imported.
func (b serviceBuilder) service(key, value *yaml.Node) bool {
	path, at := []string{backendsName, key.Value}, place{b.fileOf[value], key.Line}
	if !b.serviceName(path, key, value, at) {
		b.onlyLook(path, value)
		return false
	}
	if isNull(value) {
		value = &yaml.Node{Kind: yaml.MappingNode, Line: key.Line}
	}
	if !isMap(value) {
		if b.filledIn(path, value, at) {
			b.refuse(Error, "wrong_form", path, at, "The service is not a mapping of keys to values.", "Correct it; the LMS will not start with this.", "not a mapping")
		}
		return false
	}
	if len(value.Content) > 2*maxKeys {
		b.refuse(Error, "too_much", path, at, "The service has too many keys.", "Name a settings file as the LMS reads it.", "too many keys")
		return false
	}
	kind := settings.KindOf(key.Value)
	if kind == settings.REST && field(value, "base_url") == nil {
		b.find(Warning, "unknown_backend", at, dotted(path), "edx-proctoring ships no service of this name and it has no base_url: unless a package of this name is installed, it is silently ignored.",
			"Install the service's package, and write its address as base_url.")
	}
	before := len(b.result.Items)
	for k, v := range fieldsOf(value) {
		b.serviceKey(kind, append(slices.Clone(path), k.Value), v, place{b.fileOf[v], k.Line})
	}
	if len(b.result.Items) == before {
		b.take(path, &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}, at)
	}
	b.missing(kind, path, value, at)
	return true
}

// onlyLook checks the keys of a service that is not imported.
func (b serviceBuilder) onlyLook(path []string, value *yaml.Node) {
	meant, ok := settings.Near(path[1], shippedNames())
	if !ok || isMap(value) && len(value.Content) > 2*maxKeys {
		return
	}
	before := len(b.result.Items)
	for k, v := range fieldsOf(value) {
		b.serviceKey(settings.KindOf(meant), append(slices.Clone(path), k.Value), v, place{b.fileOf[v], k.Line})
	}
	b.result.Items = b.result.Items[:before]
}

func shippedNames() []string {
	return []string{string(settings.SoftwareSecure), string(settings.Null), string(settings.Mock), string(settings.Test), defaultName}
}

// serviceName refuses names that cannot be right.
func (b serviceBuilder) serviceName(path []string, key, value *yaml.Node, at place) bool {
	n := key.Value
	if key.Tag == "!!null" && n == "null" {
		b.find(Warning, "null_key", at, dotted(path), "Without quotation marks, Python does not read the key null as text, so the service is silently ignored.", `Write "null".`)
	}
	if n == "" || key.Tag == tagTemplate {
		b.refuse(Error, "template", path, at, "The service's name is a template that was not rendered, or empty.", "Name the file that the LMS reads.", "no name")
		return false
	}
	if u, ok := unfilledValue(key); ok {
		b.refuse(u.severity, u.code, path, at, "The service's name is "+u.what+".", "Fill it in there, and import the file again.", "not filled in yet: "+u.what)
		return false
	}
	if n != name(n) || strings.ContainsAny(n, "/ \\") || strings.HasPrefix(n, ".") {
		b.refuse(Error, "bad_name", path, at, "The service's name has characters that are not allowed in a name.", "Use letters, digits, - and _.", "no name")
		return false
	}
	meant, ok := settings.Near(n, shippedNames())
	if ok && settings.KindOf(n) == settings.REST && (len(meant) > 4 || settings.Folded(n) == settings.Folded(meant)) && field(value, "base_url") == nil {
		b.refuse(Error, "misspelt_backend", path, at, fmt.Sprintf("edx-proctoring has no service %s, and silently ignores it; %s was probably meant.", name(n), meant), "Write "+meant+".", "misspelt")
		return false
	}
	return true
}

// serviceKey reads one key of a service.
func (b serviceBuilder) serviceKey(kind settings.Kind, path []string, value *yaml.Node, at place) {
	k, known := settings.Named(path[2])
	switch {
	case !known:
		b.unknownKey(path, at)
	case k.Ours:
		b.refuse(Warning, "not_the_lms", path, at, "The key is examdesk's own; edx-proctoring silently ignores it.", "Set it by hand in examdesk's configuration, if it is meant.", "not a key of edx-proctoring")
	case !k.UsedBy(kind):
		b.refuse(Note, "not_used", path, at, fmt.Sprintf("Services of the kind %s do not use this key.", kind), "", "not used by this kind of service")
	case isEmpty(value) && !isMap(value):
		if !k.Needs(kind) {
			b.leave(path, at, "empty")
		}
	case k.Secret:
		if b.secretForm(path, value, at) && b.keyForm(path, value, at) {
			b.takeSecret(path, value.Value, at)
		}
	default:
		if n, ok := b.formed(path, k.Form, value, at); ok {
			b.take(path, n, at)
		}
	}
}

func (b serviceBuilder) unknownKey(path []string, at place) {
	key := path[2]
	if meant, ok := settings.Near(key, serviceKeys()); ok {
		b.refuse(Error, "misspelt_key", path, at, fmt.Sprintf("edx-proctoring silently ignores the key %s; %s was probably meant.", name(key), meant), "Write "+meant+".", "misspelt")
		return
	}
	b.refuse(Warning, "unknown_key", path, at, "edx-proctoring silently ignores this key (BACKEND_CONFIGURATION_ALLOW_LIST).", "Remove it, or correct its name.", "not a key of edx-proctoring")
}

// missing reports the keys without which the service does not work. A key that is there
// but could not be imported has its own finding.
func (b serviceBuilder) missing(kind settings.Kind, path []string, value *yaml.Node, at place) {
	for _, k := range settings.Keys() {
		if v := field(value, k.Name); k.Needs(kind) && isEmpty(v) && !isMap(v) && (k.Name != "base_url" || v != nil) {
			where := at
			if v != nil {
				where = b.at(v)
			}
			b.find(Error, "missing_key", where, dotted(append(slices.Clone(path), k.Name)), fmt.Sprintf("The service does not work without %s.", k.Name), "Give it a value, and import the file again.")
		}
	}
}

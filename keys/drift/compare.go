package drift

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// inConfiguration is the place of a value that is in the configuration itself.
const inConfiguration = "configuration"

// Compare compares the settings in an LMS's files with those of the same name in a
// profile of examdesk's configuration. The entries are sorted by setting.
func Compare(ctx context.Context, files lmsfile.Result, here map[string]*yaml.Node, resolve Resolve) []Entry {
	held, named := heldIn(here), map[string]bool{}
	var out []Entry
	for _, item := range files.Items {
		e := Entry{Setting: item.Setting(), Secret: item.IsSecret(), File: item.File, Line: item.Line}
		e.compare(ctx, item, held[e.Setting], resolve)
		named[e.Setting] = true
		if len(item.Path) > 1 {
			named[lmsfile.Item{Path: item.Path[:2]}.Setting()] = true
		}
		out = append(out, e)
	}
	for _, l := range files.Left {
		if held[l.Setting].value == nil || named[l.Setting] {
			continue // the finding about it, if it is one, says enough
		}
		named[l.Setting] = true
		out = append(out, Entry{Setting: l.Setting, State: Unknown, Place: inConfiguration, Why: "not read from the file: " + l.Why, File: l.File, Line: l.Line})
	}
	for name, h := range held {
		if !named[name] && !h.group {
			out = append(out, Entry{Setting: name, State: OnlyHere, Place: inConfiguration, Secret: h.secret})
		}
	}
	slices.SortFunc(out, func(x, y Entry) int { return strings.Compare(x.Setting, y.Setting) })
	return out
}

func (e *Entry) compare(ctx context.Context, item lmsfile.Item, now held, resolve Resolve) {
	switch {
	case now.value == nil:
		e.State = Missing
	case item.IsSecret():
		e.compareSecret(ctx, item.Secret, now.value, resolve)
	case lmsfile.IsService(item.Path), sameValue(item.Plain, now.value):
		e.State, e.Place = Same, inConfiguration // of a service without keys nothing but its name is there
	default:
		e.State, e.Place = Differs, inConfiguration
	}
}

func (e *Entry) compareSecret(ctx context.Context, theirs model.Secret, now *yaml.Node, resolve Resolve) {
	if now.Kind != yaml.ScalarNode {
		e.State, e.Place, e.Why = Differs, inConfiguration, "what examdesk has is not a string"
		return
	}
	ours, place, err := resolve(ctx, now.Value)
	switch code := model.CodeOf(err); {
	case err == nil && sameSecret(theirs, ours):
		e.State, e.Place = Same, place
	case err == nil:
		e.State, e.Place = Differs, place
	case code == model.CodeNotFound || code == model.CodeInvalid:
		e.State, e.Why, e.Err = Missing, model.Sentence(err), err
	default:
		e.State, e.Why, e.Err = Unknown, model.Sentence(err), err
	}
}

// sameSecret takes the same time whatever the two secrets have in common. The digests
// make both the same length and are not kept.
func sameSecret(a, b model.Secret) bool {
	x, y := sha256.Sum256([]byte(a.Reveal())), sha256.Sum256([]byte(b.Reveal()))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// held is a setting that examdesk has.
type held struct {
	value  *yaml.Node
	secret bool
	// group is set for a service whose keys are settings of their own.
	group bool
}

// heldIn returns the settings of the configuration that an LMS may have too, by dotted
// name. As in the LMS's own files, an empty value counts as absent.
func heldIn(here map[string]*yaml.Node) map[string]held {
	out := map[string]held{}
	for name, value := range here {
		holdBelow(out, []string{name}, value)
	}
	return out
}

func holdBelow(out map[string]held, path []string, value *yaml.Node) {
	value = dealias(value)
	name := lmsfile.Item{Path: path}.Setting()
	switch {
	case !lmsfile.IsGroup(path):
		if lmsfile.Takes(path) && !isAbsent(value) {
			out[name] = held{value: value, secret: lmsfile.IsSecret(path)}
		}
		return
	case value == nil || value.Kind != yaml.MappingNode:
		return
	}
	before := len(out)
	for i := 0; i+1 < len(value.Content); i += 2 {
		holdBelow(out, append(slices.Clone(path), value.Content[i].Value), value.Content[i+1])
	}
	if lmsfile.IsService(path) {
		out[name] = held{value: value, group: len(out) > before}
	}
}

func isAbsent(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && (n.Value == "" || n.Tag == "!!null") || n.Kind != yaml.ScalarNode && len(n.Content) == 0
}

func dealias(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// sameValue compares values regardless of the order of keys and of quotes.
func sameValue(a, b *yaml.Node) bool {
	a, b = dealias(a), dealias(b)
	if a == nil || b == nil || a.Kind != b.Kind || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind == yaml.ScalarNode {
		return a.Value == b.Value && a.ShortTag() == b.ShortTag()
	}
	if a.Kind != yaml.MappingNode {
		return slices.EqualFunc(a.Content, b.Content, sameValue)
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(b.Content); i += 2 {
		values[b.Content[i].Value] = b.Content[i+1]
	}
	for i := 0; i+1 < len(a.Content); i += 2 {
		if !sameValue(a.Content[i+1], values[a.Content[i].Value]) {
			return false
		}
	}
	return true
}

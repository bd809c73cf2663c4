package lmsfile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/model"
)

// shortest is the length from which a text is unlikely to occur by chance.
const shortest = 8

// keepApart finds secrets that are used twice, and plain values that contain a secret
// and would be shown.
func (b *builder) keepApart() {
	first := map[string]string{}
	for _, x := range b.result.Items {
		if !x.IsSecret() {
			continue
		}
		if other, twice := first[x.Secret.Reveal()]; twice {
			b.find(Warning, "same_secret", place{x.File, x.Line}, x.Setting(), fmt.Sprintf("The secret is the same as that of %s.", other), "Use each secret for one purpose; ask the service for another.")
			continue
		}
		first[x.Secret.Reveal()] = x.Setting()
	}
	hide := b.hider()
	b.result.Items = slices.DeleteFunc(b.result.Items, func(x Item) bool {
		if x.IsSecret() || !holds(x.Plain, hide) {
			return false
		}
		b.refuse(Error, "secret_in_plain", x.Path, place{x.File, x.Line}, "The value contains a secret from elsewhere in the files.", "Correct it; plain values are shown.", "holds a secret")
		return true
	})
}

func holds(n *yaml.Node, hide *strings.Replacer) bool {
	if hide.Replace(n.Value) != n.Value {
		return true
	}
	return slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return holds(c, hide) })
}

// hider replaces secrets, the longest first.
func (b *builder) hider() *strings.Replacer {
	texts := b.secretTexts()
	slices.SortFunc(texts, func(x, y string) int { return len(y) - len(x) })
	var pairs []string
	for _, s := range slices.Compact(texts) {
		pairs = append(pairs, s, "(secret)")
	}
	return strings.NewReplacer(pairs...)
}

// secretTexts returns all texts under the name of a secret, or a similar name, in any
// file, whether they are imported or not.
func (b *builder) secretTexts() []string {
	var names []string
	for _, k := range settings.Keys() {
		if k.Secret {
			names = append(names, k.Name)
		}
	}
	var out []string
	var walk func(n *yaml.Node, secret bool)
	walk = func(n *yaml.Node, secret bool) {
		if n == nil {
			return
		}
		if secret && isScalar(n) && len(n.Value) >= shortest {
			if _, unfilled := unfilledValue(n); !unfilled {
				out = append(out, n.Value)
			}
		}
		if !isMap(n) {
			for _, c := range n.Content {
				walk(c, secret)
			}
		}
		for k, v := range fieldsOf(n) {
			// What stands as a key below a secret is a part of it.
			if secret && len(k.Value) >= shortest {
				out = append(out, k.Value)
			}
			meant, ok := settings.Near(k.Value, serviceKeys())
			walk(v, secret || ok && slices.Contains(names, meant))
		}
	}
	for _, g := range b.all {
		last := g.path[len(g.path)-1]
		walk(g.value, last == keyName || slices.Contains(names, last))
	}
	return out
}

// sharedFiles warns of files with secrets that others can read.
func (b *builder) sharedFiles(files []File) {
	for _, f := range files {
		if f.Shared && slices.ContainsFunc(b.result.Items, func(x Item) bool { return x.IsSecret() && x.File == model.Clean(f.Name) }) {
			b.find(Warning, "shared_file", place{f.Name, 0}, "", "Users other than the file's owner can read the secrets in it.", "chmod 600, or 640 with the group of the LMS; change the secrets if others have accounts there.")
		}
	}
}

// hideSecrets is the last guard: whatever the keys in a file are called, no text of the
// answer contains a value that is a secret elsewhere.
func (b *builder) hideSecrets() {
	hider := b.hider()
	hide := func(s *string) { *s = hider.Replace(*s) }
	for i := range b.findings {
		hide(&b.findings[i].Setting)
		hide(&b.findings[i].What)
		hide(&b.findings[i].Remedy)
	}
	for i := range b.result.Left {
		hide(&b.result.Left[i].Setting)
	}
	for i := range b.sources {
		for j := range b.sources[i].Settings {
			hide(&b.sources[i].Settings[j])
		}
	}
}

package lmsfile

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/model"
)

// textNode returns a string that every reader of YAML reads as a string.
func textNode(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	if n.Style == 0 && pythonTag(s) != "!!str" {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// secretForm reports whether a value can be a secret.
func (b *builder) secretForm(path []string, n *yaml.Node, at place) bool {
	if !b.filledIn(path, n, at) {
		return false
	}
	if !isScalar(n) || n.Tag != "!!str" {
		b.refuse(Error, "wrong_form", path, at, "The secret is "+formOf(n)+" and not a string, so the LMS does not read it as written.", "Put it into quotation marks.", "not a string")
		return false
	}
	if strings.TrimSpace(n.Value) != n.Value {
		b.find(Warning, "blanks_around", at, dotted(path), "The secret begins or ends with spaces or a line break, which are part of it.", "Remove them if they are not meant.")
	}
	return true
}

// formOf returns how Python reads a value.
func formOf(n *yaml.Node) string {
	forms := map[string]string{"!!int": "a number", "!!float": "a number", "!!bool": "a boolean", "!!timestamp": "a date", "!!null": "nothing", "!!str": "a string"}
	switch {
	case isMap(n):
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case forms[n.Tag] != "":
		return forms[n.Tag]
	}
	return "no plain value"
}

// keyForm reports whether a secret can be a valid key of its kind, as far as that can
// be known without the service.
func (b *builder) keyForm(path []string, n *yaml.Node, at place) bool {
	problem := ""
	switch key := path[len(path)-1]; key {
	case "crypto_key":
		problem = tripleDES(n.Value)
	case "video_review_aes_key":
		if raw, err := hex.DecodeString(n.Value); err != nil {
			problem = "it is not hexadecimal"
		} else if len(raw) != 16 && len(raw) != 24 && len(raw) != 32 {
			problem = fmt.Sprintf("it has %d bytes, and AES takes 16, 24 or 32, each written as two hexadecimal digits", len(raw))
		}
	case "secret_key":
		if strings.IndexFunc(n.Value, func(r rune) bool { return r > 0x7e }) >= 0 {
			problem = "it has characters outside of ASCII, which cannot be used to sign"
		}
	}
	if problem != "" {
		b.refuse(Error, "bad_key", path, at, "The key cannot be right: "+problem+".", "Ask the service for it again; part of it is often lost in copying.", "cannot be right")
	}
	return problem == ""
}

// tripleDES returns why a text is not a valid 3DES key, or "" if it is one. The lowest
// bit of each byte does not count (edx-proctoring 5.2.0, software_secure, with
// PyCryptodome).
func tripleDES(text string) string {
	key := []byte(text)
	if len(key) != 16 && len(key) != 24 {
		return fmt.Sprintf("it has %d bytes, and 3DES takes 16 or 24", len(key))
	}
	for i := range key {
		key[i] &= 0xfe
	}
	if bytes.Equal(key[:8], key[8:16]) || bytes.Equal(key[len(key)-16:len(key)-8], key[len(key)-8:]) {
		return "two of its parts are the same, which 3DES refuses"
	}
	return ""
}

// formed returns a plain value in the form that its setting requires.
func (b *builder) formed(path []string, form settings.Form, n *yaml.Node, at place) (*yaml.Node, bool) {
	if !b.filledIn(path, n, at) {
		return nil, false
	}
	switch form {
	case settings.Flag:
		if isScalar(n) && n.Tag == "!!bool" {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(isTrue(n))}, true
		}
		if isScalar(n) && n.Tag == "!!str" {
			b.refuse(Error, "flag_as_text", path, at, "The flag is a string; in Python every string but the empty one is true.", "Write true or false without quotation marks.", "not a boolean")
			return nil, false
		}
	case settings.Number:
		if _, err := strconv.Atoi(n.Value); isScalar(n) && n.Tag == "!!int" && err == nil {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: n.Value}, true
		}
	case settings.Wait:
		if settings.IsWait(n) {
			return b.wait(path, n, at)
		}
	case settings.List, settings.Object:
		want := map[settings.Form]yaml.Kind{settings.List: yaml.SequenceNode, settings.Object: yaml.MappingNode}[form]
		if n.Kind == want {
			return b.tidy(path, n, at)
		}
	case settings.Text:
		if isScalar(n) && n.Tag != tagExpression {
			return b.textForm(path, n, at)
		}
	}
	b.refuse(Error, "wrong_form", path, at, fmt.Sprintf("The value is %s; it must be a %s.", formOf(n), form), "Correct it.", "of the wrong form")
	return nil, false
}

// textForm returns a scalar as a string.
func (b *builder) textForm(path []string, n *yaml.Node, at place) (*yaml.Node, bool) {
	if n.Tag == "!!str" {
		return b.plainText(path, n, at)
	}
	b.notQuoted(path, n, at)
	return textNode(n.Value), true
}

// wait accepts a number of seconds, or a list of two.
func (b *builder) wait(path []string, n *yaml.Node, at place) (*yaml.Node, bool) {
	if isScalar(n) {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: n.Tag, Value: n.Value}, true
	}
	return b.tidy(path, n, at)
}

// notQuoted warns of a text that Python reads as something else: examdesk reads it
// right, but the LMS still does not.
func (b *builder) notQuoted(path []string, n *yaml.Node, at place) {
	what := "To Python the value is " + formOf(n)
	if number, how, ok := settings.PythonNumber(n.Value); ok && n.Style == 0 {
		what = fmt.Sprintf("The LMS reads the number %s (%s in YAML 1.1) and not %s, which is written there", number, how, model.Clean(n.Value))
	}
	b.find(Warning, "not_quoted", at, dotted(path), what+"; examdesk takes it as it is written.", "Put it into quotation marks in the LMS's own file too.")
}

// plainText refuses addresses that contain a password, because plain values are shown.
func (b *builder) plainText(path []string, n *yaml.Node, at place) (*yaml.Node, bool) {
	if strings.Contains(n.Value, "://") && strings.Contains(n.Value, "@") {
		if u, err := url.Parse(n.Value); err != nil || u.User != nil {
			b.refuse(Error, "password_in_address", path, at, "The address holds a user or a password.", "Take them out; they are sent and logged in plain text.", "holds a password")
			return nil, false
		}
	}
	return textNode(n.Value), true
}

// tidy copies a list or mapping with nothing but its values.
func (b *builder) tidy(path []string, n *yaml.Node, at place) (*yaml.Node, bool) {
	out := &yaml.Node{Kind: n.Kind}
	for i, c := range n.Content {
		if isScalar(c) && (n.Kind != yaml.MappingNode || i%2 == 1) && !b.filledIn(path, c, at) {
			return nil, false
		}
		if isScalar(c) {
			child := &yaml.Node{Kind: yaml.ScalarNode, Tag: c.Tag, Value: c.Value}
			if c.Tag == "!!str" || i%2 == 0 && n.Kind == yaml.MappingNode {
				child = textNode(c.Value)
			}
			out.Content = append(out.Content, child)
			continue
		}
		child, ok := b.tidy(path, c, at)
		if !ok {
			return nil, false
		}
		out.Content = append(out.Content, child)
	}
	return out, true
}

// shown returns a plain value as a table shows it.
func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "list, " + model.Counted(len(n.Content), "value")
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return "no keys"
		}
		return "mapping, " + model.Counted(len(n.Content)/2, "key")
	default:
		return model.Clean(n.Value)
	}
}

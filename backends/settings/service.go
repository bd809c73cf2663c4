package settings

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/model"
)

// Entry is one key as it is written in the configuration.
type Entry struct {
	Key string
	// Text is the value of a scalar as it is written, without quotation marks.
	Text string
	// Node is the whole value.
	Node *yaml.Node
}

// Scalar reports whether the value is a single one.
func (e Entry) Scalar() bool { return e.Node != nil && e.Node.Kind == yaml.ScalarNode }

// IsNull reports whether the key has no value.
func (e Entry) IsNull() bool { return e.Scalar() && e.Node.Tag == "!!null" }

// Service is one service as it is configured.
type Service struct {
	Name string
	Kind Kind
	// Entries are in the file's order.
	Entries []Entry
	// Secrets holds the secrets that could be read, by key.
	Secrets map[string]model.Secret
	// From holds where each secret was found, by key: "keyring", "env", "file",
	// "configuration".
	From map[string]string
	// Problems holds the reasons why secrets could not be read, by key.
	Problems map[string]error
}

// Resolve returns the secret behind a reference in the configuration and where it was
// found.
type Resolve func(ctx context.Context, ref string) (secret model.Secret, from string, err error)

// Parse reads the settings of one service. [model.CodeInvalid] if they are no
// list of settings; what is wrong with single keys is for a check to say.
func Parse(name string, node *yaml.Node) (Service, error) {
	s := Service{Name: name, Kind: KindOf(name), Secrets: map[string]model.Secret{}, From: map[string]string{}, Problems: map[string]error{}}
	if node == nil || node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return s, nil
	}
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Kind != yaml.MappingNode {
		return s, model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s is not a list of settings.", name)
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		value := node.Content[i+1]
		for value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		s.Entries = append(s.Entries, Entry{Key: node.Content[i].Value, Text: value.Value, Node: value})
	}
	return s, nil
}

// Resolve reads the secrets. One that cannot be read is recorded in Problems and does
// not keep the others from being read.
func (s *Service) Resolve(ctx context.Context, resolve Resolve) {
	for _, e := range s.Entries {
		k, known := Named(e.Key)
		last, _ := s.Entry(e.Key) // the one that counts if it is written twice
		if !known || !k.Secret || last.Node != e.Node || !e.Scalar() || e.IsNull() || e.Text == "" {
			continue
		}
		secret, from, err := resolve(ctx, e.Text)
		if err != nil {
			s.Problems[e.Key] = err
			continue
		}
		s.Secrets[e.Key], s.From[e.Key] = secret, from
	}
}

// Entry is a key's entry and whether there is one; the last one if it is
// written twice.
func (s Service) Entry(key string) (Entry, bool) {
	for _, e := range slices.Backward(s.Entries) {
		if e.Key == key {
			return e, true
		}
	}
	return Entry{}, false
}

// Text returns a key's text, or "" if it has none or is secret.
func (s Service) Text(key string) string {
	e, ok := s.Entry(key)
	if k, known := Named(key); !ok || known && k.Secret || !e.Scalar() || e.IsNull() {
		return ""
	}
	return e.Text
}

// Secret returns a key's secret, or zero if it has none or it could not be read.
func (s Service) Secret(key string) model.Secret { return s.Secrets[key] }

// Flag is a key's truth value, or the given one if it has none that can be parsed.
func (s Service) Flag(key string, otherwise bool) bool {
	e, ok := s.Entry(key)
	var b bool
	if !ok || e.Node == nil || e.Node.Decode(&b) != nil || e.IsNull() {
		return otherwise
	}
	return b
}

// Number is a key's whole number, or the given one if it has none that can be
// read.
func (s Service) Number(key string, otherwise int) int {
	n, err := strconv.Atoi(s.Text(key))
	if err != nil {
		return otherwise
	}
	return n
}

// Seconds is a key's whole number as a time, ten years at most either way.
func (s Service) Seconds(key string, otherwise int) time.Duration {
	const most = 10 * 365 * 24 * 60 * 60
	return time.Duration(max(-most, min(s.Number(key, otherwise), most))) * time.Second
}

// Missing returns the keys that the service requires and that have no value, in the
// order of [Keys]. A secret that cannot be read counts as present; Problems has the
// reason.
func (s Service) Missing() []string {
	var out []string
	for _, k := range Keys() {
		e, ok := s.Entry(k.Name)
		if k.Needs(s.Kind) && (!ok || e.IsNull() || e.Scalar() && e.Text == "") {
			out = append(out, k.Name)
		}
	}
	return out
}

// Usable returns the reason why the service cannot be used, or nil.
func (s Service) Usable() error {
	if missing := s.Missing(); len(missing) > 0 {
		return model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s lacks %s.", s.Name, missing[0])
	}
	for _, k := range Keys() {
		if err := s.Problems[k.Name]; err != nil && k.Needs(s.Kind) {
			return fmt.Errorf("read %s of %s: %w", k.Name, s.Name, err)
		}
	}
	return nil
}

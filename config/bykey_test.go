package config_test

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"examdesk/config"
)

// A mapping is read as the library reads it, merges and aliases too.
func TestByKeyReadsAsTheLibrary(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"a: 1\nb: two\n", "{}", "~", "a: &x [1, 2]\nb: *x\n", "&k a: 1\nb: 2\n", "1: x\ntrue: y\n",
		"a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n<<: {a: never, c: merged}\n",
		"x: &x {p: 1}\ny: &y {p: 2, q: 2}\n<<: [*x, *y]\n",
		"- 1", "word", "? [a]\n: 1\n", "<<: 3\n",
	} {
		var own config.ByKey[any]
		var theirs map[string]any
		mine, other := yaml.Unmarshal([]byte(text), &own), yaml.Unmarshal([]byte(text), &theirs)
		if (mine == nil) != (other == nil) || mine == nil && fmt.Sprint(own) != fmt.Sprint(config.ByKey[any](theirs)) {
			t.Errorf("%q: %v, %v; the library: %v, %v", text, own, mine, theirs, other)
		}
	}
}

// A key that is there twice is found wherever it is, with both lines.
func TestKeyTwice(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a: 1\nb: 2\na: 3\n":                              "line 3: mapping key \"a\" already defined at line 1",
		"a:\n  - x: 1\n    x: 2\n":                        "line 3: mapping key \"x\" already defined at line 2",
		"a: {x: 1}\nb: {x: 1}\n":                          "",
		"a: &x {y: 1}\nb: *x\n":                           "",
		"\"a\": 1\na: 2\n":                                "line 2: mapping key \"a\" already defined at line 1",
		"? {a: 1, a: 2}\n: 1\n":                           "line 1: mapping key \"a\" already defined at line 1",
		strings.Repeat("[", 20) + strings.Repeat("]", 20): "",
	} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(text, err)
		}
		got := ""
		if err := config.KeyTwice(&doc); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

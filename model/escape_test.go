package model

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"plain":           {"Mei Zhang\n\tx", "Mei Zhang\n\tx"},
		"other scripts":   {"李小龙 Ωμέγα e\u0301 \U0001f600", "李小龙 Ωμέγα e\u0301 \U0001f600"},
		"escape sequence": {"a\x1b[2Jb", `a\u001b[2Jb`},
		"carriage return": {"safe\rEVIL", `safe\u000dEVIL`},
		"delete":          {"a\x7f", `a\u007f`},
		"C1":              {"a\u009b2J", `a\u009b2J`},
		"bidi override":   {"\u202eabc", `\u202eabc`},
		"zero width":      {"a\u200bb\ufeff", `a\u200bb\ufeff`},
		"tag":             {"a\U000e0041b", `a\udb40\udc41b`},
		"not UTF-8":       {"a\x9bé\xff", "a\ufffdé\ufffd"},
		"replacement":     {"a\ufffd\x1b", "a\ufffd" + `\u001b`},
	} {
		if got := Escape(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if got := Escape([]byte(c.in)); string(got) != c.want {
			t.Errorf("%s, as bytes: %q, want %q", name, got, c.want)
		}
	}
}

// Whole lists pass through it, most of them safe as they are.
func TestEscapeCopiesNothingThatIsSafe(t *testing.T) {
	safe := []byte("李小龙, plain and long enough to be worth a copy")
	if n := testing.AllocsPerRun(10, func() { Escape(safe) }); n > 0 {
		t.Errorf("a safe text is copied %v times", n)
	}
}

// What is escaped is the same value to whoever reads the JSON, and nothing that
// Clean drops is left in it.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a", "\x1b[31m", "\u009b2J", "\u202e", "\U000e0041", "\xc2", "\x7f", "\u2028", "\ufffd\xff", `\u001b`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		data, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var before, after string
		escaped := Escape(data)
		if err := json.Unmarshal(data, &before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(escaped, &after); err != nil || before != after {
			t.Fatalf("%q became %q (%v)", before, after, err)
		}
		for _, text := range []string{string(escaped), Escape(s)} {
			if i := strings.IndexFunc(text, func(r rune) bool { return isUnsafe(r) && r != '\n' && r != '\t' }); i >= 0 {
				t.Fatalf("%q is left in %q", text[i:], text)
			}
			if again := Escape(text); again != text {
				t.Fatalf("not stable: %q then %q", text, again)
			}
		}
	})
}

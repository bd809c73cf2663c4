package model

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ in, want string }{
		"plain":                {"Mei Zhang", "Mei Zhang"},
		"other scripts":        {"李小龙 Ωμέγα שלום", "李小龙 Ωμέγα שלום"},
		"colour":               {"\x1b[31mred\x1b[0m", "red"},
		"clear screen":         {"a\x1b[2Jb", "ab"},
		"clipboard":            {"x\x1b]52;c;aGFjaw==\x07y", "xy"},
		"title, ST":            {"x\x1b]0;title\x1b\\y", "xy"},
		"unfinished OSC":       {"x\x1b]52;c;aGF", "x"},
		"unfinished, new line": {"x\x1b]52;c;aGF\ny", "x y"},
		"C1 CSI":               {"a\u009b2Jb", "ab"},
		"C1 OSC":               {"a\u009d0;t\u009cb", "ab"},
		"raw C1 byte":          {"a\x9b2Jb", "a2Jb"},
		"charset":              {"a\x1b(0b", "ab"},
		"lone ESC":             {"a\x1b", "a"},
		"ESC before control":   {"a\x1b\x01b", "ab"},
		"carriage return":      {"safe\rEVIL", "safe EVIL"},
		"bidi override":        {"abc\u202etxt.exe", "abctxt.exe"},
		"isolates":             {"\u2066a\u2069", "a"},
		"zero width":           {"a\u200bb\u00adc", "abc"},
		"backspace":            {"rejected\b\b\b\b\b\b\b\bverified", "rejectedverified"},
		"nested":               {"\x1b\x1b[31m[2J", "[2J"},
		"composed":             {"e\u0301", "é"},
		"invalid UTF-8":        {"a\xff\xfeb", "ab"},
		"tags":                 {"a\U000e0041b", "ab"},
		"tab and newline":      {"a\tb\nc", "a b c"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestTextLines(t *testing.T) {
	t.Parallel()
	got := Text("a\r\nb\x1b[2J\nc\rd").Lines()
	if strings.Join(got, "|") != "a|b|c d" {
		t.Errorf("lines %q", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a", "\x1b[31m", "\x1b]52;c;x\x07", "\u009b2J", "\x1b\x1b[[0m", "\u202e", "e\u0301", "\xc2", "\x1b\xc2\x9b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("invalid UTF-8 from %q", s)
		}
		for _, r := range got {
			if isUnsafe(r) || r == '\n' || r == '\t' {
				t.Fatalf("%U passed, from %q", r, s)
			}
		}
		if again := Clean(got); again != got {
			t.Fatalf("not stable: %q then %q", got, again)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			Clean("thandiwe_silva@students.example.edu")
		}
	})
	b.Run("hostile", func(b *testing.B) {
		for b.Loop() {
			Clean("Unclear: \x1b]52;c;aGFjaw==\x07 text \u202e from a plugin\x1b[2J")
		}
	})
}

// A Text that is formatted by accident is safe; its exact value has to be asked
// for.
func TestTextIsSafeByDefault(t *testing.T) {
	t.Parallel()
	hostile := Text("a\x1b[2Jb\u202ec")
	if got := fmt.Sprintf("%s %v", hostile, hostile); strings.ContainsAny(got, "\x1b\u202e") {
		t.Errorf("formatted as %q", got)
	}
	if hostile.Raw() != "a\x1b[2Jb\u202ec" {
		t.Errorf("the exact value is %q", hostile.Raw())
	}
}

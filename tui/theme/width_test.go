package theme_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"examdesk/model"
	"examdesk/tui/theme"
)

// What tmux 3.3a, xterm 379 and VTE 0.70.6 moved their cursor by, asked with
// CSI 6n.
func TestWidthIsThatOfTerminals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"प्रिया शर्मा": 10, "ਗੁਰਪ੍ਰੀਤ": 6, "ธิดา สุขใจ": 8, "ｶﾀｶﾅﾃﾞｽ": 7, "李小龙": 6, "עברית": 5,
		"김민수": 6, "👩🎓": 4, "é": 1, "─│┼": 3, "▸●◆…": 4, "": 0, "a\u0301": 1, "\u0301": 0, "ＦＵ": 4,
	} {
		if got := theme.Width(text); got != want {
			t.Errorf("%q takes %d cells, want %d", text, got, want)
		}
	}
	if got := theme.Width(norm.NFD.String("김민수")); got != 6 {
		t.Errorf("decomposed Hangul takes %d cells, want 6", got)
	}
}

// The library measures by another rule before it cuts and gives this back whole.
func TestCutIsByTheSameRule(t *testing.T) {
	t.Parallel()
	if got := theme.Cut("BIO104 Midterm सीता थापा", 20, "…"); theme.Width(got) > 20 || theme.Width(got) < 18 {
		t.Errorf("%q takes %d cells, want 20 at most", got, theme.Width(got))
	}
	if got := theme.Cut("प्रिया", 3, "…"); got != "…" { // the first character takes three cells with its mark
		t.Errorf("cut to %q", got)
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"❤\ufe0f": "❤", "1\ufe0f\u20e3": "1", "👍🏽": "👍", "\u0301\u0302": "\u25cc\u0301\u0302", "a \u0301": "a \u25cc\u0301",
		"\u093f": "\u25cc\u093f", norm.NFD.String("김민수"): "김민수", "q\u0335\u0321\u0322\u0323": "q\u0335\u0321\u0322",
	} {
		if got := theme.Settle(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// scripts are ranges that texts are made of: every script, the marks that
// combine, joiners, selectors, emoji, controls and our own signs.
func texts() *rapid.Generator[string] {
	var scripts []*rapid.Generator[rune]
	for _, name := range []string{
		"Latin", "Greek", "Cyrillic", "Armenian", "Georgian", "Hebrew", "Arabic", "Syriac", "Nko", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya",
		"Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Tibetan", "Myanmar", "Khmer", "Mongolian", "Ethiopic", "Cherokee",
		"Hangul", "Hiragana", "Katakana", "Han", "Bopomofo", "Yi",
	} {
		scripts = append(scripts, rapid.RuneFrom(nil, unicode.Scripts[name]))
	}
	scripts = append(scripts,
		rapid.RuneFrom(nil, unicode.Mn), rapid.RuneFrom(nil, unicode.Mc), rapid.RuneFrom(nil, unicode.Me), rapid.RuneFrom(nil, unicode.Cf),
		rapid.RuneFrom([]rune("\u200d\ufe0f\ufe0e\u20e3🏽👩🎓🇨🇭❤👨1#")), rapid.RuneFrom([]rune("─│▸●◆…✓ -  ab")), rapid.Rune())
	one := rapid.OneOf(scripts...)
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(0, 24).Draw(t, "length") {
			b.WriteRune(one.Draw(t, "rune"))
		}
		return b.String()
	})
}

// clusters takes a text apart into its characters.
func clusters(s string) map[int]bool {
	at, out := 0, map[int]bool{0: true}
	for at < len(s) {
		c, _ := theme.Cluster(s[at:])
		at += len(c)
		out[at] = true
	}
	return out
}

func TestRulesHoldForAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, width := texts().Draw(t, "text"), rapid.IntRange(0, 30).Draw(t, "width")
		holds(t, s, width)
	})
}

func FuzzWidth(f *testing.F) {
	f.Add("प्रिया शर्मा ｶﾀｶﾅ ธิดา", 7)
	f.Add("\u0301\u200d👩\u200d🎓\ufe0f", 1)
	f.Add("\u0600 1\u06dd\U000110bd", 3)
	f.Fuzz(func(t *testing.T, s string, width int) {
		if utf8.ValidString(s) {
			holds(t, s, min(max(width, 0), 300))
		}
	})
}

type failer interface{ Fatalf(string, ...any) }

// holds checks what everything that draws relies on.
func holds(t failer, s string, width int) {
	settled := theme.Settle(s)
	if again := theme.Settle(settled); again != settled {
		t.Fatalf("%+q settles as %+q and then as %+q", s, settled, again)
	}
	whole := clusters(settled)
	cut := theme.Cut(settled, width, "…")
	kept, shortened := strings.CutSuffix(cut, "…")
	switch {
	case theme.Width(cut) > width:
		t.Fatalf("%+q cut to %d cells takes %d: %+q", settled, width, theme.Width(cut), cut)
	case cut == settled:
	case !shortened && width > 0 || !strings.HasPrefix(settled, kept) || !whole[len(kept)]:
		t.Fatalf("%+q cut to %d cells is %+q", settled, width, cut)
	}
	if fit := theme.New(theme.Dark).Fit(s, width); theme.Width(fit) != width {
		t.Fatalf("%+q in %d cells takes %d: %+q", s, width, theme.Width(fit), fit)
	}
	if right := theme.New(theme.Dark).Right(s, width); theme.Width(right) != width {
		t.Fatalf("%+q at the right of %d cells takes %d: %+q", s, width, theme.Width(right), right)
	}
	if padded := theme.Pad(settled, width); theme.Width(padded) != max(width, theme.Width(settled)) {
		t.Fatalf("%+q padded to %d takes %d", settled, width, theme.Width(padded))
	}
	wraps(t, settled, width)
}

// wraps checks that a text that is broken into lines loses nothing but spaces,
// and fits.
func wraps(t failer, settled string, width int) {
	lines := theme.Wrap(settled, width)
	for _, line := range lines {
		if theme.Width(line) > width {
			t.Fatalf("%+q in lines of %d has one of %d: %+q", settled, width, theme.Width(line), line)
		}
	}
	widest := 0
	for at, s := 0, settled; at < len(s); {
		c, w := theme.Cluster(s[at:])
		widest, at = max(widest, w), at+len(c)
	}
	bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	if got := bare(strings.Join(lines, "")); width >= max(1, widest) && got != bare(settled) {
		t.Fatalf("%+q in lines of %d became %+q", settled, width, lines)
	}
}

// Chopped text is all there, in lines that are as full as they can be.
func TestChop(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := theme.Settle(model.Clean(rapid.String().Draw(t, "text")))
		width := rapid.IntRange(2, 20).Draw(t, "width")
		lines := theme.Chop(s, width)
		if strings.Join(lines, "") != s || len(lines) == 0 {
			t.Fatalf("%q became %q", s, lines)
		}
		for i, l := range lines {
			next := ""
			if i+1 < len(lines) {
				next, _ = theme.Cluster(lines[i+1])
			}
			if cluster, _ := theme.Cluster(l); theme.Width(l) > width && cluster != l || next != "" && theme.Width(l)+theme.Width(next) <= width {
				t.Fatalf("%q at %d: %q before %q", s, width, l, next)
			}
		}
	})
}

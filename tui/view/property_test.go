package view

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"examdesk/conformance/sampled"
	"examdesk/model"
	"examdesk/tui/theme"

	"github.com/charmbracelet/x/ansi"
)

// check holds a scene's lines against what every caller relies on.
func check(t *testing.T, s scene, f Frame) {
	t.Helper()
	lines := s.draw(f)
	at := fmt.Sprintf("%s at %dx%d, %s", s.name, f.Width, f.Height, f.Theme.Mode())
	switch {
	case s.scrolls:
	case s.low && len(lines) > f.Height, !s.low && len(lines) != f.Height:
		t.Errorf("%s: %d lines", at, len(lines))
	}
	sgr := regexp.MustCompile("\x1b\\[[0-9;]+m")
	for i, line := range lines {
		if got := theme.Width(ansi.Strip(line)); got != f.Width {
			t.Fatalf("%s: line %d is %d cells wide: %q", at, i, got, line)
		}
		plain := sgr.ReplaceAllString(line, "")
		for _, r := range plain {
			if r < 0x20 || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("%s: line %d has %U: %q", at, i, r, line)
			}
		}
		if strings.Contains(line, "\x1b") && !strings.HasSuffix(strings.TrimRight(line, " "), theme.Reset) && unclosed(line) {
			t.Fatalf("%s: line %d leaves a style open: %q", at, i, line)
		}
	}
}

// unclosed reports whether the last escape of a line begins a style.
func unclosed(line string) bool {
	last := strings.LastIndex(line, "\x1b")
	return !strings.HasPrefix(line[last:], theme.Reset)
}

// TestEveryWidth draws every scene at every width that a desk may have, and at
// some that no one would choose; a quick run leaves some out.
func TestEveryWidth(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for width := 20; width <= 220; width += sampled.Every(t, 7) {
				check(t, s, frame(width, 24, theme.Mode(width%3)))
			}
			for _, width := range []int{0, 1, 2, 3, 5, 8, 13, 300} {
				check(t, s, frame(width, 10, theme.Dark))
			}
		})
	}
}

// TestEveryHeight draws every scene at every height; a quick run leaves some out.
func TestEveryHeight(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for height := 0; height <= 70; height += sampled.Every(t, 7) {
				for _, width := range []int{40, 80, 200} {
					check(t, s, frame(width, height, theme.NoColor))
				}
			}
		})
	}
}

// TestASCII draws every scene for a terminal that has nothing else. What data
// brings along stays as it is.
func TestASCII(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		if strings.Contains(s.name, "hostile") {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			f := frame(100, 40, theme.NoColor)
			f.Theme = f.Theme.WithGlyphs(theme.ASCIIGlyphs())
			check(t, s, f)
			for _, line := range s.draw(f) {
				for _, glyph := range []string{"─", "│", "●", "◆", "…", "✓", "✗", "→", "·", "━", "▸"} {
					if strings.Contains(line, glyph) {
						t.Fatalf("%q in %q", glyph, line)
					}
				}
			}
		})
	}
}

// FuzzPreview puts any text into the fields of an attempt.
func FuzzPreview(f *testing.F) {
	f.Add("thandiwe", 80, 24, 7)
	f.Add(hostileText, 20, 5, -7)
	f.Add("👩‍👩‍👧‍👦\u0301\u20e3🇨", 37, 12, 1<<40)
	f.Fuzz(func(t *testing.T, text string, width, height, second int) {
		width, height = max(0, min(width, 300)), max(0, min(height, 100))
		d := detailOf()
		d.Learner.Username, d.Learner.FullName, d.Exam.Name = model.Text(text), model.Text(text), model.Text(text)
		d.Review.Comments[0].Text, d.Review.Comments[0].Start, d.Review.Comments[0].Duration = model.Text(text), second, second
		d.Review.Versions[0].RawData = model.Text(text)
		d.Policy.Text = model.Text(text)
		check(t, scene{name: "preview", draw: func(f Frame) []string { return Preview(d, f) }}, frame(width, height, theme.Dark))
		check(t, scene{name: "detail", scrolls: true, draw: func(f Frame) []string { return Detail(d, f, DetailOptions{Unfold: true}) }},
			frame(width, height, theme.Light))
		p := previewOf()
		p.Row, p.Note, p.Warnings = d.AttemptRow, text, []string{text}
		check(t, scene{name: "decision", low: true, draw: func(f Frame) []string {
			return Decision(p, f, DecisionState{Reason: text, Caret: second, EditingReason: true, Scroll: second})
		}}, frame(width, height, theme.NoColor))
	})
}

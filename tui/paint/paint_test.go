package paint

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"examdesk/conformance/screen"
	"examdesk/tui/theme"
)

func counts() []screen.Count {
	return []screen.Count{screen.Clusters, screen.CodePoints, screen.Generous}
}

// samples are texts about whose width terminals disagree, and some about which
// they do not.
func samples() []string {
	return []string{
		"प्रिया शर्मा", "অনন্যা", "தமிழ்செல்வி", "కవిత", "ಕಾವ್ಯ", "മലയാളം", "પ્રિયા", "ਗੁਰਪ੍ਰੀਤ", "ପ୍ରିୟା", "ප්\u200dරියා", "ธิดา สุขใจ", "ລາວ", "សុភា", "မြတ်", "བསྟན་འཛིན",
		"مُحَمَّد", "יוֹנָתָן", "李小龙", "ｶﾀｶﾅﾃﾞｽ", "김민수", "\u1100\u1161\u11a8", "გიორგი", "Արամ", "ሰላም", "Ωμέγα", "Ольга", "Nguyễn Văn", "👩\u200d👩\u200d👧\u200d👦", "❤\ufe0f", "1\ufe0f\u20e3", "👍🏽", "🇨🇭",
		"\u0301\u0302", "\u0600123", "─────", "◆ ● ▸", "plain text", "with-hyphen", "", "x", "wide 李 and narrow",
	}
}

// rows makes the rows of a frame of texts, colours and signs: each begins with
// its number and ends with a sign in the last column.
func rows(t *rapid.T, width, height int) []string {
	th := theme.New(theme.Dark)
	out := make([]string, height)
	for y := range out {
		row := fmt.Sprintf("%02d", y)
		used := 2
		for used < width-1 && rapid.IntRange(0, 4).Draw(t, "more") > 0 {
			cells := min(rapid.IntRange(1, 14).Draw(t, "cells"), width-1-used)
			text := th.Fit(rapid.SampledFrom(samples()).Draw(t, "text"), cells)
			role := theme.Role(rapid.IntRange(0, int(theme.Caret)).Draw(t, "role"))
			row += th.Paint(role, text)
			used += cells
		}
		if rapid.Bool().Draw(t, "to the edge") {
			row += theme.Spaces(width-1-used) + "#"
		} else {
			row += theme.Spaces(width - used)
		}
		out[y] = row
	}
	return out
}

// standing fails if a sure character of a frame is not in its cell. It returns
// how many it looked at.
func standing(t *rapid.T, page *screen.Page, frame []string, what string) int {
	seen := 0
	for y, row := range frame {
		var w walk
		for w.at < len(row) {
			p, size := next(row[w.at:])
			if p.sure && p.text != " " && p.width == 1 {
				seen++
				if got := page.At(w.column, y); got != p.text {
					t.Fatalf("%s: %q stands where %q should, in column %d of row %d: %q\n%s", what, got, p.text, w.column, y, row, page.Text())
				}
			}
			w.pass(p, size)
		}
	}
	return seen
}

// Whatever a terminal believes of the width of a text, nothing leaves its row
// and everything else stands in its place; and drawing what changed leaves the
// screen as drawing everything does.
func TestEveryCharacterStandsInItsPlace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(4, 60).Draw(t, "width"), rapid.IntRange(1, 6).Draw(t, "height")
		first, second := rows(t, width, height), rows(t, width, height)
		for y := range second {
			if rapid.Bool().Draw(t, "as before") {
				second[y] = first[y]
			}
		}
		for _, count := range counts() {
			page, whole := screen.NewPage(count, width, height), screen.NewPage(count, width, height)
			p := &Painter{shown: true}
			for _, frame := range [][]string{first, second} {
				_, _ = page.Write(p.frame(request{text: strings.Join(frame, "\n"), width: width, height: height}))
				standing(t, page, frame, count.String())
			}
			_, _ = whole.Write((&Painter{shown: true}).frame(request{text: strings.Join(second, "\n"), width: width, height: height}))
			if page.Text() != whole.Text() {
				t.Fatalf("%s: after a change\n%s\ndrawn at once\n%s", count, page.Text(), whole.Text())
			}
		}
	})
}

// The same for lines that no one should hand over: too long, too many, with
// escape sequences and controls in them.
func FuzzFrame(f *testing.F) {
	f.Add("\x1b[2J\x1b[10;10Hx\x1b]0;t\x07\u009b5A\r\n\x0cप्रिया\x1b", "abc", 10, 3)
	f.Add("👩\u200d👩\u200d👧\u200d👦\u0301\u20e3🇨\x1b[31", "\x1b[7m\u0301", 1, 1)
	f.Fuzz(func(t *testing.T, one, two string, width, height int) {
		width, height = max(1, min(width, 120)), max(1, min(height, 20))
		for _, count := range counts() {
			page := screen.NewPage(count, width, height+1)
			_, _ = fmt.Fprintf(page, "\x1b[%dH~", height+1)
			p := &Painter{shown: true}
			for i, text := range []string{one, two} {
				b := p.frame(request{text: text, width: width, height: height})
				if i == 0 {
					b = bytes.Replace(b, []byte("\x1b[2J"), nil, 1) // it would clear what is below, too
				}
				if foreign := screen.Foreign(b); len(foreign) > 0 {
					t.Fatalf("%q lets %q through", text, foreign)
				}
				_, _ = page.Write(b)
			}
			if lines := strings.Split(page.Text(), "\n"); lines[height] != "~" {
				t.Fatalf("%s: %q and %q at %dx%d reach the row below: %q", count, one, two, width, height, lines[height])
			}
		}
	})
}

// A key moves the cursor of a list: two rows are written, and of what did not
// change nothing.
func TestOnlyWhatChangedIsWritten(t *testing.T) {
	t.Parallel()
	frame := func(cursor int) string {
		lines := make([]string, 30)
		for y := range lines {
			mark := "  "
			if y == cursor {
				mark = "▸ "
			}
			lines[y] = "row " + mark + strings.Repeat("text ", 10)
		}
		return strings.Join(lines, "\n")
	}
	p := &Painter{shown: true}
	all := p.frame(request{text: frame(3), width: 80, height: 30})
	moved := p.frame(request{text: frame(4), width: 80, height: 30})
	if len(moved) > 200 || bytes.Count(moved, []byte("row")) != 2 {
		t.Errorf("a move of one row wrote %d bytes of %d: %q", len(moved), len(all), moved)
	}
	if again := p.frame(request{text: frame(4), width: 80, height: 30}); again != nil {
		t.Errorf("a frame that is on the screen was written again: %q", again)
	}
}

// The hidden cursor stands on the caret, also behind text that takes more or
// fewer cells than characters.
func TestCursorStandsOnTheCaret(t *testing.T) {
	t.Parallel()
	th := theme.New(theme.NoColor)
	for typed, column := range map[string]int{"abc": 5, "李小龙": 8, "प्रिया": 7, "ｶﾞ": 4, "": 2} {
		for _, count := range counts() {
			page := screen.NewPage(count, 40, 3)
			text := "top\n/ " + typed + th.Caret(" ") + theme.Spaces(40-column-1) + "\nend"
			_, _ = page.Write((&Painter{shown: true}).frame(request{text: text, width: 40, height: 3}))
			if x, y := page.Cursor(); x != column || y != 1 {
				t.Errorf("%s: after %q the cursor is at %d,%d, want %d,1", count, typed, x, y, column)
			}
		}
	}
}

// Every script's letters are certain nowhere but in ASCII.
func TestOnlyASCIIIsSure(t *testing.T) {
	t.Parallel()
	for name, script := range unicode.Scripts {
		for _, r16 := range script.R16 {
			if p, _ := next(string(rune(r16.Lo))); p.sure && p.text != "" && r16.Lo > 0x7e {
				t.Errorf("%s: %U is taken for certain", name, r16.Lo)
			}
		}
	}
}

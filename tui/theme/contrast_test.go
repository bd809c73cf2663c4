package theme

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// colour is one of the terminal's 256 as red, green and blue; the first sixteen
// are the terminal's own and not used.
func colour(t *testing.T, index int) [3]int {
	t.Helper()
	switch {
	case index < 16:
		t.Fatalf("colour %d is another one in each terminal", index)
	case index >= 232:
		v := 8 + (index-232)*10
		return [3]int{v, v, v}
	}
	levels := []int{0, 95, 135, 175, 215, 255}
	i := index - 16
	return [3]int{levels[i/36], levels[i/6%6], levels[i%6]}
}

// luminance and contrast are those of WCAG 2.1.
func luminance(c [3]int) float64 {
	part := func(v int) float64 {
		x := float64(v) / 255
		if x <= 0.03928 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c[0]) + 0.7152*part(c[1]) + 0.0722*part(c[2])
}

func contrast(a, b [3]int) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// drawn is what a prefix makes of a terminal's own colours.
func drawn(t *testing.T, prefix string, fg, bg [3]int) (text, ground [3]int) {
	t.Helper()
	codes := strings.Split(strings.TrimSuffix(strings.TrimPrefix(prefix, "\x1b["), "m"), ";")
	reverse := false
	for i := 0; i < len(codes); i++ {
		switch codes[i] {
		case "7":
			reverse = true
		case "27":
			reverse = false
		case "38", "48":
			n, err := strconv.Atoi(codes[i+2])
			if err != nil {
				t.Fatal(err)
			}
			if codes[i] == "38" {
				fg = colour(t, n)
			} else {
				bg = colour(t, n)
			}
			i += 2
		}
	}
	if reverse {
		return bg, fg
	}
	return fg, bg
}

// Every role can be read on its ground, with at least 4.5 to 1: dark colours on
// a black terminal, light ones on a white one, and where the background is not
// known on both. Rules are not text.
func TestContrast(t *testing.T) {
	t.Parallel()
	white, black := [3]int{255, 255, 255}, [3]int{}
	grounds := map[Mode][][2][3]int{
		Dark: {{white, black}}, Light: {{black, white}}, Either: {{white, black}, {black, white}}, NoColor: {{white, black}, {black, white}},
	}
	for mode, terminals := range grounds {
		th := New(mode)
		for _, terminal := range terminals {
			for r := Text; r < roleCount; r++ {
				for _, selected := range []bool{false, true} {
					if r == Rule {
						continue
					}
					text, ground := drawn(t, th.Prefix(r, selected), terminal[0], terminal[1])
					if c := contrast(text, ground); c < 4.5 {
						t.Errorf("%s, text %v on %v, role %d, selected %v: %.2f to 1", mode, terminal[0], terminal[1], r, selected, c)
					}
				}
			}
		}
	}
}

// A ground is never named without the colour of the text on it: the terminal's
// own text may be as dark or as light as the ground.
func TestSelectedRowNamesItsText(t *testing.T) {
	t.Parallel()
	for _, mode := range []Mode{Dark, Light} {
		th := New(mode)
		for r := Text; r < roleCount; r++ {
			p := th.Prefix(r, true)
			if r != Caret && strings.Contains(p, "48;5;") && !strings.Contains(p, "38;5;") {
				t.Errorf("%s, role %d: a ground without a colour for its text: %q", mode, r, p)
			}
		}
	}
}

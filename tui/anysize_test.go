package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"examdesk/conformance/sampled"
	"examdesk/tui/fake"
	"examdesk/tui/host"
	"examdesk/tui/theme"
)

// manyScripts are learners whose names are written in more than twenty scripts,
// some from right to left, with marks that combine, and wide.
func manyScripts() []string {
	return []string{
		"thandiwe|Thandiwe Silva", "иванова|Светлана Иванова", "παπαδοπουλος|Ελένη Παπαδοπούλου", "李小龙|李小龙", "たなか|田中 ゆき",
		"サトウ|サトウ ユウキ", "김민준|김민준", "نور|نور حداد", "כהן|רות כהן", "शर्मा|प्रिया शर्मा", "দাস|অনন্যা দাস", "சரவணன்|சரவணன் குமார்",
		"రెడ్డి|లక్ష్మీ రెడ్డి", "ಗೌಡ|ಕಾವ್ಯ ಗೌಡ", "നായർ|ലക്ഷ്മി നായർ", "પટેલ|ધ્રુવ પટેલ", "ਸਿੰਘ|ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "පෙරේරා|නිමල් පෙරේරා", "สมชาย|สมชาย ใจดี", "ພອນ|ພອນສະຫວັນ",
		"ခင်|ခင်မောင်", "សុខ|សុខ វណ្ណា", "བསྟན|བསྟན་འཛིན", "ᠪᠠᠲᠤ|ᠪᠠᠲᠤ", "ግርማ|ግርማ ዳዊት", "გიორგი|გიორგი ბერიძე", "արամ|Արամ Սարգսյան", "🎓|Zoë 🎓👩‍👩‍👧‍👦🎉",
	}
}

// inManyScripts fills a desk with such names.
func inManyScripts(c *fake.Config, _ *Deps) { c.Names = manyScripts() }

// holds is what is true of a screen at any size: it is as large as the window, its
// footer is there and has the hint that leads on, and a cursor that the screen has
// is in sight, unless the screen says that it goes on below.
func (d *driver) holds() {
	d.t.Helper()
	d.fit()
	if d.m.layout.TooSmall() {
		return
	}
	top, screen := d.m.stack.top(), d.screen()
	lines := strings.Split(screen, "\n")
	want := "esc"
	if top.Place().Layer == host.LayerQuestion { // which ends where its text does
		lines = strings.Split(strings.TrimRight(screen, " \n"), "\n")
	} else if hints := d.m.keymap.Footer(top); len(hints) > 0 {
		want = hints[len(hints)-1].Key + " " + hints[len(hints)-1].Text
	}
	if !strings.Contains(lines[len(lines)-1], want) {
		d.t.Fatalf("the footer of %s lost %q at %dx%d:\n%s", top.Place().Name, want, d.m.layout.Width, d.m.layout.Height, screen)
	}
	cursor := theme.New(theme.NoColor).Glyphs().Cursor
	alone := ansi.Strip(strings.Join(top.Draw(host.Frame(d.m, goldenWidth, goldenHeight)), "\n"))
	if strings.Contains(alone, cursor) && !strings.Contains(screen, cursor) && !strings.Contains(screen, " more lines, ↓") {
		d.t.Fatalf("the cursor of %s is out of sight at %dx%d:\n%s", top.Place().Name, d.m.layout.Width, d.m.layout.Height, screen)
	}
}

// Every screen holds at every size that people use, in names of many scripts. A
// quick run tries some of the sizes.
func TestAnySizeHolds(t *testing.T) {
	t.Parallel()
	for name, s := range scenes() {
		if !s.isUsual() || s.mode != theme.NoColor {
			continue
		}
		t.Run(strings.TrimSuffix(name, ".120x40.txt"), func(t *testing.T) {
			t.Parallel()
			d := s.desk(t, inManyScripts)
			for width := 40; width <= 220; width += sampled.Every(t, 23) {
				for height := 10; height <= 70; height += sampled.Every(t, 9) {
					d.send(tea.WindowSizeMsg{Width: width, Height: height})
					d.holds()
				}
			}
		})
	}
}

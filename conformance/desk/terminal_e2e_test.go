//go:build e2e

package desk_test

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"

	"examdesk/conformance/screen"
)

// The desk is walked through on data with escape sequences, bidi overrides and
// formulas in them: nothing of it reaches the terminal.
func TestE2EHostileDataStaysText(t *testing.T) {
	t.Parallel()
	store := database(t)
	if n := number(t, store, `SELECT count(*) FROM proctoring_proctoredexamstudentattemptcomment WHERE comment LIKE '%' || char(27) || '%'`); n == 0 {
		t.Fatal("the data holds no escape sequence to be afraid of")
	}
	d := open(t, options{store: store, hold: "8", columns: 160})
	d.sees("Needs decision 68", "▸")
	for _, section := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		d.press(section)
		for range 12 {
			d.press("pgdown")
		}
		d.press("g")
		d.until("enter", "esc back")
		for range 25 {
			d.press("d", "n")
		}
		d.back()
	}
	d.press("f")
	d.sees("Type any part")
	d.press("r", "e", "d")
	d.sees("red")
	d.press("ctrl+c") // closes the search
	d.sees("find learner")
	d.press("ctrl+c")
	d.ends(0)
	if foreign := screen.Foreign(d.Raw()); len(foreign) > 0 {
		t.Errorf("escape sequences out of the data reached the terminal: %q", foreign)
	}
}

// Bubble Tea questions the terminal before main and waits five seconds for the
// answer. The desk asks nothing, so a silent terminal costs nothing.
func TestE2ENoQuestionToTheTerminal(t *testing.T) {
	t.Parallel()
	d := open(t, options{store: database(t), hold: "8", silent: true})
	d.sees("Needs decision 68", "▸")
	for _, question := range []string{"\x1b]11;?", "\x1b]10;?", "\x1b[6n", "\x1b[c"} {
		if bytes.Contains(d.Raw(), []byte(question)) {
			t.Errorf("the terminal was asked %q", question)
		}
	}
	d.press("q")
	d.ends(0)
}

// Being told to end leaves the terminal as it was and the held decision in the
// journal; the next start asks about it, and sends it when told to.
func TestE2ESignalsKeepTheDecisionAndTheTerminal(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP, "SIGKILL": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, home := database(t), t.TempDir()
			before := historyRows(t, store)
			d := open(t, options{store: store, home: home, hold: "60"})
			d.sees("Needs decision 68", "▸")
			d.press("r")
			d.confirm()
			d.sees("sent in")
			if err := d.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if sig == syscall.SIGKILL {
				d.ends(-1)
			} else {
				d.ends(0)
				for _, restore := range []string{"\x1b[?1049l", "\x1b[?25h"} {
					if !strings.Contains(string(d.Raw()), restore) {
						t.Errorf("the terminal was left without %q", restore)
					}
				}
			}
			if n := historyRows(t, store); n != before {
				t.Fatalf("the held decision was sent: %d rows, want %d", n, before)
			}
			d = open(t, options{store: store, home: home, hold: "60"})
			d.answer("s", "An earlier session took a decision")
			d.sees("1 decided")
			d.press("q")
			d.ends(0)
			if n := historyRows(t, store); n != before+1 {
				t.Errorf("%d rows were written, want 1", n-before)
			}
		})
	}
}

// Whatever size the window takes, the desk follows.
func TestE2EResize(t *testing.T) {
	t.Parallel()
	d := open(t, options{store: database(t), hold: "8"})
	d.sees("Needs decision 68", "▸")
	for _, size := range [][2]int{{80, 24}, {200, 60}, {40, 10}, {120, 40}} {
		if err := d.Resize(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		err := d.WaitUntil(t.Context(), "the new size to be used", func(text string) bool {
			lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
			return len(lines) == size[1] && strings.Contains(lines[0], "examdesk") && strings.Contains(lines[len(lines)-1], "help")
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	d.press("q")
	d.ends(0)
}

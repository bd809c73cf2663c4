//go:build e2e

package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

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

// A signal to end leaves the terminal as it was and the held decision in the
// journal; the next start asks about it, and sends it on request.
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
				d.leftAsItWas()
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

// leftAsItWas fails if the terminal is not as a shell expects it.
func (d *desk) leftAsItWas() {
	d.t.Helper()
	if !d.Mode(screen.ModeWrap) || !d.Mode(screen.ModeCursor) || d.Mode(screen.ModeAlt) || d.Mode(screen.ModePaste) || d.Mode(screen.ModeSync) {
		d.t.Errorf("the terminal was left with wrap %v, cursor %v, alternate screen %v, paste %v, held output %v", d.Mode(screen.ModeWrap),
			d.Mode(screen.ModeCursor), d.Mode(screen.ModeAlt), d.Mode(screen.ModePaste), d.Mode(screen.ModeSync))
	}
}

// ctrl-z gives the shell a terminal that wraps; fg draws everything again.
func TestE2ESuspended(t *testing.T) {
	t.Parallel()
	store, home := database(t), t.TempDir()
	config := filepath.Join(home, "examdesk.yml")
	if err := os.WriteFile(config, []byte("hold_seconds: 8\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := `set -m; "$0" "$@"; echo "stopped, icanon $(stty -a | grep -c ' icanon')"; read line; fg >/dev/null; echo "over, icanon $(stty -a | grep -c ' icanon')"`
	s, err := screen.Start(t.Context(), screen.Options{Width: 100, Height: 30, Count: screen.CodePoints,
		Env: []string{"HOME=" + home, "TERM=xterm-256color", "TZ=UTC", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}},
		"/bin/bash", "-c", shell, need(t, "EXAMDESK_BIN"), "--config", config, "--store", "sqlite:"+store, "--as", "r.adeyemi")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{Screen: s, t: t, home: home}
	d.sees("Needs decision 68", "▸")
	if d.Mode(screen.ModeWrap) || !d.Mode(screen.ModeAlt) {
		t.Errorf("while the desk is shown: wrap %v, alternate screen %v", d.Mode(screen.ModeWrap), d.Mode(screen.ModeAlt))
	}
	d.press("ctrl+z")
	d.sees("stopped, icanon 1")
	d.leftAsItWas()
	d.press("enter")
	d.sees("Needs decision 68", "▸", "examdesk", "help")
	if d.Mode(screen.ModeWrap) || !d.Mode(screen.ModeAlt) {
		t.Errorf("back in the desk: wrap %v, alternate screen %v", d.Mode(screen.ModeWrap), d.Mode(screen.ModeAlt))
	}
	d.press("q")
	d.sees("over, icanon 1")
	d.ends(0)
	d.leftAsItWas()
}

// Whatever another program wrote on the terminal, ctrl-l draws it again: in the
// list, while something is typed, and in a dialog that takes no keys yet.
func TestE2EDrawnAgain(t *testing.T) {
	t.Parallel()
	d := open(t, options{store: database(t), hold: "8"})
	d.sees("Needs decision 68", "▸")
	for _, at := range [][]string{nil, {"f", "a"}, {"esc"}, {"r"}, {"c", "x"}} {
		if len(at) > 0 {
			d.press(at...)
		}
		time.Sleep(150 * time.Millisecond)
		d.Scribble("\x1b[2J\x1b[5;5HSystem going down\x1b[?7h")
		d.press("ctrl+l")
		err := d.WaitUntil(t.Context(), "the whole screen", func(text string) bool {
			return strings.HasPrefix(text, " examdesk") && !strings.Contains(text, "going down") && !d.blank(text)
		})
		if err != nil {
			t.Errorf("after %v: %v", at, err)
		}
	}
	d.press("ctrl+c")
}

// blank reports whether less than half of a screen is written on.
func (*desk) blank(text string) bool {
	lines := strings.Split(text, "\n")
	written := 0
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			written++
		}
	}
	return written < len(lines)/3
}

// In a window that is too small for anything, nothing breaks, and the desk comes
// back when there is room.
func TestE2ETinyWindows(t *testing.T) {
	t.Parallel()
	d := open(t, options{store: database(t), hold: "8"})
	d.sees("Needs decision 68", "▸")
	for _, size := range [][2]int{{19, 24}, {10, 5}, {1, 1}, {3, 40}, {200, 2}, {120, 40}} {
		if err := d.Resize(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		d.press("j", "k")
		time.Sleep(100 * time.Millisecond)
	}
	d.sees("Needs decision 68", "▸", "help")
	d.press("q")
	d.ends(0)
	d.leftAsItWas()
}

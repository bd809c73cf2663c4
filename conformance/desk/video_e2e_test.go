//go:build e2e

package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"examdesk/conformance/screen"
)

// The recording is opened by the desktop's own program, with its address as one
// argument and no shell in between; the address is shown nowhere.
func TestE2EVideo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	said := filepath.Join(dir, "said")
	script := "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > " + said + ".part && mv " + said + ".part " + said + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	env := []string{"HOME=" + dir, "TERM=xterm-256color", "DISPLAY=:99", "LANG=C.UTF-8", "TZ=UTC", "PATH=" + dir + ":/usr/bin:/bin"}
	s, err := screen.Start(t.Context(), screen.Options{Width: 120, Height: 40, Env: env}, need(t, "EXAMDESK_BIN"), "demo")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{Screen: s, t: t, home: dir}
	d.sees("▸")
	d.press("j", "j", "j") // the first of a service that keeps recordings
	d.sees("o video")
	d.press("o")
	d.sees("The recording is open in the browser")
	got, err := os.ReadFile(said)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(string(got), "\n"); lines[0] != "1" || !strings.HasPrefix(lines[1], "https://video.example.com/") {
		t.Errorf("xdg-open was given %q", got)
	}
	if bytes.Contains(d.Raw(), []byte("video.example.com")) {
		t.Error("the address reached the terminal")
	}
	if copied := screen.Copied(d.Raw()); len(copied) > 0 {
		t.Errorf("the terminal was asked to copy %q", copied)
	}
	d.press("q")
	d.ends(0)
}

// Over SSH no browser is started on the server: the address is shown on request
// and when it was to be opened, and the terminal is asked to copy it, and nothing
// else. In tmux it is tried with both of tmux's settings.
func TestE2EVideoOverSSH(t *testing.T) {
	t.Parallel()
	for name, more := range map[string][]string{
		"ssh": {"SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22", "DISPLAY=:99"}, "ssh and tmux": {"SSH_TTY=/dev/pts/9", "TMUX=/tmp/t,1,0"}, "no desktop": nil,
	} {
		for _, size := range [][2]int{{120, 40}, {80, 24}, {40, 12}} {
			t.Run(name+" "+strconv.Itoa(size[0]), func(t *testing.T) {
				t.Parallel()
				videoOverSSH(t, more, size)
			})
		}
	}
}

func videoOverSSH(t *testing.T, more []string, size [2]int) {
	dir := t.TempDir()
	said := filepath.Join(dir, "said")
	for _, program := range []string{"xdg-open", "x-www-browser", "www-browser", "wslview", "xclip", "xsel"} {
		if err := os.WriteFile(filepath.Join(dir, program), []byte("#!/bin/sh\necho "+program+" >> "+said+"\nexit 1\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	env := append([]string{"HOME=" + dir, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC", "PATH=" + dir + ":/usr/bin:/bin"}, more...)
	s, err := screen.Start(t.Context(), screen.Options{Width: size[0], Height: size[1], Env: env}, need(t, "EXAMDESK_BIN"), "demo")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{Screen: s, t: t, home: dir}
	d.sees("▸")
	d.press("j", "j", "j")
	d.sees("o video")
	d.press("o")
	d.sees("Sent to the terminal to copy", "https://video.example.com/", "y copy")
	flat := strings.ReplaceAll(d.Text(), "\n", "")
	d.answer("esc", "The recording of")
	d.press("a")
	d.sees("https://video.example.com/", "y copy")
	d.answer("esc", "The recording of")
	if strings.Contains(d.Text(), "video.example.com") {
		t.Errorf("the address is still shown:\n%s", d.Text())
	}
	d.press("q")
	d.ends(0)
	copied := screen.Copied(d.Raw())
	want := 1
	if slices.ContainsFunc(more, func(v string) bool { return strings.HasPrefix(v, "TMUX=") }) {
		want = 2
	}
	if len(copied) != want || !strings.HasPrefix(copied[0], "https://video.example.com/") || !strings.Contains(flat, copied[0]) {
		t.Fatalf("the terminal was asked to copy %q and shows\n%s", copied, flat)
	}
	if foreign := screen.Foreign(d.Raw(), copied[0]); len(foreign) > 0 {
		t.Errorf("besides the address the terminal was sent %q", foreign)
	}
	if got, err := os.ReadFile(said); err == nil && (len(more) > 0 || strings.Contains(string(got), "open") || strings.Contains(string(got), "browser")) {
		t.Errorf("started on the server: %s", got)
	}
}

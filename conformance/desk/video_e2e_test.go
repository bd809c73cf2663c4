//go:build e2e

package desk_test

import (
	"bytes"
	"os"
	"path/filepath"
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
	env := []string{"HOME=" + dir, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC", "PATH=" + dir + ":/usr/bin:/bin"}
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
	d.press("q")
	d.ends(0)
}

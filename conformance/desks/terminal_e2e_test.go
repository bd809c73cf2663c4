//go:build e2e

package desks

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/conformance/screen"
	"examdesk/store/sample"
)

// person is somebody at a machine of their own, who has signed in at the server.
type person struct {
	server *server
	bin    string
	env    []string
}

// person signs somebody in, with more flags of login.
func (s *server) person(t *testing.T, flags ...string) *person {
	t.Helper()
	home := t.TempDir()
	pass := filepath.Join(home, "passphrase")
	if err := os.WriteFile(pass, []byte("synthetic-passphrase-do-not-use\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &person{server: s, bin: os.Getenv("EXAMDESK_BIN"), env: []string{
		"HOME=" + home, "EXAMDESK_PASSPHRASE_FILE=" + pass, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin",
	}}
	var app struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	if err := json.Unmarshal([]byte(p.run(t, "", "serve", "app", "add", filepath.Base(home), "--user", sample.DemoReviewer, "--yes", "--json", "--store", s.store)), &app); err != nil {
		t.Fatal(err)
	}
	p.run(t, app.Secret, append([]string{"login", s.URL, "--client-id", app.ID, "--secret-stdin", "--profile", "work", "--yes"}, flags...)...)
	return p
}

// run runs a command and returns what it printed.
func (p *person) run(t *testing.T, in string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), p.bin, args...)
	cmd.Env, cmd.Stdin = p.env, strings.NewReader(in)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(args, " "), err, out, said.String())
	}
	return string(out)
}

// desk opens the desk on the server.
func (p *person) desk(t *testing.T, width, height int) *screen.Screen {
	t.Helper()
	s, err := screen.Start(t.Context(), screen.Options{Width: width, Height: height, Env: p.env}, p.bin, "--profile", "work")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WaitFor(t.Context(), "▸", "Needs decision"); err != nil {
		t.Fatalf("%v\n%s", err, s.Text())
	}
	return s
}

func press(t *testing.T, s *screen.Screen, keys ...string) {
	t.Helper()
	if err := s.Press(keys...); err != nil {
		t.Fatal(err)
	}
}

func sees(t *testing.T, s *screen.Screen, words ...string) {
	t.Helper()
	if err := s.WaitFor(t.Context(), words...); err != nil {
		t.Fatalf("%v\n%s", err, s.Text())
	}
}

// TestE2EDeskOnServer has two people in terminals of 80x24 and 120x40 work on one
// server: what one decides, the other sees in its row, and every row fits its terminal
// although the names are in twenty scripts.
func TestE2EDeskOnServer(t *testing.T) {
	s := start(t, 3000)
	one, other := s.person(t), s.person(t)
	if who := one.run(t, "", "whoami", "--profile", "work"); !strings.Contains(who, sample.DemoReviewer) {
		t.Errorf("whoami says %q", who)
	}
	small, large := one.desk(t, 80, 24), other.desk(t, 120, 40)
	for _, x := range []struct {
		s             *screen.Screen
		width, height int
	}{{small, 80, 24}, {large, 120, 40}} {
		sees(t, x.s, strings.TrimPrefix(s.URL, "http://"), "oldest first")
		grid := x.s.Grid()
		if len(grid) != x.height {
			t.Errorf("%d rows at %dx%d", len(grid), x.width, x.height)
		}
		for _, row := range grid {
			if len(row) > x.width {
				t.Errorf("a row of %d cells at %dx%d: %q", len(row), x.width, x.height, strings.Join(row, ""))
			}
		}
	}
	press(t, small, "v")
	confirm(t, small)
	sees(t, large, "✓ verified")
	press(t, large, "j", "L")
	sees(t, large, "stands", "esc back")
	press(t, large, "esc")
	sees(t, large, "oldest first")
	for _, x := range []*screen.Screen{small, large} {
		press(t, x, "ctrl+c")
		if _, err := x.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if said := other.run(t, "", "attempt", "list", "status:verified", "--profile", "work", "--limit", "1", "--newest"); !strings.Contains(said, "verified") {
		t.Errorf("the list says %q", said)
	}
}

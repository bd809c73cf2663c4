//go:build e2e

package desks

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"examdesk/conformance/screen"
	"examdesk/conformance/served"
	"examdesk/store/sample"
)

// site is a store with a server that can be killed and started again where it was.
type site struct {
	t       *testing.T
	bin     string
	dir     string
	address string
	server  *served.Server
	// application is what signs in.
	id, secret string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, bin: served.Binary(t), dir: t.TempDir()}
	if err := sample.Generate(t.Context(), s.store(), sample.Options{Attempts: 200, Seed: 1, Now: time.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	out := s.run("", "serve", "app", "add", "desk", "--user", sample.DemoReviewer, "--yes", "--store", s.store())
	words := strings.Fields(out)
	if len(words) < 4 {
		t.Fatalf("%q", out)
	}
	s.id, s.secret = words[1], words[3]
	s.start()
	return s
}

func (s *site) store() string { return filepath.Join(s.dir, "state.sqlite3") }

func (s *site) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run runs a command to its end and returns what it printed.
func (s *site) run(typed string, args ...string) string {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), s.bin, args...)
	cmd.Env, cmd.Stdin = served.Home(s.dir), strings.NewReader(typed)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("examdesk %s: %v\n%s%s", strings.Join(args, " "), err, out, &problems)
	}
	return string(out)
}

// start starts the server, the second time at the same address.
func (s *site) start() {
	s.t.Helper()
	s.server = served.Serve(s.t, served.Options{Store: s.store(), Config: settings, Listen: s.address})
	s.address = strings.TrimPrefix(s.server.URL, "http://")
}

// kill ends the server without any notice.
func (s *site) kill() {
	s.t.Helper()
	_ = s.server.End(s.t, syscall.SIGKILL) // its error is the kill
}

// deskOn is a desk on the server, in a home of its own where somebody signed in.
type deskOn struct {
	*screen.Screen
	t *testing.T
}

func (s *site) open(home string) *deskOn {
	s.t.Helper()
	s.write(home+".yml", "hold_seconds: 0\nsecrets: {store: plain, file: "+filepath.Join(s.dir, home+".json")+"}\n")
	config := filepath.Join(s.dir, home+".yml")
	dir := filepath.Join(s.dir, home)
	if err := os.Mkdir(dir, 0o700); err != nil {
		s.t.Fatal(err)
	}
	sign := exec.CommandContext(s.t.Context(), s.bin, "login", "http://"+s.address, "--client-id", s.id, "--secret-stdin", "--config", config, "--profile", "work")
	sign.Env, sign.Stdin = served.Home(dir), strings.NewReader(s.secret+"\n")
	if out, err := sign.CombinedOutput(); err != nil || strings.Contains(string(out), s.secret) {
		s.t.Fatalf("login: %v\n%s", err, out)
	}
	d, err := screen.Start(s.t.Context(), screen.Options{Width: 120, Height: 40, Env: served.Home(dir)}, s.bin, "--config", config, "--profile", "work")
	if err != nil {
		s.t.Fatal(err)
	}
	on := &deskOn{d, s.t}
	on.sees("Needs decision", "oldest first")
	return on
}

func (d *deskOn) press(keys ...string) {
	d.t.Helper()
	if err := d.Press(keys...); err != nil {
		d.t.Fatal(err)
	}
}

func (d *deskOn) sees(texts ...string) {
	d.t.Helper()
	if err := d.WaitFor(d.t.Context(), texts...); err != nil {
		d.t.Fatal(err)
	}
}

func (d *deskOn) until(what string, is func(text string) bool) {
	d.t.Helper()
	if err := d.WaitUntil(d.t.Context(), what, is); err != nil {
		d.t.Fatal(err)
	}
}

// confirm answers the question for a decision.
func confirm(t *testing.T, s *screen.Screen) {
	t.Helper()
	if err := s.Answer(t.Context(), "enter", "Outcomes"); err != nil {
		t.Fatal(err)
	}
}

// row is the line of the list that has a text.
func row(text, part string) string {
	for _, line := range strings.Split(text, "\n") {
		if line, _, _ := strings.Cut(line, "│"); strings.Contains(line, part) {
			return line
		}
	}
	return ""
}

// learner is who stands in the n-th row of the list.
func learner(text string, n int) string {
	_, below, _ := strings.Cut(text, "AGE")
	lines := strings.Split(below, "\n")
	words := strings.Fields(strings.TrimLeft(strings.TrimPrefix(lines[n], "▸"), " ▸"))
	return words[1]
}

// TestE2EDesksShareServer has two people work on one server: each sees what the other
// has open and decides, the second of two decisions meets the first, and nothing is lost
// or done twice when the server is killed under them.
func TestE2EDesksShareServer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, two := s.open("one"), s.open("two")
	first, second, third := learner(one.Text(), 1), learner(one.Text(), 2), learner(one.Text(), 3)

	one.press("v")
	two.until("who has it open", func(text string) bool { return strings.Contains(row(text, first), "open: ") })
	confirm(t, one.Screen)
	two.until("the other's decision", func(text string) bool { return strings.Contains(row(text, first), "verified") })

	two.press("j") // one has gone on to the next by itself
	one.press("r")
	one.sees("Outcomes")
	two.press("v")
	two.sees("Outcomes")
	s.kill()
	confirm(t, two.Screen)
	two.until("that it was not sent", func(text string) bool { return strings.Contains(text, "cannot be reached") && row(text, second) != "" })
	one.press("esc")
	one.until("the rows with their age", func(text string) bool {
		return strings.Contains(text, "Seen ") && strings.Contains(text, "cannot be read") && row(text, third) != ""
	})
	s.start()
	two.sees("The store answers again")
	one.until("that it is back", func(text string) bool { return !strings.Contains(text, "cannot be read") })
	one.press("r")
	confirm(t, one.Screen)
	two.press("t")
	two.sees("changed while you were looking at it")
	one.until("the decision", func(text string) bool { return strings.Contains(row(text, second), "rejected") })

	for _, d := range []*deskOn{one, two} {
		d.press("ctrl+c")
	}
	lines := s.run("", "audit", "list", "--store", s.store(), "--json=deed,door,actor", "--jq", `[.[] | select(.deed == "attempt.decide")] | length`)
	if strings.TrimSpace(lines) != "2" {
		t.Errorf("%s decisions were made, want 2", lines)
	}
}

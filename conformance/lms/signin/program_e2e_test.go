//go:build e2e

package signin

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/conformance/lms"
)

// person has the program, in a home of their own.
type person struct {
	t   *testing.T
	lms *lms.LMS
	env []string
	// home is where their files are.
	home string
}

func newPerson(t *testing.T, l *lms.LMS) *person {
	t.Helper()
	if os.Getenv("EXAMDESK_BIN") == "" {
		t.Fatal("EXAMDESK_BIN names no program; see .ci/lms")
	}
	home := t.TempDir()
	p := &person{t: t, lms: l, home: home, env: []string{"HOME=" + home, "PATH=/usr/bin:/bin", "LANG=C.UTF-8"}}
	config := filepath.Join(home, ".config", "examdesk")
	if err := os.MkdirAll(config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "examdesk.yml"), []byte("secrets: {store: plain}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *person) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(p.t.Context(), os.Getenv("EXAMDESK_BIN"), args...)
	cmd.Env, cmd.WaitDelay = p.env, 10*time.Second
	return cmd
}

// runs runs the program to its end.
func (p *person) runs(in string, args ...string) (said string, status int) {
	p.t.Helper()
	cmd := p.command(args...)
	cmd.Stdin = strings.NewReader(in)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	p.keepsQuiet(string(out))
	return string(out), cmd.ProcessState.ExitCode()
}

// keepsQuiet checks that nothing secret is said.
func (p *person) keepsQuiet(said string) {
	p.t.Helper()
	for _, secret := range []string{p.lms.Password(), "fake-secret", "eyJ"} {
		if strings.Contains(said, secret) {
			p.t.Errorf("a secret is said: %s", said)
		}
	}
}

// login is one that waits for the browser.
type login struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	address string
	said    *lines
}

// lines is what a program said.
type lines struct {
	mu  sync.Mutex
	all []string
}

func (l *lines) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, s)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.all, "\n")
}

var authorize = regexp.MustCompile(`^ +(http\S+/oauth2/authorize/\S+)$`)

// begins begins to sign in, and waits until the address is said.
func (p *person) begins(args ...string) *login {
	p.t.Helper()
	o := &login{cmd: p.command(append([]string{"login", p.lms.URL, "--no-browser"}, args...)...), said: &lines{}}
	from, into := io.Pipe()
	o.cmd.Stdout, o.cmd.Stderr = into, into
	var err error
	if o.in, err = o.cmd.StdinPipe(); err != nil {
		p.t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	found := make(chan string, 1)
	go func() {
		for s := bufio.NewScanner(from); s.Scan(); {
			o.said.add(s.Text())
			if m := authorize.FindStringSubmatch(s.Text()); m != nil {
				found <- m[1]
			}
		}
	}()
	select {
	case o.address = <-found:
	case <-time.After(time.Minute):
		p.t.Fatalf("no address is said: %s", o.said)
	}
	return o
}

// ends waits for the end.
func (p *person) ends(o *login) (said string, status int) {
	p.t.Helper()
	_ = o.cmd.Wait()
	p.keepsQuiet(o.said.String())
	return o.said.String(), o.cmd.ProcessState.ExitCode()
}

// who is the answer of whoami --json.
type who struct {
	User, Email           string
	Staff                 bool
	Courses, Orgs, Groups []string
	Expires               time.Time
}

// whoami asks who is signed in.
func (p *person) whoami() who {
	p.t.Helper()
	said, status := p.runs("", "--store", p.lms.URL, "whoami", "--json")
	var w who
	if err := json.Unmarshal([]byte(said), &w); err != nil || status != 0 {
		p.t.Fatalf("%d %s", status, said)
	}
	return w
}

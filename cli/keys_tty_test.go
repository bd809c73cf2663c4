//go:build !windows

package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
)

// screen collects what a terminal shows.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// waitFor waits until the terminal shows a text.
func (s *screen) waitFor(t *testing.T, text string, times int) {
	t.Helper()
	for range 3000 {
		if strings.Count(s.String(), text) >= times {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%q is not shown: %q", text, s.String())
}

// On a terminal the plan is said, the person agrees and types the secret, which
// is not shown; so is the passphrase of a new encrypted file.
func TestKeysOnATerminal(t *testing.T) {
	home := keysHome(t, "secrets: {store: file}\n")
	const secret, phrase = "synthetic-secret-do-not-use", "a passphrase for tests"
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	shown := &screen{}
	read := make(chan struct{})
	go func() { _, _ = io.Copy(shown, master); close(read) }()
	run := func(args ...string) chan int {
		ended := make(chan int, 1)
		go func() {
			ended <- Run(t.Context(), append([]string{"--config", home}, args...), kit.Env{In: slave, Out: slave, Err: slave, Clock: time.Now, WorkFactor: 1, IsTerminal: true, Version: "test"})
		}()
		return ended
	}
	answer := func(to string, times int, text string) {
		shown.waitFor(t, to, times)
		if _, err := master.WriteString(text + "\n"); err != nil {
			t.Fatal(err)
		}
	}
	ended := run("keys", "set", "software_secure/secret_key")
	answer("Store it? [y/N]", 1, "y")
	answer("which is not shown:", 1, secret)
	answer("New passphrase for", 1, phrase)
	answer("Once more:", 1, phrase)
	if status := <-ended; status != 0 {
		t.Fatalf("ended with %d: %s", status, shown)
	}
	shown.waitFor(t, "now refers to it", 1)

	// A list asks no one.
	if status := <-run("keys", "list"); status != 0 {
		t.Errorf("ended with %d: %s", status, shown)
	}
	shown.waitFor(t, "secret_key  filed", 1)

	// The desk asks before it draws, and no one is asked afterwards.
	c, err := config.Load(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	desk := setup.New(kit.Env{In: slave, Out: slave, Err: slave, IsTerminal: true}, nil)
	for _, d := range []struct{ typed, note, want string }{
		{"wrong passphrase", "The passphrase does not open", ""}, {phrase, "", secret},
	} {
		before := strings.Count(shown.String(), "Passphrase for")
		noted := make(chan string, 1)
		go func() { noted <- desk.Unlock(t.Context(), c, config.Target{}) }()
		answer("Passphrase for", before+1, d.typed)
		if note := <-noted; !strings.Contains(note, d.note) || d.note == "" && note != "" {
			t.Errorf("%q", note)
		}
		s, err := c.ServiceWithSecrets(t.Context(), "software_secure")
		if err != nil || s.Secret("secret_key").Reveal() != d.want {
			t.Errorf("%v, %v", err, s.Problems)
		}
	}

	// Who says no, or gives two passphrases, changes nothing.
	ended = run("keys", "rm", "software_secure/secret_key")
	answer("cannot be restored. [y/N]", 1, "n")
	if status := <-ended; status != 1 {
		t.Errorf("ended with %d: %s", status, shown)
	}
	data, err := config.DataDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(data, "secrets", "secrets.age")); err != nil {
		t.Fatal(err)
	}
	ended = run("keys", "set", "platform_webhook")
	answer("Store it? [y/N]", 2, "y")
	answer("The secret, which is not shown:", 2, secret)
	answer("New passphrase for", 2, phrase)
	answer("Once more:", 2, phrase+"?")
	if status := <-ended; status != 2 {
		t.Errorf("ended with %d: %s", status, shown)
	}
	_ = slave.Close()
	_ = master.Close()
	<-read
	for _, hidden := range []string{secret, phrase} {
		if strings.Contains(shown.String(), hidden) {
			t.Errorf("it was shown: %s", shown)
		}
	}
}

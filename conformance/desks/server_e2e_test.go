//go:build e2e

package desks

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	client "examdesk/client/server"
	"examdesk/store/sample"
)

const signingKey = "synthetic-key-of-the-tokens-do-not-use"

// served is a server of its own process.
type served struct {
	url   string
	pid   int
	store string
}

// number is a number of the environment, or what is meant without it.
func number(t *testing.T, name string, without int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return without
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q", name, text)
	}
	return n
}

// start starts the server on a sample store, with more flags of serve.
func start(t *testing.T, attempts int, flags ...string) *served {
	t.Helper()
	bin := os.Getenv("EXAMDESK_BIN")
	if bin == "" {
		t.Fatal("EXAMDESK_BIN names no program; see .ci/e2e")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "state.sqlite3")
	if err := sample.Generate(t.Context(), path, sample.Options{Attempts: attempts, Seed: 1, Now: time.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "examdesk.yml")
	if err := os.WriteFile(config, []byte("JWT_AUTH: {JWT_SECRET_KEY: "+signingKey+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bin, append([]string{"serve", "--store", path, "--config", config, "--listen", "127.0.0.1:0"}, flags...)...)
	cmd.Env = []string{"HOME=" + dir, "PATH=/usr/bin:/bin"}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	at := regexp.MustCompile(`https?://[0-9.:]+[0-9]`).FindString(line)
	if err != nil || at == "" {
		t.Fatalf("the server said %q: %v", line, err)
	}
	return &served{url: at, pid: cmd.Process.Pid, store: path}
}

// open is a client for the reviewer of the sample data.
func (s *served) open(ctx context.Context) (*client.Store, error) {
	now := time.Now().Unix()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"preferred_username": sample.DemoReviewer, "iat": now, "exp": now + 3600}).
		SignedString([]byte(signingKey))
	if err != nil {
		return nil, err
	}
	return client.Open(ctx, client.Config{URL: s.url, Token: func(context.Context) (string, error) { return token, nil }})
}

// memory is what the server's process has of its own, in MiB: without the pages of
// files that are mapped.
func (s *served) memory(t *testing.T) float64 {
	t.Helper()
	return float64(s.field(t, "RssAnon")) / 1024
}

func (s *served) field(t *testing.T, name string) int64 {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	if err != nil {
		t.Fatalf("the server's memory cannot be read: %v", err)
	}
	for _, line := range strings.Split(string(data), "\n") {
		if words := strings.Fields(line); len(words) > 1 && words[0] == name+":" {
			n, err := strconv.ParseInt(words[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("the process has no %s", name)
	return 0
}

// processor is the time that the server has spent on a processor.
func (s *served) processor(t *testing.T) time.Duration {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	words := strings.Fields(rest)
	var ticks int64
	for _, w := range words[11:13] { // utime and stime, in hundredths of a second
		n, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

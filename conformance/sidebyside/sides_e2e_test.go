//go:build e2e

package sidebyside

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// start runs a server until the test ends, and waits for the line of its output that
// names its address.
func start(t *testing.T, name, path string, address *regexp.Regexp, cmd *exec.Cmd) *side {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		_ = r.Close()
	})
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			go func() { _, _ = io.Copy(io.Discard, r) }()
			return &side{name: name, url: m[1], path: path, client: &http.Client{Timeout: 10 * time.Minute}}
		}
		t.Log(lines.Text())
	}
	t.Fatalf("%s did not start", name)
	return nil
}

// theirs is edx-proctoring under gunicorn with two workers.
func theirs(t *testing.T, path string) *side {
	t.Helper()
	python := os.Getenv("EXAMDESK_SIDE_PYTHON")
	if python == "" {
		t.Fatal("EXAMDESK_SIDE_PYTHON names no Python with edx-proctoring and gunicorn; see make sidebyside")
	}
	cmd := exec.Command(python, "-m", "gunicorn", "--workers", "2", "--bind", "127.0.0.1:0", "--timeout", "600", "wsgi:application")
	cmd.Env = append(os.Environ(), "SIDE_DATABASE="+path, "SIDE_KEY="+signingKey)
	return start(t, "edx-proctoring", path, regexp.MustCompile(`Listening at: (http://127.0.0.1:\d+)`), cmd)
}

// ours is examdesk serve.
func ours(t *testing.T, path string) *side {
	t.Helper()
	bin := os.Getenv("EXAMDESK_BIN")
	if bin == "" {
		t.Fatal("EXAMDESK_BIN names no examdesk; see make sidebyside")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "examdesk.yml")
	if err := os.WriteFile(file, []byte(fmt.Sprintf("JWT_AUTH: {JWT_SECRET_KEY: %q, JWT_ISSUER: lms, JWT_AUDIENCE: desk}\n", signingKey)), 0o600); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_DATA_HOME="+dir)
	migrate := exec.CommandContext(t.Context(), bin, "store", "migrate", "--yes", "--store", "sqlite:"+path)
	migrate.Env = env
	if out, err := migrate.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(bin, "serve", "--listen", "127.0.0.1:0", "--config", file, "--store", "sqlite:"+path)
	cmd.Env = env
	return start(t, "examdesk", path, regexp.MustCompile(` at (http://127.0.0.1:\d+)`), cmd)
}

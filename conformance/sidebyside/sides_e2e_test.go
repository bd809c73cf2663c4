//go:build e2e

package sidebyside

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"examdesk/conformance/served"
)

func newSide(name, url, path string) *side {
	return &side{name: name, url: url, path: path, client: &http.Client{Timeout: 10 * time.Minute}}
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
	p := served.Begin(t, cmd, regexp.MustCompile(`Listening at: (http://127.0.0.1:\d+)`))
	return newSide("edx-proctoring", p.Found[1], path)
}

// ours is examdesk serve.
func ours(t *testing.T, path string) *side {
	t.Helper()
	migrate := exec.CommandContext(t.Context(), served.Binary(t), "store", "migrate", "--yes", "--store", "sqlite:"+path)
	migrate.Env = served.Home(t.TempDir())
	if out, err := migrate.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	config := fmt.Sprintf("JWT_AUTH: {JWT_SECRET_KEY: %q, JWT_ISSUER: lms, JWT_AUDIENCE: desk}\n", signingKey)
	return newSide("examdesk", served.Serve(t, served.Options{Store: path, Config: config}).URL, path)
}

//go:build e2e

package sidebyside

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/conformance/served"
)

const signingKey = "synthetic-key-of-the-tokens"

// side is a server that is measured.
type side struct {
	name, url, path string
	client          *http.Client
}

// request is one request, sent to both.
type request struct{ user, method, path, body string }

// answer is what came back, and how long it took to be read whole.
type answer struct {
	status int
	body   string
	took   time.Duration
}

func (s *side) do(ctx context.Context, r request) (answer, error) {
	q, err := http.NewRequestWithContext(ctx, r.method, s.url+"/api/edx_proctoring/"+r.path, strings.NewReader(r.body))
	if err != nil {
		return answer{}, err
	}
	if r.body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	now := time.Now()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"preferred_username": r.user, "iss": "lms", "aud": "desk", "version": "1.2.0", "iat": now.Unix(), "exp": now.Unix() + 600,
	}).SignedString([]byte(signingKey))
	if err != nil {
		return answer{}, err
	}
	q.Header.Set("Authorization", "JWT "+token)
	begun := time.Now()
	a, err := s.client.Do(q)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	return answer{a.StatusCode, string(body), time.Since(begun)}, err
}

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

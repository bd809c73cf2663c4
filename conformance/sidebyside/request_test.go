package sidebyside

import (
	"context"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
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

const v1 = "v1/proctored_exam/"

// number is a number that the environment gives.
func number(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// review is the review of an attempt that waits for one.
func review(n int) request {
	return request{"rev", "POST", v1 + "attempt/REV" + strconv.Itoa(n+1) + "/reviewed",
		`{"status": "passed", "comments": [{"comment": "looks away", "status": "suspicious", "start": 1, "stop": 2, "duration": 1}]}`}
}

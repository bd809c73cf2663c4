//go:build e2e

package desks

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	client "examdesk/client/server"
	"examdesk/conformance/served"
	"examdesk/store/sample"
)

const (
	signingKey = "synthetic-key-of-the-tokens-do-not-use"
	settings   = "JWT_AUTH: {JWT_SECRET_KEY: " + signingKey + "}\n"
)

// server is a server of its own process on a store.
type server struct {
	*served.Server
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
func start(t *testing.T, attempts int, flags ...string) *server {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	if err := sample.Generate(t.Context(), path, sample.Options{Attempts: attempts, Seed: 1, Now: time.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	return &server{served.Serve(t, served.Options{Store: path, Config: settings, Flags: flags}), path}
}

// open is a client for the reviewer of the sample data.
func (s *server) open(ctx context.Context) (*client.Store, error) {
	now := time.Now().Unix()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"preferred_username": sample.DemoReviewer, "iat": now, "exp": now + 3600}).
		SignedString([]byte(signingKey))
	if err != nil {
		return nil, err
	}
	return client.Open(ctx, client.Config{URL: s.URL, Token: func(context.Context) (string, error) { return token, nil }})
}

// memory is what the server's process has of its own, in MiB: without the pages of
// files that are mapped.
func (s *server) memory(t *testing.T) float64 {
	t.Helper()
	return float64(s.field(t, "RssAnon")) / 1024
}

func (s *server) field(t *testing.T, name string) int64 {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Pid()))
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
func (s *server) processor(t *testing.T) time.Duration {
	t.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.Pid()))
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

//go:build e2e && linux

package crash

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/client/server"
	"examdesk/conformance/served"
	"examdesk/model"
)

// serveKey signs the tokens.
const serveKey = "synthetic-key-of-the-tokens"

const (
	// writersAtOnce is how many requests are under way at any time.
	writersAtOnce = 6
	grantedExam   = 2
)

// serve starts the server on a store.
func serve(t *testing.T, path string) *served.Server {
	t.Helper()
	return served.Serve(t, served.Options{Store: path, Config: fmt.Sprintf("JWT_AUTH: {JWT_SECRET_KEY: %q}\n", serveKey)})
}

func tokenOf(user string) (string, error) {
	now := time.Now()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"preferred_username": user, "iat": now.Unix(), "exp": now.Unix() + 600}).SignedString([]byte(serveKey))
}

// kept is what an answer of 2xx promised: the query counts it, and finds one.
type kept struct {
	query string
	args  []any
}

// load are concurrent writers, and what they were answered.
type load struct {
	path string
	next atomic.Int64 // numbers the requests, over all servers of a test

	mu       sync.Mutex
	promised []kept
	unsure   []kept // without an answer: there once, or not at all
	statuses map[int]int
	bad      []string
}

func newLoad(path string) *load { return &load{path: path, statuses: map[int]int{}} }

// on writes to a server until the context ends or it no longer answers.
func (l *load) on(ctx context.Context, s *served.Server) *sync.WaitGroup {
	var wg sync.WaitGroup
	to, err := server.New(server.Config{URL: s.URL, Token: func(context.Context) (string, error) { return tokenOf("ops") }})
	if err != nil {
		panic(err)
	}
	for range writersAtOnce {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				if !l.one(s, to, l.next.Add(1)) {
					return
				}
			}
		}()
	}
	return &wg
}

// one sends a request and notes its answer; false if there was none.
func (l *load) one(s *served.Server, to *server.Store, n int64) bool {
	const api = "/api/edx_proctoring/v1/proctored_exam/"
	user := 1000 + n
	switch n % 4 {
	case 0:
		return l.send(s, fmt.Sprint("learner", n), "POST", api+"attempt", `{"exam_id": "1", "start_clock": "true", "attempt_proctored": "false"}`,
			kept{"SELECT count(*) FROM proctoring_proctoredexamstudentattempt WHERE user_id = ? AND proctored_exam_id = 1", []any{user}})
	case 1:
		return l.send(s, "ops", "PUT", api+"allowance", fmt.Sprintf(`{"exam_id": %d, "user_info": "learner%d", "key": "additional_time_granted", "value": "%d"}`, grantedExam, n, n),
			kept{"SELECT count(*) FROM examdesk_activity WHERE exam_id = ? AND user_id = ? AND state_to = ?", []any{grantedExam, user, fmt.Sprint(n)}})
	case 2:
		return l.send(s, "ops", "POST", api+fmt.Sprintf("attempt/REV%d/reviewed", n), `{"status": "passed", "comments": [{"comment": "c", "status": "suspicious", "start": 1, "stop": 2, "duration": 1}]}`,
			kept{"SELECT count(*) FROM examdesk_activity WHERE attempt_id = ? AND deed = 'review.receive'", []any{n}})
	}
	return l.decide(to, 10000+n)
}

func (l *load) send(s *served.Server, user, method, path, body string, k kept) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, method, s.URL+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	token, err := tokenOf(user)
	if err != nil {
		panic(err)
	}
	q.Header.Set("Authorization", "JWT "+token)
	q.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(q)
	var said []byte
	if err == nil {
		said, err = io.ReadAll(a.Body)
		_ = a.Body.Close()
	}
	if err != nil {
		l.note(0, "", k)
		return false
	}
	l.note(a.StatusCode, fmt.Sprintf("%s %s: %d %s", method, path, a.StatusCode, said), k)
	if a.StatusCode == http.StatusServiceUnavailable {
		time.Sleep(20 * time.Millisecond) // refusals are quick, and each uses up a learner
	}
	return true
}

// decide takes a decision through the extension API, as a desk does.
func (l *load) decide(to *server.Store, id int64) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	seen, err := to.ReadAttempt(ctx, id)
	if err != nil {
		return model.CodeOf(err) != model.CodeUnavailable
	}
	d := decision(seen.AttemptRow)
	k := kept{"SELECT count(*) FROM examdesk_decision WHERE id = ?", []any{d.ID}}
	_, err = to.Decide(ctx, d)
	switch {
	case err == nil:
		l.note(http.StatusOK, "", k)
	case model.CodeOf(err) == model.CodeUnavailable:
		l.note(0, "", k) // it was down, or had no room
	default:
		l.note(http.StatusConflict, err.Error(), k)
	}
	return true
}

// note keeps what an answer promised; status 0 stands for none.
func (l *load) note(status int, said string, k kept) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.statuses[status]++
	switch {
	case status == 0:
		l.unsure = append(l.unsure, k)
	case status < 300:
		l.promised = append(l.promised, k)
	case status >= 500 && status != http.StatusServiceUnavailable:
		l.bad = append(l.bad, said)
	}
}

func (l *load) answered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.promised)
}

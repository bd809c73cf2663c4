//go:build e2e && linux

package crash

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/client/server"
	"examdesk/model"
	"examdesk/store"
)

const (
	serveKey = "synthetic-key-of-the-tokens"
	// writersAtOnce is how many requests are under way at any time.
	writersAtOnce = 6
	grantedExam   = 2
)

// serveWorld makes a store with learners who have no attempts yet, attempts that wait
// for a review, and attempts that wait for a decision.
func serveWorld(t *testing.T, path string) {
	t.Helper()
	ctx := context.Background()
	if err := store.Create(ctx, path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) "
	const attempt = "INSERT INTO proctoring_proctoredexamstudentattempt (id, created, modified, started_at, completed_at, attempt_code, external_id, allowed_time_limit_mins, status, taking_as_proctored, is_sample_attempt, proctored_exam_id, user_id, is_status_acknowledged, is_resumable, ready_to_resume, resumed) "
	const values = "'2026-06-01 00:00:00', '2026-06-01 00:00:00', '2026-06-01 00:00:00', '2026-06-01 01:00:00', printf('%08X-0000-4000-9000-%012X', i, i), "
	for _, statement := range []string{
		"INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) VALUES (1, 'ops', 'ops@example.com', '!', '', '', 1, 1, 0, '2026-01-01')",
		"INSERT INTO auth_group (id, name) VALUES (1, 'test_review')",
		"INSERT INTO auth_user_groups (user_id, group_id) VALUES (1, 1)",
		"INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_staff, is_active, is_superuser, date_joined) " + numbers +
			"SELECT 1000 + i, 'learner' || i, 'l' || i || '@example.com', '!', '', '', 0, 1, 0, '2026-01-01' FROM n",
		`INSERT INTO proctoring_proctoredexam (id, created, modified, course_id, content_id, exam_name, time_limit_mins, is_proctored, is_practice_exam, is_active, hide_after_due, backend) VALUES
			(1, '2026-01-01', '2026-01-01', 'a/b/c', 'b1', 'Timed', 90, 0, 0, 1, 0, NULL), (2, '2026-01-01', '2026-01-01', 'a/b/c', 'b2', 'Granted', 90, 1, 0, 1, 0, 'test'),
			(3, '2026-01-01', '2026-01-01', 'd/e/f', 'b3', 'Reviewed', 90, 1, 0, 1, 0, 'test'), (4, '2026-01-01', '2026-01-01', 'g/h/i', 'b4', 'Decided', 90, 1, 0, 1, 0, 'test')`,
		attempt + numbers + "SELECT i, " + values + "'REV' || i, 90, 'submitted', 1, 0, 3, 1000 + i, 0, 0, 0, 0 FROM n",
		attempt + numbers + "SELECT 10000 + i, " + strings.ReplaceAll(values, "-9000-", "-8000-") + "'DEC' || i, 90, 'second_review_required', 1, 0, 4, 1000 + i, 0, 0, 0, 0 FROM n",
		`INSERT INTO proctoring_proctoredexamsoftwaresecurereview (created, modified, attempt_code, review_status, raw_data, is_attempt_active, exam_id, student_id)
			SELECT created, modified, attempt_code, 'Suspicious', '{}', 1, 4, user_id FROM proctoring_proctoredexamstudentattempt WHERE proctored_exam_id = 4`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			t.Fatalf("%v: %s", err, statement)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// served is a running `examdesk serve`.
type served struct {
	url  string
	cmd  *exec.Cmd
	done chan error
}

func serve(t *testing.T, path string) *served {
	t.Helper()
	bin := os.Getenv("EXAMDESK_BIN")
	if bin == "" {
		t.Fatal("EXAMDESK_BIN is not set; run make e2e")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "examdesk.yml")
	if err := os.WriteFile(file, []byte(fmt.Sprintf("JWT_AUTH: {JWT_SECRET_KEY: %q}\n", serveKey)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), bin, "serve", "--listen", "127.0.0.1:0", "--config", file, "--store", "sqlite:"+path)
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_DATA_HOME="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	m := regexp.MustCompile(` at (http://127.0.0.1:\d+)`).FindStringSubmatch(line)
	if m == nil {
		_ = cmd.Process.Kill()
		t.Fatalf("it does not serve: %q, %v, %v", line, err, cmd.Wait())
	}
	s := &served{url: m[1], cmd: cmd, done: make(chan error, 1)}
	go func() { s.done <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return s
}

func (s *served) end(t *testing.T, by os.Signal) error {
	t.Helper()
	if err := s.cmd.Process.Signal(by); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.done:
		return err
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
		return nil
	}
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
func (l *load) on(ctx context.Context, s *served) *sync.WaitGroup {
	var wg sync.WaitGroup
	to, err := server.New(server.Config{URL: s.url, Token: func(context.Context) (string, error) { return tokenOf("ops") }})
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
func (l *load) one(s *served, to *server.Store, n int64) bool {
	const api = "/api/edx_proctoring/v1/proctored_exam/"
	user := 1000 + n
	switch n % 4 {
	case 0:
		return l.send(s, fmt.Sprint("learner", n), "POST", api+"attempt", `{"exam_id": "1", "start_clock": "false", "attempt_proctored": "false"}`,
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

func (l *load) send(s *served, user, method, path, body string, k kept) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, method, s.url+path, strings.NewReader(body))
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

// check looks for all that was promised, and for anything half written, with a
// connection of its own.
func (l *load) check(t *testing.T, name string) {
	t.Helper()
	db, err := sql.Open("sqlite", l.path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	number := func(query string, args ...any) (n int) {
		if err := db.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
			t.Errorf("%s: %v", query, err)
		}
		return n
	}
	lost, doubled, happened := 0, 0, 0
	for _, k := range l.promised {
		switch n := number(k.query, k.args...); {
		case n == 0:
			lost++
		case n > 1:
			doubled++
		}
	}
	for _, k := range l.unsure {
		n := number(k.query, k.args...)
		happened += min(n, 1)
		doubled += max(0, n-1)
	}
	half := 0
	for _, query := range []string{
		"SELECT count(*) FROM proctoring_proctoredexamstudentattempt a WHERE proctored_exam_id = 1 AND (SELECT count(*) FROM proctoring_proctoredexamstudentattempt_history h WHERE h.id = a.id AND h.history_type = '+') <> 1",
		"SELECT count(*) FROM proctoring_proctoredexamstudentattempt a WHERE proctored_exam_id = 1 AND (SELECT count(*) FROM examdesk_activity l WHERE l.attempt_id = a.id) <> 1",
		"SELECT count(*) FROM proctoring_proctoredexamstudentallowance l WHERE (SELECT count(*) FROM examdesk_activity y WHERE y.subject_id = l.id AND y.subject = 'allowance') <> 1",
		"SELECT count(*) FROM proctoring_proctoredexamsoftwaresecurereview r WHERE exam_id = 3 AND (SELECT count(*) FROM proctoring_proctoredexamstudentattemptcomment c WHERE c.review_id = r.id) <> 1",
		"SELECT count(*) FROM proctoring_proctoredexamsoftwaresecurereview r WHERE exam_id = 3 AND (SELECT status FROM proctoring_proctoredexamstudentattempt a WHERE a.attempt_code = r.attempt_code) <> 'verified'",
		"SELECT count(*) FROM examdesk_decision d WHERE (SELECT count(*) FROM examdesk_activity l WHERE l.decision_id = d.id) <> 1",
		"SELECT count(*) FROM pragma_foreign_key_check",
	} {
		if n := number(query); n > 0 {
			half += n
			t.Errorf("%d of: %s", n, query)
		}
	}
	t.Logf("%s: %d answers 2xx, %d without an answer (%d of them in the store), by status %v; lost %d, doubled %d, half written %d",
		name, len(l.promised), len(l.unsure), happened, l.statuses, lost, doubled, half)
	if lost+doubled+half+len(l.bad) > 0 {
		t.Errorf("%s: lost %d, doubled %d, half written %d, wrong answers %v", name, lost, doubled, half, l.bad)
	}
	if len(l.promised) < 10 {
		t.Errorf("%s: hardly anything was written, so that this shows nothing", name)
	}
	l.sound(t)
}

// sound asks SQLite and examdesk whether the store is in order.
func (l *load) sound(t *testing.T) {
	t.Helper()
	s, err := store.Open(context.Background(), l.path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	findings, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if !f.OK {
			t.Errorf("%+v", f)
		}
	}
	verify := exec.CommandContext(context.Background(), os.Getenv("EXAMDESK_BIN"), "audit", "verify", "--store", "sqlite:"+l.path)
	verify.Env = append(os.Environ(), "HOME="+t.TempDir())
	if out, err := verify.CombinedOutput(); err != nil {
		t.Errorf("audit verify: %v\n%s", err, out)
	}
}

// TestE2EServeKilled kills the server under load, again and again, and finds all that
// it had answered. EXAMDESK_KILLS asks for more of it.
func TestE2EServeKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	serveWorld(t, path)
	l, rng := newLoad(path), rand.New(rand.NewPCG(5, 5))
	for range min(fromEnv(t, "EXAMDESK_KILLS", 4), 40) {
		s := serve(t, path)
		wg := l.on(t.Context(), s)
		time.Sleep(time.Duration(100+rng.IntN(400)) * time.Millisecond)
		_ = s.end(t, syscall.SIGKILL) // its error is the kill
		wg.Wait()
	}
	l.check(t, "killed")
}

// TestE2EServeStopped ends the server by SIGTERM with requests under way: each of them
// is answered, and the server ends well.
func TestE2EServeStopped(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.sqlite3")
	serveWorld(t, path)
	l := newLoad(path)
	for range 3 {
		s := serve(t, path)
		wg := l.on(t.Context(), s)
		time.Sleep(300 * time.Millisecond)
		if err := s.end(t, syscall.SIGTERM); err != nil {
			t.Errorf("it ends with %v", err)
		}
		wg.Wait()
	}
	l.check(t, "stopped")
	for _, k := range l.unsure {
		var n int
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRowContext(t.Context(), k.query, k.args...).Scan(&n); err != nil || n != 0 {
			t.Errorf("done, and not answered: %v, %v", k, err)
		}
		_ = db.Close()
	}
}

// TestE2EServeFullDisk fills the disk under load: the server refuses writes with 503,
// still reads, and goes on when there is room.
func TestE2EServeFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Fatalf("a small disk cannot be made; this test runs as root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	path, filler := filepath.Join(dir, "state.sqlite3"), filepath.Join(dir, "filler")
	serveWorld(t, path)
	l, rng := newLoad(path), rand.New(rand.NewPCG(6, 6))
	s := serve(t, path)
	for range min(fromEnv(t, "EXAMDESK_KILLS", 4), 20) {
		ctx, cancel := context.WithCancel(t.Context())
		wg := l.on(ctx, s)
		time.Sleep(100 * time.Millisecond)
		fill(t, filler, int64(rng.IntN(100_000)))
		time.Sleep(400 * time.Millisecond)
		read, err := http.NewRequestWithContext(ctx, "GET", s.url+"/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/a/b/c", nil)
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokenOf("ops")
		if err != nil {
			t.Fatal(err)
		}
		read.Header.Set("Authorization", "JWT "+token)
		switch a, err := http.DefaultClient.Do(read); {
		case err != nil:
			t.Errorf("a read on the full disk: %v", err)
		default:
			if a.StatusCode != http.StatusOK {
				t.Errorf("a read on the full disk: %d", a.StatusCode)
			}
			_ = a.Body.Close()
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		before := l.answered()
		for end := time.Now().Add(20 * time.Second); l.answered() == before; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("with room again, nothing is written")
			}
		}
		cancel()
		wg.Wait()
	}
	if err := s.end(t, syscall.SIGTERM); err != nil {
		t.Errorf("it ends with %v", err)
	}
	if l.statuses[http.StatusServiceUnavailable] == 0 {
		t.Error("no request met the full disk, so that this shows nothing")
	}
	l.check(t, "full disk")
}

func (l *load) answered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.promised)
}

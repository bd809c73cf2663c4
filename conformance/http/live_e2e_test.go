//go:build e2e

package http

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/conformance/counts"
	"examdesk/server/apiv1"
)

// lms is edx-proctoring in a process of its own.
type lms struct {
	url, path string
	db        *database
}

func startLMS(t *testing.T, path string) *lms {
	t.Helper()
	python := os.Getenv("EXAMDESK_ORACLE_PYTHON_6")
	if python == "" {
		t.Fatal("EXAMDESK_ORACLE_PYTHON_6 names no Python with edx-proctoring; see .ci/e2e")
	}
	cmd := exec.CommandContext(t.Context(), python, "lms.py", path, signingKey)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the LMS did not start: %v", err)
	}
	return &lms{url: "http://127.0.0.1:" + strings.TrimSpace(port), path: path}
}

func (l *lms) database() *database { return l.db }

func (l *lms) fresh() error {
	if l.db != nil {
		l.db.close()
	}
	if _, err := l.send(context.Background(), request{Method: "GET", Path: "/reset", Now: time.Unix(1, 0)}); err != nil {
		return err
	}
	db, err := openDatabase(l.path)
	l.db = db
	return err
}

func (l *lms) do(ctx context.Context, r request) (answer, error) {
	return l.send(ctx, r.withCode(l.db.code))
}

func (l *lms) send(ctx context.Context, r request) (answer, error) {
	q, err := http.NewRequestWithContext(ctx, r.Method, l.url+r.Path, strings.NewReader(r.Body))
	if err != nil {
		return answer{}, err
	}
	q.URL.RawQuery = r.Query
	if err := r.head(q.Header); err != nil {
		return answer{}, err
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(q)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	return answer{a.StatusCode, a.Header.Get("Location"), body}, err
}

// setting is a number from the environment.
func setting(t *testing.T, name string, usual int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return usual
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		t.Fatalf("%s=%q: give a number", name, s)
	}
	return n
}

// tally counts what became of the requests.
type tally struct {
	counts.Counts
	good int
	// routes counts answers by route, method and status; kinds those on purpose.
	routes map[string]map[int]int
	kinds  map[string]int
}

func (c *tally) add(r request, v verdict) {
	name := r.Method + " " + r.route
	if c.routes[name] == nil {
		c.routes[name] = map[int]int{}
	}
	c.routes[name][v.status]++
	if v.status >= 200 && v.status < 300 {
		c.good++
	}
	switch {
	case v.diff != "":
		c.Failed++
	case v.onPurpose != "":
		c.OnPurpose++
		c.kinds[v.onPurpose]++
	default:
		c.Passed++
	}
}

func (c *tally) all() int { return c.Passed + c.Failed + c.OnPurpose }

func (c *tally) String() string {
	var b strings.Builder
	for _, name := range sorted(c.routes) {
		n := 0
		var by []string
		for _, status := range sorted(c.routes[name]) {
			n += c.routes[name][status]
			by = append(by, fmt.Sprintf("%d: %d", status, c.routes[name][status]))
		}
		fmt.Fprintf(&b, "%5d  %s  (%s)\n", n, name, strings.Join(by, ", "))
	}
	fmt.Fprintf(&b, "%d requests, %d answered 2xx, %d equal, %d differing, %d on purpose %v", c.all(), c.good, c.Passed, c.Failed, c.OnPurpose, c.kinds)
	return b.String()
}

func sorted[K int | string, V any](m map[K]V) (out []K) {
	for k := range m {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// TestE2EHTTP sends the same generated requests to edx-proctoring 6.1.4 and to
// examdesk, on copies of one database and at the same times, and compares what is
// answered and every row that is left. EXAMDESK_HTTP_REQUESTS sets how many requests
// are sent, EXAMDESK_HTTP_SEED which. A sequence that differs is reduced to what is
// needed.
func TestE2EHTTP(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "theirs.sqlite3")
	blank := path + ".blank"
	makeWorld(t, blank)
	if err := replaceFile(blank, path); err != nil {
		t.Fatal(err)
	}
	theirs, mine := startLMS(t, path), newOurs(t, blank)
	sameRoutes(t, theirs)
	want, seed := setting(t, "EXAMDESK_HTTP_REQUESTS", 400), uint64(setting(t, "EXAMDESK_HTTP_SEED", 1))
	c := &tally{routes: map[string]map[int]int{}, kinds: map[string]int{}}
	for ; c.all() < want && c.Failed < 10; seed++ {
		list, failed := sequence(t, theirs, mine, seed, want-c.all(), c)
		if !failed {
			continue
		}
		least, diff, err := shrink(t.Context(), theirs, mine, list)
		if err != nil {
			t.Fatal(err)
		}
		t.Error(report(seed, len(list), least, diff))
	}
	t.Logf("\n%s", c)
	c.enough(t, want)
	if err := counts.Report("http-live", c.Counts); err != nil {
		t.Fatal(err)
	}
}

// enough fails if a route was hardly tried, or most requests were refused. A short
// run has too few requests for the former.
func (c *tally) enough(t *testing.T, want int) {
	t.Helper()
	if 2*c.good < c.all() {
		t.Errorf("only %d of %d requests were answered 2xx", c.good, c.all())
	}
	if want < 10000 {
		return
	}
	for _, o := range ops() {
		n := 0
		for _, some := range c.routes[o.method+" "+o.route] {
			n += some
		}
		if n < 100 {
			t.Errorf("%s %s was sent %d times", o.method, o.route, n)
		}
	}
}

// sequence sends one sequence, and returns it with whether its last request differed.
func sequence(t *testing.T, theirs, mine side, seed uint64, most int, c *tally) (list []request, failed bool) {
	t.Helper()
	for _, s := range []side{theirs, mine} {
		if err := s.fresh(); err != nil {
			t.Fatal(err)
		}
	}
	g := &gen{Rand: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 11, 20, 12, 0, 0, 123456000, time.UTC)}
	all := ops()
	for range min(20+g.IntN(60), most) {
		var err error
		if g.attempts, err = mine.database().attempts(); err != nil {
			t.Fatal(err)
		}
		r := g.next(all)
		list = append(list, r)
		v, err := compare(t.Context(), theirs, mine, r)
		if err != nil {
			t.Fatalf("%s: %v", r, err)
		}
		c.add(r, v)
		if v.diff != "" || v.apart {
			return list, v.diff != ""
		}
	}
	return list, false
}

// sameRoutes asks the LMS for edx-proctoring's own routes and their methods: the server
// has all of them.
func sameRoutes(t *testing.T, l *lms) {
	t.Helper()
	a, err := l.send(t.Context(), request{Method: "GET", Path: "/routes", Now: time.Unix(1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string][]string{}
	if err := json.Unmarshal(a.Body, &theirs); err != nil {
		t.Fatalf("%v: %s", err, a.Body)
	}
	have := map[string][]string{}
	for _, r := range apiv1.Routes() {
		have[r.Name] = r.Methods
	}
	for name, methods := range theirs {
		if !slices.Equal(methods, have[name]) {
			t.Errorf("%s: edx-proctoring has %v, the server %v", name, methods, have[name])
		}
	}
	if len(theirs) != len(have) {
		t.Errorf("edx-proctoring has %d routes, the server %d", len(theirs), len(have))
	}
}

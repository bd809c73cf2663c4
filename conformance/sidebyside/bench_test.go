package sidebyside

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"examdesk/cli"
	"examdesk/cli/kit"
	"examdesk/guard"
)

// serveHere runs examdesk serve in this process, so that a profile shows what it does,
// and returns it once it listens.
func serveHere(b *testing.B, path string) *side {
	b.Helper()
	dir := b.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"} {
		b.Setenv(name, dir)
	}
	file := filepath.Join(dir, "examdesk.yml")
	if err := os.WriteFile(file, fmt.Appendf(nil, "JWT_AUTH: {JWT_SECRET_KEY: %q, JWT_ISSUER: lms, JWT_AUDIENCE: desk}\n", signingKey), 0o600); err != nil {
		b.Fatal(err)
	}
	out, in := io.Pipe()
	run := func(ctx context.Context, out io.Writer, args ...string) int {
		return cli.Run(ctx, append(args, "--store", "sqlite:"+path, "--config", file), kit.Env{Out: out, Err: io.Discard, Clock: time.Now, Version: "bench"})
	}
	if status := run(b.Context(), io.Discard, "store", "migrate", "--yes"); status != 0 {
		b.Fatalf("store migrate: %d", status)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := guard.Start("serving", func() (int, error) { return run(ctx, in, "serve", "--listen", "127.0.0.1:0"), in.Close() })
	b.Cleanup(func() {
		stop()
		<-ended
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := regexp.MustCompile(` at (http://127.0.0.1:\d+)`).FindStringSubmatch(lines.Text()); m != nil {
			return &side{name: "examdesk", url: m[1], path: path, client: &http.Client{}}
		}
	}
	b.Fatal("examdesk serve did not start")
	return nil
}

// BenchmarkReviewCallback sends reviews one after the other, as the comparison does, each
// synced to disk before it is answered.
func BenchmarkReviewCallback(b *testing.B) {
	const waiting = 20_000
	path := filepath.Join(b.TempDir(), "bench.sqlite3")
	makeWorld(b, path, number("EXAMDESK_SIDE_ATTEMPTS", 1000), 300, waiting)
	s := serveHere(b, path)
	n := 0
	timed(b, func() {
		a, err := s.do(b.Context(), review(n%waiting))
		if n++; err != nil || a.status != http.StatusOK {
			b.Fatalf("%v: %d %s", err, a.status, a.body)
		}
	})
}

// BenchmarkSync is what a disk takes for as many pages as a review writes, at the end
// of a log, and one sync. No review can be taken faster on it.
func BenchmarkSync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	const room = 1000 // pages that SQLite's log has before it begins again
	page, at := make([]byte, 4096+24), 0
	timed(b, func() {
		for range number("EXAMDESK_SYNC_PAGES", 51) {
			if _, err := f.WriteAt(page, int64(at%room*len(page))); err != nil {
				b.Fatal(err)
			}
			at++
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	})
}

// timed reports the median and the 99th percentile besides the mean.
func timed(b *testing.B, do func()) {
	b.Helper()
	for range 20 { // what is prepared once
		do()
	}
	var spans []time.Duration
	for b.Loop() {
		begun := time.Now()
		do()
		spans = append(spans, time.Since(begun))
	}
	slices.Sort(spans)
	at := func(share float64) float64 {
		return float64(spans[int(share*float64(len(spans)-1))].Microseconds())
	}
	b.ReportMetric(at(0.5), "p50-µs")
	b.ReportMetric(at(0.1), "p10-µs")
	b.ReportMetric(at(0.99), "p99-µs")
}

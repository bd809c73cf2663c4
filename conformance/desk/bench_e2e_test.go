//go:build e2e

package desk_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"examdesk/conformance/screen"
	"examdesk/store/sample"
)

// benchStore is a sample store of EXAMDESK_BENCH_ATTEMPTS attempts, made once.
func benchStore(b *testing.B) string {
	b.Helper()
	n, err := strconv.Atoi(os.Getenv("EXAMDESK_BENCH_ATTEMPTS"))
	if err != nil {
		n = 3000
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("examdesk-bench-%d.sqlite3", n))
	if _, err := os.Stat(path); err != nil {
		if err := sample.Generate(context.Background(), path, sample.Options{Attempts: n, Seed: 1, Now: time.Now()}, nil); err != nil {
			b.Fatal(err)
		}
	}
	return path
}

func openBench(b *testing.B, path string) *screen.Screen {
	b.Helper()
	env := []string{"HOME=" + b.TempDir(), "TERM=xterm-256color", "TZ=UTC", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	s, err := screen.Start(b.Context(), screen.Options{Width: 120, Height: 40, Env: env, Silent: true}, os.Getenv("EXAMDESK_BIN"), "--store", path, "--as", sample.DemoReviewer)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.WaitFor(b.Context(), "▸", "Needs decision"); err != nil {
		b.Fatal(err)
	}
	return s
}

func quit(b *testing.B, s *screen.Screen) {
	b.Helper()
	if err := s.Press("ctrl+c"); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Wait(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func report(b *testing.B, spans []time.Duration) {
	slices.Sort(spans)
	at := func(share float64) float64 {
		return float64(spans[int(share*float64(len(spans)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
}

// BenchmarkFirstFrame is from the start of the process to the first rows.
func BenchmarkFirstFrame(b *testing.B) {
	path := benchStore(b)
	var spans []time.Duration
	for b.Loop() {
		begin := time.Now()
		s := openBench(b, path)
		spans = append(spans, time.Since(begin))
		quit(b, s)
	}
	report(b, spans)
}

// BenchmarkVersion is a start and an end without a screen.
func BenchmarkVersion(b *testing.B) {
	var spans []time.Duration
	for b.Loop() {
		begin := time.Now()
		s, err := screen.Start(b.Context(), screen.Options{Width: 80, Height: 24, Env: []string{"TERM=xterm"}}, os.Getenv("EXAMDESK_BIN"), "version")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Wait(b.Context()); err != nil {
			b.Fatal(err)
		}
		spans = append(spans, time.Since(begin))
	}
	report(b, spans)
}

// BenchmarkKeyToFrame is from a key to the screen that it changes: line by
// line, page by page, and from section to section.
func BenchmarkKeyToFrame(b *testing.B) {
	path := benchStore(b)
	for name, keys := range map[string][]string{"scroll": {"j", "j", "j", "k"}, "page": {"pgdown", "pgdown", "pgup"}, "section": {"tab"}} {
		b.Run(name, func(b *testing.B) {
			s := openBench(b, path)
			var spans []time.Duration
			written := len(s.Raw())
			for i := 0; b.Loop(); i++ {
				before := marked(s.Text())
				begin := time.Now()
				if err := s.Press(keys[i%len(keys)]); err != nil {
					b.Fatal(err)
				}
				err := s.WaitUntil(b.Context(), "another row", func(text string) bool { return marked(text) != before && strings.Contains(text, "▸") })
				if err != nil {
					b.Fatal(err)
				}
				spans = append(spans, time.Since(begin))
			}
			report(b, spans)
			b.ReportMetric(float64(len(s.Raw())-written)/float64(len(spans)), "B-written/key")
			quit(b, s)
		})
	}
}

// marked is the row under the cursor with the line it is on.
func marked(text string) string {
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "▸") {
			return strconv.Itoa(i) + line
		}
	}
	return ""
}

// BenchmarkInUse walks through the desk and reports its memory without mapped
// file pages, and what it costs while nothing is pressed.
func BenchmarkInUse(b *testing.B) {
	s := openBench(b, benchStore(b))
	for b.Loop() {
		for range 200 {
			if err := s.Press("pgdown", "j", "tab"); err != nil {
				b.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	time.Sleep(time.Second)
	b.ReportMetric(rssAnon(b, s.PID())/1024, "MB-anon")
	const idle = 10 * time.Second
	before, woken := ticks(b, s.PID()), wakeups(b, s.PID())
	time.Sleep(idle)
	b.ReportMetric(float64(wakeups(b, s.PID())-woken)/idle.Seconds(), "wakeups/s-idle")
	b.ReportMetric(float64(ticks(b, s.PID())-before)/100/idle.Seconds()*100, "%-of-a-core-idle")
	quit(b, s)
}

func rssAnon(b *testing.B, pid int) float64 {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			var kb float64
			if _, err := fmt.Sscan(rest, &kb); err != nil {
				b.Fatal(err)
			}
			return kb
		}
	}
	b.Fatal("the kernel does not say")
	return 0
}

// wakeups is how often the threads of a process have gone to sleep so far.
func wakeups(b *testing.B, pid int) int {
	b.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil || len(threads) == 0 {
		b.Fatalf("the kernel names no threads: %v", err)
	}
	n := 0
	for _, thread := range threads {
		data, err := os.ReadFile(thread)
		if err != nil {
			continue // it has ended
		}
		for line := range strings.Lines(string(data)) {
			if rest, ok := strings.CutPrefix(line, "voluntary_ctxt_switches:"); ok {
				switches, _ := strconv.Atoi(strings.TrimSpace(rest))
				n += switches
			}
		}
	}
	return n
}

// ticks is the processor time used so far, in hundredths of a second.
func ticks(b *testing.B, pid int) int {
	b.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

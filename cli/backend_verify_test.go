package cli

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"iter"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"examdesk/backends/simulator"
	"examdesk/cli/kit"
	"examdesk/model"
)

var update = flag.Bool("update", false, "rewrite the golden files") //nolint:gochecknoglobals // a flag

// noon is the time of the tests with goldens, of the mock service too.
func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// The text of the checks at two widths, made by checking the mock service with
// a secret that is not its own.
func TestVerifyGolden(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "examdesk.yml")
	mock, address := mockService(t, path, func(text string) string {
		text = regexp.MustCompile(`secret_key: .*`).ReplaceAllString(text, "secret_key: env:FAKE_SECRET_KEY\n    organisation: misspelt")
		return text + "LMS_ROOT_URL: http://127.0.0.1:1\nPROCTORING_SETTINGS: {ALLOW_CALLBACK_SIMULATION: true}\n"
	})
	t.Setenv("FAKE_SECRET_KEY", "fake-secret-key")
	t.Setenv("LANG", "C.UTF-8")
	t.Setenv("LC_ALL", "")
	for _, proxy := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(proxy, "")
	}
	for _, width := range []string{"80", "120"} {
		t.Setenv("COLUMNS", width)
		var out, errs bytes.Buffer
		status := Run(t.Context(), []string{"backend", "verify", "software_secure", simulator.RESTName, "--live", "--config", path}, testEnv(&out, &errs))
		if status != 4 || !strings.Contains(errs.String(), "checks of software_secure failed") && !strings.Contains(errs.String(), "The check signature of software_secure failed.") {
			t.Errorf("ended with %d: %s", status, errs.String())
		}
		text := strings.ReplaceAll(out.String(), address, "127.0.0.1:PORT")
		golden := filepath.Join("testdata", "verify-"+width+".txt")
		if *update {
			if err := os.WriteFile(golden, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if text != string(want) {
			t.Errorf("at %s columns:\n%s", width, text)
		}
		for _, line := range strings.Split(text, "\n") {
			if n := len([]rune(line)); n > 120 || width == "80" && n > 80 && !strings.Contains(line, "/api/") {
				t.Errorf("%d cells: %s", n, line)
			}
		}
	}
	if len(mock.Attempts()) != 0 {
		t.Error("a refused registration was kept")
	}
}

// The example in the documentation is what is printed.
func TestVerifyDocumented(t *testing.T) {
	path := filepath.Join(t.TempDir(), "examdesk.yml")
	_, address := mockService(t, path, func(text string) string {
		text = regexp.MustCompile(`(secret_key|crypto_key|video_review_aes_key): .*`).ReplaceAllString(text, "$1: env:FAKE_$1")
		return strings.Replace(text, "PROCTORING_USER_OBFUSCATION_KEY: mock-only-obfuscation-key", "PROCTORING_USER_OBFUSCATION_KEY: env:FAKE", 1)
	})
	t.Setenv("FAKE_secret_key", "fake-secret-key")
	t.Setenv("FAKE_crypto_key", "fake-key-of-24-bytes-xyz")
	t.Setenv("FAKE_video_review_aes_key", strings.Repeat("fa", 16))
	t.Setenv("COLUMNS", "100")
	t.Setenv("LANG", "C.UTF-8")
	t.Setenv("LC_ALL", "")
	for _, proxy := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(proxy, "")
	}
	var out, errs bytes.Buffer
	if status := Run(t.Context(), []string{"backend", "verify", "software_secure", "--live", "--config", path}, testEnv(&out, &errs)); status != 4 {
		t.Errorf("ended with %d", status)
	}
	doc, err := os.ReadFile(filepath.Join("..", "docs", "verify.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.ReplaceAll(out.String(), address, "127.0.0.1:8099") + errs.String()) {
		if line != "\n" && !strings.Contains(string(doc), "    "+line) {
			t.Errorf("the documentation lacks: %s", line)
		}
	}
}

// mockService serves a mock and writes a configuration for it.
func mockService(t *testing.T, path string, change func(string) string) (*simulator.Service, string) {
	t.Helper()
	mock, err := simulator.New(simulator.Config{PSI: simulator.NewPSIKeys(), REST: simulator.NewRESTKeys(), Clock: noon})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(mock)
	t.Cleanup(func() {
		mock.Close()
		s.Close()
	})
	text, err := mock.Snippet(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(change(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	return mock, strings.TrimPrefix(s.URL, "http://")
}

func testEnv(out, errs *bytes.Buffer) kit.Env {
	return kit.Env{In: strings.NewReader(""), Out: out, Err: errs, Clock: noon, Version: "test"}
}

// No secret is in text, JSON, list or errors, literal ones included.
func TestVerifyShowsNoSecret(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "examdesk.yml")
	var secrets []string
	mockService(t, path, func(text string) string {
		for _, m := range regexp.MustCompile(`(?:secret_key|crypto_key|client_secret): *"?([^"\n]+)"?\n`).FindAllStringSubmatch(text, -1) {
			secrets = append(secrets, m[1])
		}
		return text
	})
	if len(secrets) != 3 {
		t.Fatalf("the configuration has %d secrets", len(secrets))
	}
	for _, args := range [][]string{{"verify", "--live"}, {"verify", "--json", "--live"}, {"list"}, {"list", "--json"}, {"verify", "gone"}} {
		var out, errs bytes.Buffer
		Run(t.Context(), append([]string{"backend", "--config", path}, args...), testEnv(&out, &errs))
		if out.Len()+errs.Len() == 0 {
			t.Errorf("%v says nothing", args)
		}
		for _, s := range secrets {
			if strings.Contains(out.String()+errs.String(), s) {
				t.Errorf("%v shows a secret", args)
			}
		}
	}
}

// scripted answers the desk's role with what it is told, so that rounds differ.
type scripted struct {
	round atomic.Int32
	of    func(round int, name string) []model.Check
}

func (s *scripted) Backends(context.Context) ([]model.BackendInfo, error) { return nil, nil }

func (s *scripted) VerifyBackend(ctx context.Context, name string, _ model.VerifyOptions) (iter.Seq[model.Check], error) {
	round := int(s.round.Add(1))
	return func(yield func(model.Check) bool) {
		for _, c := range s.of(round, name) {
			if ctx.Err() != nil || !yield(model.Check{Name: c.Name, State: model.CheckRunning}) || !yield(c) {
				return
			}
		}
	}, nil
}

// A line is printed only when something changes, and the end is that of the
// last whole round.
func TestVerifyWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		defer interrupt()
		good, bad := model.Check{Name: "http", State: model.CheckPass, Seen: "there"}, model.Check{Name: "http", State: model.CheckFail, Cause: model.CauseDown, Seen: "gone", Remedy: "Wait."}
		script := &scripted{of: func(round int, _ string) []model.Check {
			switch round {
			case 1, 2:
				return []model.Check{good}
			case 5: // in the middle of it, so that it does not count
				interrupt()
				return []model.Check{good}
			}
			return []model.Check{bad}
		}}
		var out, errs bytes.Buffer
		a := newApp(kit.Env{Out: &out, Err: &errs, Clock: time.Now}, nil)
		r := &rounds{app: a, round: round{verifier: script, infos: []model.BackendInfo{{Name: "proctorco"}}, clock: a.Clock}}
		first := r.run(ctx, func(int, model.Check) {})
		began := time.Now()
		err := r.watch(ctx, time.Minute, first)
		if model.CodeOf(err) != model.CodeUnavailable {
			t.Errorf("ended with %v", err)
		}
		want := began.Add(2*time.Minute).UTC().Format("2006-01-02 15:04:05 UTC") + "  proctorco  http  pass -> fail: gone → Wait.\n"
		if out.String() != strings.ReplaceAll(want, "→ ", signs().arrow) {
			t.Errorf("%q, want %q", out.String(), want)
		}
	})
}

// Services are checked at the same time, and said in their order.
func TestVerifyRounds(t *testing.T) {
	t.Parallel()
	var names []model.BackendInfo
	for i := range 12 {
		names = append(names, model.BackendInfo{Name: fmt.Sprint("service", i)})
	}
	script := &scripted{of: func(_ int, name string) []model.Check {
		return []model.Check{{Name: "one", State: model.CheckPass}, {Name: "two", State: model.CheckFail, Cause: map[bool]model.CheckCause{true: model.CauseSecret, false: model.CauseDown}[name == "service0"]}}
	}}
	r := &round{verifier: script, infos: names, clock: mockNow}
	var order []int
	list := r.run(t.Context(), func(i int, _ model.Check) { order = append(order, i) })
	if !slices.IsSorted(order) || len(order) != 4*len(names) {
		t.Errorf("said in the order %v", order)
	}
	for _, c := range []struct {
		of   []verified
		want model.Code
	}{{list, model.CodeInternal}, {list[:1], model.CodeDenied}, {list[1:], model.CodeUnavailable}} {
		if err := verifiedError(t.Context(), c.of); model.CodeOf(err) != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	if verifiedError(t.Context(), nil) != nil {
		t.Error("nothing failed")
	}
}

// The line of progress leaves nothing behind.
func TestStatusLine(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := status{out: &out, live: true}
	s.show("proctorco: tls …")
	s.show("x: \x1b[2Jhttp")
	s.clear()
	s.clear()
	if out.String() != "proctorco: tls …\r"+strings.Repeat(" ", 16)+"\rx: http\r"+strings.Repeat(" ", 7)+"\r" {
		t.Errorf("%q", out.String())
	}
	out.Reset()
	quiet := status{out: &out}
	quiet.show("x")
	quiet.clear()
	if out.Len() != 0 || isLive(&out) {
		t.Errorf("%q", out.String())
	}
}

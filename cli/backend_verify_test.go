package cli

import (
	"bytes"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"examdesk/backends/simulator"
	"examdesk/cli/kit"
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
		t.Errorf("exited with %d", status)
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

package backend

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"examdesk/backends/simulator"
	"examdesk/backends/software_secure/psi"
	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

func mockNow() time.Time { return time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) }

// runBackend runs a command below `examdesk backend`.
func runBackend(ctx context.Context, out, errs io.Writer, in string, args ...string) error {
	a := setup.New(kit.Env{In: strings.NewReader(in), Out: out, Err: errs, Clock: mockNow, Version: "test"}, nil)
	root := &cobra.Command{Use: "backend", SilenceErrors: true, SilenceUsage: true}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return kit.Usage(err) })
	root.AddCommand(NewCmdMock(a, nil))
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	return root.ExecuteContext(ctx)
}

// lockedBuffer is written by the mock while the test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// running is a mock that was started by its command.
type running struct {
	t          *testing.T
	said       string
	base       string
	tokenFile  string
	logs       *lockedBuffer
	stop       func() error
	sspec      map[string]string // settings of software_secure
	httpClient *http.Client
}

func startMock(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{t: t, tokenFile: filepath.Join(t.TempDir(), "token"), logs: &lockedBuffer{}, httpClient: http.DefaultClient}
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := runBackend(ctx, in, r.logs, "", append([]string{"mock", "--listen", "127.0.0.1:0", "--token-file", r.tokenFile}, args...)...)
		_ = in.CloseWithError(io.EOF)
		ended <- err
	}()
	r.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = r.stop() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		r.said += lines.Text() + "\n"
		if strings.HasPrefix(lines.Text(), "# Callbacks go") {
			break
		}
	}
	var doc struct {
		Backends struct {
			PSI map[string]string `yaml:"software_secure"`
		} `yaml:"PROCTORING_BACKENDS"`
	}
	if err := yaml.Unmarshal([]byte(r.said), &doc); err != nil || doc.Backends.PSI == nil {
		t.Fatalf("%v: %q, %v", err, r.said, r.stop())
	}
	r.sspec = doc.Backends.PSI
	r.base = strings.TrimSuffix(r.sspec["exam_register_endpoint"], simulator.PSIPath)
	return r
}

// register registers an attempt with the settings that were printed.
func (r *running) register(code string) {
	r.t.Helper()
	o, err := psi.Payload(psi.Registration{
		Organization: r.sspec["organization"], Sponsor: r.sspec["exam_sponsor"], CryptoKey: model.NewSecret(r.sspec["crypto_key"]), ExamID: 1, CourseID: "c",
		ExamName: "Midterm", AttemptCode: code, TimeLimitMins: 90, FullName: "Ana Synthetic", ExamURL: "https://lms.example.com/start/" + code, Now: mockNow(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	date := psi.Date(mockNow())
	header, err := psi.Authorization(r.sspec["secret_key_id"], model.NewSecret(r.sspec["secret_key"]), psi.Message("POST", psi.ContentType, date, o))
	if err != nil {
		r.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.sspec["exam_register_endpoint"], strings.NewReader(o.Dump()))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", psi.ContentType)
	req.Header.Set("Date", date)
	req.Header.Set("Authorization", header)
	res, err := r.httpClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		data, _ := io.ReadAll(res.Body)
		r.t.Fatalf("%d %s", res.StatusCode, data)
	}
}

// control runs one of the commands that control the mock.
func (r *running) control(args ...string) (string, error) {
	var out bytes.Buffer
	err := runBackend(r.t.Context(), &out, io.Discard, "", append(append([]string{"mock"}, args...), "--to", r.base, "--token-file", r.tokenFile)...)
	return out.String(), err
}

func TestMockCommands(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []string
	status := http.StatusOK
	lms := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(req.Body)
		got = append(got, req.Method+" "+req.URL.Path+" "+string(body))
		w.WriteHeader(status)
	}))
	t.Cleanup(lms.Close)
	r := startMock(t, "--lms", lms.URL)
	r.register("CODE-1")
	out, err := r.control("attempts", "--json")
	var list []simulator.Attempt
	if err != nil || json.Unmarshal([]byte(out), &list) != nil || len(list) != 1 || list[0].Code != "CODE-1" {
		t.Fatal(out, err)
	}
	recording := filepath.Join(t.TempDir(), "recorded.jsonl")
	const line = `{"attempt_code":"OLD","payload":{"examMetaData":{},"reviewStatus":"Clean"}}` + "\n"
	if err := os.WriteFile(recording, []byte(line+line), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"ready", "CODE-1"}, "CODE-1: the LMS accepted the ready callback (200, 0 ms).\n"},
		{[]string{"review", list[0].ID, "--status", "suspicious", "--comment", "61-75 A second person", "--comment", "Look away"}, list[0].ID + ": the LMS accepted the review callback (200, 0 ms).\n"},
		{[]string{"replay", recording, "--attempt", "CODE-1"}, "callback 1: the LMS accepted the review callback (200, 0 ms).\ncallback 2: the LMS accepted the review callback (200, 0 ms).\n"},
		{[]string{"onboarding", "--refuse", "onboarding_missing"}, "All learners: attempts are refused with onboarding_missing"},
		{[]string{"fault", "down", "--endpoint", "token"}, "token\tdown\n"},
		{[]string{"fault"}, "token\tdown\n"},
		{[]string{"attempts"}, "software_secure\tready\tClean\tMidterm\tAna Synthetic\treview 200\n"},
	} {
		if out, err := r.control(c.args...); err != nil || !strings.Contains(out, c.says) {
			t.Errorf("%v: %v\n%s", c.args, err, out)
		}
	}
	mu.Lock()
	if len(got) != 4 || got[0] != "GET /start/CODE-1 " || !strings.Contains(got[1], `{"comments": "A second person", "duration": 14, "eventFinish": 75, "eventStart": 61,`) {
		t.Errorf("the LMS got\n%s", strings.Join(got, "\n"))
	}
	status = http.StatusForbidden
	mu.Unlock()
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{[]string{"review", "CODE-1", "--status", "clean"}, 4, "403"},
		{[]string{"review", "CODE-1", "--status", "good"}, 2, "outcome"},
		{[]string{"ready", "none"}, 5, "no attempt"},
		{[]string{"replay", recording}, 5, "no attempt"},
		{[]string{"replay", "/nonexistent"}, 5, "/nonexistent"},
		{[]string{"fault", "x"}, 2, "is not a valid fault"},
	} {
		if _, err := r.control(c.args...); model.ExitCode(err) != c.exit || !strings.Contains(model.Sentence(err), c.says) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	token, _ := os.ReadFile(r.tokenFile)
	for _, secret := range []string{string(bytes.TrimSpace(token)), r.sspec["secret_key"], r.sspec["crypto_key"]} {
		if secret == "" || strings.Contains(r.logs.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	if !strings.Contains(r.logs.String(), "msg=request method=POST path=/exams/registration/ status=200") || strings.Contains(r.said, string(bytes.TrimSpace(token))) {
		t.Error(r.logs, r.said)
	}
}

func TestMockWithoutToken(t *testing.T) {
	t.Parallel()
	r := startMock(t, "--json")
	wrong := filepath.Join(t.TempDir(), "wrong")
	if err := os.WriteFile(wrong, []byte("another token"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := runBackend(t.Context(), io.Discard, io.Discard, "", "mock", "attempts", "--to", r.base, "--token-file", wrong)
	if model.ExitCode(err) != 4 || strings.Contains(err.Error(), "another token") {
		t.Error(err)
	}
	var usage *kit.UsageError
	if err := runBackend(t.Context(), io.Discard, io.Discard, "", "mock", "attempts", "--to", r.base); !errors.As(err, &usage) {
		t.Error(err)
	}
	if !strings.Contains(r.logs.String(), `"path":"/control/attempts","status":401`) {
		t.Error(r.logs)
	}
	info, err := os.Stat(r.tokenFile)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}

// Attempts and keys outlive a restart, in a file of one's own.
func TestMockState(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state.json")
	first := startMock(t, "--state", state)
	first.register("CODE-1")
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(state); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(err)
	}
	second := startMock(t, "--state", state)
	if second.sspec["secret_key"] != first.sspec["secret_key"] || second.sspec["crypto_key"] != first.sspec["crypto_key"] {
		t.Error("the keys are others")
	}
	if out, err := second.control("attempts"); err != nil || !strings.Contains(out, "Midterm") {
		t.Error(out, err)
	}
	if err := os.WriteFile(state+"x", []byte("["), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := runBackend(t.Context(), io.Discard, io.Discard, "", "mock", "--listen", "127.0.0.1:0", "--state", state+"x"); model.ExitCode(err) != 2 {
		t.Error(err)
	}
}

func TestMockTLS(t *testing.T) {
	t.Parallel()
	cert := filepath.Join(t.TempDir(), "cert.pem")
	// The certificate is of the test's clock, and what connects has the real one.
	r := startMock(t, "--self-signed", "--cert-out", cert)
	if !strings.HasPrefix(r.base, "https://127.0.0.1:") {
		t.Fatal(r.said)
	}
	if _, err := r.control("attempts"); model.ExitCode(err) != 6 {
		t.Errorf("a certificate that nobody knows was trusted: %v", err)
	}
	data, err := os.ReadFile(cert)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(data) {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	if made, err := x509.ParseCertificate(block.Bytes); err != nil || made.NotAfter.Sub(mockNow()) != 90*24*time.Hour {
		t.Errorf("the certificate lasts until %s, %v", made.NotAfter, err)
	}
	r.httpClient = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, Time: mockNow, MinVersion: tls.VersionTLS12}}}
	r.register("CODE-1")
}

// What keeps the mock from listening is said with a way out.
func TestMockCannotListen(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	err = runBackend(t.Context(), io.Discard, io.Discard, "", "mock", "--listen", taken.Addr().String())
	if said := model.Sentence(err); model.ExitCode(err) != 6 || !strings.Contains(said, "another program uses the port. Stop that program, or name another port") {
		t.Errorf("taken: %s", said)
	}
	for number, want := range map[syscall.Errno]string{
		syscall.EADDRINUSE: "another program uses the port", syscall.EACCES: "Name one from 1024 on", syscall.EADDRNOTAVAIL: "this machine does not have", syscall.EIO: "check the address",
	} {
		err := cannotListen(&net.OpError{Op: "listen", Net: "tcp", Err: os.NewSyscallError("bind", number)}, "127.0.0.1:80")
		if said := model.Sentence(err); !strings.Contains(said, want) || !strings.Contains(said, "127.0.0.1:80") {
			t.Errorf("%d: %s", number, said)
		}
	}
}

// A token of another run is told from none at all.
func TestMockToken(t *testing.T) {
	t.Parallel()
	r := startMock(t)
	if err := os.WriteFile(r.tokenFile, []byte("synthetic-of-another-run\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := r.control("attempts")
	if said := model.Sentence(err); model.CodeOf(err) != model.CodeDenied || !strings.Contains(said, "not the control token of this run") || strings.Contains(said, "synthetic") {
		t.Errorf("%s", said)
	}
}

func TestMockRefuses(t *testing.T) {
	t.Setenv("EXAMDESK_TEST_LMS_SECRET", "synthetic")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no address":        {nil, "--listen"},
		"no real address":   {[]string{"--listen", "here"}, "is not an address"},
		"the world":         {[]string{"--listen", "0.0.0.0:0"}, "--public"},
		"any address":       {[]string{"--listen", ":0"}, "--public"},
		"a name":            {[]string{"--listen", "mock.example.com:0"}, "--public"},
		"a kind":            {[]string{"--listen", "127.0.0.1:0", "--kind", "x"}, "software_secure, rest or both"},
		"half of TLS":       {[]string{"--listen", "127.0.0.1:0", "--tls-cert", "x"}, "--tls-key"},
		"both ways of TLS":  {[]string{"--listen", "127.0.0.1:0", "--tls-cert", "x", "--tls-key", "x", "--self-signed"}, "--tls-key"},
		"no certificate":    {[]string{"--listen", "127.0.0.1:0", "--tls-cert", "/nonexistent", "--tls-key", "x"}, "/nonexistent"},
		"a literal secret":  {[]string{"--listen", "127.0.0.1:0", "--lms", "https://l.example.com", "--lms-client-id", "a", "--lms-client-secret", "hunter2"}, "env:NAME"},
		"an unset variable": {[]string{"--listen", "127.0.0.1:0", "--lms", "https://l.example.com", "--lms-client-id", "a", "--lms-client-secret", "env:EXAMDESK_TEST_UNSET"}, "not set"},
		"half a client":     {[]string{"--listen", "127.0.0.1:0", "--lms", "https://l.example.com", "--lms-client-secret", "env:EXAMDESK_TEST_LMS_SECRET"}, "must be given together"},
		"an odd LMS":        {[]string{"--listen", "127.0.0.1:0", "--lms", "lms"}, "not an LMS's address"},
		"odd timing":        {[]string{"--listen", "127.0.0.1:0", "--auto", "soon"}, "not understood"},
		"an odd fault":      {[]string{"--listen", "127.0.0.1:0", "--fault", "x"}, "is not a valid fault"},
		"an odd endpoint":   {[]string{"--listen", "127.0.0.1:0", "--fault", "down@x"}, "is not a valid endpoint"},
		"an argument":       {[]string{"--listen", "127.0.0.1:0", "x"}, "x"},
	} {
		err := runBackend(t.Context(), io.Discard, io.Discard, "", append([]string{"mock"}, c.args...)...)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := runBackend(t.Context(), io.Discard, io.Discard, "", "mock", "attempts", "--to", "x"); err == nil {
		t.Error("x is an address")
	}
}

// The mock cannot listen where someone else does.
func TestMockTaken(t *testing.T) {
	t.Parallel()
	r := startMock(t)
	err := runBackend(t.Context(), io.Discard, io.Discard, "", "mock", "--listen", strings.TrimPrefix(r.base, "http://"))
	if model.ExitCode(err) != 6 {
		t.Error(err)
	}
}

func TestMockComment(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]simulator.Comment{
		"61-75 A person": {Start: 61, Stop: 75, Text: "A person"}, "A person": {Text: "A person"}, "75-61 odd": {Text: "75-61 odd"},
		"61-75": {Text: "61-75"}, "61 x": {Text: "61 x"}, "-1-2 x": {Text: "-1-2 x"},
	} {
		if want.Status = "Unknown"; mockComment(text) != want {
			t.Errorf("%q: %+v", text, mockComment(text))
		}
	}
}

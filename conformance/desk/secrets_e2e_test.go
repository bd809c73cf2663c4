//go:build e2e

package desk_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"examdesk/backends/simulator"
	"examdesk/model"
)

// vaultDesk is a home whose secrets are all made up, with the two services that
// know them.
type vaultDesk struct {
	t     *testing.T
	home  string
	store string
	// secrets are what must be seen nowhere, by what they are.
	secrets map[string]string
	service *simulator.Service
	url     string
	// said is all that was printed.
	said bytes.Buffer
}

// TestE2ESecretsStaySecret sets secrets, uses them in every way that there is,
// breaks the services, crashes the desk, and then looks for them in all that was
// printed and written: output, journal, store, configuration, crash.
func TestE2ESecretsStaySecret(t *testing.T) {
	t.Parallel()
	v := newVaultDesk(t)
	v.setAll()
	v.useAll()
	v.importAll()
	v.openDesk()
	v.crash()
	v.lookEverywhere()
}

func newVaultDesk(t *testing.T) *vaultDesk {
	t.Helper()
	v := &vaultDesk{t: t, home: t.TempDir(), store: database(t), secrets: map[string]string{
		"secret_key": "do-not-use-signing-7c2b5b2c", "crypto_key": "do-not-use-3des-8f14e45f", "video_review_aes_key": "d0e07075e0a35a17d0e07075e0a35a17",
		"client_secret": "do-not-use-client-45c48cce", "a wrong secret": "do-not-use-wrong-6512bd43", "PROCTORING_USER_OBFUSCATION_KEY": "do-not-use-obfuscation-c20ad4d7",
		"the webhook's secret": "do-not-use-webhook-c51ce410", "the passphrase": "do-not-use-passphrase-aab32389", "an imported secret": "do-not-use-imported-9bf31c7f",
	}}
	var err error
	v.service, err = simulator.New(simulator.Config{
		PSI:  &simulator.PSIKeys{KeyID: "NU-TEST-1", SecretKey: v.secret("secret_key"), CryptoKey: v.secret("crypto_key")},
		REST: &simulator.RESTKeys{ClientID: "test-client", ClientSecret: v.secret("client_secret")},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(v.service)
	t.Cleanup(func() {
		v.service.Close()
		s.Close()
	})
	v.url = s.URL
	passphrase := filepath.Join(t.TempDir(), "passphrase") // the one file that holds one, by design
	v.write(passphrase, v.secrets["the passphrase"]+"\n")
	v.write(v.path("examdesk.yml"), fmt.Sprintf(`hold_seconds: 60
SITE_NAME: courses.example.com
secrets: {store: file, passphrase_file: %q}
PROCTORING_USER_OBFUSCATION_KEY: keyring:default/lms/PROCTORING_USER_OBFUSCATION_KEY
PLATFORM_WEBHOOK: {URL: "http://127.0.0.1:1/events", SECRET: keyring:platform_webhook, ALLOW_PRIVATE_ADDRESSES: true, TIMEOUT_SECONDS: 1}
PROCTORING_BACKENDS:
  DEFAULT: software_secure
  software_secure:
    organization: nordic
    exam_sponsor: Nordic LMS
    exam_register_endpoint: %[2]s/exams/registration/
    software_download_url: %[2]s/download
    secret_key_id: NU-TEST-1
    allow_private_addresses: true
  proctorco: {base_url: %[2]q, client_id: test-client, allow_private_addresses: true}
`, passphrase, v.url))
	return v
}

func (v *vaultDesk) secret(name string) model.Secret { return model.NewSecret(v.secrets[name]) }
func (v *vaultDesk) path(name string) string         { return filepath.Join(v.home, name) }

func (v *vaultDesk) write(path, text string) {
	v.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		v.t.Fatal(err)
	}
}

func (v *vaultDesk) env() []string {
	return []string{"HOME=" + v.home, "TERM=xterm-256color", "TZ=UTC", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"), "GOTRACEBACK=crash"}
}

// run runs a command and keeps what it prints.
func (v *vaultDesk) run(want int, stdin string, args ...string) {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, need(v.t, "EXAMDESK_BIN"), append(args, "--config", v.path("examdesk.yml"))...)
	cmd.Env, cmd.Stdin, cmd.Dir = v.env(), strings.NewReader(stdin), v.home
	out, err := cmd.CombinedOutput()
	v.said.Write(out)
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		v.t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != want && want >= 0 {
		v.t.Fatalf("%q ended with %d, want %d:\n%s", args, got, want, out)
	}
}

func (v *vaultDesk) setAll() {
	v.t.Helper()
	for key, name := range map[string]string{
		"software_secure/secret_key": "secret_key", "software_secure/crypto_key": "crypto_key", "software_secure/video_review_aes_key": "video_review_aes_key",
		"proctorco/client_secret": "client_secret", "default/lms/PROCTORING_USER_OBFUSCATION_KEY": "PROCTORING_USER_OBFUSCATION_KEY", "platform_webhook": "the webhook's secret",
	} {
		v.run(0, v.secrets[name]+"\n", "keys", "set", key, "--stdin", "--yes")
	}
}

// useAll uses the secrets, with and without success.
func (v *vaultDesk) useAll() {
	v.t.Helper()
	v.run(0, "", "backend", "verify", "--live")
	for i, fault := range simulator.Faults() {
		v.service.SetFault(simulator.EndpointAll, fault)
		v.run(-1, "", "backend", "verify", "--live", "--timeout", "1", fmt.Sprintf("--json=%t", i%2 == 0))
	}
	v.service.SetFault(simulator.EndpointAll, simulator.FaultNone)
	wrong := v.secrets["a wrong secret"] + "\n"
	v.run(4, wrong, "keys", "rotate", "software_secure/secret_key", "--stdin", "--yes", "--live")
	v.run(0, wrong, "keys", "set", "proctorco/client_secret", "--stdin", "--yes")
	v.run(4, "", "backend", "verify", "proctorco")
	v.run(0, v.secrets["client_secret"], "keys", "rotate", "proctorco/client_secret", "--stdin", "--yes")
	for _, args := range [][]string{
		{"keys", "list"}, {"keys", "list", "--json"}, {"keys", "export"}, {"keys", "export", "--json"}, {"doctor"}, {"doctor", "--json"},
		{"backend", "list"}, {"backend", "list", "--json"}, {"store", "migrate", "--yes", "--store", v.store}, {"outbox", "deliver", "--store", v.store},
		{"attempt", "list", "--json", "--store", v.store}, {"exam", "list", "--store", v.store}, {"keys", "set", v.secrets["a wrong secret"]},
	} {
		v.run(-1, "", args...)
	}
}

func (v *vaultDesk) importAll() {
	v.t.Helper()
	in := filepath.Join(v.t.TempDir(), "lms.auth.json")
	v.write(in, fmt.Sprintf(`{"PROCTORING_BACKENDS": {"DEFAULT": "other", "other": {"base_url": %q, "client_id": "x", "client_secret": %q, "clientsecret": %q},
"software_secure": {"secret_key": %q, "crypto_key": %q,}}`, v.url, v.secrets["an imported secret"], v.secrets["an imported secret"], v.secrets["secret_key"], v.secrets["crypto_key"]))
	v.run(-1, "", "keys", "import", in, "--dry-run")
	v.run(-1, "", "keys", "import", in, "--dry-run", "--json")
	v.run(-1, "", "keys", "import", in, "--yes")
}

// openDesk checks services in the desk, and takes decisions that it keeps.
func (v *vaultDesk) openDesk() {
	v.t.Helper()
	v.service.SetFault(simulator.EndpointAll, simulator.FaultSecret)
	d := open(v.t, options{store: v.store, home: v.home, keepConfig: true})
	d.sees("Needs decision 68", "▸")
	d.press("B")
	d.sees("software_secure", "not checked yet")
	d.press("V")
	d.sees("wrong secret")
	d.press("q")
	d.sees("Needs decision 68")
	d.press("r")
	d.confirm()
	d.sees("sent in")
	if err := d.Signal(syscall.SIGKILL); err != nil { // the decision stays in the journal
		v.t.Fatal(err)
	}
	d.ends(-1)
	v.said.Write(d.Raw())
	if files, err := filepath.Glob(v.path(".local/state/examdesk/journal/*")); err != nil || len(files) == 0 {
		v.t.Fatalf("no journal to look into: %v", err)
	}
}

// crash makes the runtime print all stacks, with the limit of core files as far
// up as it goes.
func (v *vaultDesk) crash() {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.t.Context(), time.Minute)
	defer stop()
	bin := need(v.t, "EXAMDESK_BIN")
	v.service.SetFault(simulator.EndpointAll, simulator.FaultSilent)
	cmd := exec.CommandContext(ctx, "bash", "-c", `ulimit -c "$(ulimit -H -c)"; exec "$0" backend verify --live --timeout 60 --config "$1"`, bin, v.path("examdesk.yml"))
	var out bytes.Buffer
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = v.env(), v.home, &out, &out
	if err := cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	limits := fmt.Sprintf("/proc/%d/limits", cmd.Process.Pid)
	for range 100 { // until it has begun, and has read its secrets
		time.Sleep(100 * time.Millisecond)
		if data, err := os.ReadFile(limits); err == nil && strings.Contains(string(data), "Max core file size        0 ") {
			break
		}
	}
	time.Sleep(2 * time.Second)
	data, err := os.ReadFile(limits)
	if err != nil || !strings.Contains(string(data), "Max core file size        0 ") {
		v.t.Errorf("a core file could be written: %v\n%s", err, data)
	}
	if err := cmd.Process.Signal(syscall.SIGABRT); err != nil {
		v.t.Fatal(err)
	}
	err = cmd.Wait()
	if !strings.Contains(out.String(), "goroutine ") {
		v.t.Fatalf("it did not crash: %v\n%s", err, out.String())
	}
	v.said.Write(out.Bytes())
}

// lookEverywhere looks for the secrets as they are, in hex and in base64.
func (v *vaultDesk) lookEverywhere() {
	v.t.Helper()
	v.look("what was printed", v.said.Bytes())
	for name, secret := range v.secrets { // what is looked for can be found
		for form, text := range formsOf(secret) {
			if len(secretsIn([]byte("x "+text+" y"), map[string]string{name: secret})) == 0 {
				v.t.Fatalf("%s would not be found %s", name, form)
			}
		}
	}
	files := 0
	for _, root := range []string{v.home, filepath.Dir(v.store)} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(path)
			if strings.HasPrefix(d.Name(), "core") {
				v.t.Errorf("a core file was written: %s", path)
			}
			files++
			v.look(path, data)
			return err
		})
		if err != nil {
			v.t.Fatal(err)
		}
	}
	v.t.Logf("%d secrets looked for in %d bytes of output and %d files", len(v.secrets), v.said.Len(), files)
	if files < 5 {
		v.t.Errorf("only %d files to look into", files)
	}
}

func (v *vaultDesk) look(where string, data []byte) {
	v.t.Helper()
	for _, found := range secretsIn(data, v.secrets) {
		v.t.Errorf("%s holds %s", where, found)
	}
}

// secretsIn names the secrets that are in data, with the form in which they are.
func secretsIn(data []byte, secrets map[string]string) (found []string) {
	lower := bytes.ToLower(data)
	for name, secret := range secrets {
		for form, text := range formsOf(secret) {
			if bytes.Contains(lower, []byte(strings.ToLower(text))) {
				found = append(found, name+" "+form)
			}
		}
	}
	return found
}

func formsOf(secret string) map[string]string {
	return map[string]string{
		"as it is": secret, "in hex": hex.EncodeToString([]byte(secret)), "in base64": strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret)), "="),
	}
}

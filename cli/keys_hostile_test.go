package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/config"
)

// keysRun runs one command on a configuration, and returns its status and what it
// said.
func keysRun(t *testing.T, home, in string, args ...string) (int, string) {
	t.Helper()
	var said bytes.Buffer
	status := Run(t.Context(), append([]string{"--config", home}, args...), kit.Env{In: strings.NewReader(in), Out: &said, Err: &said, Clock: time.Now, WorkFactor: 1, Version: "test"})
	return status, said.String()
}

// A service whose settings stand for another one too is not given a secret: the
// other would have it as well. Other ways of YAML to write things twice work.
func TestKeysAndAnchors(t *testing.T) {
	const shared = `secrets: {store: plain}
PROCTORING_BACKENDS:
  a: &a
    base_url: https://a.example
    client_id: c
  b: *a
`
	home := keysHome(t, shared)
	if status, said := keysRun(t, home, "synthetic-secret-do-not-use", "keys", "set", "a/client_secret", "--stdin", "--yes"); status == 0 || !strings.Contains(said, "by hand") {
		t.Errorf("%d: %s", status, said)
	}
	lms := filepath.Join(t.TempDir(), "lms.yml")
	if err := os.WriteFile(lms, []byte("PROCTORING_BACKENDS: {a: {client_secret: synthetic-secret-do-not-use, base_url: https://a.example, client_id: c}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, said := keysRun(t, home, "", "keys", "import", lms, "--yes"); status != 3 || !strings.Contains(said, "alias") {
		t.Errorf("%d: %s", status, said)
	}
	if now, err := os.ReadFile(home); err != nil || string(now) != shared {
		t.Errorf("the configuration became %s, %v", now, err)
	}
}

// What is filed is not said to be nothing if the list of it cannot be read.
func TestUnreadableNames(t *testing.T) {
	home := keysHome(t, "secrets: {store: plain}\n")
	dir, err := config.Dir()
	if err := errors.Join(err, os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, "keys.json"), []byte(`{"version":2}`), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"keys list", "keys list --json", "keys export", "keys export --json"} {
		if status, said := keysRun(t, home, "", strings.Fields(args)...); status == 0 || strings.Contains(said, "No secret is saved") || strings.Contains(said, "[]") {
			t.Errorf("%s: %d: %s", args, status, said)
		}
	}
}

// endless gives nothing, and tells when it is asked.
type endless struct {
	asked func()
	until chan struct{}
}

func (e endless) Read([]byte) (int, error) {
	e.asked()
	<-e.until
	return 0, io.EOF
}

// Who is told to end while nothing comes ends, and nothing is changed.
func TestEndedWhileReading(t *testing.T) {
	home := keysHome(t, "secrets: {store: plain}\nprofiles: {p: {store: 'sqlite:/p'}}\n")
	for _, args := range []string{"keys set a/b/c --stdin --yes", "profile rm p"} {
		ctx, cancel := context.WithCancel(t.Context())
		in := endless{cancel, make(chan struct{})}
		var said bytes.Buffer
		status := Run(ctx, append([]string{"--config", home}, strings.Fields(args)...), kit.Env{In: in, Out: &said, Err: &said, Clock: time.Now, WorkFactor: 1, IsTerminal: true, Version: "test"})
		close(in.until)
		if status != 130 || !strings.Contains(said.String(), "Nothing was changed.") {
			t.Errorf("%s: %d: %s", args, status, said.String())
		}
	}
}

// A byte order mark, which an editor has put before a secret, is not part of it.
func TestMarkedSecret(t *testing.T) {
	home := keysHome(t, "secrets: {store: plain}\n")
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("\ufeffsynthetic"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, said := keysRun(t, home, "", "keys", "set", "a/b/c", "--from-file", path, "--yes"); status != 0 || strings.Contains(said, "synthetic") {
		t.Errorf("%d: %s", status, said)
	}
	kept, err := os.ReadFile(filepath.Join(os.Getenv("XDG_DATA_HOME"), "examdesk", "secrets", "secrets.json"))
	if err != nil || !strings.Contains(string(kept), `"synthetic"`) {
		t.Errorf("%s, %v", kept, err)
	}
}

// A program that gives the passphrase is not given the secrets that are in the
// environment.
func TestProgramsGetNoSecrets(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // the program is a shell script
	}
	dir := t.TempDir()
	script, got := filepath.Join(dir, "phrase"), filepath.Join(dir, "got")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nenv > '"+got+"'\necho a passphrase for tests\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	home := keysHome(t, "secrets: {store: file, passphrase_command: ['"+script+"']}\nPROCTORING_BACKENDS: {p: {client_secret: 'env:EXAMDESK_TEST_SECRET'}}\n")
	t.Setenv("EXAMDESK_TEST_SECRET", "synthetic-secret-do-not-use")
	if status, said := keysRun(t, home, "synthetic", "keys", "set", "a/b/c", "--stdin", "--yes"); status != 0 {
		t.Fatalf("%d: %s", status, said)
	}
	env, err := os.ReadFile(got)
	if err != nil || !strings.Contains(string(env), "HOME=") || strings.Contains(string(env), "synthetic") {
		t.Errorf("it got %s, %v", env, err)
	}
}

// A missing profile is no reason to change the secret of another.
func TestUnknownProfileOfKeys(t *testing.T) {
	home := keysHome(t, "secrets: {store: plain}\nPROCTORING_BACKENDS: {software_secure: {secret_key: 'keyring:one/software_secure/secret_key'}}\n")
	for _, args := range []string{"set software_secure/secret_key --stdin", "rm one/software_secure/secret_key", "rotate one/software_secure/secret_key --stdin"} {
		if status, said := keysRun(t, home, "synthetic", strings.Fields("--profile none keys "+args+" --yes")...); status != 5 || !strings.Contains(said, "no profile") {
			t.Errorf("%s: %d: %s", args, status, said)
		}
	}
}

// What EXAMDESK_PASSPHRASE_FILE makes possible is not called impossible before the
// first secret is filed.
func TestPassphraseFileBeforeTheFirstSecret(t *testing.T) {
	home := keysHome(t, "PROCTORING_BACKENDS: {DEFAULT: x, x: {base_url: 'https://x.example', client_id: a, client_secret: 'keyring:x/client_secret'}}\n")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	pass := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(pass, []byte("synthetic passphrase\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, set := range []bool{false, true} {
		if set {
			t.Setenv(config.PassphraseEnv, pass)
		}
		for _, command := range []string{"keys list", "doctor"} {
			_, said := keysRun(t, home, "", strings.Fields(command)...)
			if impossible := strings.Contains(strings.Join(strings.Fields(said), " "), "there is no passphrase"); impossible == set {
				t.Errorf("%s, set %t: %s", command, set, said)
			}
		}
	}
	if _, said := keysRun(t, home, "", "keys", "list"); !strings.Contains(said, "missing") {
		t.Errorf("the secret is not missed: %s", said)
	}
}

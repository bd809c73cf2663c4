package keys

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/config"
	"examdesk/model"
)

// The import on the real vault: an encrypted file as on a server without a
// keyring, made with the first secret.
func TestImportIntoVault(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, filepath.Join(dir, name))
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(dir, "no-bus"))
	t.Setenv(config.PassphraseEnv, "")
	home, store := filepath.Join(dir, "c.yml"), filepath.Join(dir, "secrets.age")
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pass := write("pass.txt", "a made-up passphrase\n")
	write("c.yml", "secrets: {store: file, file: "+store+", passphrase_file: "+pass+"}\n")
	sample := write("lms.yml", failSample)
	run := func(args ...string) (int, string) {
		var out bytes.Buffer
		a := setup.New(kit.Env{In: strings.NewReader(""), Out: &out, Err: &out, Clock: time.Now, WorkFactor: 1}, nil)
		a.Global.File = home
		cmd := &cobra.Command{Use: "x", SilenceErrors: true, SilenceUsage: true}
		cmd.AddCommand(NewCmdImport(a, nil))
		cmd.SetArgs(append([]string{"import", sample}, args...))
		cmd.SetOut(&out)
		err := cmd.ExecuteContext(t.Context())
		return model.ExitCode(err), out.String() + model.Sentence(err)
	}
	code, said := run("--dry-run")
	if _, err := os.Stat(store); code != 0 || err == nil || !strings.Contains(said, "The configuration asks for it") || !strings.Contains(said, "4 new") {
		t.Fatalf("dry run: %d, %v\n%s", code, err, said)
	}
	if code, said = run("--yes"); code != 0 || !strings.Contains(said, "1 secret stored and read back") {
		t.Fatalf("%d\n%s", code, said)
	}
	if code, said = run("--yes"); code != 0 || !strings.Contains(said, "4 values: 4 there already") {
		t.Errorf("again: %d\n%s", code, said)
	}
	c, err := config.Load(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.ServiceWithSecrets(t.Context(), "proctorco")
	if err != nil || s.Secret("client_secret").Reveal() != "fake-client-secret-0014" {
		t.Errorf("the configuration's own secret cannot be read: %v, %v", err, s.Problems)
	}
	for _, path := range []string{home, store} {
		if data, err := os.ReadFile(path); err != nil || bytes.Contains(data, []byte("fake-client-secret")) {
			t.Errorf("%s: %v, or the secret is in it", path, err)
		}
	}

	if runtime.GOOS != "linux" {
		return // elsewhere the rest would look at the keyring of whoever runs this
	}
	// With nothing chosen and no passphrase, a plan can be looked at and nothing
	// is done.
	write("c.yml", "theme: dark\n")
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "elsewhere")) // which remembers no place
	for _, name := range []string{"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY"} {
		t.Setenv(name, "")
	}
	if code, said = run("--dry-run"); code != 0 || !strings.Contains(said, "4 new") || !saysAll(said, "so the import would fail", "secrets.passphrase_file or EXAMDESK_PASSPHRASE_FILE", "{store: ") {
		t.Errorf("nothing chosen: %d\n%s", code, said)
	}
	if code, said = run("--yes"); code != 6 || !strings.Contains(said, "The configuration is as it was") {
		t.Errorf("nowhere: %d\n%s", code, said)
	}
	if code, said = run("--dry-run", "--json"); code != 0 || !saysAll(said, "so the import would fail") {
		t.Errorf("nothing chosen, as JSON: %d\n%s", code, said)
	}
	t.Setenv(config.PassphraseEnv, pass)
	if code, said = run("--dry-run"); code != 0 || strings.Contains(said, "would fail") || !saysAll(said, "is created with the first secret") {
		t.Errorf("a passphrase is named: %d\n%s", code, said)
	}
	if now, err := os.ReadFile(home); err != nil || string(now) != "theme: dark\n" {
		t.Errorf("%s, %v", now, err)
	}
}

// saysAll reports whether a text has all parts, wherever its lines are broken.
func saysAll(said string, parts ...string) bool {
	said = strings.Join(strings.Fields(said), " ")
	for _, part := range parts {
		if !strings.Contains(said, part) {
			return false
		}
	}
	return true
}

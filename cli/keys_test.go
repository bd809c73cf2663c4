package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/keys"
	"examdesk/model"
)

// keysHome makes a home of its own, so that nothing real is touched.
func keysHome(t *testing.T, config string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, filepath.Join(dir, name))
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(dir, "no-bus"))
	t.Setenv(passphraseEnv, "")
	path := filepath.Join(dir, "c.yml")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// No output of any command on keys, of the doctor included, holds a secret,
// whether it goes well or not.
func TestKeysOutput(t *testing.T) {
	const secret, other = "synthetic-secret-do-not-use", "synthetic-rotated-do-not-use"
	for _, store := range []string{"plain", "keyring", "auto", "helper", "file"} {
		t.Run(store, func(t *testing.T) {
			config := keysHome(t, "secrets: {store: "+store+", helper: synthetic-not-there}\nPROCTORING_BACKENDS: {software_secure: {crypto_key: "+secret+"}}\n")
			var said bytes.Buffer
			done := 0
			for _, step := range []struct{ in, args string }{
				{secret, "keys set software_secure/secret_key --stdin --yes"},
				{other, "keys rotate software_secure/secret_key --stdin --yes"},
				{secret, "keys rotate software_secure/secret_key --stdin --yes"},
				{"", "keys list"}, {"", "keys list --json"}, {"", "keys export"}, {"", "keys export --json"},
				{secret, "keys set " + secret}, {secret, "keys set a/b " + secret}, {secret, "keys set --stdin=" + secret + " a/b"}, {secret, "keys rm -x" + secret},
				{secret, "keys set software_secure/crypto_key --stdin --yes"},
				{other, "keys rotate software_secure/crypto_key --stdin --yes"},
				{"", "doctor"}, {"", "doctor --json"},
				{"", "keys rm software_secure/secret_key --dry-run"}, {"", "keys rm software_secure/secret_key --yes"},
			} {
				env := Env{In: strings.NewReader(step.in), Out: &said, Err: &said, Clock: time.Now, Version: "test"}
				if Run(t.Context(), append([]string{"--config", config}, strings.Fields(step.args)...), env) == 0 {
					done++
				}
			}
			if said.Len() < 1000 || done < 2 || store == "plain" && done < 11 {
				t.Errorf("%d commands went well:\n%s", done, said.String())
			}
			for _, s := range []string{secret, other} {
				if strings.Contains(said.String(), s) {
					t.Errorf("a secret was printed:\n%s", said.String())
				}
			}
		})
	}
}

func TestLooksSecret(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"9f86d081884c7d659a2feaa0c55ad015", "aGVsbG8gd29ybGQhIQ==", "Zm9vYmFyYmF6cXV4MTIzNDU2", "a/Zm9vYmFyYmF6cXV4MTIz/b"} {
		if !looksSecret(s) {
			t.Errorf("%s is taken for a name", s)
		}
	}
	for _, s := range []string{"platform_webhook", "default/software_secure/video_review_aes_key", "term/psi2/secret_key", "autumn-2026-onsite/rest/client_secret"} {
		if looksSecret(s) {
			t.Errorf("%s is taken for a secret", s)
		}
	}
}

// The desk is told of plain text.
func TestKeysOfTheDesk(t *testing.T) {
	config := keysHome(t, "secrets: {store: plain}\n")
	c, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	if w := c.warnings(); len(w) != 1 || !strings.Contains(w[0], "plain text") || len(c.literals()) != 0 {
		t.Errorf("%q", w)
	}
}

func TestProveSecret(t *testing.T) {
	config := keysHome(t, "PROCTORING_BACKENDS: {software_secure: {organization: x}}\n")
	c, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{}
	ctx := context.Background()
	if err := a.proveSecret(ctx, c, "software_secure", "secret_key", model.NewSecret("x")); err != errUnproven { //nolint:errorlint // it is handed back as it is
		t.Error(err)
	}
	if err := a.proveSecret(ctx, c, "software_secure", "organization", model.NewSecret("x")); model.CodeOf(err) != model.CodeInvalid {
		t.Error(err)
	}
	if err := a.proveSecret(ctx, c, "nobody", "secret_key", model.NewSecret("x")); model.CodeOf(err) != model.CodeNotFound {
		t.Error(err)
	}
}

// All copies of a configuration share one vault, so that a keyring that hung once
// is asked no more.
func TestOneVault(t *testing.T) {
	config := keysHome(t, "theme: dark\n")
	c, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	d := c
	if c.secretVault() != d.secretVault() {
		t.Error("two vaults")
	}
	if (Config{}).secretVault() == nil || keys.FullName("a") != "examdesk/a" {
		t.Error("a configuration without a file has no vault")
	}
}

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/config"
)

// keysHome makes a home of its own, so that nothing real is touched.
func keysHome(t *testing.T, home string) string {
	t.Helper()
	return kittest.Home(t, home)
}

// No output of any command on keys, of the doctor included, holds a secret,
// whether it goes well or not.
func TestKeysOutput(t *testing.T) {
	const secret, other = "synthetic-secret-do-not-use", "synthetic-rotated-do-not-use"
	for _, store := range []string{"plain", "keyring", "auto", "helper", "file"} {
		t.Run(store, func(t *testing.T) {
			home := keysHome(t, "secrets: {store: "+store+", helper: synthetic-not-there}\nPROCTORING_BACKENDS: {software_secure: {crypto_key: "+secret+"}}\n")
			var said bytes.Buffer
			done := 0
			for _, step := range []struct{ in, args string }{
				{secret, "keys set software_secure/secret_key --stdin --yes"},
				{other, "keys rotate software_secure/secret_key --stdin --yes --unproven"},
				{secret, "keys rotate software_secure/secret_key --stdin --yes --unproven"},
				{"", "keys list"}, {"", "keys list --json"}, {"", "keys export"}, {"", "keys export --json"},
				{secret, "keys set " + secret}, {secret, "keys set a/b " + secret}, {secret, "keys set --stdin=" + secret + " a/b"}, {secret, "keys rm -x" + secret},
				{secret, "keys set software_secure/crypto_key --stdin --yes"},
				{other, "keys rotate software_secure/crypto_key --stdin --yes --unproven"},
				{"", "doctor"}, {"", "doctor --json"},
				{"", "keys rm software_secure/secret_key --dry-run"}, {"", "keys rm software_secure/secret_key --yes"},
			} {
				env := kit.Env{In: strings.NewReader(step.in), Out: &said, Err: &said, Clock: time.Now, WorkFactor: 1, Version: "test"}
				if Run(t.Context(), append([]string{"--config", home}, strings.Fields(step.args)...), env) == 0 {
					done++
				}
			}
			if said.Len() < 1000 || done < 2 || store == "plain" && done < 9 {
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

// A new value takes the old one's place if the service accepts it, and only then.
func TestRotateIsProven(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mock.yml")
	mock, _ := mockService(t, path, func(text string) string { return text })
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var served config.Config
	if err := yaml.Unmarshal(text, &served.Platform); err != nil {
		t.Fatal(err)
	}
	good := map[string]string{}
	for _, name := range served.ServiceNames() {
		s, err := served.Service(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range s.Entries {
			good[name+"/"+e.Key] = e.Text
		}
	}
	const old = "synthetic-old-do-not-use" // 24 bytes, as crypto_key takes them
	for _, c := range []struct {
		name, key, value, flags string
		status                  int
	}{
		{"an accepted secret", "examdesk_mock/client_secret", good["examdesk_mock/client_secret"], "", 0},
		{"a refused secret", "examdesk_mock/client_secret", "synthetic-wrong-do-not-use", "", 4},
		{"a refused secret, insisted on", "examdesk_mock/client_secret", "synthetic-wrong-do-not-use", "--unproven", 4},
		{"a key that nobody was asked about", "software_secure/secret_key", good["software_secure/secret_key"], "", 2},
		{"that key, taken as it is", "software_secure/secret_key", "synthetic-unproven-do-not-use", "--unproven", 0},
		{"that key, registered with", "software_secure/secret_key", good["software_secure/secret_key"], "--live", 0},
		{"a wrong key, registered with", "software_secure/secret_key", "synthetic-wrong-do-not-use", "--live", 4},
		{"a key of a wrong form", "software_secure/crypto_key", "short", "--unproven", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := keysHome(t, "secrets: {store: plain}\n"+strings.Replace(string(text), c.key[strings.Index(c.key, "/")+1:]+": "+good[c.key],
				c.key[strings.Index(c.key, "/")+1:]+": keyring:default/"+c.key, 1))
			run := func(stdin string, args ...string) (int, string) {
				var out, errs bytes.Buffer
				e := testEnv(&out, &errs)
				e.In = strings.NewReader(stdin)
				status := Run(t.Context(), append(args, "--config", home), e)
				return status, out.String() + errs.String()
			}
			if status, said := run(old, "keys", "set", c.key, "--stdin", "--yes"); status != 0 {
				t.Fatal(said)
			}
			status, said := run(c.value, append([]string{"keys", "rotate", c.key, "--stdin", "--yes"}, strings.Fields(c.flags)...)...)
			if status != c.status || strings.Contains(said, c.value) && len(c.value) > 5 {
				t.Errorf("ended with %d, want %d:\n%s", status, c.status, said)
			}
			want := old
			if c.status == 0 {
				want = c.value
			}
			now, err := config.Load(t.Context(), home, "")
			if err != nil {
				t.Fatal(err)
			}
			kept, err := now.Vault().Get(t.Context(), "default/"+c.key)
			if err != nil || kept.Reveal() != want {
				t.Errorf("the secret is not the one that it should be: %v", err)
			}
		})
	}
	if n := len(mock.Attempts()); n != 1 {
		t.Errorf("%d registrations were made", n)
	}
}

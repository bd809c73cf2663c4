package keys

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// actAsHelper is a credential helper that keeps one file for each name.
func actAsHelper(dir string) int {
	in, err := io.ReadAll(os.Stdin)
	if err != nil || len(os.Args) != 2 {
		return 2
	}
	path := func(name string) string { return filepath.Join(dir, url.PathEscape(name)) }
	switch os.Args[1] {
	case "store":
		var c credential
		if json.Unmarshal(in, &c) != nil || os.WriteFile(path(c.ServerURL), in, 0o600) != nil {
			return 1
		}
	case "get":
		data, err := os.ReadFile(path(string(in)))
		if err != nil {
			fmt.Println(helperNotFound)
			return 1
		}
		_, _ = os.Stdout.Write(data)
	case "erase":
		_ = os.Remove(path(string(in)))
	case "list":
		all := map[string]string{"https://index.docker.io/v1/": "somebody"}
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if name, err := url.PathUnescape(e.Name()); err == nil {
				all[name] = service
			}
		}
		_ = json.NewEncoder(os.Stdout).Encode(all)
	}
	return 0
}

// A helper that speaks docker's protocol keeps secrets, found by its name in
// PATH or by an absolute path.
func TestHelper(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("EXAMDESK_TEST_HELPER", dir)
	t.Setenv("GORACE", "atexit_sleep_ms=0") // else each call takes a second under the race detector
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	names := []string{self}
	if needsUnix(t) {
		bin := t.TempDir()
		if err := os.Symlink(self, filepath.Join(bin, "docker-credential-synthetic")); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		names = append(names, "synthetic", "docker-credential-synthetic")
	}
	for _, helper := range names {
		v, _ := testVault(t, Options{Store: KindHelper, Helper: helper}, noBus)
		ctx := t.Context()
		text := "Schlüssel \"🔑\"\nsecond line"
		if err := v.Set(ctx, testName, model.NewSecret(text)); err != nil {
			t.Fatal(err)
		}
		if got, from, err := New(v.o).Resolve(ctx, "keyring:"+testName); err != nil || got.Reveal() != text || from != "helper" {
			t.Errorf("%q, %v", from, err)
		}
		other, _ := testVault(t, v.o, noBus) // with a list of names of its own
		if filed, err := other.Names(ctx); err != nil || !slices.Equal(filed, []Filed{{Name: testName, Place: KindHelper}}) {
			t.Errorf("%v, %v", filed, err)
		}
		if err := v.Remove(ctx, testName); err != nil {
			t.Error(err)
		}
		if _, err := v.Get(ctx, testName); model.CodeOf(err) != model.CodeNotFound {
			t.Error(err)
		}
		if err := v.Remove(ctx, testName); model.CodeOf(err) != model.CodeNotFound {
			t.Error(err)
		}
	}
}

// A helper that misbehaves is bounded, and nothing that it prints is shown.
func TestBadHelper(t *testing.T) {
	t.Parallel()
	if !needsUnix(t) {
		return
	}
	for name, test := range map[string]struct{ script, want string }{
		"hangs":     {"exec sleep 600", "did not end in time"},
		"garbage":   {"echo " + synthetic, "answer is not a credential"},
		"status":    {"echo " + synthetic + "; echo " + synthetic + " >&2; exit 1", "ended with an error"},
		"megabytes": {"while :; do echo " + strings.Repeat(synthetic, 30) + "; done", "printed too much to be valid"},
		"half":      {`printf '{"Secret":"` + synthetic + `'`, "answer is not a credential"},
		"array":     {`echo '["` + synthetic + `"]'`, "answer is not a credential"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 30 * time.Second
			if name == "hangs" {
				timeout = 300 * time.Millisecond
			}
			v, _ := testVault(t, Options{Store: KindHelper, Helper: script(t, test.script), Timeout: timeout}, noBus)
			for what, call := range map[string]func() error{
				"get":    func() error { _, err := v.Get(t.Context(), testName); return err },
				"set":    func() error { return v.Set(t.Context(), testName, fake(t)) },
				"remove": func() error { return v.Remove(t.Context(), testName) },
			} {
				err := call()
				if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), synthetic) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if _, err := v.Names(t.Context()); err == nil || strings.Contains(err.Error(), synthetic) {
				t.Errorf("list: %v", err)
			}
		})
	}
}

func FuzzHelperAnswer(f *testing.F) {
	for _, s := range []string{`{"ServerURL":"x","Username":"u","Secret":"s"}`, `{}`, `[`, `{"Secret":1}`, `{"examdesk/a/b":"u"}`, `{"examdesk/":"u","examdesk/a\u001b":"u"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		secret, err := parseCredential(data)
		if (err == nil) == secret.IsZero() {
			t.Errorf("%q: %v without a secret", data, err)
		}
		names, err := parseHelperList(data)
		if err != nil && len(data) > 60 && strings.Contains(err.Error(), string(data)) {
			t.Error("the answer is repeated")
		}
		for _, name := range names {
			if base, pending := pendingOf(name); pending {
				name = base
			}
			if _, err := ParseName(name); err != nil {
				t.Errorf("%q is not a name", name)
			}
		}
	})
}

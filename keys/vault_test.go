package keys

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"examdesk/model"
)

const testName = "default/software_secure/secret_key"

// Every place keeps what it is given and reports where it was.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for store, from := range map[Kind]string{KindKeyring: "keyring", KindFile: "encrypted file", KindPlain: "plain text file", KindAuto: "keyring"} {
		t.Run(string(store), func(t *testing.T) {
			t.Parallel()
			v, ring := testVault(t, Options{Store: store}, keyringThere)
			v.SetPrompt(withPhrase)
			ctx := t.Context()
			for _, text := range []string{"first", strings.Repeat("x", 2500), "Schlüssel-密钥-🔑\nzweite Zeile"} {
				if err := v.Set(ctx, testName, model.NewSecret(text)); err != nil {
					t.Fatal(err)
				}
				other := again(v.o, ring, keyringThere)
				other.SetPrompt(withPhrase)
				got, was, err := other.Resolve(ctx, "keyring:examdesk/"+testName)
				if err != nil || got.Reveal() != text || was != from {
					t.Fatalf("%v from %q, %v", got, was, err)
				}
			}
			if names, err := v.Names(ctx); err != nil || len(names) != 1 || names[0].Name != testName {
				t.Errorf("%+v, %v", names, err)
			}
			if err := v.Remove(ctx, testName); err != nil {
				t.Fatal(err)
			}
			if _, err := v.Get(ctx, testName); model.CodeOf(err) != model.CodeNotFound {
				t.Error(err)
			}
			if err := v.Remove(ctx, testName); model.CodeOf(err) != model.CodeNotFound {
				t.Error(err)
			}
			if names, err := v.Names(ctx); err != nil || len(names) != 0 {
				t.Errorf("%+v, %v", names, err)
			}
		})
	}
}

// go-keyring itself, with its own stand-in. Not parallel: the stand-in is one
// for the process.
func TestGoKeyring(t *testing.T) {
	keyring.MockInit()
	v, _ := testVault(t, Options{}, keyringThere)
	v.keyring.ring = osRing{}
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	if got, err := keyring.Get("examdesk", testName); err != nil || got != synthetic {
		t.Errorf("it is filed otherwise: %v", err)
	}
	if err := v.Remove(t.Context(), testName); err != nil {
		t.Error(err)
	}
	keyring.MockInitWithError(errors.New("no bus"))
	if _, err := v.Get(t.Context(), testName); model.CodeOf(err) != model.CodeUnavailable {
		t.Error(err)
	}
}

func TestResolve(t *testing.T) {
	t.Setenv("EXAMDESK_TEST_SECRET", "from the environment")
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("from a file\r\nnot this\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v, ring := testVault(t, Options{}, keyringThere)
	if err := ring.Set(service, "local/test/key", "from the keyring"); err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string][2]string{
		"keyring:local/test/key":          {"from the keyring", "keyring"},
		"keyring:examdesk/local/test/key": {"from the keyring", "keyring"},
		"env:EXAMDESK_TEST_SECRET":        {"from the environment", "env"},
		"file:" + path:                    {"from a file", "file"},
		"plain":                           {"plain", Literal},
		"with:colon":                      {"with:colon", Literal},
	} {
		got, from, err := v.Resolve(t.Context(), ref)
		if err != nil || got.Reveal() != want[0] || from != want[1] {
			t.Errorf("%s: %q from %q, %v", ref, got.Reveal(), from, err)
		}
	}
	for _, ref := range []string{"keyring:none", "env:EXAMDESK_TEST_UNSET", "file:/nonexistent"} {
		if _, _, err := v.Resolve(t.Context(), ref); model.CodeOf(err) != model.CodeNotFound {
			t.Errorf("%s: %v", ref, err)
		}
	}
	if _, _, err := v.Resolve(t.Context(), "keyring:a//b"); model.CodeOf(err) != model.CodeInvalid {
		t.Error(err)
	}
}

// Which place auto takes where nothing is filed yet, and that a keyring that is
// there but cannot be used is no reason to go elsewhere.
func TestAuto(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state  keyringState
		phrase bool
		want   Kind
		says   string
	}{
		"keyring":                  {keyringThere, true, KindKeyring, "answers"},
		"no bus":                   {noBus, true, KindFile, "no D-Bus session bus"},
		"no service":               {noService, true, KindFile, "no Secret Service"},
		"no collection":            {noCollection, true, KindFile, "no collection"},
		"no keyring":               {noKeyring, true, KindFile, "no keyring"},
		"no bus and no passphrase": {noBus, false, "", "there is no passphrase"},
		"locked":                   {lockedKeyring, true, "", "is locked. Unlock it"},
		"broken bus":               {busBroken, true, "", "cannot be reached"},
		"hangs":                    {stuckKeyring, true, "", "did not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, ring := testVault(t, Options{}, test.state)
			if test.phrase {
				v.SetPrompt(withPhrase)
			}
			err := v.Set(t.Context(), testName, fake(t))
			choice, _ := v.Choose(t.Context())
			if test.want == "" {
				if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), test.says) {
					t.Errorf("%v", err)
				}
				if v.file.exists() || ring.size() > 0 {
					t.Error("something was stored")
				}
				if names, err := v.Names(t.Context()); err != nil || len(names) > 0 {
					t.Errorf("%v, %v", names, err)
				}
				return
			}
			if err != nil || choice.Kind != test.want || !strings.Contains(strings.ToLower(choice.Why), strings.ToLower(test.says)) {
				t.Errorf("%+v, %v", choice, err)
			}
			// Later it is remembered, however the keyring stands then.
			for _, state := range []keyringState{keyringThere, noBus, lockedKeyring} {
				later := again(v.o, ring, state)
				choice, err := later.Choose(t.Context())
				if choice.Kind != test.want || (err == nil) != (test.want == KindFile || state == keyringThere) {
					t.Errorf("later: %+v, %v", choice, err)
				}
			}
		})
	}
}

// A probe that fails keeps everything from being stored.
func TestProbe(t *testing.T) {
	t.Parallel()
	for name, ring := range map[string]*memRing{
		"forgets": {keep: func(string) string { return "" }},
		"refuses": {fail: func(op, _ string) error {
			if op == "set" {
				return errors.New("refused")
			}
			return nil
		}},
		"cannot delete": {fail: func(op, _ string) error {
			if op == "delete" {
				return errors.New("refused")
			}
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, _ := testVault(t, Options{}, keyringThere)
			v.keyring.ring = ring
			if err := v.Set(t.Context(), testName, fake(t)); model.CodeOf(err) != model.CodeUnavailable {
				t.Error(err)
			}
			if _, stored := ring.m[service+"|"+testName]; stored {
				t.Error("the secret was stored nevertheless")
			}
		})
	}
}

// What is read back differs: it is not done.
func TestReadBack(t *testing.T) {
	t.Parallel()
	v, ring := testVault(t, Options{}, keyringThere)
	if _, err := v.ChooseToStore(t.Context()); err != nil {
		t.Fatal(err)
	}
	ring.keep = strings.ToUpper
	if err := v.Set(t.Context(), testName, fake(t)); model.CodeOf(err) != model.CodeConflict || strings.Contains(fmt.Sprint(err), synthetic) {
		t.Error(err)
	}
}

// A keyring that hangs is given up after the limit, and asked no more.
func TestHangs(t *testing.T) {
	t.Parallel()
	v, ring := testVault(t, Options{Store: KindKeyring, Timeout: 20 * time.Millisecond}, keyringThere)
	ring.block = make(chan struct{})
	t.Cleanup(func() { close(ring.block) })
	for range 3 {
		if _, err := v.Get(t.Context(), testName); model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), "did not answer in time") {
			t.Error(err)
		}
	}
	ring.mu.Lock()
	defer ring.mu.Unlock()
	if ring.calls != 1 {
		t.Errorf("%d calls, want 1", ring.calls)
	}
}

// Who goes away is not taken for a keyring that hangs.
func TestCancelled(t *testing.T) {
	t.Parallel()
	v, ring := testVault(t, Options{Store: KindKeyring, Timeout: time.Hour}, keyringThere)
	ring.block = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Get(ctx, testName); err == nil {
		t.Error("it was read")
	}
	close(ring.block)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Error(err)
	}
}

// What is filed in a place that is no longer used is reported, and never read from
// there in silence.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	v, ring := testVault(t, Options{}, keyringThere)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	o := v.o
	o.Store = KindPlain
	other := again(o, ring, keyringThere)
	if _, err := other.Get(t.Context(), testName); model.CodeOf(err) != model.CodeNotFound || !strings.Contains(err.Error(), "is kept in the OS keyring, but the plain text file is used now") {
		t.Error(err)
	}
	if err := other.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	// Plain text is used only when asked for by name.
	later := again(v.o, ring, keyringThere)
	choice, err := later.Choose(t.Context())
	if err != nil || choice.Kind != KindKeyring || !strings.Contains(choice.Warning, "are still in plain text") {
		t.Errorf("%+v, %v", choice, err)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	v, _ := testVault(t, Options{Store: KindPlain}, keyringThere)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	if choice, err := v.Choose(t.Context()); err != nil || !strings.HasPrefix(choice.Warning, plainWarning) || !strings.HasPrefix(v.Standing(), plainWarning) {
		t.Errorf("%+v, %v", choice, err)
	}
	if !needsUnix(t) {
		return
	}
	if info, err := os.Stat(v.o.PlainFile); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if info, err := os.Stat(filepath.Dir(v.o.PlainFile)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}
	for path, want := range map[string]string{v.o.PlainFile: "chmod 600 " + v.o.PlainFile, v.index.path: "Others can read the names"} {
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		if choice, err := v.Choose(t.Context()); err != nil || !strings.Contains(choice.Warning, want) {
			t.Errorf("%+v, %v", choice, err)
		}
	}
}

func TestRefusedSecrets(t *testing.T) {
	t.Parallel()
	v, ring := testVault(t, Options{}, keyringThere)
	for _, text := range []string{"", strings.Repeat("x", maxSecret+1), "\xff", "a\x00b"} {
		if err := v.Set(t.Context(), testName, model.NewSecret(text)); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%.10q: %v", text, err)
		}
	}
	v.keyring.goos = "windows"
	err := v.Set(t.Context(), testName, model.NewSecret(strings.Repeat("x", 2561)))
	if model.CodeOf(err) != model.CodeInvalid || !strings.Contains(err.Error(), "2560") || !strings.Contains(err.Error(), "file:PATH") {
		t.Error(err)
	}
	if names, err := v.Names(t.Context()); err != nil || len(names) > 0 || ring.size() > 0 {
		t.Errorf("%v, %v", names, err)
	}
}

// The limit on macOS is that of go-keyring's command line with the secret in
// base64.
func TestKeyringLimit(t *testing.T) {
	t.Parallel()
	if n := keyringLimit("darwin", testName); n < 2900 || n > 3050 {
		t.Error(n)
	}
	if keyringLimit("darwin", "it's") >= keyringLimit("darwin", "itXs") {
		t.Error("quotation marks take room")
	}
	if keyringLimit("linux", testName) != -1 || keyringLimit("windows", testName) != 2560 {
		t.Error("wrong limits")
	}
}

// A list of names that is broken or newer is left as it is.
func TestIndexBroken(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]model.Code{"{": model.CodeInvalid, `{"version":9}`: model.CodeUnsupported} {
		v, ring := testVault(t, Options{}, keyringThere)
		if err := os.MkdirAll(v.o.Dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(v.index.path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := v.Set(t.Context(), testName, fake(t)); model.CodeOf(err) != code {
			t.Errorf("%s: %v", text, err)
		}
		if got, err := os.ReadFile(v.index.path); err != nil || string(got) != text || ring.size() > 0 {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}

func TestUnknownStore(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{Store: "cloud"}, {Store: KindHelper}, {Store: KindHelper, Helper: "../x"}} {
		v, _ := testVault(t, o, keyringThere)
		if _, err := v.Get(t.Context(), testName); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

package keys

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// pipe makes a named pipe that no one writes to.
func pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if out, err := exec.CommandContext(t.Context(), "mkfifo", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// What is found in place of a file, and would block for ever, ends the
// call instead.
func TestNoFile(t *testing.T) {
	t.Parallel()
	if !needsUnix(t) {
		return
	}
	for _, path := range []string{pipe(t), t.TempDir(), "/dev/zero", "/dev/null"} {
		v, _ := testVault(t, Options{Store: KindFile, PassphraseFile: path}, noBus)
		if err := v.Set(t.Context(), testName, fake(t)); err == nil {
			t.Errorf("%s gave a passphrase", path)
		}
		if _, _, err := v.Resolve(t.Context(), "file:"+path); err == nil {
			t.Errorf("%s gave a secret", path)
		}
		v, _ = testVault(t, Options{}, keyringThere)
		if err := errors.Join(os.MkdirAll(v.o.Dir, 0o700), os.Symlink(path, v.index.path)); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Names(t.Context()); err == nil {
			t.Errorf("%s was taken for the list of names", path)
		}
	}
}

// A reference that gives nothing is an error and no empty secret; what editors
// put before a text is not part of it.
func TestResolveNothing(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("EXAMDESK_TEST_EMPTY", "")
	t.Setenv("HOME", dir)
	v, _ := testVault(t, Options{}, keyringThere)
	for _, ref := range []string{
		"", "env:", "env:EXAMDESK_TEST_EMPTY", "file:", "file:" + write("empty", ""), "file:" + write("line", "\nsecond"), "file:" + write("mark", "\ufeff\n"),
		"keyring:", "file:" + filepath.Base(write("relative", "x")), "file:./relative",
	} {
		secret, _, err := v.Resolve(t.Context(), ref)
		if code := model.CodeOf(err); err == nil || code == model.CodeInternal || !secret.IsZero() {
			t.Errorf("%q: %v", ref, err)
		}
	}
	refs := map[string]string{"file:" + write("marked", "\ufeffx\r\ny"): "x"}
	if needsUnix(t) { // Windows has its home folder elsewhere
		refs["file:~/marked"] = "x"
	}
	for ref, want := range refs {
		if secret, _, err := v.Resolve(t.Context(), ref); err != nil || secret.Reveal() != want {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

// What was killed before it could rename leaves nothing behind that stays.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	v, _ := testVault(t, Options{Store: KindPlain}, noBus)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{v.o.PlainFile, v.index.path} {
		if err := os.WriteFile(beside(path), []byte("half of a "+synthetic), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Remove(t.Context(), testName); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Dir(v.o.Dir), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if strings.Contains(string(data), synthetic) {
			t.Errorf("%s still has the secret", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A link that leads nowhere, as to a disk that is not mounted, is not an empty file:
// secrets would go to another disk than the one that is meant.
func TestLinkToNowhere(t *testing.T) {
	t.Parallel()
	if !needsUnix(t) {
		return
	}
	v, _ := testVault(t, Options{Store: KindPlain}, noBus)
	gone := filepath.Join(t.TempDir(), "gone", "secrets.json")
	if err := errors.Join(os.MkdirAll(filepath.Dir(v.o.PlainFile), 0o700), os.Symlink(gone, v.o.PlainFile)); err != nil {
		t.Fatal(err)
	}
	if err := v.Set(t.Context(), testName, fake(t)); err == nil {
		t.Error("a secret was written in the place of the link")
	}
	if to, err := os.Readlink(v.o.PlainFile); err != nil || to != gone {
		t.Errorf("the link is gone: %v", err)
	}
}

// Names that were written into the list by hand are not shown if they are not valid.
func TestNamesByHand(t *testing.T) {
	t.Parallel()
	v, ring := testVault(t, Options{}, keyringThere)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(indexData{Version: indexVersion, Place: KindKeyring, Names: map[string]Kind{
		testName: KindKeyring, "../../etc/passwd": KindKeyring, "a\x1b[31mred": KindKeyring, "": KindKeyring, "x/.new/.new": KindKeyring,
		"p/b/bell": "keyring\a", "p/b/auto": KindAuto, strings.Repeat("x", 201): KindKeyring,
	}})
	if err == nil {
		err = os.WriteFile(v.index.path, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	names, err := again(v.o, ring, keyringThere).Names(t.Context())
	if err != nil || len(names) != 1 || names[0].Name != testName {
		t.Errorf("%+v, %v", names, err)
	}
}

// A rotation that was killed after the name was noted and before the value was
// stored does not count: it is not shown, and a new one may begin.
func TestRotationKilledBetween(t *testing.T) {
	t.Parallel()
	v, _ := rotationVault(t)
	killed := func() {
		if _, err := v.index.add(t.Context(), pendingName(testName), KindKeyring, false, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	killed()
	if isRotating(t, v) {
		t.Error("nothing waits, and something is shown to wait")
	}
	for what, end := range map[string]func() error{
		"drop": func() error { return DropRotation(t.Context(), v, testName) },
		"finish": func() error {
			return FinishRotation(t.Context(), v, testName, func(context.Context, model.Secret) error { return nil })
		},
	} {
		killed()
		_ = end()
		if d, err := v.index.read(t.Context()); err != nil || d.Names[pendingName(testName)] != "" {
			t.Errorf("%s left the name of what is not there: %v", what, err)
		}
	}
	if err := Rotate(t.Context(), v, testName, model.NewSecret(rotated), accepts); err != nil {
		t.Error(err)
	}
	holds(t, v, rotated)
}

// What someone else does to the secret while it is rotated is not undone in
// silence: the new value waits until a person decides.
func TestChangedWhileRotated(t *testing.T) {
	t.Parallel()
	const other = "synthetic-other-do-not-use"
	for what, c := range map[string]struct {
		meanwhile func(*Vault) error
		want      string
		waits     bool
	}{
		"set":     {func(v *Vault) error { return v.Set(t.Context(), testName, model.NewSecret(other)) }, other, true},
		"removed": {func(v *Vault) error { return v.Remove(t.Context(), testName) }, "", true},
		"dropped": {func(v *Vault) error { return DropRotation(t.Context(), v, testName) }, synthetic, false},
	} {
		v, _ := rotationVault(t)
		err := Rotate(t.Context(), v, testName, model.NewSecret(rotated), func(context.Context) error { return c.meanwhile(v) })
		if model.CodeOf(err) != model.CodeConflict {
			t.Errorf("%s: %v", what, err)
		}
		got, _ := v.Get(t.Context(), testName)
		if got.Reveal() != c.want {
			t.Errorf("%s: it holds the wrong value", what)
		}
		if _, err := v.Pending(t.Context(), testName); (err == nil) != c.waits {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Who removes a secret waits while it is set: the name would be forgotten and the
// value stored afterwards, which no list would name.
func TestSetWhileRemoved(t *testing.T) {
	t.Parallel()
	v, ring := rotationVault(t)
	other, tried := again(v.o, ring, keyringThere), false
	ring.fail = func(op, account string) error {
		if op == "set" && account == testName && !tried {
			tried = true
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := other.Remove(ctx, testName); err == nil {
				t.Error("it was removed while it was set")
			}
		}
		return nil
	}
	if err := v.Set(t.Context(), testName, model.NewSecret(rotated)); err != nil {
		t.Error(err)
	}
	names, err := v.Names(t.Context())
	if err != nil || len(names) != ring.size() || !tried {
		t.Errorf("%d are listed and %d are there: %v", len(names), ring.size(), err)
	}
}

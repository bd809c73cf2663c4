package keys

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"examdesk/model"
)

func fileVault(t *testing.T) *Vault {
	t.Helper()
	v, _ := testVault(t, Options{Store: KindFile}, noBus)
	v.SetPrompt(withPhrase)
	return v
}

// The file is age's, readable by its owner only, and holds no name and no secret
// that can be read.
func TestEncryptedFile(t *testing.T) {
	t.Parallel()
	v := fileVault(t)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(v.o.File)
	if err != nil || !bytes.HasPrefix(data, []byte("age-encryption.org/v1\n-> scrypt ")) || bytes.Contains(data, []byte(synthetic)) || bytes.Contains(data, []byte("secret_key")) {
		t.Errorf("%q, %v", data, err)
	}
	if needsUnix(t) {
		for path, want := range map[string]os.FileMode{v.o.File: 0o600, filepath.Dir(v.o.File): 0o700, v.index.path: 0o600} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: %v, %v", path, info.Mode(), err)
			}
		}
	}
	list, err := os.ReadFile(v.index.path)
	if err != nil || !bytes.Contains(list, []byte(testName)) || bytes.Contains(list, []byte(synthetic)) {
		t.Errorf("%s, %v", list, err)
	}
}

func TestWrongPassphrase(t *testing.T) {
	t.Parallel()
	v := fileVault(t)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(v.o.File)
	other := New(v.o)
	wrong := true
	other.SetPrompt(func(ctx context.Context, path string, fresh bool) (model.Secret, error) {
		if wrong {
			return model.NewSecret("another passphrase"), nil
		}
		return withPhrase(ctx, path, fresh)
	})
	for what, call := range map[string]func() error{
		"get":    func() error { _, err := other.Get(t.Context(), testName); return err },
		"set":    func() error { return other.Set(t.Context(), testName, fake(t)) },
		"remove": func() error { return other.Remove(t.Context(), testName) },
	} {
		if err := call(); model.CodeOf(err) != model.CodeDenied || !strings.Contains(err.Error(), "The passphrase does not open") || strings.Contains(err.Error(), "another passphrase") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if after, err := os.ReadFile(v.o.File); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	wrong = false // it is asked for again
	if got, err := other.Get(t.Context(), testName); err != nil || got != fake(t) {
		t.Error(err)
	}
}

// A file that someone altered or cut, or that is something else, is refused and
// stays as it was. No secret shows.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	v := fileVault(t)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(v.o.File)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	plain := New(v.o)
	plain.SetPrompt(withPhrase)
	other, err := plain.file.codec.seal(t.Context(), []byte(`{"version":1,"secrets":"`+synthetic+`"}`), false)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"last byte": flip(len(good) - 1), "payload": flip(len(good) - 40), "header": flip(3), "truncated": good[:len(good)/2], "empty": {},
		"no age file": []byte("hello " + synthetic), "other document": other, "heavy": bytes.Replace(good, []byte(" 1\n"), []byte(" 29\n"), 1),
		"long": bytes.Repeat([]byte("x"), maxFile+1),
	} {
		if err := os.WriteFile(v.o.File, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, call := range []func(*Vault) error{
			func(v *Vault) error { _, err := v.Get(t.Context(), testName); return err },
			func(v *Vault) error { return v.Set(t.Context(), "a/b/c", fake(t)) },
			func(v *Vault) error { return v.Remove(t.Context(), testName) },
		} {
			v := New(v.o)
			v.SetPrompt(withPhrase)
			err := call(v)
			if code := model.CodeOf(err); err == nil || code == model.CodeNotFound || strings.Contains(err.Error(), synthetic) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if after, err := os.ReadFile(v.o.File); err != nil || !bytes.Equal(after, data) {
			t.Errorf("%s: the file was changed: %v", name, err)
		}
	}
}

// Several goroutines and two processes at once lose nothing.
func TestConcurrentSet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() *Vault {
		v := New(Options{Store: KindFile, Dir: dir, File: filepath.Join(dir, "s", "secrets.age"), PlainFile: filepath.Join(dir, "s", "secrets.json"), WorkFactor: 1})
		v.SetPrompt(withPhrase)
		return v
	}
	const each = 8
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), fmt.Sprintf("EXAMDESK_TEST_JOB=%s process%d %d 40", dir, i, each))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v %s", err, out)
			}
		})
	}
	v := open()
	for i := range each {
		wg.Go(func() {
			if err := v.Set(t.Context(), fmt.Sprintf("p/goroutine/k%d", i), model.NewSecret(strings.Repeat("x", 40))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	fresh := open()
	for _, who := range []string{"process0", "process1", "goroutine"} {
		for i := range each {
			if got, err := fresh.Get(t.Context(), fmt.Sprintf("p/%s/k%d", who, i)); err != nil || len(got.Reveal()) != 40 {
				t.Errorf("%s %d: %v", who, i, err)
			}
		}
	}
	if d, err := fresh.index.read(t.Context()); err != nil || len(d.Names) != 3*each {
		t.Errorf("%d names are remembered, %v", len(d.Names), err)
	}
}

// A write that fails half way, as on a full disk, leaves the former file and
// forgets the name.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if !needsUnix(t) {
		return
	}
	dir := t.TempDir()
	job := func(full, prefix string, length int) ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), fmt.Sprintf("EXAMDESK_TEST_JOB=%s %s 1 %d", dir, prefix, length), "EXAMDESK_TEST_FULL="+full)
		return cmd.CombinedOutput()
	}
	if out, err := job("", "first", 40); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	before, err := os.ReadFile(filepath.Join(dir, "s", "secrets.age"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := job("yes", "second", 2500)
	if err == nil || !strings.Contains(string(out), "it was left unchanged. Check its folder and the free space on the disk") {
		t.Errorf("%v %s", err, out)
	}
	after, err := os.ReadFile(filepath.Join(dir, "s", "secrets.age"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed: %v", err)
	}
	if d, err := newIndex(dir, nil).read(t.Context()); err != nil || len(d.Names) != 1 {
		t.Errorf("%v, %v", d.Names, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "s", ".examdesk-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A folder that cannot be made or written keeps everything as it is.
func TestNoFolder(t *testing.T) {
	t.Parallel()
	v := fileVault(t)
	blocked := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*Options){
		"secrets": func(o *Options) { o.File = filepath.Join(blocked, "secrets.age") },
		"names":   func(o *Options) { o.Dir = blocked },
	} {
		o := v.o
		change(&o)
		bad := New(o)
		bad.SetPrompt(withPhrase)
		if err := bad.Set(t.Context(), testName, fake(t)); err == nil || strings.Contains(err.Error(), synthetic) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if names, err := v.Names(t.Context()); err != nil || len(names) > 0 || v.file.exists() {
		t.Errorf("%v, %v", names, err)
	}
}

// What another process wrote is seen without opening the vault again.
func TestSeesOthers(t *testing.T) {
	t.Parallel()
	v := fileVault(t)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	other := New(v.o)
	other.SetPrompt(withPhrase)
	if err := other.Set(t.Context(), testName, model.NewSecret("synthetic-changed")); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Get(t.Context(), testName); err != nil || got.Reveal() != "synthetic-changed" {
		t.Error(err)
	}
}

// Where no work factor is set, as in a program, encrypting is as dear as age makes
// it.
func TestWorkFactorOfAge(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := New(Options{Store: KindFile, Dir: dir, File: filepath.Join(dir, "s", "secrets.age"), PlainFile: filepath.Join(dir, "s", "secrets.json")})
	v.SetPrompt(withPhrase)
	if err := v.Set(t.Context(), testName, fake(t)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(v.o.File)
	header, _, _ := bytes.Cut(bytes.TrimPrefix(data, []byte("age-encryption.org/v1\n")), []byte("\n"))
	if err != nil || !bytes.HasPrefix(header, []byte("-> scrypt ")) || !bytes.HasSuffix(header, []byte(" 18")) {
		t.Errorf("%q, %v", header, err)
	}
}

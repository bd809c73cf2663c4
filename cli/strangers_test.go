//go:build !windows

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/config"
)

// asStrangerEnv makes the test binary run one command as another user.
const (
	asStrangerEnv = "EXAMDESK_TEST_AS_STRANGER"
	strangerTmp   = "EXAMDESK_TEST_TMPDIR" // what the command finds as TMPDIR
)

const strangerID = 54321

// TestAsStranger is the child of the tests below. It was started by root, who may
// become anybody; the binary lies where others cannot start it.
func TestAsStranger(t *testing.T) {
	args := os.Getenv(asStrangerEnv)
	if args == "" {
		return
	}
	if err := errors.Join(os.Unsetenv(asStrangerEnv), os.Setenv("TMPDIR", os.Getenv(strangerTmp))); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(strangerID), syscall.Setuid(strangerID)); err != nil {
			t.Fatal(err)
		}
	}
	status := Run(t.Context(), strings.Fields(args), kit.Env{In: strings.NewReader(""), Out: os.Stdout, Err: os.Stdout, Clock: time.Now, WorkFactor: 1, Version: "test"})
	fmt.Printf("exit status %d\n", status)
	os.Exit(0) // what testscript made is root's, and its parent removes it
}

// asStranger runs a command with nothing in the environment, as a user whom the
// system does not know if the tests are run by root.
func asStranger(t *testing.T, args string, env ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAsStranger$")
	cmd.Env = append(env, asStrangerEnv+"="+args, "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", args, err, out)
	}
	return string(out)
}

// Without HOME nothing is read from where anybody can put something: a service or
// a container then had its configuration, its secrets and its journal in the
// folder for temporary files.
func TestNoHome(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	planted := filepath.Join(tmp, ".config", "examdesk", "examdesk.yml")
	if err := errors.Join(os.Chmod(tmp, 0o755), os.Chmod(filepath.Dir(tmp), 0o755), os.MkdirAll(filepath.Dir(planted), 0o755),
		os.WriteFile(planted, []byte("theme: none\nPLATFORM_WEBHOOK: {URL: https://evil.example, SECRET: planted}\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"doctor", "attempt list", "profile list", "keys list", "keys set platform_webhook --stdin --yes", "backend list", "outbox list",
		"keys import " + planted, "profile add x --store sqlite:/x.sqlite3", "store check",
	} {
		out := asStranger(t, args, strangerTmp+"="+tmp)
		if os.Geteuid() != 0 { // who is known has a home
			if strings.Contains(out, "evil") || strings.Contains(out, planted) && !strings.HasPrefix(args, "keys import") {
				t.Errorf("%s: %s", args, out)
			}
			continue
		}
		if strings.Contains(out, "exit status 0") || strings.Contains(out, planted) || strings.Contains(out, "evil") {
			t.Errorf("%s: %s", args, out)
		}
		if !strings.Contains(out, "HOME") || !strings.Contains(out, "--config") {
			t.Errorf("%s does not say what to set: %s", args, out)
		}
	}
	// What is named is enough.
	if out := asStranger(t, "profile list", strangerTmp+"="+tmp, "XDG_CONFIG_HOME="+filepath.Join(tmp, "mine")); !strings.Contains(out, "exit status 0") {
		t.Errorf("with XDG_CONFIG_HOME: %s", out)
	}
	if out := asStranger(t, "profile list --config /dev/null", strangerTmp+"="+tmp); !strings.Contains(out, "exit status 0") {
		t.Errorf("with --config: %s", out)
	}
}

// What decides for us is not taken from where others can write, and what to do is
// said. Each case spoils one thing of a setting that works.
func TestStrangersFiles(t *testing.T) {
	give := func(path string) error {
		if os.Geteuid() != 0 {
			return os.Chmod(path, 0o777)
		}
		return os.Chown(path, strangerID, strangerID)
	}
	chmod := func(mode fs.FileMode) func(string) error {
		return func(path string) error { return os.Chmod(path, mode) }
	}
	kept := os.DirFS(homeWithSecret(t))
	for name, c := range map[string]struct {
		spoil func(dir string) error
		args  string
	}{
		"configuration written by all":   {func(d string) error { return chmod(0o666)(d + "/home/c.yml") }, "keys list"},
		"configuration of another user":  {func(d string) error { return give(d + "/home/c.yml") }, "profile list"},
		"its folder written by a group":  {func(d string) error { return chmod(0o770)(d + "/home") }, "profile list"},
		"a folder above":                 {func(d string) error { return give(d) }, "attempt list"},
		"written, not only read":         {func(d string) error { return chmod(0o777)(d + "/home") }, "profile add x --store sqlite:/x"},
		"file: secret written by all":    {func(d string) error { return chmod(0o666)(d + "/secret") }, "doctor"},
		"file: secret of another user":   {func(d string) error { return give(d + "/secret") }, "doctor"},
		"passphrase file":                {func(d string) error { return chmod(0o622)(d + "/passphrase") }, "keys set a/b --stdin --yes"},
		"list of names":                  {func(d string) error { return chmod(0o666)(d + "/home/examdesk/keys.json") }, "keys list"},
		"encrypted file":                 {func(d string) error { return chmod(0o666)(d + "/home/examdesk/secrets/secrets.age") }, "keys set a/b --stdin --yes"},
		"folder of the encrypted file":   {func(d string) error { return chmod(0o777)(d + "/home/examdesk/secrets") }, "keys set a/b --stdin --yes"},
		"journal":                        {func(d string) error { return chmod(0o777)(d + "/home/examdesk/journal") }, "doctor"},
		"link to a file of another user": {func(d string) error { return relink(d, give) }, "profile list"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := trustedHome(t)
			home := filepath.Join(dir, "home", "c.yml")
			if err := errors.Join(restore(kept, filepath.Join(dir, "home", "examdesk")), c.spoil(dir)); err != nil {
				t.Fatal(err)
			}
			status, said := keysRun(t, home, "synthetic-do-not-use", strings.Fields(c.args)...)
			flat := strings.Join(strings.Fields(said), " ")
			if status == 0 || !strings.Contains(flat, "cannot be trusted") || !strings.Contains(flat, "chmod go-w ") && !strings.Contains(flat, "chown ") {
				t.Errorf("%d: %s", status, said)
			}
		})
	}
}

// trustedHome is a setting in which no one else can write.
func trustedHome(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, filepath.Join(dir, "home"))
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(dir, "no-bus"))
	t.Setenv(config.PassphraseEnv, filepath.Join(dir, "passphrase"))
	home := "secrets: {store: file}\nPROCTORING_BACKENDS: {software_secure: {secret_key: 'file:" + dir + "/secret'}}\n"
	if err := errors.Join(os.MkdirAll(filepath.Join(dir, "home", "examdesk", "journal"), 0o700), os.Chmod(dir, 0o755),
		os.WriteFile(filepath.Join(dir, "home", "c.yml"), []byte(home), 0o600), os.WriteFile(filepath.Join(dir, "secret"), []byte("fake-secret\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "passphrase"), []byte("synthetic passphrase\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// homeWithSecret is the program's folder once a secret is kept. Encrypting takes
// long on purpose, so it is done once.
func homeWithSecret(t *testing.T) string {
	t.Helper()
	dir := trustedHome(t)
	if status, said := keysRun(t, filepath.Join(dir, "home", "c.yml"), "synthetic-do-not-use", "keys", "set", "x/y", "--stdin", "--yes"); status != 0 {
		t.Fatalf("before: %d: %s", status, said)
	}
	return filepath.Join(dir, "home", "examdesk")
}

// restore copies a folder with the modes of its files.
func restore(from fs.FS, to string) error {
	return fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		path := filepath.Join(to, name)
		if d.IsDir() {
			return os.MkdirAll(path, 0o700)
		}
		data, err := fs.ReadFile(from, name)
		return errors.Join(err, os.WriteFile(path, data, 0o600))
	})
}

// relink puts a link in the place of the configuration, to a file of somebody.
func relink(dir string, give func(string) error) error {
	from, to := filepath.Join(dir, "home", "c.yml"), filepath.Join(dir, "theirs.yml")
	return errors.Join(os.Rename(from, to), give(to), os.Symlink(to, from))
}

// A program that prints the passphrase is not run if others could have written
// it, or a script that it is given.
func TestStrangersProgram(t *testing.T) {
	for name, words := range map[string]string{"program": "'%s'", "script": "/bin/sh, '%s'"} {
		t.Run(name, func(t *testing.T) {
			dir := trustedHome(t)
			t.Setenv(config.PassphraseEnv, "")
			ran, script := filepath.Join(dir, "ran"), filepath.Join(dir, "phrase")
			home := filepath.Join(dir, "home", "c.yml")
			text := "#!/bin/sh\ntouch " + ran + "\necho synthetic passphrase\n"
			if err := errors.Join(os.WriteFile(script, []byte(text), 0o700),
				os.WriteFile(home, []byte("secrets: {store: file, passphrase_command: ["+fmt.Sprintf(words, script)+"]}\n"), 0o600)); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(script, 0o777); err != nil {
				t.Fatal(err)
			}
			status, said := keysRun(t, home, "synthetic-do-not-use", "keys", "set", "a/b", "--stdin", "--yes")
			if _, err := os.Stat(ran); err == nil || status == 0 || !strings.Contains(said, "chmod go-w") {
				t.Errorf("%d, ran: %v: %s", status, err == nil, said)
			}
			if err := os.Chmod(script, 0o755); err != nil {
				t.Fatal(err)
			}
			if status, said := keysRun(t, home, "synthetic-do-not-use", "keys", "set", "a/b", "--stdin", "--yes"); status != 0 {
				t.Errorf("%d: %s", status, said)
			}
			if bytes.Contains([]byte(said), []byte("synthetic-do-not-use")) {
				t.Error("a secret was printed")
			}
		})
	}
}

//go:build keyring

package keys

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"examdesk/model"
)

// These tests speak to a real Secret Service; .ci/keyring starts one. What is
// missing is a failure, never a reason to skip.

// passwordEnv holds the password of the collection `login`.
const passwordEnv = "EXAMDESK_TEST_KEYRING_PASSWORD"

// session is a connection to the session bus of .ci/keyring.
func session(t *testing.T) *dbus.Conn {
	t.Helper()
	if os.Getenv(passwordEnv) == "" || !strings.HasPrefix(os.Getenv("HOME"), os.TempDir()) {
		t.Fatal("run .ci/keyring: these tests need a keyring of their own")
	}
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err == nil {
		err = errors.Join(conn.Auth(nil), conn.Hello())
	}
	if err != nil {
		t.Fatalf("no session bus: %v", err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func realVault(t *testing.T, o Options) *Vault {
	t.Helper()
	session(t)
	dir := t.TempDir()
	if o.Dir == "" {
		o.Dir = dir
	}
	o.File, o.PlainFile, o.WorkFactor = filepath.Join(dir, "s", "secrets.age"), filepath.Join(dir, "s", "secrets.json"), 10
	return New(o)
}

// unlockAgain opens the collection with its password, as a login does
// (gnome-keyring's own interface).
func unlockAgain(t *testing.T) {
	t.Helper()
	conn := session(t)
	secrets := conn.Object(secretsName, secretsPath)
	var none dbus.Variant
	var at dbus.ObjectPath
	err := secrets.Call(secretsInterface+".OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&none, &at)
	if err == nil {
		password := struct {
			Session     dbus.ObjectPath
			Parameters  []byte
			Value       []byte
			ContentType string
		}{at, []byte{}, []byte(os.Getenv(passwordEnv)), "text/plain"}
		err = secrets.Call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.UnlockWithMasterPassword", 0, loginCollection, password).Err
	}
	if err != nil {
		t.Fatalf("the collection cannot be unlocked: %v", err)
	}
}

func lockCollection(t *testing.T) {
	t.Helper()
	conn := session(t)
	var done []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := conn.Object(secretsName, secretsPath).Call(secretsInterface+".Lock", 0, []dbus.ObjectPath{loginCollection}).Store(&done, &prompt)
	if err != nil || len(done) != 1 {
		t.Fatalf("the collection cannot be locked: %v, %v", done, err)
	}
	t.Cleanup(func() { unlockAgain(t) })
}

// Written, read, overwritten and removed for real, at any length and in any
// script; nothing is left of the trial.
func TestSecretServiceKeeps(t *testing.T) {
	v := realVault(t, Options{})
	ctx := t.Context()
	choice, err := v.ChooseToStore(ctx)
	if err != nil || choice.Kind != KindKeyring || choice.Why == "" {
		t.Fatalf("%+v, %v", choice, err)
	}
	const name = "default/software_secure/secret_key"
	for what, text := range map[string]string{
		"short": synthetic, "2,500 bytes": strings.Repeat("0123456789", 250), "unicode": "Schlüssel-密钥-🔑\nzweite Zeile\t", "one": "x",
	} {
		if err := v.Set(ctx, name, model.NewSecret(text)); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		other := New(v.o) // as another process would read it
		got, from, err := other.Resolve(ctx, "keyring:examdesk/"+name)
		if err != nil || got.Reveal() != text || from != "keyring" {
			t.Fatalf("%s: %v from %q, %v", what, got, from, err)
		}
	}
	if n := items(t); n != 1 {
		t.Errorf("%d items are in the keyring, want the one that was overwritten", n)
	}
	if err := v.Remove(ctx, name); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Get(ctx, name); model.CodeOf(err) != model.CodeNotFound {
		t.Errorf("after removing: %v", err)
	}
	if n := items(t); n != 0 {
		t.Errorf("%d items are left", n)
	}
}

// items counts ours in the keyring.
func items(t *testing.T) int {
	t.Helper()
	var unlocked, isLocked []dbus.ObjectPath
	err := session(t).Object(secretsName, secretsPath).Call(secretsInterface+".SearchItems", 0, map[string]string{"service": service}).Store(&unlocked, &isLocked)
	if err != nil {
		t.Fatal(err)
	}
	return len(unlocked) + len(isLocked)
}

// A locked collection is recognised before go-keyring would ask for a prompt, is
// never a reason to go elsewhere, and works again once it is unlocked.
func TestSecretServiceLocked(t *testing.T) {
	v := realVault(t, Options{})
	ctx := t.Context()
	const name = "default/test/locked"
	if err := v.Set(ctx, name, fake(t)); err != nil {
		t.Fatal(err)
	}
	lockCollection(t)
	for what, call := range map[string]func() error{
		"get":    func() error { _, err := v.Get(ctx, name); return err },
		"set":    func() error { return v.Set(ctx, name, fake(t)) },
		"remove": func() error { return v.Remove(ctx, name) },
		"choose": func() error { _, err := New(v.o).Choose(ctx); return err },
		"fresh":  func() error { return realVault(t, Options{PassphraseFile: "/dev/null"}).Set(ctx, name, fake(t)) },
	} {
		err := call()
		if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), "the keyring is locked. Unlock it") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if v.keyring.hung.Load() {
		t.Error("a locked collection counts as one that hangs")
	}
	unlockAgain(t)
	if got, err := v.Get(ctx, name); err != nil || got != fake(t) {
		t.Errorf("unlocked again: %v, %v", got, err)
	}
	if err := v.Remove(ctx, name); err != nil {
		t.Error(err)
	}
}

// bus starts a bus without any service and names it to this process.
func bus(t *testing.T) {
	t.Helper()
	session(t)
	dir := t.TempDir()
	conf := filepath.Join(dir, "bus.conf")
	text := fmt.Sprintf(`<busconfig><type>session</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`, dir)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "dbus-daemon", "--config-file="+conf, "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	line := make([]byte, 512)
	n, err := out.Read(line)
	if err != nil {
		t.Fatalf("dbus-daemon: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(string(line[:n])))
}

// bareService starts a Secret Service in which no keyring was made.
func bareService(t *testing.T) {
	t.Helper()
	bus(t)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "gnome-keyring-daemon", "--components=secrets", "--foreground")
	for _, name := range []string{"HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME"} {
		cmd.Env = append(cmd.Env, name+"="+dir)
	}
	cmd.Env = append(cmd.Env, "PATH="+os.Getenv("PATH"), "DBUS_SESSION_BUS_ADDRESS="+os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	conn := session(t)
	for range 500 { // until it is on the bus
		var owned bool
		if err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&owned); err != nil {
			t.Fatal(err)
		}
		if owned {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("gnome-keyring-daemon does not come up")
}

// Each way in which there is no keyring is described in its own words; with a
// passphrase at hand the encrypted file is used, and that is said too.
func TestSecretServiceNone(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(t *testing.T)
		want    string
		gone    bool
	}{
		"no Secret Service": {bus, "no Secret Service on the session bus", true},
		"no bus": {func(t *testing.T) {
			session(t)
			if _, err := os.Stat(fmt.Sprintf("/run/user/%d/bus", os.Getuid())); err == nil {
				t.Fatal("there is a session bus in /run/user; run this where nobody is signed in")
			}
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		}, "no D-Bus session bus here", true},
		"no collection": {bareService, "no collection to keep secrets in", true},
		"a bus that is gone": {func(t *testing.T) {
			session(t)
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "bus"))
		}, "cannot be reached", false},
	} {
		t.Run(name, func(t *testing.T) {
			v := realVault(t, Options{})
			o := v.o
			test.prepare(t)
			if _, err := New(o).Get(t.Context(), "a/b/c"); model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), test.want) {
				t.Errorf("get: %v", err)
			}
			o.PassphraseFile = filepath.Join(t.TempDir(), "pass")
			if err := os.WriteFile(o.PassphraseFile, []byte("a passphrase for tests\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			v = New(o)
			err := v.Set(t.Context(), "a/b/c", fake(t))
			if !test.gone {
				if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), test.want) {
					t.Errorf("a bus that is broken led elsewhere: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if choice, err := New(o).Choose(t.Context()); err != nil || choice.Kind != KindFile {
				t.Errorf("%+v, %v", choice, err)
			}
			o.Store = KindKeyring // by name: nowhere else
			if err := New(o).Set(t.Context(), "a/b/c", fake(t)); model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), test.want) {
				t.Errorf("by name: %v", err)
			}
		})
	}
}

// What was filed in the keyring is not looked for elsewhere once there is none.
func TestSecretServiceRemembered(t *testing.T) {
	v := realVault(t, Options{})
	if err := v.Set(t.Context(), "default/test/remembered", fake(t)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = New(v.o).Remove(context.Background(), "default/test/remembered") })
	t.Run("without a bus", func(t *testing.T) {
		bus(t)
		o := v.o
		o.PassphraseCommand = []string{"echo", "a passphrase for tests"}
		for what, call := range map[string]func(*Vault) error{
			"get": func(v *Vault) error { _, err := v.Get(t.Context(), "default/test/remembered"); return err },
			"set": func(v *Vault) error { return v.Set(t.Context(), "default/test/other", fake(t)) },
		} {
			v := New(o)
			if err := call(v); model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), "no Secret Service") {
				t.Errorf("%s: %v", what, err)
			}
			if v.file.exists() {
				t.Errorf("%s made an encrypted file", what)
			}
		}
	})
}

// A bus that takes the connection and never answers is given up after the time
// limit; the next call does not even connect.
func TestSecretServiceSilent(t *testing.T) {
	v := realVault(t, Options{Store: KindKeyring, Timeout: 200 * time.Millisecond})
	path := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	var connections atomic.Int32
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			t.Cleanup(func() { _ = c.Close() })
		}
	}()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	for range 3 {
		_, err := v.Get(t.Context(), "a/b/c")
		if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(err.Error(), "did not answer in time") {
			t.Fatal(err)
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

// The whole program through the real keyring. Nothing it prints or leaves on the
// disk holds the secret.
func TestSecretServiceCommands(t *testing.T) {
	session(t)
	dir := t.TempDir()
	bin := filepath.Join(dir, "examdesk")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "examdesk").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	home := filepath.Join(dir, "home")
	var said strings.Builder
	run := func(stdin string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), bin, args...)
		cmd.Stdin = strings.NewReader(stdin)
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home+"/config", "XDG_DATA_HOME="+home+"/data", "XDG_STATE_HOME="+home+"/state")
		out, err := cmd.CombinedOutput()
		said.Write(out)
		return string(out), err
	}
	const key = "software_secure/secret_key"
	const fresh = "synthetic-rotated-do-not-use"
	for _, step := range []struct {
		stdin, want string
		args        []string
	}{
		{synthetic + "\n", "Saved examdesk/default/software_secure/secret_key in the OS keyring", []string{"keys", "set", key, "--stdin", "--yes"}},
		{"", "there  keyring  PROCTORING_BACKENDS.software_secure.secret_key", []string{"keys", "list"}},
		{fresh + "\n", "could not be tried with the service", []string{"keys", "rotate", key, "--stdin", "--yes", "--unproven"}},
		{"", "examdesk/default/software_secure/secret_key", []string{"keys", "export"}},
		{"", "the OS keyring", []string{"doctor"}},
	} {
		out, err := run(step.stdin, step.args...)
		if step.args[0] == "doctor" {
			err = nil // it has something to say about the rest of a service of which only the secret is there
		}
		if err != nil || !strings.Contains(out, step.want) {
			t.Fatalf("%q: %v\n%s", step.args, err, out)
		}
	}
	if got, err := (osRing{}).Get(service, "default/software_secure/secret_key"); err != nil || got != fresh {
		t.Errorf("the keyring does not hold the rotated value: %v", err)
	}
	lockCollection(t)
	out, err := run("", "keys", "list")
	if err != nil || !strings.Contains(out, "the keyring is locked") || !strings.Contains(out, "unknown") {
		t.Errorf("locked: %v\n%s", err, out)
	}
	out, err = run(synthetic, "keys", "set", key, "--stdin", "--yes")
	if err == nil || !strings.Contains(out, "Unlock it") {
		t.Errorf("locked: %v\n%s", err, out)
	}
	unlockAgain(t)
	if out, err := run("", "keys", "rm", key, "--yes"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := items(t); n != 0 {
		t.Errorf("%d items are left in the keyring", n)
	}
	for _, secret := range []string{synthetic, fresh} {
		if strings.Contains(said.String(), secret) {
			t.Error("a secret was printed")
		}
		if out, err := exec.CommandContext(t.Context(), "grep", "-rlF", secret, home).Output(); err == nil {
			t.Errorf("a secret lies in %s", out)
		}
	}
}

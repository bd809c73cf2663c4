package keys

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit"
	"examdesk/cli/setup"
	"examdesk/model"
)

const failSample = "PROCTORING_BACKENDS:\n  DEFAULT: proctorco\n  proctorco: {base_url: https://p.example, client_id: a, client_secret: fake-client-secret-0014}\n"

// failRun imports the sample into a folder; what happens on the way is the test's.
func failRun(ctx context.Context, t *testing.T, home string, k *memoryKeeper, open func()) (int, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lms.yml")
	if err := os.WriteFile(file, []byte(failSample), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	a := setup.New(kit.Env{In: strings.NewReader(""), Out: &out, Err: &out, Clock: time.Now, WorkFactor: 1}, nil)
	a.Global.File = home
	cmd := newImport(a, func(context.Context) (secretKeeper, string, error) {
		if open != nil {
			open()
		}
		return k, "memory", nil
	}, nil)
	cmd.SetArgs([]string{file, "--yes", "--replace"})
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(ctx)
	said := out.String() + model.Sentence(err)
	if strings.Contains(said, "fake") {
		t.Errorf("a secret is shown: %s", said)
	}
	return model.ExitCode(err), said
}

const failName = "examdesk/default/proctorco/client_secret"

// The configuration cannot be written: what was replaced is put back.
func TestImportCannotWrite(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "d")
	k := &memoryKeeper{have: map[string]string{failName: "fake-former-secret-0015"}}
	k.onSet = func() { _ = os.WriteFile(dir, nil, 0o600) } // a file where the folder should be
	code, said := failRun(t.Context(), t, filepath.Join(dir, "c.yml"), k, nil)
	if code != 1 || !strings.Contains(said, "cannot be created") || !strings.Contains(said, "restored: "+failName) {
		t.Errorf("%d, %s", code, said)
	}
	if k.have[failName] != "fake-former-secret-0015" {
		t.Error("the former secret is lost")
	}
}

// Somebody else writes the configuration while the plan is looked at.
func TestImportOfAChangedConfiguration(t *testing.T) {
	t.Parallel()
	home := filepath.Join(t.TempDir(), "c.yml")
	k := &memoryKeeper{have: map[string]string{}}
	code, said := failRun(t.Context(), t, home, k, func() {
		if err := os.WriteFile(home, []byte("theme: dark\n"), 0o600); err != nil {
			t.Error(err)
		}
	})
	now, err := os.ReadFile(home)
	if code != 3 || !strings.Contains(said, "changed in the meantime") || len(k.have) != 0 || err != nil || string(now) != "theme: dark\n" {
		t.Errorf("%d, %s, %v, %s", code, said, err, now)
	}
}

// Interrupted while a secret is stored, it puts back what it replaced.
func TestImportInterrupted(t *testing.T) {
	t.Parallel()
	home := filepath.Join(t.TempDir(), "c.yml")
	ctx, cancel := context.WithCancel(t.Context())
	k := &memoryKeeper{have: map[string]string{failName: "fake-former-secret-0016"}, heedsContext: true}
	k.onSet = cancel
	code, said := failRun(ctx, t, home, k, nil)
	if code == 0 || !strings.Contains(said, "The configuration is as it was") || k.have[failName] != "fake-former-secret-0016" {
		t.Errorf("%d, %s", code, said)
	}
	if _, err := os.Stat(home); err == nil {
		t.Error("the configuration is written")
	}
}

// The documentation's example is what the command prints.
func TestImportDocsExample(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "import.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := copySamples(filepath.Join("..", "..", "keys", "lmsfile", "testdata"), filepath.Join(dir, "lms")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	k := &memoryKeeper{have: map[string]string{}}
	env := kit.Env{In: strings.NewReader(""), Out: &out, Err: &out, Clock: time.Now, WorkFactor: 1}
	files := filepath.Join(dir, "lms") + string(filepath.Separator)
	if code := runImport(t.Context(), k, env, []string{"--config", filepath.Join(dir, "c.yml"), files + "lms.env.json", files + "lms.auth.json", "--dry-run"}); code != 0 {
		t.Fatal(out.String())
	}
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	plan := strings.ReplaceAll(out.String(), files, "")
	plan = strings.ReplaceAll(plan, filepath.Join(dir, "c.yml"), "/home/ops/.config/examdesk/examdesk.yml")
	before, after, found := strings.Cut(plan, "Into the secret store: memory, because this is a test")
	if !found || !strings.Contains(words(string(doc)), words(before)) || !strings.Contains(words(string(doc)), words(after)) {
		t.Errorf("docs/import.md shows something else than\n%s", plan)
	}
}

package keys

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

// script writes an executable and returns its path.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPassphraseFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pass")
	for text, want := range map[string]string{
		phrase + "\r\nsecond line": "", "": "is empty", "short": "needs 8 bytes", strings.Repeat("x", maxPassphrase+1): "cannot be read",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		v, _ := testVault(t, Options{Store: KindFile, PassphraseFile: path}, noBus)
		err := v.Set(t.Context(), testName, fake(t))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.20q: %v", text, err)
		}
		if want == "" {
			reader := New(v.o)
			reader.pass.file = ""
			reader.SetPrompt(withPhrase)
			if got, err := reader.Get(t.Context(), testName); err != nil || got != fake(t) {
				t.Errorf("the first line is not the passphrase: %v", err)
			}
		}
	}
	v, _ := testVault(t, Options{Store: KindFile, PassphraseFile: path + "-none"}, noBus)
	if err := v.Set(t.Context(), testName, fake(t)); model.CodeOf(err) != model.CodeUnavailable {
		t.Error(err)
	}
	if !needsUnix(t) {
		return
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	v, _ = testVault(t, Options{Store: KindFile, PassphraseFile: path}, noBus)
	if choice, err := v.Choose(t.Context()); err != nil || !strings.Contains(choice.Warning, "Others can read the passphrase") {
		t.Errorf("%+v, %v", choice, err)
	}
}

// A passphrase command works without a shell, and whatever it does it is
// bounded, and what it prints is not shown.
func TestPassphraseCommand(t *testing.T) {
	t.Parallel()
	if !needsUnix(t) {
		return
	}
	for name, test := range map[string]struct {
		argv []string
		want string
	}{
		"works":          {[]string{"printf", "%s\\nmore", phrase}, ""},
		"no shell":       {[]string{"printf", "%s", "$HOME;`id`|long enough"}, ""},
		"hangs":          {[]string{script(t, "echo "+synthetic+"; exec sleep 600")}, "did not end in time"},
		"hangs in child": {[]string{script(t, "sleep 600 &\nexit 0")}, "did not end in time"},
		"fails":          {[]string{script(t, "echo "+synthetic+" >&2; echo "+synthetic+"; exit 1")}, "ended with an error"},
		"megabytes":      {[]string{script(t, "while :; do echo "+strings.Repeat(synthetic, 30)+"; done")}, "printed too much to be valid"},
		"is not there":   {[]string{"/nonexistent/program"}, "cannot be started"},
		"prints nothing": {[]string{"true"}, "is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 30 * time.Second
			if strings.HasPrefix(name, "hangs") {
				timeout = 300 * time.Millisecond
			}
			v, _ := testVault(t, Options{Store: KindFile, PassphraseCommand: test.argv, Timeout: timeout}, noBus)
			err := v.Set(t.Context(), testName, fake(t))
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), synthetic) {
				t.Error(err)
			}
			if v.file.exists() {
				t.Error("a file was made")
			}
		})
	}
}

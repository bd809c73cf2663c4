//go:build e2e

package shells_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"examdesk/conformance/screen"
	"examdesk/store/storetest"
)

// Commands, flags and values are completed in the shells themselves, by a person
// who presses tab: a command, a part of a filter with its colon, what the store
// has, and a field of the JSON.
func TestE2ECompletion(t *testing.T) {
	t.Parallel()
	bin := os.Getenv("EXAMDESK_BIN")
	if bin == "" {
		t.Fatal("EXAMDESK_BIN names no program")
	}
	const bashCompletion = "/usr/share/bash-completion/bash_completion"
	for name, shell := range map[string]struct {
		file, rc string
		args     []string
	}{
		"bash alone":                {"bashrc", "PS1='$ '\nsource <(examdesk completion bash)\n", []string{"bash", "--noprofile", "--rcfile", "bashrc", "-i"}},
		"bash with bash-completion": {"bashrc", "PS1='$ '\nsource " + bashCompletion + "\nsource <(examdesk completion bash)\n", []string{"bash", "--noprofile", "--rcfile", "bashrc", "-i"}},
		"zsh":                       {".zshrc", "PS1='$ '\nautoload -Uz compinit\ncompinit -u -D\nsource <(examdesk completion zsh)\n", []string{"zsh", "-i"}},
		"fish":                      {"fish/config.fish", "set fish_greeting\nfunction fish_prompt; echo '$ '; end\nexamdesk completion fish | source\n", []string{"fish", "-i"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program, err := exec.LookPath(shell.args[0])
			if err != nil {
				t.Fatalf("install %s: %v", shell.args[0], err)
			}
			if _, err := os.Stat(bashCompletion); err != nil {
				t.Fatalf("install bash-completion: %v", err)
			}
			home := t.TempDir()
			rc := filepath.Join(home, shell.file)
			if err := os.MkdirAll(filepath.Dir(rc), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(rc, []byte(shell.rc), 0o600); err != nil {
				t.Fatal(err)
			}
			args := shell.args[1:]
			for i, arg := range args {
				if arg == shell.file {
					args[i] = rc
				}
			}
			s, err := screen.Start(t.Context(), screen.Options{Width: 160, Height: 50, Env: []string{
				"HOME=" + home, "ZDOTDIR=" + home, "XDG_CONFIG_HOME=" + home, "XDG_DATA_HOME=" + home, "XDG_STATE_HOME=" + home, "TERM=xterm-256color",
				"LC_ALL=C.UTF-8", "PATH=" + filepath.Dir(bin) + ":" + os.Getenv("PATH"), "EXAMDESK_STORE=sqlite:" + storetest.File(t),
			}}, program, args...)
			if err != nil {
				t.Fatal(err)
			}
			sees(t, s, "$")
			for _, c := range []struct{ typed, completed string }{
				{"examdesk attempt vi", "examdesk attempt view"},
				{"examdesk attempt list status:submi", "examdesk attempt list status:submitted"},
				{"examdesk learner view yuki_si", "examdesk learner view yuki_silva"},
				{"examdesk exam list --json=course", "examdesk exam list --json=course_id"},
				{"examdesk attempt review --outco", "examdesk attempt review --outcome"},
			} {
				press(t, s, c.typed)
				sees(t, s, c.typed)
				press(t, s, "tab")
				sees(t, s, c.completed)
				press(t, s, "\x15") // ctrl+u: the line is empty again
			}
			press(t, s, "exit", "enter")
			if _, err := s.Wait(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func press(t *testing.T, s *screen.Screen, keys ...string) {
	t.Helper()
	if err := s.Press(keys...); err != nil {
		t.Fatal(err)
	}
}

func sees(t *testing.T, s *screen.Screen, text string) {
	t.Helper()
	if err := s.WaitFor(t.Context(), text); err != nil {
		t.Fatal(err)
	}
}

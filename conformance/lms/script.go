//go:build e2e

package lms

import (
	"context"
	"os/exec"
)

// Script is a Python script that is run with the LMS's settings, to change its database
// by edx-proctoring's own functions. Whoever asks starts it, and waits for it.
func (l *LMS) Script(ctx context.Context, path string, args ...string) *exec.Cmd {
	l.t.Helper()
	cmd := exec.CommandContext(ctx, interpreter(l.t), append([]string{path}, args...)...) //nolint:gosec // the test names the script
	cmd.Dir, cmd.Env = here(l.t), l.env()
	return cmd
}

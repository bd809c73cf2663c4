package served_test

import (
	"errors"
	"os/exec"
	"regexp"
	"syscall"
	"testing"

	"examdesk/conformance/served"
)

// A program is ready with the line that says so, on either of its outputs; it is not held
// up by what it prints later; and how it ended is known.
func TestProcess(t *testing.T) {
	t.Parallel()
	const script = `trap 'exit 0' TERM; echo starting; echo "ready at 7" >&2; yes | head -c 1000000; while :; do sleep 0.05; done`
	run := func() *served.Process {
		return served.Begin(t, exec.CommandContext(t.Context(), "sh", "-c", script), regexp.MustCompile(`ready at (\d)`))
	}
	p := run()
	if p.Found[1] != "7" || p.Printed != "starting\nready at 7\n" {
		t.Errorf("%q, %q", p.Found, p.Printed)
	}
	if err := p.End(t, syscall.SIGTERM); err != nil {
		t.Errorf("asked to end, it ended with %v", err)
	}
	var exit *exec.ExitError
	if err := run().End(t, syscall.SIGKILL); !errors.As(err, &exit) {
		t.Errorf("killed, it ended with %v", err)
	}
}

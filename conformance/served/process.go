// Package served runs programs that go on until they are ended, as processes of their
// own, for the tests; above all `examdesk serve`.
package served

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"

	"examdesk/guard"
)

// patience is how long a program may take to end.
const patience = time.Minute

// Process is a program that runs.
type Process struct {
	// Printed is what it printed until it was ready, Found the line that said so with
	// the groups of the expression.
	Printed string
	Found   []string
	cmd     *exec.Cmd
	// ended is closed when the program has ended, with err.
	ended chan struct{}
	err   error
}

// Begin starts a program and waits for a line of its output that says that it is ready.
// What it writes to standard error is looked at as well, unless that goes elsewhere. When
// the test ends, the program is asked to end, and must end well.
func Begin(t testing.TB, cmd *exec.Cmd, ready *regexp.Regexp) *Process {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if cmd.Stderr == nil {
		cmd.Stderr = cmd.Stdout
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Process{cmd: cmd, ended: make(chan struct{})}
	for lines := bufio.NewReader(out); p.Found == nil; {
		line, err := lines.ReadString('\n')
		p.Printed += line
		if p.Found = ready.FindStringSubmatch(line); err != nil && p.Found == nil {
			_ = cmd.Process.Kill()
			t.Fatalf("%v did not start: %v\n%s", cmd.Args, cmd.Wait(), p.Printed)
		}
	}
	guard.Start("waiting for "+cmd.Path, func() (struct{}, error) {
		_, _ = io.Copy(io.Discard, out) // a full pipe would hold the program up
		p.err = cmd.Wait()
		close(p.ended)
		return struct{}{}, nil
	})
	t.Cleanup(func() { p.Stop(t) })
	return p
}

// Pid is the process's number.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// End sends a signal and waits for the end, which it returns.
func (p *Process) End(t testing.TB, by os.Signal) error {
	t.Helper()
	if err := p.cmd.Process.Signal(by); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		t.Fatalf("%v does not end", p.cmd.Args)
	}
	return p.err
}

// Stop asks a program that still runs to end, and fails the test if it does not end well.
func (p *Process) Stop(t testing.TB) {
	t.Helper()
	select {
	case <-p.ended:
		return
	default:
	}
	if err := p.End(t, syscall.SIGTERM); err != nil {
		t.Errorf("%v ended with %v", p.cmd.Args, err)
	}
}

//go:build !windows

package setup

import (
	"bytes"
	"context"
	"os"
	"reflect"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"examdesk/cli/kit"
	"examdesk/model"
)

// whenShown is called when something is written.
type whenShown func()

func (w whenShown) Write(p []byte) (int, error) {
	w()
	return len(p), nil
}

// isSilent reports whether a terminal is in another state than before.
func isSilent(t *testing.T, f *os.File, before *term.State) bool {
	t.Helper()
	now, err := term.GetState(int(f.Fd()))
	if err != nil {
		t.Error(err)
	}
	return !reflect.DeepEqual(now, before)
}

// isReading reports whether something waits for what is typed unseen.
func isReading() bool {
	stack := make([]byte, 1<<20)
	return bytes.Contains(stack[:runtime.Stack(stack, true)], []byte("term.readPasswordLine"))
}

// A terminal is silent before the question is shown, and not left silent by what ends the prompt.
func TestTerminalIsRestored(t *testing.T) {
	for what, end := range map[string]func(cancel func()) error{
		"the end":    func(cancel func()) error { cancel(); return nil },
		"a hangup":   func(func()) error { return syscall.Kill(os.Getpid(), syscall.SIGHUP) },
		"control-\\": func(func()) error { return syscall.Kill(os.Getpid(), syscall.SIGQUIT) },
	} {
		master, slave, err := pty.Open()
		if err != nil {
			t.Fatal(err)
		}
		before, err := term.GetState(int(slave.Fd()))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		failed, silent := make(chan error, 1), make(chan bool, 2) // the question, and the end of its line
		go func() {
			_, err := (New(kit.Env{In: slave, Out: slave, Err: whenShown(func() { silent <- isSilent(t, slave, before) }), IsTerminal: true}, nil)).AskHidden(ctx, "Which?")
			failed <- err
		}()
		if !<-silent {
			t.Errorf("%s: what is typed at once would be shown", what)
		}
		for !isReading() {
			time.Sleep(time.Millisecond)
		}
		if err := end(cancel); err != nil {
			t.Fatal(err)
		}
		if err := <-failed; model.Sentence(err) != "Nothing was changed." {
			t.Errorf("%s: %v", what, err)
		}
		if isSilent(t, slave, before) {
			t.Errorf("%s: the terminal is not as it was", what)
		}
		cancel()
		// The read that was given up restores the terminal when something comes at
		// last. It knows only a number, which the next terminal may get.
		if _, err := master.WriteString("\n"); err != nil {
			t.Fatal(err)
		}
		for isReading() {
			time.Sleep(time.Millisecond)
		}
		_ = master.Close()
		_ = slave.Close()
	}
}

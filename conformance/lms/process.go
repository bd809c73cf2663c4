//go:build e2e

package lms

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long something may take to start or to end; a busy machine is slow.
const patience = 2 * time.Minute

// process is one that the harness started, and ends by its id.
type process struct {
	cmd  *exec.Cmd
	log  string
	gone chan struct{}
	once sync.Once
}

// starter is the thread that starts all processes: they are signalled when it dies,
// which is when the test's process does, however that ends.
var starter = sync.OnceValue(func() chan func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

// start starts a process, which writes into a file. Who starts it ends it.
func start(t testing.TB, log string, env []string, dir, name string, args ...string) *process {
	t.Helper()
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{log: log, gone: make(chan struct{})}
	p.cmd = exec.Command(name, args...) //nolint:noctx,gosec // it is ended by stop, which waits for it; the harness names the program
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = dir, env, out, out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	started := make(chan error)
	starter() <- func() { started <- p.cmd.Start() }
	err = <-started
	_ = out.Close()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.gone)
	}()
	return p
}

// stop ends the process, and waits until it is gone.
func (p *process) stop(crash bool) {
	p.once.Do(func() {
		signal := syscall.SIGTERM
		if crash {
			signal = syscall.SIGKILL
		}
		_ = p.cmd.Process.Signal(signal)
		select {
		case <-p.gone:
		case <-time.After(patience):
			_ = p.cmd.Process.Kill()
			<-p.gone
		}
	})
}

// wait waits until the process does what it is for.
func (p *process) wait(t testing.TB, what string, ready func() error) {
	t.Helper()
	var err error
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if err = ready(); err == nil {
			return
		}
		select {
		case <-p.gone:
			t.Fatalf("%s ended: %v\n%s", what, p.cmd.ProcessState, tail(p.log))
		default:
		}
	}
	t.Fatalf("%s did not start: %v\n%s", what, err, tail(p.log))
}

// tail is the end of a log.
func tail(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-4000):])
}

// run runs a program to its end.
func run(t testing.TB, env []string, dir, name string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the harness names the program
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out[max(0, len(out)-4000):])
	}
}

// pythonEnv is the environment of a Python that reads no settings of whoever runs it.
func pythonEnv(home string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", "DJANGO_SETTINGS_MODULE=settings"}
}

// freePort is one on which nothing listens now.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// answers asks the LMS whether it is there.
func answers(ctx context.Context, port int) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+strconv.Itoa(port)+"/heartbeat", nil)
	if err != nil {
		return err
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	_ = a.Body.Close()
	if a.StatusCode != http.StatusOK {
		return errors.New(fmt.Sprint("the heartbeat is ", a.StatusCode))
	}
	return nil
}

package keys

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"examdesk/files"
	"examdesk/model"
)

// program runs programs with a time limit and a limit on their output.
type program struct {
	timeout time.Duration
	// withhold lists environment variables with other secrets, which a program does not
	// get.
	withhold []string
}

// Errors of a program. None includes what the program printed: it may be a secret.
var (
	errHangs  = errors.New("it did not end in time")
	errAbsurd = errors.New("it printed too much to be valid")
	errStatus = errors.New("it ended with an error")
	errStart  = errors.New("it could not be started")
)

// run runs a program without a shell and returns its output; its standard error is
// dropped. With errStatus it also returns the output, for protocols that report there
// what went wrong.
func (p program) run(ctx context.Context, argv []string, in []byte, most int) ([]byte, error) {
	if err := trusted(argv); err != nil {
		return nil, err
	}
	timeout := p.timeout
	if timeout <= 0 {
		timeout = programTimeout
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(limited, argv[0], argv[1:]...) //nolint:gosec // the person names the program in the configuration
	cmd.Env = p.environment()
	cmd.Stdin = bytes.NewReader(in)
	out := &capped{most: most, full: cancel}
	cmd.Stdout = out
	cmd.WaitDelay = time.Second // a child of it may keep the pipe open
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case out.over:
		return nil, errAbsurd
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, errHangs
	case errors.As(err, &exit):
		return out.b.Bytes(), errStatus
	case errors.Is(err, exec.ErrWaitDelay):
		return nil, errHangs
	case err != nil && cmd.Process == nil:
		return nil, errStart
	case err != nil:
		return nil, errStatus
	}
	return out.b.Bytes(), nil
}

// trusted refuses a program that others could have written, and also such files among
// its arguments, since one of them may be the script that it runs.
func trusted(argv []string) error {
	exe, err := exec.LookPath(argv[0])
	if err != nil {
		return errStart
	}
	if err := files.Check(exe); err != nil {
		return err
	}
	for _, arg := range argv[1:] {
		if !filepath.IsAbs(arg) {
			continue
		}
		if err := files.CheckPresent(arg); files.Refused(err, "") != nil {
			return err
		}
	}
	return nil
}

func (p program) environment() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(p.withhold, name)
	})
}

// programError describes what was wrong with a program.
func programError(err error, what string) error {
	if refused := files.Refused(err, what); refused != nil {
		return refused
	}
	code, said := model.CodeUnavailable, "cannot be started; check its name"
	switch {
	case errors.Is(err, errHangs):
		said = "did not end in time; run it by hand to see what it waits for"
	case errors.Is(err, errAbsurd):
		said = "printed too much to be valid, so none of it is used"
	case errors.Is(err, errStatus):
		said = "ended with an error; run it by hand to see which"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		said = "was interrupted"
	}
	return model.Wrap(err, code, "%s %s.", what, said)
}

// capped keeps output up to a limit and then ends the program.
type capped struct {
	b    bytes.Buffer
	most int
	over bool
	full func()
}

// errPipe is what a program gets when it writes more than the limit.
var errPipe = errors.New("the output is too long")

func (c *capped) Write(data []byte) (int, error) {
	if c.b.Len()+len(data) > c.most {
		c.over = true
		c.full()
		return 0, errPipe
	}
	return c.b.Write(data)
}

package cli

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
)

// sink is an output that does not stop a command. Where its reader has left, as
// head does, the rest is thrown away: what a command has begun to change it
// changes to the end. What goes wrong otherwise is told at the end of the run.
type sink struct {
	out io.Writer

	mu   sync.Mutex
	left bool
	err  error
}

// Write never fails.
func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left || s.err != nil {
		return len(p), nil
	}
	if _, err := s.out.Write(p); errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
		s.left = true
	} else {
		s.err = err
	}
	return len(p), nil
}

// readerLeft reports whether nobody reads the output any more. What only lists
// or watches stops then.
func (s *sink) readerLeft() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left
}

// problem is why the output is not whole, nil if it is or if nobody wants it.
func (s *sink) problem() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// readerLeft reports whether nobody reads what the command prints.
func (a *factory) readerLeft() bool {
	s, is := a.Out.(*sink)
	return is && s.readerLeft()
}

// terminal is where the desk draws, and whose size counts: the output itself.
func (e Env) terminal() io.Writer {
	if s, is := e.Out.(*sink); is {
		return s.out
	}
	return e.Out
}

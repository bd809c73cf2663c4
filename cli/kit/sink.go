package kit

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
)

// Sink is an output that does not stop a command. Where its reader has left, as
// head does, the rest is thrown away: what a command has begun to change it
// changes to the end. What goes wrong otherwise is told at the end of the run.
type Sink struct {
	Out io.Writer

	mu   sync.Mutex
	left bool
	err  error
}

// Write never fails.
func (s *Sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left || s.err != nil {
		return len(p), nil
	}
	if _, err := s.Out.Write(p); errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
		s.left = true
	} else {
		s.err = err
	}
	return len(p), nil
}

// readerLeft reports whether no one reads the output any more. What only lists
// or watches stops then.
func (s *Sink) readerLeft() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left
}

// Problem is why the output is not whole, nil if it is or if no one wants it.
func (s *Sink) Problem() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

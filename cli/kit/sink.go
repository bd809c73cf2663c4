package kit

import (
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
)

// Sink is an output that never stops a command. If its reader has left, as head does,
// the rest is discarded: a command finishes the changes it has begun. Any other
// failure is reported at the end of the run.
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

// readerLeft reports whether no one reads the output any longer, so that a command
// that only lists or watches can stop.
func (s *Sink) readerLeft() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left
}

// Problem returns why the output is incomplete; nil if it is complete or no one wants
// it.
func (s *Sink) Problem() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

package kit

import (
	"context"
	"io"
	"time"
)

// Env is what the commands need from outside, so that tests can replace it.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Clock    func() time.Time
	// IsTerminal reports whether a person is at In and Out.
	IsTerminal bool
	Version    string
	// TakesSecrets removes the variables with secrets from the environment, so that
	// no program started from here inherits them: a browser, a clipboard program, a
	// helper.
	TakesSecrets bool
	// WorkFactor is scrypt's work factor for the encrypted file of secrets; age's own
	// if 0.
	WorkFactor int
}

// Factory is what every command gets: where it reads and writes, and how it opens the
// store.
type Factory struct {
	Env
	// OpenStore opens the store that flags and configuration name, for the actor.
	OpenStore func(context.Context) (*Opened, error)
	// Did is what the run has done so far.
	Did *Tally
	// Ended is closed when the run is told to end.
	Ended <-chan struct{}
}

// ReaderLeft reports whether no one reads the command's output any longer.
func ReaderLeft(a *Factory) bool {
	s, is := a.Out.(*Sink)
	return is && s.readerLeft()
}

// Terminal is where the desk draws, and whose size matters: the output itself.
func (e Env) Terminal() io.Writer {
	if s, is := e.Out.(*Sink); is {
		return s.Out
	}
	return e.Out
}

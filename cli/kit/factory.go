package kit

import (
	"context"
	"io"
	"time"
)

// Env is what the commands take from the outside, so that tests can stand in.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Clock    func() time.Time
	// IsTerminal reports whether a person sits at In and Out.
	IsTerminal bool
	Version    string
	// TakesSecrets takes the variables that hold secrets out of the environment,
	// so that no program that is started inherits them: a browser, one that
	// copies, a helper.
	TakesSecrets bool
	// WorkFactor is scrypt's for the encrypted file of secrets; age's own if 0.
	WorkFactor int
}

// Factory is what every command is given: where it reads and writes, and how it
// opens the store.
type Factory struct {
	Env
	// OpenStore opens the store that flags and configuration name, for who acts.
	OpenStore func(context.Context) (*Opened, error)
	// Did is what the run has done so far.
	Did *Tally
	// Ended is closed when the run is told to end.
	Ended <-chan struct{}
}

// ReaderLeft reports whether no one reads what the command prints.
func ReaderLeft(a *Factory) bool {
	s, is := a.Out.(*Sink)
	return is && s.readerLeft()
}

// Terminal is where the desk draws, and whose size counts: the output itself.
func (e Env) Terminal() io.Writer {
	if s, is := e.Out.(*Sink); is {
		return s.Out
	}
	return e.Out
}

package cli

import (
	"errors"
	"io"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
)

// prepare runs before any command.
func (p *program) prepare(cmd *cobra.Command, _ []string) error {
	if err := p.FromEnvironment(cmd); err != nil {
		return err
	}
	return p.answers(cmd)
}

// answers passes the JSON that a command prints through the requested fields, jq
// expression or template.
func (p *program) answers(cmd *cobra.Command) error {
	q := jsonout.Of(cmd)
	if !q.On() || q.Plain() {
		return nil
	}
	if err := q.Check(); err != nil {
		return kit.Usage(err)
	}
	s, is := p.Out.(*kit.Sink)
	if !is {
		return nil
	}
	p.answer = q.Start(cmd.Context(), jsonout.Output{Writer: s.Out, Drawn: p.IsTerminal, Clock: p.Clock})
	s.Out = p.answer
	return nil
}

// answered waits for the rest of the output, and returns why it is incomplete. A
// reader who has left wants no more of it.
func (p *program) answered() error {
	if p.answer == nil {
		return nil
	}
	err := p.answer.Close()
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

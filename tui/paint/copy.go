package paint

import (
	"io"
	"strings"

	"examdesk/model"
)

// Copy asks the terminal to put a text into its clipboard (OSC 52), wherever the
// terminal is. A terminal does not say whether it did: many do, some have to be
// told to in their settings, and some never do. The request is one write between
// two frames, and changes nothing on the screen.
func (p *Painter) Copy(text string) error {
	sequence, err := p.around.copying(text)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.shown {
		return model.Errorf(model.CodeUnavailable, "The desk does not have the terminal at the moment.")
	}
	if _, err := io.WriteString(p.out, sequence); err != nil {
		return model.Wrap(err, model.CodeUnavailable, "The terminal could not be written to.")
	}
	return nil
}

// Copyable returns a text as it may be handed to a clipboard: each line without
// escape sequences and other characters that cannot be seen. Whoever pastes it
// into a shell gets what they saw.
func Copyable(text string) string { return strings.Join(model.Text(text).Lines(), "\n") }

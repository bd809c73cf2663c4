package paint

import (
	"encoding/base64"

	"github.com/aymanbagabas/go-osc52/v2"

	"examdesk/model"
)

// Around is what stands between the program and the person's terminal.
type Around struct {
	// Tmux and Screen are terminals in a terminal: tmux and GNU screen.
	Tmux, Screen bool
}

// longestCopy is how many characters of base64 are sent at most. Terminals and
// what stands around them drop sequences that are too long for them without a
// word; the least limit that is known is 100,000 bytes for all of a sequence.
const longestCopy = 74_994

// LongestCopy is how many bytes [Painter.Copy] sends at most.
const LongestCopy = longestCopy / 4 * 3

// copying returns the request, as it passes what stands around.
func (a Around) copying(text string) (string, error) {
	if n := base64.StdEncoding.EncodedLen(len(text)); n > longestCopy {
		return "", model.Errorf(model.CodeInvalid, "It is too long for a terminal to copy: %d bytes, and at most %d can be sent.", len(text), LongestCopy)
	}
	s := osc52.New(text)
	switch {
	case a.Tmux:
		// With set-clipboard on tmux takes the plain one; with allow-passthrough on
		// it hands the wrapped one to the terminal that it runs in.
		return s.String() + s.Tmux().String(), nil
	case a.Screen:
		return s.Screen().String(), nil
	}
	return s.String(), nil
}

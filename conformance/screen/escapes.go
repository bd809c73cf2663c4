package screen

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"
)

// Foreign lists the escape sequences and controls in a program's output that a
// full-screen program does not need: everything but moving the cursor, erasing,
// colours and the modes that Bubble Tea sets. What it lists came out of data.
func Foreign(raw []byte) []string {
	var out []string
	p := ansi.NewParser()
	p.SetHandler(ansi.Handler{
		Print: func(r rune) {
			if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0x80 && r <= 0x9f {
				out = append(out, fmt.Sprintf("%U", r))
			}
		},
		Execute: func(b byte) {
			if b != '\r' && b != '\n' && b != '\b' {
				out = append(out, fmt.Sprintf("control %#x", b))
			}
		},
		HandleCsi: func(cmd ansi.Cmd, params ansi.Params) {
			if !ownCsi(cmd, params) {
				out = append(out, fmt.Sprintf("CSI %c%v%c", cmd.Prefix(), params, cmd.Final()))
			}
		},
		HandleEsc: func(cmd ansi.Cmd) { out = append(out, fmt.Sprintf("ESC %c", cmd.Final())) },
		HandleDcs: func(_ ansi.Cmd, _ ansi.Params, data []byte) { out = append(out, fmt.Sprintf("DCS %q", data)) },
		HandleOsc: func(cmd int, data []byte) { out = append(out, fmt.Sprintf("OSC %d %q", cmd, data)) },
		HandlePm:  func(data []byte) { out = append(out, fmt.Sprintf("PM %q", data)) },
		HandleApc: func(data []byte) { out = append(out, fmt.Sprintf("APC %q", data)) },
		HandleSos: func(data []byte) { out = append(out, fmt.Sprintf("SOS %q", data)) },
	})
	for _, b := range raw {
		p.Advance(b)
	}
	return out
}

// ownCsi reports whether the desk or Bubble Tea writes a sequence.
func ownCsi(cmd ansi.Cmd, params ansi.Params) bool {
	switch cmd.Final() {
	case 'm', 'A', 'B', 'C', 'D', 'G', 'H', 'J', 'K':
		return cmd.Prefix() == 0
	case 'h', 'l':
		if cmd.Prefix() != '?' {
			return false
		}
		mode, _, ok := params.Param(0, 0)
		// Wrapping, the cursor, the mouse, the alternate screen, bracketed paste
		// and frames that are shown at once.
		return ok && (mode == ModeWrap || mode == ModeSync || mode == 25 || mode >= 1000 && mode <= 1006 || mode == 1049 || mode == 2004)
	}
	return false
}

package screen

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Foreign lists the escape sequences and controls in a program's output that a
// full-screen program does not need: everything but moving the cursor, erasing,
// colours and the modes that Bubble Tea sets. What it lists came out of data.
// Texts that were copied may be in the output as requests to do so, those and no
// others.
func Foreign(raw []byte, copied ...string) []string {
	for _, text := range copied {
		for _, request := range requests(text) {
			raw = bytes.ReplaceAll(raw, []byte(request), nil)
		}
	}
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

// requests are the ways to ask a terminal to copy a text, those first that hold
// another one: through tmux, through GNU screen, and plain.
func requests(text string) []string {
	const most = 76 // what GNU screen passes on at once
	encoded := base64.StdEncoding.EncodeToString([]byte(text))
	plain := "\x1b]52;c;" + encoded + "\x07"
	var parts []string
	for len(encoded) > most {
		parts, encoded = append(parts, encoded[:most]), encoded[most:]
	}
	parts = append(parts, encoded)
	return []string{
		"\x1bPtmux;\x1b" + plain + "\x1b\\",
		"\x1bP\x1b]52;c;" + strings.Join(parts, "\x1b\\\x1bP") + "\x07\x1b\\",
		plain,
	}
}

// Copied are the texts that a program asked a terminal to copy, in order; tmux may
// be asked for each of them in two ways.
func Copied(raw []byte) []string {
	var out []string
	p := ansi.NewParser()
	p.SetDataSize(1 << 20)
	p.SetHandler(ansi.Handler{HandleOsc: func(cmd int, data []byte) {
		if _, encoded, ok := bytes.Cut(data, []byte(";c;")); ok && cmd == 52 {
			text, err := base64.StdEncoding.DecodeString(string(encoded))
			if err != nil {
				text = fmt.Appendf(nil, "%q, which is not base64: %v", encoded, err)
			}
			out = append(out, string(text))
		}
	}})
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

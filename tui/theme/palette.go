package theme

import "strconv"

// palette is a family of colours, as indexes into the terminal's 256. They are
// indexes and not RGB because multiplexers and serial lines keep those.
type palette struct {
	dim, accent, good, bad, warn, info, rule int
	// surface is the background of the row under the cursor; onDim and onText are
	// the dim and the ordinary text there. Ordinary text must be named where its
	// ground is: the terminal's own may be as dark as that.
	surface, onDim, onText int
}

func darkPalette() palette {
	return palette{dim: 245, accent: 80, good: 114, bad: 210, warn: 221, info: 111, rule: 239, surface: 237, onDim: 250, onText: 255}
}

func lightPalette() palette {
	return palette{dim: 241, accent: 24, good: 22, bad: 124, warn: 94, info: 25, rule: 250, surface: 254, onDim: 238, onText: 232}
}

// eitherPalette returns the palette for a terminal whose background is not known. Few colours
// can be read on white and on black; these are among them, and the row under
// the cursor is shown in reverse.
func eitherPalette() palette {
	return palette{dim: 243, accent: 98, good: 29, bad: 131, warn: 163, info: 63, rule: 243}
}

// prefixes prepares each role on the plain surface and on the selected one.
func prefixes(m Mode) [2][roleCount]string {
	switch m {
	case NoColor:
		return colourless()
	case Light:
		return coloured(lightPalette())
	case Dark:
		return coloured(darkPalette())
	case Either:
	}
	return reversed(eitherPalette())
}

// CaretMark begins every look of a caret and nothing else, so that whoever
// writes a frame finds the place where text is typed. It ends what would hide
// the caret on a row that is shown in reverse.
const CaretMark = "\x1b[27;"

const (
	caret         = "27;7"
	caretSelected = "27;4"
)

// looks returns the styles of the roles on the plain background.
func looks(p palette) [roleCount]string {
	return [roleCount]string{
		Text: "", Dim: fg(p.dim), Strong: "1", Accent: "1;" + fg(p.accent),
		Good: fg(p.good), Bad: fg(p.bad), Warn: fg(p.warn), Info: fg(p.info),
		Key: fg(p.accent), Rule: fg(p.rule),
		TabActive: "1;4;" + fg(p.accent), TabInactive: fg(p.dim), Caret: caret,
	}
}

// reversed shows the row under the cursor in reverse.
func reversed(p palette) [2][roleCount]string {
	look := looks(p)
	selected := look
	for r := range selected {
		selected[r] = join("7", selected[r])
	}
	selected[Caret] = caretSelected
	return sequences(look, selected)
}

func coloured(p palette) [2][roleCount]string {
	look := looks(p)
	selected := look
	selected[Text], selected[Strong] = fg(p.onText), "1;"+fg(p.onText)
	selected[Dim], selected[Rule], selected[TabInactive] = fg(p.onDim), fg(p.onDim), fg(p.onDim)
	ground := "48;5;" + strconv.Itoa(p.surface)
	for r := range selected {
		selected[r] = join(ground, selected[r])
	}
	selected[Caret] = join(caret, ground)
	return sequences(look, selected)
}

// colourless distinguishes the roles by weight alone. Dim stays plain: terminals
// without colour often draw faint text too faintly to read.
func colourless() [2][roleCount]string {
	look := [roleCount]string{
		Strong: "1", Accent: "1", Bad: "1", Warn: "1", Key: "1", TabActive: "1;7", Caret: caret,
	}
	var selected [roleCount]string
	for r := range selected {
		selected[r] = join("7", look[r])
	}
	selected[Caret] = caretSelected
	return sequences(look, selected)
}

func sequences(plain, selected [roleCount]string) [2][roleCount]string {
	var out [2][roleCount]string
	for r := range plain {
		out[0][r], out[1][r] = sgr(plain[r]), sgr(selected[r])
	}
	return out
}

func fg(index int) string { return "38;5;" + strconv.Itoa(index) }

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ";" + b
}

func sgr(codes string) string {
	if codes == "" {
		return ""
	}
	return "\x1b[" + codes + "m"
}

package theme

// Mode is the family of colours that suits the terminal.
type Mode int

// The modes. NoColor keeps bold, underline and reverse, which every terminal
// has and which are not colours.
const (
	Dark Mode = iota
	Light
	NoColor
	// Either is for a background that is not known: what can be read on white and
	// on black.
	Either
)

// String names the mode.
func (m Mode) String() string {
	switch m {
	case Light:
		return "light"
	case NoColor:
		return "none"
	case Either:
		return "either"
	case Dark:
	}
	return "dark"
}

// Role is what a piece of text is, from which its look follows.
type Role int

// The roles. Good is verified, Bad rejected, Warn what needs a decision and
// Info what waits.
const (
	Text Role = iota
	Dim
	Strong
	Accent
	Good
	Bad
	Warn
	Info
	Key
	Rule
	TabActive
	TabInactive
	Caret
	roleCount
)

// Theme paints text. It is small and safe to copy; the zero value paints
// nothing and draws in ASCII.
type Theme struct {
	sheet *sheet
}

// sheet is what a theme prepared: the prefixes by surface and role.
type sheet struct {
	mode   Mode
	prefix [2][roleCount]string
	glyphs Glyphs
}

// New prepares a theme with unicode glyphs.
func New(m Mode) Theme {
	return Theme{sheet: &sheet{mode: m, prefix: prefixes(m), glyphs: UnicodeGlyphs()}}
}

// WithGlyphs returns the theme with other glyphs.
func (t Theme) WithGlyphs(g Glyphs) Theme {
	s := sheet{mode: NoColor}
	if t.sheet != nil {
		s = *t.sheet
	}
	s.glyphs = g
	return Theme{sheet: &s}
}

// Mode returns the mode that the theme was made for.
func (t Theme) Mode() Mode {
	if t.sheet == nil {
		return NoColor
	}
	return t.sheet.mode
}

// Glyphs returns the theme's glyphs.
func (t Theme) Glyphs() *Glyphs {
	if t.sheet == nil {
		ascii := ASCIIGlyphs()
		return &ascii
	}
	return &t.sheet.glyphs
}

// Prefix returns what begins a role, on the selected row's surface or on the plain
// one; empty if nothing does. [Reset] ends it.
func (t Theme) Prefix(r Role, selected bool) string {
	if t.sheet == nil || r < 0 || r >= roleCount {
		return ""
	}
	if selected {
		return t.sheet.prefix[1][r]
	}
	return t.sheet.prefix[0][r]
}

// Reset ends whatever a prefix began. It resets everything, since some
// terminals and converters ignore the narrower codes.
const Reset = "\x1b[0m"

// Paint paints s in a role.
func (t Theme) Paint(r Role, s string) string { return t.wrap(t.Prefix(r, false), s) }

// Text paints ordinary text, in the terminal's own colour.
func (t Theme) Text(s string) string { return t.Paint(Text, s) }

// Dim paints text of least importance.
func (t Theme) Dim(s string) string { return t.Paint(Dim, s) }

// Strong paints text of most importance.
func (t Theme) Strong(s string) string { return t.Paint(Strong, s) }

// Accent paints where the person is working: the one accent of the desk.
func (t Theme) Accent(s string) string { return t.Paint(Accent, s) }

// Good paints what passed.
func (t Theme) Good(s string) string { return t.Paint(Good, s) }

// Bad paints what failed.
func (t Theme) Bad(s string) string { return t.Paint(Bad, s) }

// Warn paints what needs a person's attention.
func (t Theme) Warn(s string) string { return t.Paint(Warn, s) }

// Info paints what waits for something else.
func (t Theme) Info(s string) string { return t.Paint(Info, s) }

// Key paints a key that can be pressed.
func (t Theme) Key(s string) string { return t.Paint(Key, s) }

// Rule paints a line between parts.
func (t Theme) Rule(s string) string { return t.Paint(Rule, s) }

// TabActive paints the title of the open section.
func (t Theme) TabActive(s string) string { return t.Paint(TabActive, s) }

// TabInactive paints the titles of the others.
func (t Theme) TabInactive(s string) string { return t.Paint(TabInactive, s) }

// Caret paints the character that a text cursor stands on.
func (t Theme) Caret(s string) string { return t.Paint(Caret, s) }

// Selected paints a plain line as the row under the cursor.
func (t Theme) Selected(s string) string { return t.wrap(t.Prefix(Text, true), s) }

func (t Theme) wrap(prefix, s string) string {
	if prefix == "" || s == "" {
		return s
	}
	return prefix + s + Reset
}

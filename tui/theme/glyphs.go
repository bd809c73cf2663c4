package theme

// Glyphs are the signs of the desk, each one cell wide.
type Glyphs struct {
	// Statuses of an attempt.
	Good, Bad, Decide, Wait, Run, Broken, Off, Reset string
	// Severities of a comment, from worst to best.
	Suspicious, Violation, Unreviewed, Clean string
	// A row's cursor, mark and the states of a decision that is held.
	Cursor, Mark, Held, Sending, Failed, Changed string
	// What an effect does to the learner.
	Will, WillNot, Unknown, Mail string
	// Lines.
	Across, Down, DownRight, DownLeft, AcrossDown, AcrossUp, Cross string
	// The recording: its ground, the length of a comment, ends and ticks.
	Track, Span, Before, Beyond, Tick string
	// Text.
	More, Up, DownArrow, To, Back, Dot, Dash, Folded, Unfolded, Gone, Came, Warn string
}

// UnicodeGlyphs returns the glyphs for terminals that draw Unicode, which is nearly all.
func UnicodeGlyphs() Glyphs {
	return Glyphs{
		Good: "✓", Bad: "✗", Decide: "◆", Wait: "◷", Run: "▷", Broken: "!", Off: "–", Reset: "↺",
		Suspicious: "●", Violation: "◆", Unreviewed: "◌", Clean: "○",
		Cursor: "▸", Mark: "●", Held: "◔", Sending: "◑", Failed: "!", Changed: "✓",
		Will: "•", WillNot: "–", Unknown: "?", Mail: "✉",
		Across: "─", Down: "│", DownRight: "├", DownLeft: "┤", AcrossDown: "┬", AcrossUp: "┴", Cross: "┼",
		Track: "·", Span: "━", Before: "‹", Beyond: "›", Tick: "┊",
		More: "…", Up: "↑", DownArrow: "↓", To: "→", Back: "‹", Dot: "·", Dash: "─", Folded: "▸", Unfolded: "▾",
		Gone: "−", Came: "+", Warn: "▲",
	}
}

// ASCIIGlyphs returns the glyphs for terminals and fonts that draw nothing else. The
// severities are letters, so that they stay apart.
func ASCIIGlyphs() Glyphs {
	return Glyphs{
		Good: "+", Bad: "x", Decide: "?", Wait: ".", Run: ">", Broken: "!", Off: "-", Reset: "~",
		Suspicious: "S", Violation: "V", Unreviewed: "n", Clean: "c",
		Cursor: ">", Mark: "*", Held: "h", Sending: "s", Failed: "!", Changed: "+",
		Will: "*", WillNot: "-", Unknown: "?", Mail: "@",
		Across: "-", Down: "|", DownRight: "+", DownLeft: "+", AcrossDown: "+", AcrossUp: "+", Cross: "+",
		Track: ".", Span: "=", Before: "<", Beyond: ">", Tick: ":",
		More: "~", Up: "^", DownArrow: "v", To: ">", Back: "<", Dot: "-", Dash: "-", Folded: ">", Unfolded: "v",
		Gone: "-", Came: "+", Warn: "!",
	}
}

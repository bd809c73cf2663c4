package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// line builds one line of exactly its width: what does not fit is cut, what is
// missing is filled. All drawing goes through it, so no line can break the
// screen, whatever the data.
type line struct {
	th       theme.Theme
	width    int
	used     int
	selected bool
	role     theme.Role
	painted  bool
	buf      []byte
}

func newLine(f Frame) *line {
	return &line{th: f.Theme, width: f.Width, buf: make([]byte, 0, f.Width+64)}
}

// span is a piece of text in one role.
type span struct {
	role theme.Role
	text string
}

func (l *line) room() int { return max(0, l.width-l.used) }

// put appends text, cut to the room that is left.
func (l *line) put(r theme.Role, s string) *line {
	return l.putIn(r, s, l.room())
}

func (l *line) putIn(r theme.Role, s string, width int) *line {
	s = theme.Cut(safe(s), min(width, l.room()), l.th.Glyphs().More)
	if s == "" {
		return l
	}
	l.enter(r)
	l.buf = append(l.buf, s...)
	l.used += theme.Width(s)
	return l
}

// cell appends text in exactly width cells, left-aligned.
func (l *line) cell(r theme.Role, s string, width int) *line {
	end := min(l.width, l.used+max(0, width))
	return l.putIn(r, s, width).gap(end - l.used)
}

// right appends text in exactly width cells, right-aligned.
func (l *line) right(r theme.Role, s string, width int) *line {
	width = min(max(0, width), l.room())
	s = theme.Cut(safe(s), width, l.th.Glyphs().More)
	return l.gap(width-theme.Width(s)).putIn(r, s, width)
}

// gap appends empty cells.
func (l *line) gap(n int) *line {
	n = min(n, l.room())
	if n <= 0 {
		return l
	}
	l.enter(theme.Text)
	l.buf = append(l.buf, theme.Spaces(n)...)
	l.used += n
	return l
}

// to fills up to a column.
func (l *line) to(column int) *line { return l.gap(column - l.used) }

// spans appends several pieces.
func (l *line) spans(spans ...span) *line {
	for _, s := range spans {
		l.put(s.role, s.text)
	}
	return l
}

// tail puts pieces at the right end, if there is room for them all and a gap.
func (l *line) tail(spans ...span) *line {
	width := spansWidth(spans)
	if width == 0 || width+1 > l.room() {
		return l
	}
	return l.to(l.width - width).spans(spans...)
}

// end fills the line and returns it.
func (l *line) end() string {
	l.gap(l.room())
	l.leave()
	return string(l.buf)
}

// enter switches to a role, with as few escapes as it takes.
func (l *line) enter(r theme.Role) {
	if l.painted && l.role == r {
		return
	}
	prefix := l.th.Prefix(r, l.selected)
	if !l.painted && prefix == "" {
		return
	}
	l.leave()
	if prefix != "" {
		l.buf = append(l.buf, prefix...)
		l.role, l.painted = r, true
	}
}

func (l *line) leave() {
	if l.painted {
		l.buf = append(l.buf, theme.Reset...)
		l.painted = false
	}
}

func spansWidth(spans []span) int {
	n := 0
	for _, s := range spans {
		n += theme.Width(safe(s.text))
	}
	return n
}

// safe is the last check before the screen. Data is cleaned where it is turned
// into a string; a field that somebody forgot to type as model.Text is caught
// here.
func safe(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return settled(s)
		}
	}
	return s
}

func settled(s string) string {
	for _, r := range s {
		if r < 0x20 || r >= 0x7f && r <= 0x9f || r >= 0x200b && r <= 0x206f || r >= 0xfe00 {
			return theme.Settle(model.Clean(s))
		}
	}
	return theme.Settle(s)
}

// texts draws a line of pieces.
func texts(f Frame, spans ...span) string { return newLine(f).spans(spans...).end() }

// blank returns an empty line.
func blank(f Frame) string { return theme.Spaces(f.Width) }

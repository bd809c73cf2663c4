package printer

import (
	"fmt"
	"io"
	"strings"
	_ "time/tzdata"

	"examdesk/cli/kit"
	"examdesk/tui/theme"
)

// Page collects what a command prints and writes it at once.
type Page struct {
	b     strings.Builder
	out   io.Writer
	width int
}

// NewPage returns an empty page with the width of running text.
func NewPage(a *kit.Factory) *Page { return &Page{out: a.Out, width: textWidth(a)} }

// Line adds one line.
func (p *Page) Line(format string, args ...any) {
	p.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// Field writes a labelled value; a long one continues under its beginning.
func (p *Page) Field(indent int, label, value string) {
	const labels = 12
	if value == "" {
		return
	}
	lead := strings.Repeat(" ", indent) + theme.Pad(label, labels)
	for _, part := range wrap(value, p.width-indent-labels) {
		p.Line("%s%s", lead, part)
		lead = strings.Repeat(" ", indent+labels)
	}
}

// Bullet writes running text behind a bullet or a plain indent.
func (p *Page) Bullet(lead, value string) {
	for _, part := range wrap(value, p.width-theme.Width(lead)) {
		p.Line("%s%s", lead, part)
		lead = strings.Repeat(" ", theme.Width(lead))
	}
}

// Flush writes what was collected.
func (p *Page) Flush() error {
	_, err := io.WriteString(p.out, p.b.String())
	return err
}

package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones are known wherever examdesk runs

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"examdesk/model"
	"examdesk/tui/theme"
)

// plainWidth is the width of running text where no terminal tells one.
const plainWidth = 100

// size is the terminal's width and height.
func (a *factory) size() (width, height int, err error) {
	f, ok := a.terminal().(*os.File)
	if !ok {
		return 0, 0, os.ErrInvalid
	}
	return term.GetSize(int(f.Fd()))
}

// columns is the width of the terminal, or that of COLUMNS elsewhere; 0 if
// nothing limits it.
func (a *factory) columns() int {
	if a.IsTerminal {
		if w, _, err := a.size(); err == nil && w > 0 {
			return w
		}
	}
	w, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || w < 20 {
		return 0
	}
	return w
}

// textWidth is where running text is broken.
func (a *factory) textWidth() int {
	if w := a.columns(); w > 0 {
		return min(w, 120)
	}
	return plainWidth
}

// page collects what a command says and writes it at once.
type page struct {
	b     strings.Builder
	out   io.Writer
	width int
}

func (a *factory) page() *page { return &page{out: a.Out, width: a.textWidth()} }

func (p *page) line(format string, args ...any) {
	p.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// field writes a labelled value; a long one goes on under its beginning.
func (p *page) field(indent int, label, value string) {
	const labels = 12
	if value == "" {
		return
	}
	lead := strings.Repeat(" ", indent) + theme.Pad(label, labels)
	for _, part := range wrap(value, p.width-indent-labels) {
		p.line("%s%s", lead, part)
		lead = strings.Repeat(" ", indent+labels)
	}
}

// text writes running text behind a bullet or a plain indent.
func (p *page) text(lead, value string) {
	for _, part := range wrap(value, p.width-theme.Width(lead)) {
		p.line("%s%s", lead, part)
		lead = strings.Repeat(" ", theme.Width(lead))
	}
}

func (p *page) write() error {
	_, err := io.WriteString(p.out, p.b.String())
	return err
}

// wrap breaks a text at its blanks. A word that is too long stays whole: codes
// and ids are there to be copied.
func wrap(s string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case theme.Width(line)+1+theme.Width(word) <= width:
			line += " " + word
		default:
			out, line = append(out, line), word
		}
	}
	return append(out, line)
}

// clock says times in UTC and in the zones of those who read them.
type clock struct {
	now   time.Time
	zones []namedZone
}

type namedZone struct {
	of  string // whose zone, as in "16:00 CET for the learner"; empty for the reader's
	loc *time.Location
}

// zone is the last that was named: the learner's, or else the reader's; nil if
// there is only UTC.
func (c clock) zone() *time.Location {
	if len(c.zones) == 0 {
		return nil
	}
	return c.zones[len(c.zones)-1].loc
}

// clock is that of the reader and, where a zone is named, of the learner.
func (a *factory) clockOf(zone string) (clock, error) {
	c := clock{now: a.Clock()}
	if name, _ := c.now.In(time.Local).Zone(); name != "UTC" {
		c.zones = append(c.zones, namedZone{"", time.Local})
	}
	if zone == "" {
		return c, nil
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return c, &usageError{fmt.Errorf("--zone %q is no time zone; write it as in Europe/Oslo, America/New_York or UTC", model.Clean(zone))}
	}
	c.zones = append(c.zones, namedZone{"the learner", loc})
	return c, nil
}

// at says a moment, e.g. "2026-11-20 16:00 UTC (17:00 CET)".
func (c clock) at(t time.Time) string {
	utc := t.UTC()
	var others []string
	for _, z := range c.zones {
		there := t.In(z.loc)
		layout := "15:04 MST"
		if there.Format(time.DateOnly) != utc.Format(time.DateOnly) {
			layout = "2006-01-02 15:04 MST"
		}
		said := there.Format(layout)
		if z.of != "" {
			said += " for " + z.of
		}
		others = append(others, said)
	}
	out := utc.Format("2006-01-02 15:04 MST")
	if len(others) > 0 {
		out += " (" + strings.Join(others, ", ") + ")"
	}
	return out
}

// atAgo says a moment and how long ago it is.
func (c clock) atAgo(t time.Time) string { return c.at(t) + ", " + c.distance(t) }

// distance says how far a moment is from now, e.g. "in 3 days" or "2 h ago".
func (c clock) distance(t time.Time) string {
	d := t.Sub(c.now)
	ahead := d > 0
	if !ahead {
		d = -d
	}
	var said string
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		said = count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		said = count(int(d/time.Hour), "hour")
	default:
		said = count(int(d/(24*time.Hour)), "day")
	}
	if ahead {
		return "in " + said
	}
	return said + " ago"
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// softColumns are cut before the others: what one recognizes by its beginning.
var softColumns = []string{"EXAM", "NAME", "COURSE", "COMMENTS", "E-MAIL", "STORE"}

// fit cuts the widest columns of a table until it fits into a width; 0 cuts
// nothing. The first column and headings stay whole.
func fit(rows [][]string, width int) {
	if width == 0 || len(rows) == 0 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], theme.Width(cell))
		}
	}
	for total(widths) > width {
		at := widest(rows[0], widths, 10, func(heading string) bool { return slices.Contains(softColumns, heading) })
		if at == 0 {
			at = widest(rows[0], widths, 6, func(string) bool { return true })
		}
		if at == 0 {
			return
		}
		widths[at]--
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = theme.Cut(cell, widths[i], "…")
		}
	}
}

// widest is the widest column that may be cut, 0 if there is none.
func widest(headings []string, widths []int, least int, may func(heading string) bool) int {
	at := 0
	for i := 1; i < len(widths); i++ {
		if may(headings[i]) && widths[i] > max(least, theme.Width(headings[i])) && (at == 0 || widths[i] > widths[at]) {
			at = i
		}
	}
	return at
}

func total(widths []int) int {
	sum := 2 * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum
}

// table prints rows that fit the terminal.
func (a *factory) table(rows [][]string) error {
	fit(rows, a.columns())
	return table(a.Out, rows)
}

// notBoth refuses two flags that say opposite things.
func notBoth(cmd *cobra.Command, one, other string) error {
	if cmd.Flags().Changed(one) && cmd.Flags().Changed(other) {
		return &usageError{fmt.Errorf("--%s and --%s do not go together", one, other)}
	}
	return nil
}

// list are the flags of what lists something.
type list struct {
	limit  int
	asJSON bool
}

// checkLimit refuses a limit that is none.
func (l list) check() error {
	if l.limit < 0 {
		return &usageError{fmt.Errorf("--limit %d: give 0 or more", l.limit)}
	}
	return nil
}

// cut keeps as many rows as are to be listed.
func cut[T any](l list, rows []T) []T {
	if l.limit > 0 && len(rows) > l.limit {
		return rows[:l.limit]
	}
	return rows
}

package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"examdesk/model"
	"examdesk/tui/theme"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// progress prints how far a long job is, on one line of a terminal or a line a
// step elsewhere.
type progress struct {
	out   io.Writer
	live  bool
	last  time.Time
	clock func() time.Time
	shown bool
}

func (a *factory) progress() *progress {
	return &progress{out: a.Err, live: a.IsTerminal, clock: a.Clock}
}

func (p *progress) show(done, total int64, what string) {
	now := p.clock()
	pause := 100 * time.Millisecond
	if !p.live {
		pause = 5 * time.Second
	}
	if p.shown && now.Sub(p.last) < pause && done != total {
		return
	}
	p.last, p.shown = now, true
	end := "\n"
	if p.live {
		end = "\r"
	}
	_, _ = fmt.Fprintf(p.out, "%-30s %12d of %d%s", model.Clean(what), done, total, end)
}

func (p *progress) done() {
	if p.live && p.shown {
		_, _ = fmt.Fprintln(p.out)
	}
}

// writeJSON prints one JSON value. Characters that could steer a terminal are
// written as \u escapes, so that the value stays exact and the output safe.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return model.Wrap(err, model.CodeInternal, "The answer could not be written as JSON.")
	}
	_, err := w.Write(escapeUnsafe(b.Bytes()))
	return err
}

// writeJSONLine writes a value on a line of its own.
func writeJSONLine(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return model.Wrap(err, model.CodeInternal, "The answer could not be written as JSON.")
	}
	_, err := w.Write(escapeUnsafe(b.Bytes()))
	return err
}

// escapeUnsafe is [escaper] for a whole text.
func escapeUnsafe(data []byte) []byte {
	var out bytes.Buffer
	var e escaper
	w := bufio.NewWriter(&out)
	_ = e.write(w, data) // a buffer takes everything
	_ = w.Flush()
	return out.Bytes()
}

// table prints rows in columns as wide as their widest cell in terminal cells.
func table(w io.Writer, rows [][]string) error {
	var b strings.Builder
	for _, line := range columns(rows) {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// columns pads the cells of each row but the last one.
func columns(rows [][]string) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], theme.Width(cell))
		}
	}
	out := make([]string, 0, len(rows))
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			if i == len(row)-1 {
				b.WriteString(cell)
				break
			}
			b.WriteString(theme.Pad(cell, widths[i]) + "  ")
		}
		out = append(out, b.String())
	}
	return out
}

// widestCells is a row of blanks that is as wide as the rows, column by column.
func widestCells(rows [][]string) []string {
	var out []string
	for _, row := range rows {
		for i, cell := range row {
			if i == len(out) {
				out = append(out, "")
			}
			if w := theme.Width(cell); w > len(out[i]) {
				out[i] = strings.Repeat(" ", w)
			}
		}
	}
	return out
}

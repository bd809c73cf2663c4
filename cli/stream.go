package cli

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"unicode/utf8"

	"examdesk/model"
)

// listing is a list that is written as it is read, so that what is held in
// memory does not grow with it.
type listing[T any] struct {
	rows iter.Seq2[T, error]
	// limit is the most rows that are written, 0 for all.
	limit int
	// json is a row of an array; nil if a table or CSV is asked for.
	json func(T) any
	// csv says that head and cells are those of CSV.
	csv   csvFlags
	head  []string
	cells func(T) []string
	// whole keeps a table from being cut to the terminal.
	whole bool
	// none is printed in place of an empty table.
	none string
	// more tells that the limit left rows out.
	more func()
}

// each walks through rows that are known already.
func each[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// rowWriter writes rows in one form. end is called only where all went well: a
// list that broke off shows it.
type rowWriter interface {
	add(v any, cells []string) error
	end() error
}

// writeList writes a list. Where the rows cannot be read to the end, what was read is
// written, and the error says after how many rows it broke off.
func writeList[T any](a *factory, l listing[T]) error {
	out := bufio.NewWriterSize(a.Out, 64<<10)
	var w rowWriter
	switch {
	case l.json != nil:
		w = &jsonRows{out: out}
	case l.csv.on:
		w = newCSVRows(out, l.csv, l.head)
	default:
		w = &tableRows{out: out, head: l.head, width: a.columns(), none: l.none}
		if l.whole {
			w.(*tableRows).width = 0
		}
	}
	n := 0
	for row, err := range l.rows {
		if err == nil && l.limit > 0 && n == l.limit {
			if l.more != nil {
				defer l.more()
			}
			break
		}
		if err == nil {
			err = l.add(w, row)
		}
		if err != nil {
			return brokeOff(err, n, out)
		}
		if n++; a.readerLeft() {
			return nil
		}
	}
	if err := w.end(); err != nil {
		return err
	}
	return out.Flush()
}

func (l listing[T]) add(w rowWriter, row T) error {
	if l.json != nil {
		return w.add(l.json(row), nil)
	}
	return w.add(nil, l.cells(row))
}

// brokeOff is the error of a list that ends before its end.
func brokeOff(err error, rows int, out *bufio.Writer) error {
	if flushed := out.Flush(); rows == 0 || flushed != nil {
		return err
	}
	return model.Wrap(err, model.CodeOf(err), "The list broke off after %s and is not whole: %s", count(rows, "row"), model.Sentence(err))
}

// jsonRows writes one JSON array, as [writeJSON] writes it.
type jsonRows struct {
	out   *bufio.Writer
	begun bool
	buf   bytes.Buffer
	one   bytes.Buffer
	safe  escaper
}

func (w *jsonRows) add(v any, _ []string) error {
	w.one.Reset()
	enc := json.NewEncoder(&w.one)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return model.Wrap(err, model.CodeInternal, "The answer could not be written as JSON.")
	}
	w.buf.Reset()
	if err := json.Indent(&w.buf, bytes.TrimRight(w.one.Bytes(), "\n"), "  ", "  "); err != nil {
		return model.Wrap(err, model.CodeInternal, "The answer could not be written as JSON.")
	}
	lead := ",\n  "
	if !w.begun {
		lead, w.begun = "[\n  ", true
	}
	if _, err := w.out.WriteString(lead); err != nil {
		return err
	}
	return w.safe.write(w.out, w.buf.Bytes())
}

func (w *jsonRows) end() error {
	last := "\n]\n"
	if !w.begun {
		last = "[]\n"
	}
	_, err := w.out.WriteString(last)
	return err
}

// escaper replaces what [model.Clean] would drop by its \u escape. Such
// characters occur in JSON only inside strings.
type escaper struct{ known map[rune]bool }

// unsafe reports whether a character could steer a terminal.
func (e *escaper) unsafe(r rune) bool {
	if r < utf8.RuneSelf {
		return r == 0x7f
	}
	bad, known := e.known[r]
	if !known {
		if e.known == nil {
			e.known = map[rune]bool{}
		}
		bad = model.Clean(string(r)) == ""
		e.known[r] = bad
	}
	return bad
}

func (e *escaper) write(out *bufio.Writer, data []byte) error {
	from := 0
	for i := 0; i < len(data); {
		if c := data[i]; c < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if e.unsafe(r) {
			if _, err := out.Write(data[from:i]); err != nil {
				return err
			}
			from = i + size
			if err := writeEscape(out, r); err != nil {
				return err
			}
		}
		i += size
	}
	_, err := out.Write(data[from:])
	return err
}

func writeEscape(out *bufio.Writer, r rune) (err error) {
	if r > 0xffff {
		r -= 0x10000
		_, err = fmt.Fprintf(out, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		return err
	}
	_, err = fmt.Fprintf(out, `\u%04x`, r)
	return err
}

// tableBlock is how many rows of a table are laid out together.
const tableBlock = 1000

// tableRows writes a table. Its columns are as wide as the first rows ask for;
// where a later row is wider, they are wider from there on.
type tableRows struct {
	out    *bufio.Writer
	head   []string
	width  int // 0 for any
	none   string
	block  [][]string
	begun  bool
	widest []string // a row as wide as the former ones
}

func (w *tableRows) add(_ any, cells []string) error {
	w.block = append(w.block, cells)
	if len(w.block) < tableBlock {
		return nil
	}
	return w.flush()
}

func (w *tableRows) end() error {
	if len(w.block) == 0 && w.begun {
		return nil
	}
	if len(w.block) == 0 && w.none != "" {
		_, err := w.out.WriteString(w.none + "\n")
		return err
	}
	return w.flush()
}

func (w *tableRows) flush() error {
	rows := [][]string{append([]string(nil), w.head...)}
	hidden := 0
	if w.begun {
		rows, hidden = append(rows, w.widest), 2
	}
	rows = append(rows, w.block...)
	fit(rows, w.width)
	lines := columns(rows)
	w.widest = widestCells(rows)
	w.block, w.begun = w.block[:0], true
	for _, line := range lines[hidden:] {
		if _, err := w.out.WriteString(line + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// csvRows writes CSV, with lines that end as RFC 4180 has them.
type csvRows struct {
	out  *bufio.Writer
	w    *csv.Writer
	head []string
	mark bool
}

func newCSVRows(out *bufio.Writer, f csvFlags, head []string) *csvRows {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	return &csvRows{out: out, w: w, head: head, mark: f.mark}
}

func (w *csvRows) begin() error {
	if w.head == nil {
		return nil
	}
	if w.mark {
		if _, err := w.out.WriteString("\ufeff"); err != nil {
			return err
		}
	}
	head := w.head
	w.head = nil
	return w.w.Write(head)
}

func (w *csvRows) add(_ any, cells []string) error {
	if err := w.begin(); err != nil {
		return err
	}
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = csvCell(cell)
	}
	if err := w.w.Write(safe); err != nil {
		return model.Wrap(err, model.CodeInternal, "The report could not be written.")
	}
	return nil
}

func (w *csvRows) end() error {
	err := w.begin()
	w.w.Flush()
	if err == nil {
		err = w.w.Error()
	}
	return err
}

package printer

import (
	"bufio"
	"iter"

	"examdesk/cli/kit"
	"examdesk/model"
)

// Listing is a list that is written as it is read, so that it needs no more memory
// when it is longer.
type Listing[T any] struct {
	Rows iter.Seq2[T, error]
	// Limit is the largest number of rows to write; 0 for all.
	Limit int
	// json is a row of an array; nil if a table or CSV is asked for.
	JSON func(T) any
	// csv reports whether head and cells are those of CSV.
	CSV   CsvFlags
	Head  []string
	Cells func(T) []string
	// Whole keeps a table from being cut to the terminal's width.
	Whole bool
	// none is printed instead of an empty table.
	none string
	// More is called if the limit left out rows.
	More func()
}

// Each walks through rows that are already in memory.
func Each[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// rowWriter writes rows in one format. end is called only if nothing failed, so that
// a list that broke off is recognizable.
type rowWriter interface {
	add(v any, cells []string) error
	// rest writes what is held back of the rows so far.
	rest() error
	end() error
}

// WriteList writes a list. If the rows cannot be read to the end, it writes those it
// could read, and the error says after how many rows it broke off.
func WriteList[T any](a *kit.Factory, l Listing[T]) error {
	out := bufio.NewWriterSize(a.Out, 64<<10)
	var w rowWriter
	switch {
	case l.JSON != nil:
		w = &jsonRows{out: out}
	case l.CSV.On:
		w = newCSVRows(out, l.CSV, l.Head)
	default:
		w = &tableRows{out: out, head: l.Head, width: LineWidth(a), none: l.none, tabs: LineWidth(a) == 0}
		if l.Whole {
			w.(*tableRows).width = 0
		}
	}
	n := 0
	for row, err := range l.Rows {
		if err == nil && l.Limit > 0 && n == l.Limit {
			if l.More != nil {
				defer l.More()
			}
			break
		}
		if err == nil {
			err = l.add(w, row)
		}
		if err != nil {
			return brokeOff(err, n, w, out)
		}
		if n++; kit.ReaderLeft(a) {
			return nil
		}
	}
	if err := w.end(); err != nil {
		return err
	}
	return out.Flush()
}

func (l Listing[T]) add(w rowWriter, row T) error {
	if l.JSON != nil {
		return w.add(l.JSON(row), nil)
	}
	return w.add(nil, l.Cells(row))
}

// brokeOff returns the error for a list that could not be read to its end.
func brokeOff(err error, rows int, w rowWriter, out *bufio.Writer) error {
	if rows == 0 || w.rest() != nil || out.Flush() != nil {
		return err
	}
	return model.Wrap(err, model.CodeOf(err), "The list stopped after %s and is incomplete: %s", model.Counted(rows, "row"), model.Sentence(err))
}

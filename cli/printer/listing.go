package printer

import (
	"bufio"
	"iter"

	"examdesk/cli/kit"
	"examdesk/model"
)

// Listing is a list that is written as it is read, so that what is held in
// memory does not grow with it.
type Listing[T any] struct {
	Rows iter.Seq2[T, error]
	// Limit is the most rows that are written, 0 for all.
	Limit int
	// json is a row of an array; nil if a table or CSV is asked for.
	JSON func(T) any
	// csv reports whether head and cells are those of CSV.
	CSV   CsvFlags
	Head  []string
	Cells func(T) []string
	// Whole keeps a table from being cut to the terminal.
	Whole bool
	// none is printed in place of an empty table.
	none string
	// More means that the limit left rows out.
	More func()
}

// Each walks through rows that are known already.
func Each[T any](rows []T) iter.Seq2[T, error] {
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
	// rest writes what is held back of the rows so far.
	rest() error
	end() error
}

// WriteList writes a list. Where the rows cannot be read to the end, what was read is
// written, and the error says after how many rows it broke off.
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

// brokeOff is the error of a list that ends before its end.
func brokeOff(err error, rows int, w rowWriter, out *bufio.Writer) error {
	if rows == 0 || w.rest() != nil || out.Flush() != nil {
		return err
	}
	return model.Wrap(err, model.CodeOf(err), "The list broke off after %s and is not whole: %s", model.Counted(rows, "row"), model.Sentence(err))
}

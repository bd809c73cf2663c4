package printer

import (
	"bufio"
	"encoding/csv"

	"examdesk/model"
)

// csvRows writes CSV with the line endings that RFC 4180 requires.
type csvRows struct {
	out  *bufio.Writer
	w    *csv.Writer
	head []string
	mark bool
}

func newCSVRows(out *bufio.Writer, f CsvFlags, head []string) *csvRows {
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

func (w *csvRows) rest() error {
	w.w.Flush()
	return w.w.Error()
}

func (w *csvRows) end() error {
	err := w.begin()
	w.w.Flush()
	if err == nil {
		err = w.w.Error()
	}
	return err
}

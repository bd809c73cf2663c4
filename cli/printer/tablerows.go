package printer

import (
	"bufio"
)

// tableBlock is the number of rows that are laid out together.
const tableBlock = 1000

// tableRows writes a table. Its columns are as wide as the first rows need; from a
// wider row on, they are wider.
type tableRows struct {
	out    *bufio.Writer
	head   []string
	width  int // 0 for any
	none   string
	block  [][]string
	begun  bool
	widest []string // a row as wide as the former ones
	tabs   bool     // for a program, which reads cells between tabs
}

func (w *tableRows) add(_ any, cells []string) error {
	w.block = append(w.block, cells)
	if len(w.block) < tableBlock {
		return nil
	}
	return w.flush()
}

func (w *tableRows) rest() error {
	if len(w.block) == 0 {
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
	if w.tabs {
		rows := w.block
		if !w.begun {
			rows = append([][]string{w.head}, rows...)
		}
		_, err := w.out.WriteString(tabbed(rows))
		w.block, w.begun = w.block[:0], true
		return err
	}
	rows := [][]string{append([]string(nil), w.head...)}
	hidden := 0
	if w.begun {
		rows, hidden = append(rows, w.widest), 2
	}
	rows = append(rows, w.block...)
	Fit(rows, w.width)
	lines := Columns(rows)
	w.widest = widestCells(rows)
	w.block, w.begun = w.block[:0], true
	for _, line := range lines[hidden:] {
		if _, err := w.out.WriteString(line + "\n"); err != nil {
			return err
		}
	}
	return nil
}

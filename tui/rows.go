package tui

import (
	"slices"

	"examdesk/model"
)

// window is the loaded part of a list: contiguous rows somewhere in a list of
// any length. The list, its cursor and its place on the screen are kept by row,
// so nothing moves when rows come or go around them.
type window struct {
	rows []model.AttemptRow
	// start is how many rows come before rows[0]; -1 if nobody knows.
	start int
	// first and last tell whether the list begins and ends with the window.
	first, last bool
	// next is where the store goes on behind the window.
	next model.Cursor
	// cursor and top are indexes into rows: the selected row and the first one
	// on the screen.
	cursor, top int
	height      int
}

// pageSize is how many rows are asked for at once: two screens, and enough for
// a held page key to find them there.
func (w *window) pageSize() int { return max(100, 2*w.height) }

// maxRows bounds the memory: far pages are dropped and asked for again.
func (w *window) maxRows() int { return 5 * w.pageSize() }

func (w *window) selected() (model.AttemptRow, bool) {
	if w.cursor < 0 || w.cursor >= len(w.rows) {
		return model.AttemptRow{}, false
	}
	return w.rows[w.cursor], true
}

func (w *window) indexOf(id int64) int {
	return slices.IndexFunc(w.rows, func(r model.AttemptRow) bool { return r.Attempt.ID == id })
}

// settle puts cursor and top where they can be.
func (w *window) settle() {
	w.cursor = max(0, min(w.cursor, len(w.rows)-1))
	height := max(1, w.height)
	w.top = max(0, min(w.top, len(w.rows)-height))
	w.top = min(w.top, w.cursor)
	w.top = max(w.top, w.cursor-height+1)
}

// move moves the cursor, and the screen only as far as it must.
func (w *window) move(by int) {
	w.cursor += by
	w.settle()
}

// scroll moves the cursor and the screen together, as page keys do.
func (w *window) scroll(by int) {
	w.cursor += by
	w.top += by
	w.settle()
}

// append adds the page behind the window and drops what is far before it.
func (w *window) append(page model.AttemptPage) {
	w.rows = append(w.rows, w.fresh(page.Rows)...)
	w.next, w.last = page.Next, page.Next == ""
	keep := min(w.top, w.cursor) - w.pageSize()
	if excess := min(len(w.rows)-w.maxRows(), keep); excess > 0 {
		// A clone, so that the dropped rows' memory is given back.
		w.rows = slices.Clone(w.rows[excess:])
		w.shift(-excess)
		w.first = false
		if w.start >= 0 {
			w.start += excess
		}
	}
}

// prepend adds the page before the window and drops what is far behind it.
func (w *window) prepend(page model.AttemptPage, wholePage bool) {
	fresh := w.fresh(page.Rows)
	w.rows = append(slices.Clone(fresh), w.rows...)
	w.shift(len(fresh))
	w.first = !wholePage
	switch {
	case w.first:
		w.start = 0
	case w.start >= 0:
		// Rows that came since may make the count too small; never below 0.
		w.start = max(0, w.start-len(fresh))
	}
	keep := max(w.top+w.height, w.cursor) + w.pageSize()
	if end := max(w.maxRows(), keep); len(w.rows) > end {
		w.rows = slices.Clone(w.rows[:end])
		w.last = false
		w.next = w.rows[end-1].Cursor
	}
}

func (w *window) shift(by int) {
	w.cursor += by
	w.top += by
}

// fresh leaves out rows that are in the window already: an attempt that
// changed between two pages is in both.
func (w *window) fresh(rows []model.AttemptRow) []model.AttemptRow {
	known := make(map[int64]bool, len(w.rows))
	for i := range w.rows {
		known[w.rows[i].Attempt.ID] = true
	}
	out := make([]model.AttemptRow, 0, len(rows))
	for _, r := range rows {
		if !known[r.Attempt.ID] {
			out = append(out, r)
		}
	}
	return out
}

// replace puts a new state of the list into the window. The cursor stays on
// its attempt and the attempt on its line; if it is gone, the cursor goes to
// the nearest one that is left.
func (w *window) replace(page model.AttemptPage, start int, first bool) {
	line, heir := w.cursor-w.top, w.heir(page.Rows)
	w.rows, w.start, w.first = page.Rows, start, first
	w.next, w.last = page.Next, page.Next == ""
	w.cursor = heir
	w.top = heir - line
	w.settle()
}

// heir is the index among new rows of the cursor's attempt, or of the next one
// behind it, or of the last one before it.
func (w *window) heir(rows []model.AttemptRow) int {
	at := make(map[int64]int, len(rows))
	for i := range rows {
		at[rows[i].Attempt.ID] = i
	}
	for i := max(0, w.cursor); i < len(w.rows); i++ {
		if n, ok := at[w.rows[i].Attempt.ID]; ok {
			return n
		}
	}
	for i := min(w.cursor, len(w.rows)) - 1; i >= 0; i-- {
		if n, ok := at[w.rows[i].Attempt.ID]; ok {
			return n
		}
	}
	return 0
}

// update puts a new state of one attempt where it stands.
func (w *window) update(row model.AttemptRow) {
	i := w.indexOf(row.Attempt.ID)
	if i < 0 {
		return
	}
	// The cursor of the page stays the old one: the row keeps its place until
	// the list is asked for again.
	row.Cursor = w.rows[i].Cursor
	w.rows[i] = row
}

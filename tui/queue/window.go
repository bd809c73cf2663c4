package queue

import (
	"slices"

	"examdesk/model"
)

// window is the loaded part of a list: contiguous rows somewhere in a list of
// any length. The list, its cursor and its place on the screen are kept by row,
// so nothing moves when rows come or go around them.
type window struct {
	Rows []model.AttemptRow
	// Start is how many rows come before Rows[0]; -1 if no one knows.
	Start int
	// first and last say whether the list begins and ends with the window.
	first, last bool
	// next is where the store goes on behind the window.
	next model.Cursor
	// Cursor and Top are indexes into Rows: the selected row and the first one
	// on the screen.
	Cursor, Top int
	Height      int
}

// PageSize returns how many rows are asked for at once: two screens, and enough for
// a held page key to find them there.
func (w *window) PageSize() int { return max(100, 2*w.Height) }

// MaxRows bounds the memory: far pages are dropped and asked for again.
func (w *window) MaxRows() int { return 5 * w.PageSize() }

// Selected returns the row under the cursor.
func (w *window) Selected() (model.AttemptRow, bool) {
	if w.Cursor < 0 || w.Cursor >= len(w.Rows) {
		return model.AttemptRow{}, false
	}
	return w.Rows[w.Cursor], true
}

// IndexOf returns where an attempt is in the window, -1 if it is not there.
func (w *window) IndexOf(id int64) int {
	return slices.IndexFunc(w.Rows, func(r model.AttemptRow) bool { return r.Attempt.ID == id })
}

// settle puts cursor and top where they can be.
func (w *window) settle() {
	w.Cursor = max(0, min(w.Cursor, len(w.Rows)-1))
	height := max(1, w.Height)
	w.Top = max(0, min(w.Top, len(w.Rows)-height))
	w.Top = min(w.Top, w.Cursor)
	w.Top = max(w.Top, w.Cursor-height+1)
}

// move moves the cursor, and the screen only as far as it must.
func (w *window) move(by int) {
	w.Cursor += by
	w.settle()
}

// scroll moves the cursor and the screen together, as page keys do.
func (w *window) scroll(by int) {
	w.Cursor += by
	w.Top += by
	w.settle()
}

// append adds the page behind the window and drops what is far before it.
func (w *window) append(page model.AttemptPage) {
	w.Rows = append(w.Rows, w.fresh(page.Rows)...)
	w.next, w.last = page.Next, page.Next == ""
	keep := min(w.Top, w.Cursor) - w.PageSize()
	if excess := min(len(w.Rows)-w.MaxRows(), keep); excess > 0 {
		// A clone, so that the dropped rows' memory is given back.
		w.Rows = slices.Clone(w.Rows[excess:])
		w.shift(-excess)
		w.first = false
		if w.Start >= 0 {
			w.Start += excess
		}
	}
}

// prepend adds the page before the window and drops what is far behind it.
func (w *window) prepend(page model.AttemptPage, wholePage bool) {
	fresh := w.fresh(page.Rows)
	w.Rows = append(slices.Clone(fresh), w.Rows...)
	w.shift(len(fresh))
	w.first = !wholePage
	switch {
	case w.first:
		w.Start = 0
	case w.Start >= 0:
		// Rows that came since may make the count too small; never below 0.
		w.Start = max(0, w.Start-len(fresh))
	}
	keep := max(w.Top+w.Height, w.Cursor) + w.PageSize()
	if end := max(w.MaxRows(), keep); len(w.Rows) > end {
		w.Rows = slices.Clone(w.Rows[:end])
		w.last = false
		w.next = w.Rows[end-1].Cursor
	}
}

func (w *window) shift(by int) {
	w.Cursor += by
	w.Top += by
}

// fresh leaves out rows that are in the window already: an attempt that
// changed between two pages is in both.
func (w *window) fresh(rows []model.AttemptRow) []model.AttemptRow {
	known := make(map[int64]bool, len(w.Rows))
	for i := range w.Rows {
		known[w.Rows[i].Attempt.ID] = true
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
	line, heir := w.Cursor-w.Top, w.heir(page.Rows)
	w.Rows, w.Start, w.first = page.Rows, start, first
	w.next, w.last = page.Next, page.Next == ""
	w.Cursor = heir
	w.Top = heir - line
	w.settle()
}

// heir returns the index among new rows of the cursor's attempt, or of the next one
// behind it, or of the last one before it.
func (w *window) heir(rows []model.AttemptRow) int {
	at := make(map[int64]int, len(rows))
	for i := range rows {
		at[rows[i].Attempt.ID] = i
	}
	for i := max(0, w.Cursor); i < len(w.Rows); i++ {
		if n, ok := at[w.Rows[i].Attempt.ID]; ok {
			return n
		}
	}
	for i := min(w.Cursor, len(w.Rows)) - 1; i >= 0; i-- {
		if n, ok := at[w.Rows[i].Attempt.ID]; ok {
			return n
		}
	}
	return 0
}

// update puts a new state of one attempt where it stands.
func (w *window) update(row model.AttemptRow) {
	i := w.IndexOf(row.Attempt.ID)
	if i < 0 {
		return
	}
	// The cursor of the page stays the old one: the row keeps its place until
	// the list is asked for again.
	row.Cursor = w.Rows[i].Cursor
	w.Rows[i] = row
}

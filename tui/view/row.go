package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

// RowMark is what is under way with a row.
type RowMark int

// A row has nothing under way, or a decision that is held, on its way, failed
// or confirmed since the list was opened.
const (
	RowPlain RowMark = iota
	RowHeld
	RowSending
	RowFailed
	RowChanged
)

// RowState is what the desk knows of a row beyond the store's values.
type RowState struct {
	// Selected is the row under the cursor, Marked one of a chosen set.
	Selected, Marked bool
	Mark             RowMark
	// Gone reports whether the attempt has been removed since it was listed, Stale
	// that it was marked and has changed since.
	Gone, Stale bool
	// To is the status that a held decision leads to, shown in place of the
	// present one.
	To model.AttemptStatus
	// OpenBy is who has the attempt open at another desk, empty for nobody.
	OpenBy string
}

// Row draws an attempt in the queue's list. The frame gives the width.
func Row(r model.AttemptRow, c Columns, f Frame, st RowState) string {
	l := newLine(f)
	l.selected = st.Selected
	l.marks(st)
	l.right(theme.Dim, f.age(r.Attempt.Modified), c.Age)
	l.column(theme.Text, learnerName(r.Learner), c.Learner)
	l.exam(r.Exam, c.Exam, st.OpenBy)
	l.outcome(r, c, st)
	if c.Comments > 0 {
		l.gap(columnGap).right(theme.Text, commentCount(r), c.Comments)
	}
	l.column(theme.Dim, reviewer(r.Review), c.Reviewer)
	l.column(theme.Dim, r.Exam.Backend.String(), c.Backend)
	return l.end()
}

// marks draws the cursor and either what is under way or the mark.
func (l *line) marks(st RowState) {
	g := l.th.Glyphs()
	cursor := " "
	if st.Selected {
		cursor = g.Cursor
	}
	l.cell(theme.Accent, cursor, 1)
	glyph, role := " ", theme.Accent
	switch {
	case st.Mark == RowHeld:
		glyph, role = g.Held, theme.Warn
	case st.Mark == RowSending:
		glyph, role = g.Sending, theme.Warn
	case st.Mark == RowFailed:
		glyph, role = g.Failed, theme.Bad
	case st.Marked && (st.Stale || st.Gone):
		glyph, role = g.Mark, theme.Bad
	case st.Marked:
		glyph = g.Mark
	case st.Mark == RowChanged:
		glyph, role = g.Changed, theme.Dim
	}
	l.cell(role, glyph, 1).gap(markWidth - 2)
}

// exam draws the exam and, where it ends, who has the attempt open at another desk.
func (l *line) exam(e model.Exam, width int, openBy string) {
	who := ""
	if openBy != "" {
		who = theme.Cut("open: "+openBy, max(0, width*2/3), l.th.Glyphs().More)
	}
	if who == "" {
		l.column(theme.Text, examName(e), width)
		return
	}
	at := theme.Width(who)
	l.column(theme.Text, examName(e), max(1, width-at-1))
	l.gap(1).cell(theme.Warn, who, at)
}

// outcome draws status and vendor's word. A decision under way is shown where
// the row says how things stand, so that no one decides it twice.
func (l *line) outcome(r model.AttemptRow, c Columns, st RowState) {
	under := st.Mark == RowHeld || st.Mark == RowSending || st.Mark == RowFailed
	pending := under && st.To != ""
	if st.Gone {
		l.gone(c)
		return
	}
	if c.Status > 0 {
		l.gap(columnGap)
		if pending {
			l.pending(st.To, c.Status)
		} else {
			l.status(r.Attempt.Status, c.Status)
		}
	}
	if c.Vendor <= 0 {
		return
	}
	l.gap(columnGap)
	switch {
	case c.Status == 0 && pending:
		l.pending(st.To, c.Vendor)
	case c.Status == 0 && r.Attempt.Status != model.SecondReviewRequired:
		// Decided meanwhile: the row stays where it is and says so.
		l.status(r.Attempt.Status, c.Vendor)
	case r.Review == nil:
		l.cell(theme.Dim, l.th.Glyphs().Off, c.Vendor)
	default:
		glyph, role := reviewFace(r.Review.Status, l.th.Glyphs())
		l.cell(role, glyph+" "+shortReview(r.Review.Status), c.Vendor)
	}
}

// gone states in place of a status that the attempt no longer exists.
func (l *line) gone(c Columns) {
	text := l.th.Glyphs().Off + " removed"
	for _, width := range []int{c.Status, c.Vendor} {
		if width > 0 {
			l.gap(columnGap).cell(theme.Bad, text, width)
			text = ""
		}
	}
}

func (l *line) pending(to model.AttemptStatus, width int) {
	_, role := statusFace(to, l.th.Glyphs())
	l.cell(role, l.th.Glyphs().To+" "+StatusWord(to), width)
}

func commentCount(r model.AttemptRow) string {
	switch {
	case r.Comments == 0:
		return ""
	case r.Comments > 999:
		return "999"
	}
	return strconv.Itoa(r.Comments)
}

func reviewer(r *model.Review) string {
	if r == nil || r.ReviewedBy == nil {
		return ""
	}
	return personName(r.ReviewedBy)
}

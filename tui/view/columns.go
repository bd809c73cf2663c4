package view

import (
	"examdesk/model"
	"examdesk/tui/theme"
)

// Columns is how the queue's list divides its width. A column of width 0 is
// left out.
type Columns struct {
	Age, Learner, Exam, Status, Vendor, Comments, Reviewer, Backend int
}

// The widths of columns whose contents are known beforehand, and the gap
// between two columns.
const (
	markWidth     = 3
	ageWidth      = 4
	statusWidth   = 16
	vendorWidth   = 12
	commentsWidth = 3
	columnGap     = 2
)

// ColumnsFor chooses the columns for a list of a width in a section. In the
// section of what needs a decision every status is the same, so the vendor's
// word stands there instead.
func ColumnsFor(width int, s model.Section) Columns {
	c := Columns{Age: ageWidth, Comments: commentsWidth, Status: statusWidth}
	vendor := s == model.SectionNeedsDecision || s == model.SectionDecided
	if s == model.SectionNeedsDecision {
		c.Status = 0
	}
	if vendor || width >= 130 {
		c.Vendor = vendorWidth
	}
	if width >= 110 || s == model.SectionDecided && width >= 96 {
		c.Reviewer = 14
	}
	if width >= 150 {
		c.Backend = 16
	}
	if width < 50 {
		c.Comments = 0
	}
	c.share(width)
	return c
}

// share gives the learner and the exam what the others leave; where that is
// too little to tell learners apart, other columns go.
func (c *Columns) share(width int) {
	const enough = 34
	for _, drop := range []*int{&c.Backend, &c.Reviewer, &c.Comments} {
		if width-c.fixed() < enough {
			*drop = 0
		}
	}
	if c.Status > 0 && c.Vendor > 0 && width-c.fixed() < enough {
		c.Vendor = 0
	}
	left := max(0, width-c.fixed()-2*columnGap)
	c.Learner = min(36, left*45/100)
	c.Exam = left - c.Learner
	if left < 20 {
		c.Learner, c.Exam = left+columnGap, 0
	}
}

// fixed returns what all columns but learner and exam take, with their gaps.
func (c *Columns) fixed() int {
	n := markWidth
	for _, w := range []int{c.Age, c.Status, c.Vendor, c.Comments, c.Reviewer, c.Backend} {
		if w > 0 {
			n += w + columnGap
		}
	}
	return n - columnGap
}

// Header returns the line of column titles. An arrow at the age says which way the
// list is ordered: down where ages fall, so that the oldest comes first.
func (c Columns) Header(f Frame, newestFirst bool) string {
	l := newLine(f).gap(markWidth)
	l.right(theme.Dim, "AGE", c.Age)
	l.orderSign(f, newestFirst)
	if c.Learner > 0 {
		l.cell(theme.Dim, "LEARNER", c.Learner)
	}
	l.column(theme.Dim, "EXAM", c.Exam)
	l.column(theme.Dim, "STATUS", c.Status)
	l.column(theme.Dim, "VENDOR", c.Vendor)
	if c.Comments > 0 {
		l.gap(columnGap).right(theme.Dim, "N", c.Comments)
	}
	l.column(theme.Dim, "REVIEWER", c.Reviewer)
	l.column(theme.Dim, "BACKEND", c.Backend)
	return l.end()
}

// orderSign fills the gap behind the age. Plain letters would run into the
// title, so there the status line alone says it.
func (l *line) orderSign(f Frame, newestFirst bool) {
	g := f.Theme.Glyphs()
	sign := g.DownArrow
	if newestFirst {
		sign = g.Up
	}
	if sign < "\x80" {
		sign = ""
	}
	l.cell(theme.Accent, sign, columnGap)
}

// OrderWords describes how a list is ordered.
func OrderWords(newestFirst bool) string {
	if newestFirst {
		return "newest first"
	}
	return "oldest first"
}

// column appends a gap and a left-aligned cell, or nothing if the column is
// left out.
func (l *line) column(r theme.Role, s string, width int) {
	if width > 0 {
		l.gap(columnGap).cell(r, s, width)
	}
}

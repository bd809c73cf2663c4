package view

import (
	"strconv"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// ExamColumns is how the list of exams divides its width. A column of width 0
// is left out.
type ExamColumns struct {
	Course, Name, Kind, Minutes, Due, Backend, Policy int
}

// ExamColumnsFor chooses the columns; with a single course its column goes.
func ExamColumnsFor(width int, oneCourse bool) ExamColumns {
	c := ExamColumns{Course: 9, Kind: 10, Minutes: 4, Due: 8, Backend: 16, Policy: 6}
	if oneCourse {
		c.Course = 0
	}
	const enough = 20
	for _, drop := range []*int{&c.Policy, &c.Minutes, &c.Kind, &c.Due, &c.Course} {
		if width-c.fixed() < enough {
			*drop = 0
		}
	}
	if width-c.fixed() < enough {
		c.Backend = max(0, min(c.Backend, width-c.fixed()+c.Backend-12))
	}
	c.Name = max(0, width-c.fixed())
	return c
}

// fixed returns what all columns but the name take, with their gaps.
func (c *ExamColumns) fixed() int {
	n := examMark
	for _, w := range []int{c.Course, c.Kind, c.Minutes, c.Due, c.Backend, c.Policy} {
		if w > 0 {
			n += w + columnGap
		}
	}
	return n
}

// examMark is the cursor and the sign of an exam that is off.
const examMark = 3

// Header returns the line of column titles.
func (c ExamColumns) Header(f Frame) string {
	l := newLine(f).gap(examMark).cell(theme.Dim, "EXAM", c.Name)
	l.column(theme.Dim, "COURSE", c.Course)
	l.column(theme.Dim, "KIND", c.Kind)
	if c.Minutes > 0 {
		l.gap(columnGap).right(theme.Dim, "MIN", c.Minutes)
	}
	l.column(theme.Dim, "DUE", c.Due)
	l.column(theme.Dim, "SERVICE", c.Backend)
	l.column(theme.Dim, "POLICY", c.Policy)
	return l.end()
}

// ExamRow draws an exam in the list.
func ExamRow(r model.ExamRow, c ExamColumns, f Frame, selected bool) string {
	l := newLine(f)
	l.selected = selected
	g := f.Theme.Glyphs()
	cursor, sign, role, name := " ", " ", theme.Warn, theme.Text
	if selected {
		cursor = g.Cursor
	}
	switch {
	case r.Service.Missing():
		sign = g.Warn
	case !r.Exam.IsActive:
		sign, role, name = g.Off, theme.Dim, theme.Dim
	}
	l.cell(theme.Accent, cursor, 1).cell(role, sign, 1).gap(examMark-2).cell(name, examTitle(r.Exam), c.Name)
	l.column(theme.Dim, CourseShort(r.Exam.CourseID), c.Course)
	l.column(theme.Dim, ExamKind(r), c.Kind)
	if c.Minutes > 0 {
		l.gap(columnGap).right(theme.Dim, strconv.Itoa(r.Exam.TimeLimitMins), c.Minutes)
	}
	text, dueRole := dueShort(r.Due, f)
	l.column(dueRole, text, c.Due)
	text, role = serviceShort(r.Service, g)
	l.column(role, text, c.Backend)
	policy := g.Off
	if r.HasPolicy {
		policy = "yes"
	}
	l.column(theme.Dim, policy, c.Policy)
	return l.end()
}

// examTitle returns the exam's name without its course.
func examTitle(e model.Exam) string {
	e.CourseID = ""
	return examName(e)
}

// ExamKind returns the exam's kind in a word; a practice exam at a service with
// onboarding is an onboarding exam.
func ExamKind(r model.ExamRow) string {
	if r.Exam.IsProctored && r.Exam.IsPracticeExam && r.Service.Onboarding {
		return "onboarding"
	}
	return r.Exam.Kind()
}

// dueShort returns when an exam is due, as a list says it.
func dueShort(due *time.Time, f Frame) (string, theme.Role) {
	if due == nil {
		return f.Theme.Glyphs().Off, theme.Dim
	}
	d := due.Sub(f.Now)
	switch {
	case d <= 0:
		return "over " + Age(-d), theme.Dim
	case d < 7*day:
		return "in " + Age(d), theme.Warn
	}
	return "in " + Age(d), theme.Text
}

func serviceShort(s model.ExamService, g *theme.Glyphs) (string, theme.Role) {
	switch {
	case s.Missing():
		return s.Name.String() + " ?", theme.Warn
	case s.Name == "":
		return g.Off, theme.Dim
	}
	return s.Name.String(), theme.Dim
}

// NoExams fills the frame of a list without exams.
func NoExams(filter string, f Frame) []string {
	if filter != "" {
		return face(f, theme.Text, "No exam matches "+filter+".", "/ changes the search, esc clears it")
	}
	return face(f, theme.Text, "There are no exams here.", "Exams come with a course that the LMS publishes.")
}

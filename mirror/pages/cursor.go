package pages

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"examdesk/mirror"
	"examdesk/model"
)

// The kinds of cursors in the position. The rest of a name is the course.
const (
	attemptsOf   = "attempts:"
	examsOf      = "exams:"
	allowancesOf = "allowances:"
)

// Part is how much of a course's attempts, or of those of several courses, has been read.
type Part struct {
	// Pages of Of pages were read, from the first on; Of is 0 before the first one was.
	Pages, Of int64
	// Courses counts the courses, and Begun those of which something was read.
	Courses, Begun int
	// Since is when the oldest of what was read was read; zero if nothing was.
	Since time.Time
}

// PartOf returns how much of some courses a mirror holds.
func PartOf(p mirror.Position, courses ...string) Part {
	out := Part{Courses: len(courses)}
	for _, c := range courses {
		at, known := p.Cursors[attemptsOf+c]
		if !known {
			continue
		}
		out.Begun++
		out.Pages, out.Of = out.Pages+at.At, out.Of+at.Of
		if out.Since.IsZero() || at.Read.Before(out.Since) {
			out.Since = at.Read
		}
	}
	return out
}

// Whole reports whether all of it was read.
func (p Part) Whole() bool { return p.Begun == p.Courses && p.Pages >= p.Of }

// Words says it, as in "pages 1 to 4 of 400".
func (p Part) Words() string {
	switch {
	case p.Begun == 0:
		return "nothing read yet"
	case p.Whole():
		return "all read"
	case p.Courses == 1 && p.Pages == 1:
		return fmt.Sprintf("page 1 of %d", p.Of)
	case p.Courses == 1:
		return fmt.Sprintf("pages 1 to %d of %d", p.Pages, p.Of)
	case p.Begun < p.Courses:
		return fmt.Sprintf("%d of %s in %d of %s", p.Pages, model.Counted(int(p.Of), "page"), p.Begun, model.Counted(p.Courses, "course"))
	}
	return fmt.Sprintf("%d of %s in %s", p.Pages, model.Counted(int(p.Of), "page"), model.Counted(p.Courses, "course"))
}

// Courses returns the courses of which a mirror holds something.
func Courses(p mirror.Position) []string {
	var out []string
	for name := range p.Cursors {
		if c, is := strings.CutPrefix(name, attemptsOf); is {
			out = append(out, c)
		}
	}
	return out
}

// turned is the cursor of a course's attempts after a page was read. Read is when the
// oldest of the pages was read; it starts again once a round has read all of them.
func turned(c mirror.Cursor, page Page, at, round time.Time) mirror.Cursor {
	c.Of = int64(page.Pages)
	c.At = min(max(c.At, int64(page.Number)), c.Of)
	if c.Read.IsZero() || c.At <= 1 {
		c.Read = at
	}
	if !round.IsZero() && int64(page.Number) >= c.At {
		c.Read = cmp.Or(round, c.Read)
	}
	c.Done = c.At >= c.Of
	return c
}

package view

import (
	"strconv"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// DetailOptions vary how an attempt is shown as a whole.
type DetailOptions struct {
	// Unfold opens all former versions of the review, Unfolded single ones by
	// their id.
	Unfold   bool
	Unfolded map[int64]bool
}

// Detail draws everything about an attempt. It returns all lines; [Window]
// cuts out what is in sight.
func Detail(d model.AttemptDetail, f Frame, o DetailOptions) []string {
	p := &page{f: f, in: f.Sized(max(1, f.Width-2*margin), f.Height), g: f.Theme.Glyphs()}
	p.head(d)
	p.life(d)
	p.facts(d)
	p.review(d)
	p.recording(d)
	versionsPage{p}.versions(d, o)
	p.exceptions(d)
	p.others(d)
	p.history(d)
	return p.lines
}

// margin is the empty cells at both sides of the whole attempt.
const margin = 1

// page collects the lines of the whole attempt.
type page struct {
	f, in Frame
	g     *theme.Glyphs
	lines []string
	// theirs is the learner's own time zone, nil if it is not known.
	theirs *time.Location
}

// add appends a line of the inner width, with the margins around it.
func (p *page) add(line string) {
	if p.f.Width <= 0 {
		line = ""
	}
	rest := max(0, p.f.Width-p.in.Width)
	left := min(margin, max(0, rest))
	p.lines = append(p.lines, theme.Spaces(left)+line+theme.Spaces(rest-left))
}

func (p *page) put(spans ...span) { p.add(texts(p.in, spans...)) }

// dim appends a remark over as many lines as it takes.
func (p *page) dim(indent int, text string) {
	for _, part := range theme.Wrap(safe(text), max(1, p.in.Width-indent)) {
		p.add(newLine(p.in).gap(indent).put(theme.Dim, part).end())
	}
}

// labelled appends a text with a label at its left, wrapped beside it.
func (p *page) labelled(label string, role theme.Role, text string) {
	indent := min(labelWidth, p.in.Width/3)
	for i, part := range theme.Wrap(safe(text), max(1, p.in.Width-indent)) {
		if i > 0 {
			label = ""
		}
		p.add(newLine(p.in).cell(theme.Dim, label, indent-1).gap(1).put(role, part).end())
	}
}

const labelWidth = 13

func (p *page) title(title, tail string) {
	p.add(blank(p.in))
	p.add(Titled(title, tail, p.in))
}

func (p *page) head(d model.AttemptDetail) {
	l := newLine(p.in).put(theme.Strong, learnerName(d.Learner))
	if full := d.Learner.FullName.String(); full != "" && full != learnerName(d.Learner) {
		l.put(theme.Text, "  "+full)
	}
	if email := d.Learner.Email.String(); email != "" {
		l.put(theme.Dim, "  "+email)
	}
	p.add(l.tail(statusSpan(d.Attempt.Status, p.g)).end())
	course := ""
	if id := d.Exam.CourseID.String(); id != CourseShort(d.Exam.CourseID) {
		course = "  " + id
	}
	p.put(span{theme.Text, examName(d.Exam)}, span{theme.Dim, course})
}

// facts are the attempt's own numbers and what stands in its way.
func (p *page) facts(d model.AttemptDetail) {
	a := d.Attempt
	p.labelled("status", theme.Text, a.Status.String()+" for "+p.f.age(a.Modified)+", since "+p.f.WhenSeconds(a.Modified))
	if used := usedOf(d.AttemptRow, p.f); used != "" {
		p.labelled("time", theme.Text, used+remaining(a))
	}
	if backend := d.Exam.Backend.String(); backend != "" {
		p.labelled("backend", theme.Text, backend+" "+p.g.Dot+" "+proctored(d))
	}
	p.labelled("attempt", theme.Dim, strconv.FormatInt(a.ID, 10)+" "+p.g.Dot+" code "+orNone(a.Code)+" "+p.g.Dot+" external id "+orNone(a.ExternalID))
	if d.Continues != 0 {
		p.labelled("continues", theme.Text, "attempt "+strconv.FormatInt(d.Continues, 10))
	}
	p.standing(d.Standing)
	for _, r := range d.Stuck {
		p.labelled("stuck", theme.Warn, p.g.Warn+" "+stuckText(r))
	}
}

func remaining(a model.Attempt) string {
	if a.TimeRemainingSeconds == nil {
		return ""
	}
	return ", " + minutes(*a.TimeRemainingSeconds) + " min left"
}

func proctored(d model.AttemptDetail) string {
	switch {
	case !d.Exam.IsProctored:
		return "the exam is not proctored"
	case d.Attempt.IsSampleAttempt || d.Exam.IsPracticeExam:
		return "practice exam"
	case !d.Attempt.TakingAsProctored:
		return "not taken as proctored"
	}
	return "taken as proctored"
}

func orNone(t model.Text) string {
	if s := t.String(); s != "" {
		return s
	}
	return "none"
}

// standing draws where a learner stands, in the words of the one table.
func (p *page) standing(s model.Standing) {
	if s.Where == "" {
		return
	}
	p.labelled("stands", theme.Text, s.Where)
	switch {
	case s.Blocked:
		p.labelled("cannot go on", theme.Warn, s.Why)
	case s.Why != "":
		p.labelled("", theme.Dim, s.Why)
	}
	if s.Next != "Nothing." {
		p.labelled("next", theme.Text, s.Next)
	}
	if s.By != nil {
		p.labelled("until", theme.Text, p.zones(*s.By))
	}
}

package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

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

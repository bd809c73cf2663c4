package view

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
)

// expiringSoon is when an onboarding is about to expire, as the platform warns.
const expiringSoon = 28 * day

// learnerPage is a page about a learner.
type learnerPage struct{ *page }

// LearnerCard draws where a learner stands. It returns all lines; [Window] cuts
// out what is in sight.
func LearnerCard(c model.LearnerCard, f Frame) []string {
	p := learnerPage{&page{f: f, in: f.Sized(max(1, f.Width-2*margin), f.Height), g: f.Theme.Glyphs(), theirs: c.Zone}}
	l := newLine(p.in).put(theme.Strong, learnerName(c.Learner))
	for _, part := range []string{c.Learner.FullName.String(), c.Learner.Email.String()} {
		if part != "" && part != learnerName(c.Learner) {
			l.put(theme.Dim, "  "+part)
		}
	}
	if !c.Learner.IsActive {
		l.put(theme.Warn, "  the account is inactive")
	}
	p.add(l.end())
	if len(c.Courses) == 0 {
		p.add(blank(p.in))
		p.dim(0, "This learner has no attempts and no allowances.")
	}
	for _, course := range c.Courses {
		p.courseCard(course)
	}
	p.timeline(c)
	return p.lines
}

func (p learnerPage) courseCard(c model.CourseCard) {
	tail := c.Course.String()
	if tail == CourseShort(c.Course) {
		tail = ""
	}
	p.title(CourseShort(c.Course), tail)
	for i, x := range c.Exams {
		if i > 0 {
			p.add(blank(p.in))
		}
		p.examCard(x)
	}
	for _, o := range c.Onboarding {
		role := theme.Text
		if o.Expires != nil && o.Expires.Sub(p.f.Now) < expiringSoon {
			role = theme.Warn
		}
		p.labelled("onboarding", role, model.OnboardingSentence(o.OnboardingState, p.f.Now)+" "+p.g.Dot+" "+o.Backend.String())
	}
}

func (p learnerPage) examCard(x model.ExamCard) {
	l := newLine(p.in).put(theme.Strong, x.Exam.Name.String())
	if len(x.Attempts) > 0 {
		a := x.Attempts[0]
		l.gap(2).spans(statusSpan(a.Attempt.Status, p.g)).put(theme.Dim, " for "+p.f.age(a.Attempt.Modified)+"  attempt "+strconv.FormatInt(a.Attempt.ID, 10))
		if n := len(x.Attempts); n > 1 {
			l.put(theme.Dim, ", the last of "+Number(n))
		}
	}
	p.add(l.end())
	p.standing(x.Standing)
	if s := x.Standing; s.Since != nil {
		p.labelled("since", theme.Text, p.zones(*s.Since))
	}
	if x.Standing.Quote && len(x.Attempts) > 0 {
		a := x.Attempts[0].Attempt
		p.labelled("to quote", theme.Text, "attempt "+orNone(a.Code)+" "+p.g.Dot+" the service's id "+orNone(a.ExternalID))
	}
	switch {
	case x.Due == nil && x.DueRelative:
		p.labelled("due", theme.Text, model.DueRelativeWords)
	case x.DueRelative:
		p.labelled("due", theme.Text, p.zones(*x.Due)+x.DueNote())
	}
	for _, a := range x.Allowances {
		p.labelled("granted", theme.Text, model.AllowanceSentence(a.Key, a.Value)+x.AllowanceNote(a))
	}
}

// timeline draws everything that happened, the last first.
func (p learnerPage) timeline(c model.LearnerCard) {
	if len(c.Timeline) == 0 {
		return
	}
	p.title("What happened", count(len(c.Timeline), "change"))
	width := 0
	times := make([]string, len(c.Timeline))
	for i, x := range c.Timeline {
		times[i] = p.f.WhenSeconds(x.At)
		width = max(width, theme.Width(times[i]))
	}
	for i, x := range c.Timeline {
		who := x.Who.String()
		if who != "" && x.WhoInferred {
			who += " (inferred)"
		}
		l := newLine(p.in).cell(theme.Dim, times[i], width).gap(2).put(theme.Text, x.What)
		p.add(l.put(theme.Dim, "  "+CourseShort(x.Course)+" "+x.Exam.String()+"  "+who).end())
		if x.Reason.String() != "" {
			p.labelled("reason", theme.Text, x.Reason.String())
		}
	}
	if c.Cut {
		p.dim(0, "There is more than is shown here.")
	}
}

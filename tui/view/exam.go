package view

import (
	"strconv"
	"strings"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

// examPage is a page about an exam.
type examPage struct{ *page }

// Exam draws everything about an exam, with the former policies if whole is
// set. It returns all lines; [Window] cuts out what is in sight.
func Exam(d model.ExamDetail, f Frame, whole bool) []string {
	p := examPage{&page{f: f, in: f.Sized(max(1, f.Width-2*margin), f.Height), g: f.Theme.Glyphs()}}
	p.examHead(d)
	if !whole && f.Height < lowPane {
		p.examBrief(d)
		p.brief(d)
		return p.lines
	}
	if whole || f.Height >= 18 {
		p.add(blank(p.in))
	}
	p.examFacts(d, whole)
	p.policy(d, whole)
	if whole {
		p.formerPolicies(d)
	}
	return p.lines
}

// lowPane is the height below which a pane says only what is asked most.
const lowPane = 14

// examBrief are the facts on a line or two.
func (p examPage) examBrief(d model.ExamDetail) {
	parts := []string{kindSentence(d.ExamRow), strconv.Itoa(d.Exam.TimeLimitMins) + " minutes"}
	if d.Exam.HideAfterDue {
		parts = append(parts, "hidden after it is due")
	}
	if id := d.Exam.ExternalID.String(); id != "" {
		parts = append(parts, "external id "+id)
	}
	p.put(span{theme.Text, strings.Join(parts, " "+p.g.Dot+" ")})
	p.due(d)
	if !d.Service.Missing() {
		p.labelled("service", theme.Text, serviceSentence(d.Service))
	}
}

// brief is the policy as a labelled text.
func (p examPage) brief(d model.ExamDetail) {
	if d.Policy == nil {
		p.labelled("policy", theme.Text, "none")
		return
	}
	p.labelled("policy", theme.Text, d.Policy.Text.String())
	p.labelled("set by", theme.Text, orUnknown(d.Policy.SetBy)+", "+p.f.When(d.Policy.Modified)+", "+p.f.ago(d.Policy.Modified))
}

func (p examPage) examHead(d model.ExamDetail) {
	state := span{theme.Good, p.g.Good + " active"}
	if !d.Exam.IsActive {
		state = span{theme.Dim, p.g.Off + " not active"}
	}
	p.add(newLine(p.in).put(theme.Strong, examTitle(d.Exam)).tail(state).end())
	if d.Service.Missing() {
		p.warn(d.Service.Name.String() + " is not configured, or no longer is: nobody can begin this exam until PROCTORING_BACKENDS names it, or the course names another service.")
	}
}

// warn appends a warning over as many lines as it takes.
func (p *page) warn(text string) {
	for i, part := range theme.Wrap(safe(text), max(1, p.in.Width-2)) {
		sign := " "
		if i == 0 {
			sign = p.g.Warn
		}
		p.add(newLine(p.in).cell(theme.Warn, sign, 1).gap(1).put(theme.Warn, part).end())
	}
}

func (p examPage) examFacts(d model.ExamDetail, whole bool) {
	e := d.Exam
	p.labelled("kind", theme.Text, kindSentence(d.ExamRow)+", "+strconv.Itoa(e.TimeLimitMins)+" minutes")
	p.due(d)
	if whole || !d.Service.Missing() { // the warning above says it
		p.labelled("service", serviceRole(d.Service), serviceSentence(d.Service))
	}
	p.labelled("course", theme.Text, e.CourseID.String())
	p.labelled("settings", theme.Text, yesNo(e.IsActive, "active", "not active")+", "+
		yesNo(e.HideAfterDue, "hidden after it is due", "stays visible after it is due"))
	external := e.ExternalID.String()
	if external == "" {
		external = "none: the service does not know it"
		if d.Service.Name == "" {
			external = "none"
		}
	}
	p.labelled("external id", theme.Dim, external)
	if !whole {
		return
	}
	p.labelled("exam", theme.Dim, strconv.FormatInt(e.ID, 10)+" "+p.g.Dot+" "+e.ContentID.String())
}

func yesNo(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func kindSentence(r model.ExamRow) string {
	switch ExamKind(r) {
	case "timed":
		return "timed, not proctored"
	case "practice":
		return "practice exam, proctored"
	case "onboarding":
		return "onboarding exam"
	}
	return "proctored"
}

// due is written in UTC, as the store holds it, and in the reader's zone.
func (p examPage) due(d model.ExamDetail) {
	if d.Due == nil {
		p.labelled("due", theme.Text, "never")
		return
	}
	when := p.f.When(*d.Due)
	if utc := p.f.inUTC(*d.Due); utc != when {
		when = utc + " " + p.g.Dot + " " + when + " for you"
	}
	role, dist := theme.Text, "in "+Age(d.Due.Sub(p.f.Now))
	if !d.Due.After(p.f.Now) {
		role, dist = theme.Dim, "passed "+Ago(p.f.Now.Sub(*d.Due))
	}
	p.labelled("due", role, when+", "+dist)
}

// inUTC returns [Frame.When] in UTC.
func (f Frame) inUTC(t time.Time) string {
	f.Zone = time.UTC
	return f.When(t)
}

func serviceRole(s model.ExamService) theme.Role {
	if s.Missing() {
		return theme.Warn
	}
	return theme.Text
}

func serviceSentence(s model.ExamService) string {
	if s.Name == "" {
		return "none, the exam is not proctored"
	}
	out := s.Name.String()
	if v := s.VerboseName.String(); v != "" && v != "Unknown" {
		out += " (" + v + ")"
	}
	if s.IsDefault {
		out += ", the default: the exam names none"
	}
	if s.Missing() {
		out += ", not configured"
	}
	return out
}

// policy is the review policy with who set it when.
func (p examPage) policy(d model.ExamDetail, whole bool) {
	if d.Policy == nil {
		p.title("Review policy", "none")
		p.dim(0, "Reviewers go by the service's own rules.")
	} else {
		p.title("Review policy", "")
		p.paragraphs(theme.Text, 0, d.Policy.Text)
		p.dim(0, "set by "+orUnknown(d.Policy.SetBy)+", "+p.f.When(d.Policy.Modified)+", "+p.f.ago(d.Policy.Modified))
	}
	if n := len(d.Former); n > 0 && !whole {
		p.dim(0, count(n, "former text")+"; enter shows "+yesNo(n == 1, "it", "them")+".")
	}
	if !d.Change.OK && d.Change.Why != "" && whole {
		p.add(blank(p.in))
		p.dim(0, model.Clean(d.Change.Why))
	}
}

// paragraphs appends a text that may have several lines.
func (p *page) paragraphs(role theme.Role, indent int, t model.Text) {
	for _, one := range t.Lines() {
		for _, part := range theme.Wrap(safe(one), max(1, p.in.Width-indent)) {
			p.add(newLine(p.in).gap(indent).put(role, part).end())
		}
	}
}

func orUnknown(t model.Text) string {
	if s := t.String(); s != "" {
		return s
	}
	return "somebody unknown"
}

// formerPolicies are the texts that no longer hold. The store records when one
// was replaced, and not by whom.
func (p examPage) formerPolicies(d model.ExamDetail) {
	if len(d.Former) == 0 {
		return
	}
	p.title("Former policies", Number(len(d.Former)))
	for i, former := range d.Former {
		if i > 0 {
			p.add(blank(p.in))
		}
		p.dim(0, "until "+p.f.When(former.Replaced)+", "+p.f.ago(former.Replaced)+", written by "+orUnknown(former.SetBy))
		p.paragraphs(theme.Text, min(2, p.in.Width/4), former.Text)
	}
}

// ExamPane draws the exam beside or below the list in exactly the frame. What
// is not read yet, as long as it is not, stays empty.
func ExamPane(d model.ExamDetail, f Frame) []string {
	lines := Exam(d, f, false)
	if len(lines) > f.Height && f.Height > 1 {
		more := newLine(f).gap(margin).put(theme.Dim, f.Theme.Glyphs().More+" enter shows the rest").end()
		lines = append(lines[:f.Height-1:f.Height-1], more)
	}
	return Window(lines, 0, f)
}

// ActiveFacts say what becomes of an exam that is taken out or put back.
func ActiveFacts(d model.ExamDetail, on bool) []Fact {
	name := d.Service.Name.String()
	facts := []Fact{{Label: "The exam", Text: examName(d.Exam), Role: theme.Text}}
	learners := "They see its content as an ordinary part of the course, without proctoring or a time limit. Existing attempts stay as they are."
	if on {
		learners = "It is an exam again: " + kindSentence(d.ExamRow) + ", " + strconv.Itoa(d.Exam.TimeLimitMins) + " minutes."
	}
	facts = append(facts, Fact{Label: "Learners", Text: learners, Role: theme.Text})
	switch {
	case name == "":
		return append(facts, Fact{Label: "Service", Text: "It is not proctored, so no service is told.", Role: theme.Dim})
	case d.Service.Missing():
		return append(facts, Fact{Label: "Service", Text: name + " is not configured, so it is told nothing.", Role: theme.Warn})
	case !d.Service.Told:
		return append(facts, Fact{Label: "Service", Text: "No connection to " + name + " is set up here: it is told nothing and keeps the exam as it is.", Role: theme.Warn})
	}
	return append(facts, Fact{Label: "Service", Text: name + " gets the exam again, as " + yesNo(on, "active", "not active") + ", with its policy.", Role: theme.Text})
}

package view

import (
	"strings"

	"examdesk/model"
	"examdesk/tui/theme"
)

// Report draws what the last check of a service saw, check by check. It returns
// all lines; [Scroll] cuts out what is in sight.
func Report(s *Service, f Frame) []string {
	p := newReport(f)
	p.serviceHead(s)
	p.serviceFacts(s)
	p.checks(s, s.Last.Checks)
	p.serviceEnd(s)
	return p.lines
}

// ReportPane draws the report beside or below the list in exactly the frame.
// Where it does not all fit, what went wrong comes first and whole, the rest has
// a line each as far as there are lines, and what is left is counted.
func ReportPane(s *Service, f Frame) []string {
	lines := Report(s, f)
	if len(lines) <= f.Height {
		return Window(lines, 0, f)
	}
	p := newReport(f)
	p.serviceHead(s)
	p.problem(s)
	p.checks(s, troubles(s.Last.Checks))
	p.rest(s, f.Height-len(p.lines)-1)
	lines = p.lines
	if f.Height > 1 {
		more := newLine(f).gap(margin).put(theme.Dim, f.Theme.Glyphs().More+" enter shows all").end()
		lines = append(lines[:min(len(lines), f.Height-1)], more)
	}
	return Window(lines, 0, f)
}

// rest gives what is not a trouble a line each, in so many lines.
func (p *page) rest(s *Service, height int) {
	var quiet []model.Check
	for _, c := range s.Last.Checks {
		if !isTrouble(c) {
			quiet = append(quiet, c)
		}
	}
	whole := min(len(quiet), height)
	if whole < len(quiet) {
		whole = max(0, height-1) // the last line counts the others
	}
	at := checkPlacesFor(s.Last.Checks, p.in.Width)
	for _, c := range quiet[:whole] {
		p.checkLine(c, s.Last.Phase, at)
	}
	if left := quiet[whole:]; len(left) > 0 {
		p.dim(0, "+"+tally(&Checkup{Checks: left}))
	}
}

// troubles returns the checks that a person must look at, and what is under way.
func troubles(all []model.Check) []model.Check {
	var out []model.Check
	for _, c := range all {
		if isTrouble(c) {
			out = append(out, c)
		}
	}
	return out
}

func isTrouble(c model.Check) bool {
	leftOpen := c.State == model.CheckSkip && c.Cause != model.CauseNone
	return c.State == model.CheckFail || c.State == model.CheckWarn || c.State == model.CheckRunning || leftOpen
}

// reportWidth is the widest that a report gets: in longer lines the eye loses
// its place.
const reportWidth = 116

func newReport(f Frame) *page {
	return &page{f: f, in: f.Sized(max(1, min(reportWidth, f.Width-2*margin)), f.Height), g: f.Theme.Glyphs()}
}

func (p *page) serviceHead(s *Service) {
	l := newLine(p.in).put(theme.Strong, serviceLabel(s.BackendInfo))
	if v := s.VerboseName.String(); v != "" && v != model.Clean(s.Name) {
		l.put(theme.Text, "  "+v)
	}
	glyph, role := s.Last.face(p.g)
	state := span{role, glyph + " " + s.Last.Word()}
	if spansWidth([]span{state})+1 <= l.room() {
		p.add(l.tail(state).end())
	} else {
		p.add(l.end())
		p.put(state)
	}
	if when := checkedWhen(&s.Last, p.f); when != "" {
		p.dim(0, when)
	}
}

// checkedWhen returns when a check was made, how long it took and of which kind it
// was.
func checkedWhen(c *Checkup, f Frame) string {
	if c.Phase == NotChecked {
		return ""
	}
	parts := []string{"begun " + f.When(c.Began)}
	if c.Phase == Checked || c.Phase == CheckBroken {
		end := c.Began.Add(c.Took)
		parts = []string{"checked " + f.When(end), f.ago(end), "in " + spent(c.Took)}
	}
	if c.Live {
		parts = append(parts, "live")
	}
	return strings.Join(parts, ", ")
}

// serviceFacts are what the configuration says, in a line or two.
func (p *page) serviceFacts(s *Service) {
	p.dim(0, strings.Join(serviceWords(s.BackendInfo), " "+p.g.Dot+" "))
	if s.Last.Phase == NotChecked && p.f.Height >= lowPane {
		p.add(blank(p.in))
	}
}

func serviceWords(s model.BackendInfo) []string {
	kind := model.Clean(s.Kind)
	if kind == "" {
		kind = "unknown kind"
	}
	out := []string{kind}
	if s.IsDefault {
		out = append(out, "the default")
	}
	if at := s.Address.String(); at != "" {
		out = append(out, at)
	}
	settings := count(s.Keys, "setting")
	if s.Secrets > 0 {
		settings += ", " + Number(s.Secrets) + " of them secret"
		if in := s.SecretsIn.String(); in != "" {
			settings += ", kept in: " + in
		}
	}
	return append(out, settings)
}

// problem explains why a check could not be made.
func (p *page) problem(s *Service) {
	if s.Last.Phase != CheckBroken {
		return
	}
	p.add(blank(p.in))
	for _, part := range theme.Wrap(safe(s.Last.Problem), max(1, p.in.Width)) {
		p.put(span{theme.Bad, part})
	}
}

// serviceEnd adds what a person should know besides the checks.
func (p *page) serviceEnd(s *Service) {
	p.problem(s)
	switch s.Last.Phase {
	case NotChecked:
		p.dim(0, "v checks it: settings, keys, address, certificate, clock and sign-in, as far as its kind has them. Nothing is changed at the service.")
		if s.Live {
			p.dim(0, "x also registers something there, which proves the secret; it asks first.")
		}
	case CheckStopped:
		p.add(blank(p.in))
		p.dim(0, "The check was stopped; v repeats it.")
		if s.Last.Live {
			p.dim(0, "A registration may still have reached the service.")
		}
	case Checked:
		if model.WorstCheck(s.Last.Checks) == model.CheckSkip {
			p.add(blank(p.in))
			p.dim(0, "There is nothing at this service that can be checked.")
		}
	case Checking, CheckBroken:
	}
	if before := s.Last.Before; before != nil && (s.Last.Phase == CheckStopped || s.Last.Phase == Checking) {
		p.add(blank(p.in))
		p.dim(0, "The previous check: "+before.Word()+", "+p.f.When(before.Began.Add(before.Took))+".")
	}
}

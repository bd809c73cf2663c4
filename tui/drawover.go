package tui

import (
	"strconv"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// drawAsking draws the question that lies over everything, in at most so many
// lines; nil if there is none.
func (m *root) drawAsking(height int) []string {
	f := m.frame(m.width, height)
	if m.leave != nil {
		return m.drawLeaving(f)
	}
	switch d := m.dialog.(type) {
	case *decision:
		return m.drawDecision(d, f)
	case *bulk:
		return m.drawBulk(d, f)
	case *results:
		return m.drawResults(d, f)
	case *address:
		return m.drawAddress(d, f)
	case *change:
		return m.drawChange(d, f)
	case *grant:
		return m.drawGrant(d, f)
	case *conflictDialog:
		return view.Conflict(d.seen, d.now, d.reason, f, m.keymap.footer(m, inConflict))
	case *asking:
		q := d.question
		q.Keys = m.keymap.footer(m, inAsking)
		return q.Draw(f)
	case *found:
		return view.Found(d.hold.held, d.hold.row, f, m.keymap.footer(m, inFound))
	}
	return nil
}

func (m *root) drawDecision(d *decision, f view.Frame) []string {
	p := model.Preview{Row: d.row, Reviewer: m.Capabilities.Reviewer, From: d.row.Attempt.Status}
	if d.row.Review != nil {
		p.FromReview = d.row.Review.Status
	}
	if d.preview != nil {
		p = *d.preview
	}
	st := view.DecisionState{
		Chosen: d.chosen, Reason: d.reason.text(), Caret: d.reason.caret(), EditingReason: d.editing, Scroll: d.top,
		Hold: m.Hold, Others: m.othersOf(d.row.Attempt.ID),
	}
	st.NoReason = d.noReason()
	if d.err != nil {
		st.Problem = model.Sentence(d.err)
	}
	lines, inSight := view.DecisionLines(p, f, st)
	if d.preview != nil {
		d.drawn(lines, inSight)
	} else {
		d.lines, d.inSight = lines, inSight
	}
	st.More = d.hasMore()
	return view.Decision(p, f, st)
}

// othersOf is the learner's other attempts, if they are known.
func (m *root) othersOf(attempt int64) []model.AttemptRow {
	if m.screen != nil && m.screen.detail != nil && m.screen.detail.Attempt.ID == attempt {
		return m.screen.detail.Others
	}
	if m.pane.detail != nil && m.pane.detail.Attempt.ID == attempt {
		return m.pane.detail.Others
	}
	return nil
}

func (m *root) drawLeaving(f view.Frame) []string {
	q := view.Question{Title: "Quit?", Keys: m.keymap.footer(m, inQuit)}
	fact := func(role theme.Role, label string, n int, text string) {
		if n > 0 {
			q.Facts = append(q.Facts, view.Fact{Label: label, Text: decisions(n) + " " + text, Role: role})
		}
	}
	fact(theme.Warn, "Held", len(m.holds.in(holdWaiting)), "can still be undone")
	fact(theme.Warn, "On its way", m.holds.writes(), "under way")
	if m.writes > 0 {
		q.Facts = append(q.Facts, view.Fact{Label: "Changes", Text: strconv.Itoa(m.writes) + " on their way", Role: theme.Warn})
	}
	fact(theme.Bad, "Failed", len(m.holds.in(holdFailed)), "could not be sent")
	fact(theme.Dim, "Earlier", len(m.holds.in(holdFound)), "left by an earlier session")
	if m.leave.mode != leaveAsking {
		q.Title = "Closing as soon as nothing is on its way" + m.Theme.Glyphs().More
	} else {
		q.Remark = "What is kept is in the journal: nothing is lost, and the next start asks about it."
	}
	return q.Draw(f)
}

func decisions(n int) string {
	if n == 1 {
		return "1 decision"
	}
	return strconv.Itoa(n) + " decisions"
}

// drawOver draws the help or a list to choose from.
func (m *root) drawOver(f view.Frame) []string {
	switch over := m.over.(type) {
	case *helpPage:
		lines := view.Help(m.helpGroups(over), f)
		over.lines, over.height = len(lines), f.Height
		over.scroll(0)
		return view.Scroll(lines, over.top, f)
	case *learnerPage:
		return m.drawLearner(over, f)
	case *statuses:
		return m.drawStatuses(over, f)
	case *search:
		return m.drawSearch(over, f)
	case *courses:
		return m.drawCourses(over, f)
	case *palette:
		return m.drawPalette(over, f)
	case *policyEditor:
		return m.drawPolicy(over, f)
	}
	return view.Window(nil, 0, f)
}

// helpGroups are the keys of what the help was opened from.
func (m *root) helpGroups(h *helpPage) []view.HelpGroup { return m.keymap.help(m, h.under) }

// pickFrom begins a list to choose from: the typed line, and which of so many
// choices are in sight, c.From up to to. in is the place for them.
func pickFrom(title string, line *edit, p *picks, size int, f view.Frame) (c view.Choices, in view.Frame, to int) {
	in = f.Sized(f.Width, view.ChoiceRows(f.Height))
	c = view.Choices{Title: title, Text: line.text(), Caret: line.caret(), At: p.at}
	c.From, to = p.window(size, in.Height)
	return c, in, to
}

func (m *root) drawSearch(s *search, f view.Frame) []string {
	c, in, to := pickFrom("find", &s.line, &s.picks, len(s.found), f)
	for _, l := range s.found[c.From:to] {
		c.List = append(c.List, view.Choice{Left: l.Username.String(), Right: l.FullName.String(), Note: l.Email.String()})
	}
	switch {
	case s.err != nil:
		c.List, c.Face = nil, trouble(s.err, in)
	case s.text() == "":
		c.Face = view.Message(" Type any part of a username, e-mail, name, attempt code or external id.", in)
	case !s.has:
		c.Face = view.Loading("learners", in)
	case len(s.found) == 0:
		c.Face = view.Message(" Nobody is called that.", in)
	}
	return c.Draw(f)
}

func (m *root) drawCourses(s *courses, f view.Frame) []string {
	choices := s.choices()
	c, in, to := pickFrom("course", &s.line, &s.picks, len(choices), f)
	for _, course := range choices[c.From:to] {
		choice := view.Choice{Left: view.CourseShort(course.ID), Right: course.ID.String(), Note: examCount(len(course.Exams))}
		if s.one {
			choice.Note = practiceNote(course)
		}
		if course.ID == "" {
			choice = view.Choice{Left: "all courses"}
		}
		c.List = append(c.List, choice)
	}
	switch {
	case s.err != nil:
		c.List, c.Face = nil, trouble(s.err, in)
	case !s.has:
		c.List, c.Face = nil, view.Loading("courses", in)
	case len(choices) == 0:
		c.Face = view.Message(" No course is called that.", in)
	}
	return c.Draw(f)
}

func examCount(n int) string {
	if n == 1 {
		return "1 exam"
	}
	return view.Number(n) + " exams"
}

// practiceNote says at which service a course's practice exam is.
func practiceNote(c model.Course) string {
	note := "no practice exam"
	for _, e := range c.Exams { // the newest counts
		if e.IsActive && e.IsPracticeExam && e.IsProctored {
			note = "practice exam at " + e.Backend.String()
		}
	}
	return note
}

func (m *root) drawPalette(p *palette, f view.Frame) []string {
	choices := p.choices()
	c, in, to := pickFrom(":", &p.line, &p.picks, len(choices), f)
	for _, b := range choices[c.From:to] {
		c.List = append(c.List, view.Choice{Left: b.short, Right: b.help, Note: b.key()})
	}
	if len(choices) == 0 {
		c.Face = view.Message(" No command is called that.", in)
	}
	return c.Draw(f)
}

package tui

import (
	"slices"

	"examdesk/model"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// sheet is what a drawing of the desk is made of.
type sheet struct {
	h      host.Host
	stack  *stack
	keymap *host.Keymap
	held   *held.Holds
	note   note
}

// lines returns exactly as many lines as the screen has.
func (s sheet) lines() []string {
	l := s.h.Layout()
	if l.TooSmall() { // or not known yet: nothing, then
		return view.Message("Make the window larger.", s.frame(l.Height))
	}
	ground, back := s.stack.ground()
	lines := append(make([]string, 0, l.Height), s.first(ground), ground.Head(back, s.frame(1)))
	switch top := s.stack.top(); top.Place().Layer {
	case host.LayerQuestion:
		return append(lines, s.question(top, ground, l.Height-host.LinesAbove+1)...)
	case host.LayerPage:
		lines = append(append(lines, s.rule(-1, false)), top.Draw(s.frame(l.Height-host.LinesAbove-1))...)
		return append(lines, s.keys(top))
	case host.LayerLine:
		last := top.Draw(s.frame(1))
		if len(last) < 2 {
			last = append(last, s.keys(top))
		}
		return append(append(lines, s.base(ground)...), last...)
	case host.LayerGround:
	}
	lines = append(lines, s.base(ground)...)
	return append(lines, s.status(ground), s.keys(ground))
}

func (s sheet) frame(height int) view.Frame { return host.Frame(s.h, s.h.Layout().Width, height) }

// rule returns a line across the desk, which the line between the panes meets from above
// or from below.
func (s sheet) rule(joint int, above bool) string {
	return view.Divide(s.frame(1), joint, above && joint >= 0, !above && joint >= 0)
}

// base returns the ground between the first two lines and the last two.
func (s sheet) base(g host.Ground) []string {
	l := s.h.Layout()
	drawn := g.Draw(s.frame(l.Body))
	lines := append([]string{s.rule(g.Joint(), false)}, drawn...)
	if l.Rule {
		lines = append(lines, s.rule(g.Joint(), true))
	}
	return lines
}

// question puts a question under as much of the screen below as there is room for.
// height includes the rule above.
func (s sheet) question(top host.Screen, g host.Ground, height int) []string {
	asked := top.Draw(s.frame(height - 1))
	rest := height - len(asked) - 2
	if rest < 3 {
		return view.Window(append([]string{s.rule(-1, false)}, asked...), 0, s.frame(height))
	}
	var below host.Screen = g
	joint := g.Joint
	if under := s.stack.below(); under.Place().Layer == host.LayerPage {
		below, joint = under, func() int { return -1 }
	}
	drawn := below.Draw(s.frame(rest))
	lines := append([]string{s.rule(joint(), false)}, drawn...)
	return append(append(lines, s.rule(joint(), true)), asked...)
}

// first returns the line that says whose desk it is, and of what.
func (s sheet) first(g host.Ground) string {
	t, e := view.Top{Place: "all courses"}, s.h.Env()
	if course := g.InCourse(); course != "" {
		t.Place = view.CourseShort(model.Text(course))
	}
	if name := e.Capabilities.Reviewer.Username.String(); name != "" {
		t.Right = append(t.Right, name)
	}
	if e.DeniedWhy() != "" {
		t.Right = append(t.Right, "read-only")
	}
	about := []string{model.Clean(e.Capabilities.Store)}
	if e.StoreNote != nil {
		about = append(about, model.Clean(e.StoreNote(s.h.Now())))
	}
	if e.Part != nil { // how much has been read is said also where there is room for little
		slices.Reverse(about)
	}
	for _, said := range about {
		if said != "" {
			t.Right = append(t.Right, said)
		}
	}
	if s.held.Done > 0 {
		t.Right = append(t.Right, view.Number(s.held.Done)+" decided")
	}
	return t.Draw(s.frame(1))
}

// status describes what happened last, else what is held, else what the ground says.
func (s sheet) status(g host.Ground) string {
	st := g.Status()
	narrowed, ok := g.(host.Narrower)
	switch {
	case s.note.text != "":
		st.Role, st.Text = s.note.kind.Role(), s.note.text
	case len(s.held.Items) > 0:
		st.Role, st.Text = s.held.Summary(s.h.Now())
	case st.Text == "" && ok && narrowed.LookFor() != "":
		st.Role, st.Text = theme.Accent, "/ "+model.Clean(narrowed.LookFor())
	}
	return st.Draw(s.frame(1))
}

func (s sheet) keys(on host.Screen) string { return view.Footer(s.keymap.Footer(on), s.frame(1)) }

package queue

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/kit"
)

func (q *Queue) openSelected() tea.Cmd {
	row, ok := q.Row()
	if !ok {
		return nil
	}
	return q.Rows().Open(row)
}

func toggleMark(q *Queue) tea.Cmd {
	row, ok := q.Row()
	if !ok {
		return nil
	}
	if _, marked := q.aim.Marked()[row.Attempt.ID]; marked {
		q.aim.Unmark(row.Attempt.ID)
	} else {
		q.aim.Mark(row)
	}
	return q.Move(1, false)
}

// widen removes the marks, or else the last narrowing.
func (q *Queue) widen() tea.Cmd {
	if q.aim.Any() {
		q.aim.Clear()
		return nil
	}
	if s, ok := q.ls.scope.wider(); ok {
		return q.rescope(s)
	}
	return nil
}

func notNarrowed(q *Queue) string {
	if _, ok := q.ls.scope.wider(); !ok && !q.aim.Any() {
		return "There is no filter or mark to remove."
	}
	return ""
}

func openPrompt(q *Queue) tea.Cmd {
	text := q.ls.scope.text
	if text != "" {
		text += " "
	}
	return q.h.Push(&Prompt{q: q, line: kit.NewEdit(kit.LineLimit, text)})
}

func openCourses(q *Queue) tea.Cmd {
	return q.h.Push(ask.NewCourses(q.h, false, q.Rows().ShowCourse))
}

// ListPart returns the list's keys; find opens the search for learners.
func (q *Queue) ListPart(find func() tea.Cmd) host.Part {
	list, run, why := host.In("list"), host.Run, host.Say
	turn := func(by int) func(host.Call) tea.Cmd { return run(func() tea.Cmd { return q.ls.turn(by) }) }
	turnTo := func(c host.Call) tea.Cmd { return q.ls.turnTo(int(c.Key[0] - '1')) }
	unmark := func() tea.Cmd { q.aim.Clear(); return nil }
	return host.Part{Places: []*host.Place{inList, inAttempt, inPrompt}, Bindings: []host.Binding{
		{Keys: []string{"tab", "l", "right"}, Label: "tab l →", Help: "next section", Group: host.GroupMove, Where: list, Run: turn(1)},
		{Keys: []string{"shift+tab", "h", "left"}, Label: "shift-tab h ←", Help: "previous section", Group: host.GroupMove, Where: list, Run: turn(-1)},
		{Keys: []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, Label: "1–9", Help: "go to that section", Group: host.GroupMove, Where: list, Run: turnTo},

		{Keys: []string{"enter"}, Short: "open", Help: "open the attempt", Group: host.GroupDo, Where: list, Foot: 50, Why: why(q.aim.NoRow), Run: run(q.openSelected)},
		{Keys: []string{" "}, Label: "space", Short: "mark", Help: "mark or unmark the attempt", Group: host.GroupDo, Where: list, Foot: 60, Why: why(q.aim.NoRow), Run: host.On(toggleMark)},
		{Keys: []string{"U"}, Short: "unmark all", Help: "remove all marks", Group: host.GroupDo, Where: host.With(host.Rows), Why: why(q.aim.NoMarks), Run: run(unmark)},
		{Keys: []string{"/"}, Short: "filter", Help: "filter, e.g. status:error age:>7d", Group: host.GroupShow, Where: list, Foot: 80, Run: host.On(openPrompt)},
		{Keys: []string{"f", "ctrl+f"}, Label: "f ctrl-f", Short: "find learner", Help: "find a learner and show their attempts in place of the filter", Group: host.GroupShow, Where: list, Foot: 82, Run: run(find)},
		{Keys: []string{"c"}, Short: "course", Help: "show one course, or all", Group: host.GroupShow, Where: list, Foot: 84, Run: host.On(openCourses)},
		{Keys: []string{"s"}, Short: "turn order", Help: "oldest or newest first", Group: host.GroupShow, Where: list, Run: run(q.ls.flip)},
		{Keys: []string{"esc"}, Short: "wider", Help: "remove the marks, then the learner, the filter, and the course", Group: host.GroupShow, Where: list, Why: host.Of(notNarrowed), Run: run(q.widen)},

		{Keys: []string{"enter"}, Short: "apply", Help: "apply the filter", Group: host.GroupShow, Where: host.In("prompt"), Foot: 10, Run: host.On((*Prompt).apply)},
		{Keys: []string{"esc"}, Short: "back", Help: "close without changing anything", Group: host.GroupShow, Where: host.In("prompt"), Foot: 20, Run: host.Close(q.h)},
	}}
}

// AttemptPart returns the keys of an attempt, and those that go to the next one.
func (q *Queue) AttemptPart() host.Part {
	attempt, list := host.In("attempt"), host.In("list")
	to := func(by int) func(host.Call) tea.Cmd {
		return host.On(func(a *Attempt) tea.Cmd { return a.neighbour(by) })
	}
	step := func(by int) func(host.Call) tea.Cmd {
		return host.Run(func() tea.Cmd { return q.Move(by, false) })
	}
	return host.Part{Bindings: []host.Binding{
		{Keys: []string{"esc", "backspace"}, Label: "esc", Short: "back", Help: "back to the list", Group: host.GroupShow, Where: attempt, Foot: 70, Run: host.Close(q.h)},
		{Keys: []string{"d"}, Short: "versions", Help: "unfold or fold earlier versions of the review", Group: host.GroupShow, Where: attempt, Foot: 55, Why: host.Of((*Attempt).noVersions), Run: host.On((*Attempt).unfold)},
		{Keys: []string{"n"}, Short: "next", Help: "next attempt in the list", Group: host.GroupMove, Where: attempt, Foot: 52, Run: to(1)},
		{Keys: []string{"p"}, Short: "previous", Help: "previous attempt in the list", Group: host.GroupMove, Where: attempt, Run: to(-1)},
		{Keys: []string{"N"}, Short: "next undecided", Help: "next undecided attempt", Group: host.GroupMove, Where: host.With(host.Rows), Foot: 54, Why: host.Say(q.aim.NoRow), Run: host.Run(q.Rows().nextUndecided)},
		{Keys: []string{"n"}, Help: "move down", Group: host.GroupMove, Where: list, Run: step(1)},
		{Keys: []string{"p"}, Help: "move up", Group: host.GroupMove, Where: list, Run: step(-1)},
		{Keys: []string{"q"}, Short: "back", Help: "back to the list", Group: host.GroupShow, Where: attempt, Run: host.Close(q.h)},
	}}
}

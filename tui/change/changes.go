package change

import (
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Rows is the list of attempts, as far as changes need it.
type Rows interface {
	// Touched notes that attempts were changed in this session.
	Touched(attempts ...int64)
	// Removed closes an open attempt that is no longer there.
	Removed() tea.Cmd
}

// Changes opens the dialog before a change of attempts, and says what became of it.
type Changes struct {
	h    host.Host
	aim  *aim.Aim
	rows Rows
}

// NewChanges returns what changes attempts.
func NewChanges(h host.Host, a *aim.Aim, rows Rows) *Changes {
	return &Changes{h: h, aim: a, rows: rows}
}

func (cs *Changes) open(kind model.ChangeKind, status model.AttemptStatus) tea.Cmd {
	c := newChange(cs.h, cs, cs.aim, kind, status)
	if len(c.Requests) == 0 {
		return nil
	}
	return cs.h.Push(c)
}

// Take reports what became of changes and shows the store as it is. No answer
// is too late: what was written stays written.
func (cs *Changes) Take(answer tea.Msg) tea.Cmd {
	msg, ok := answer.(changedMsg)
	if !ok {
		return nil
	}
	cs.h.Writing(-1)
	cs.aim.Unmark(msg.ids...)
	cs.rows.Touched(msg.ids...)
	text := map[model.ChangeKind]string{
		model.ChangeResume: "ready to resume", model.ChangeReset: "reset", model.ChangeRemove: "removed",
		model.ChangeRemoveAll: "removed with the learner's others", model.ChangeStatus: "changed",
	}[msg.kind]
	kind, said := host.Good, model.Counted(len(msg.done), "attempt")+" "+text+"."
	if n := len(msg.fails); n > 0 {
		kind, said = host.Bad, said+" "+strconv.Itoa(n)+" failed"
		if !msg.marked {
			said += ", the first: " + msg.fails[0].Name + ": " + msg.fails[0].Why
		}
	}
	var closed tea.Cmd
	if (msg.kind == model.ChangeRemove || msg.kind == model.ChangeRemoveAll) && len(msg.done) > 0 {
		closed = cs.rows.Removed()
	}
	if msg.marked {
		cs.h.Enqueue(cs.results(msg, said))
	}
	return tea.Batch(closed, cs.h.Say(kind, said), cs.h.Refresh())
}

// results describes what became of each attempt.
func (cs *Changes) results(msg changedMsg, title string) *ask.Results {
	r, g := &ask.Results{H: cs.h, Title: title}, cs.h.Env().Theme.Glyphs()
	why := map[int64]string{}
	for _, f := range msg.fails {
		why[f.ID] = f.Why
	}
	done := map[int64]model.Changed{}
	for i, id := range msg.ids {
		done[id] = msg.done[i]
	}
	for _, row := range msg.rows {
		it := view.ManyItem{Row: row, Sign: g.Good, Role: theme.Good}
		if c, ok := done[row.Attempt.ID]; ok {
			it.What = view.ChangedTo(c)
		} else {
			it.Sign, it.Role, it.What = g.Broken, theme.Bad, "failed: "+why[row.Attempt.ID]
		}
		r.Items = append(r.Items, it)
	}
	if len(msg.fails) > 0 {
		r.Remark = "What failed is still marked."
		if len(msg.rows) == 0 {
			r.Remark = msg.fails[0].Why
		}
	}
	return r
}

func (cs *Changes) noRemove() string { return cs.aim.Cannot(model.DeedRemove) }

func (cs *Changes) noStatus() string { return cs.aim.Cannot(model.DeedSetStatus) }

// noRemoveAll returns why all attempts of a learner cannot be removed: which learner is
// meant must be clear.
func (cs *Changes) noRemoveAll() string {
	if why := cs.noRemove(); why != "" {
		return why
	}
	return cs.aim.Several()
}

// noResume returns why no attempt can be resumed, as far as that is known already.
func (cs *Changes) noResume() string {
	return cs.aim.NoneOf(model.DeedResume, func(r model.AttemptRow) bool { return r.Attempt.IsResumable },
		"Only an attempt that broke off can be marked as ready to resume.")
}

func (cs *Changes) noReset() string {
	return cs.aim.NoneOf(model.DeedReset, func(r model.AttemptRow) bool { return r.Exam.IsPracticeExam }, "Only practice and onboarding exams can be reset.")
}

// Part returns the keys that change attempts, and those of the dialogs.
func (cs *Changes) Part() host.Part {
	opens, here, why := host.With(host.Rows), host.In("change"), host.Say
	open := func(kind model.ChangeKind) func(host.Call) tea.Cmd {
		return host.Run(func() tea.Cmd { return cs.open(kind, "") })
	}
	statuses := func() tea.Cmd {
		return cs.h.Push(&statuses{h: cs.h, set: func(to model.AttemptStatus) tea.Cmd { return cs.open(model.ChangeStatus, to) }, line: kit.NewEdit(kit.LineLimit, "")})
	}
	return host.Part{Places: []*host.Place{inChange, inStatuses}, Bindings: []host.Binding{
		{Keys: []string{"R"}, Short: "ready to resume", Help: "let the learner continue an attempt that broke off; all marked ones", Group: host.GroupDo, Where: opens, Foot: 42, Why: why(cs.noResume), Run: open(model.ChangeResume)},
		{Keys: []string{"X"}, Short: "reset", Help: "let the learner take a practice or onboarding exam again; all marked ones", Group: host.GroupDo, Where: opens, Foot: 44, Why: why(cs.noReset), Run: open(model.ChangeReset)},
		{Keys: []string{"S"}, Short: "set status", Help: "set another status; of all marked ones", Group: host.GroupDo, Where: opens, Why: why(cs.noStatus), Run: host.Run(statuses)},
		{Keys: []string{"D"}, Short: "remove", Help: "remove the attempt with the learner's answers; all marked ones", Group: host.GroupDo, Where: opens, Why: why(cs.noRemove), Run: open(model.ChangeRemove)},
		{Keys: []string{"ctrl+x"}, Label: "ctrl-x", Short: "remove all", Help: "remove all attempts of this learner at this exam", Group: host.GroupDo, Where: opens, Why: why(cs.noRemoveAll), Run: open(model.ChangeRemoveAll)},
		{Keys: []string{"enter"}, Short: "do it", Word: host.Of((*Change).doWord), Help: "make the change", Group: host.GroupDo, Where: here, Foot: 10, Why: host.Of((*Change).NotReady), Run: host.On((*Change).confirm)},
		{Keys: []string{"esc"}, Short: "back", Help: "change nothing", Group: host.GroupDo, Where: here, Foot: 70, Run: host.Close(cs.h)},
	}}
}

package change

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Grants opens the dialog that gives allowances, and says what became of it.
type Grants struct {
	h   host.Host
	aim *aim.Aim
}

// NewGrants returns what gives allowances.
func NewGrants(h host.Host, a *aim.Aim) *Grants { return &Grants{h: h, aim: a} }

func (gs *Grants) open() tea.Cmd {
	targets := gs.aim.Targets()
	if len(targets) == 0 {
		return nil
	}
	return gs.h.Push(newGrant(gs.h, gs, gs.aim.Any(), targets))
}

// Take reports what became of the plan.
func (gs *Grants) Take(answer tea.Msg) tea.Cmd {
	msg, ok := answer.(grantedMsg)
	if !ok {
		return nil
	}
	gs.h.Writing(-1)
	if msg.err != nil {
		return gs.h.Say(host.Bad, model.Sentence(msg.err))
	}
	done, failed, first := 0, 0, ""
	for _, r := range msg.done.Results {
		switch {
		case r.Err != nil:
			if failed++; first == "" {
				first = r.Line.Learner.Username.String() + ": " + model.Sentence(r.Err)
			}
		case r.Written:
			done++
		}
	}
	said, kind := model.Counted(done, "allowance")+" changed.", host.Good
	if failed > 0 {
		said, kind = kit.Itoa(int64(failed))+" failed, the first: "+first+" "+said, host.Bad
	}
	if msg.done.Batch != 0 && done > 0 {
		said += " To take them back: examdesk allowance undo " + kit.Itoa(msg.done.Batch)
	}
	if msg.marked {
		gs.h.Enqueue(gs.results(msg.done, said))
	}
	return tea.Batch(gs.h.Say(kind, said), gs.h.Refresh())
}

// results describes what became of each learner and exam.
func (gs *Grants) results(done model.AllowancesApplied, title string) *ask.Results {
	r, g := &ask.Results{H: gs.h, Title: title}, gs.h.Env().Theme.Glyphs()
	for _, one := range done.Results {
		it := view.ManyItem{Row: model.AttemptRow{Learner: one.Line.Learner, Exam: one.Line.Exam}, Sign: g.Good, Role: theme.Good}
		switch {
		case one.Err != nil:
			it.Sign, it.Role, it.What = g.Broken, theme.Bad, "failed: "+model.Sentence(one.Err)
		case !one.Written:
			it.Sign, it.Role, it.What = g.Off, theme.Dim, "nothing to change"
		case one.Line.Removal():
			it.What = "removed: " + one.Line.Key.String()
		default:
			it.What = model.AllowanceSentence(one.Line.Key, one.Line.Will)
		}
		r.Items = append(r.Items, it)
	}
	return r
}

func (gs *Grants) noGrant() string {
	if gs.h.Env().Allowances == nil {
		return "This store has no allowances that can be changed here."
	}
	return gs.aim.Cannot(model.DeedGrant)
}

// Part returns the key that gives allowances, and those of the dialog.
func (gs *Grants) Part() host.Part {
	return host.Part{Places: []*host.Place{inGrant}, Bindings: []host.Binding{
		{Keys: []string{"A"}, Short: "allowance", Help: "give the learner more time or an exception, or remove it; all marked ones", Group: host.GroupDo, Where: host.With(host.Rows), Foot: 66, Why: host.Say(gs.noGrant), Run: host.Run(gs.open)},
		{Keys: []string{"enter"}, Short: "go on", Help: "plan what you typed, then carry out the plan", Group: host.GroupDo, Where: host.In("grant"), Foot: 10, Run: host.On((*Grant).confirm)},
		{Keys: []string{"esc"}, Short: "back", Help: "change nothing", Group: host.GroupDo, Where: host.In("grant"), Foot: 70, Run: host.Close(gs.h)},
	}}
}

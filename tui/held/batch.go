package held

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// One is a decision with the attempt as the reviewer saw it, and what it becomes.
type One struct {
	Request model.DecisionRequest
	Row     model.AttemptRow
	To      model.AttemptStatus
}

// batch is decisions that were confirmed together, until each has an outcome.
type batch struct {
	id     int
	review model.ReviewStatus
	order  []int
	rows   map[int]model.AttemptRow
	out    map[int]outcome
}

// outcome is what became of one of several decisions.
type outcome struct {
	kind outcomeKind
	text string
}

type outcomeKind int

// outcomeOther is done, though not as it was foreseen.
const (
	outcomeDone outcomeKind = iota
	outcomeOther
	outcomeUndone
	outcomeConflict
	outcomeFailed
)

// batches are the decisions that were confirmed together, until all of them have an
// outcome.
type batches struct {
	h     host.Host
	aim   *aim.Aim
	all   map[int]*batch
	count int
}

// begin takes decisions that were confirmed together; take asks the journal to keep
// each.
func (bs *batches) begin(review model.ReviewStatus, all []One, take func(One) (*Hold, tea.Cmd)) tea.Cmd {
	bs.count++
	b := &batch{id: bs.count, review: review, rows: map[int]model.AttemptRow{}, out: map[int]outcome{}}
	bs.all[b.id] = b
	var cmds []tea.Cmd
	for _, one := range all {
		h, cmd := take(one)
		h.Batch = b.id
		b.order = append(b.order, h.Token)
		b.rows[h.Token] = h.Row
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// settle notes what became of one decision of a batch, and shows all of them once
// none is missing.
func (bs *batches) settle(h *Hold, o outcome) (said tea.Cmd, complete bool) {
	b := bs.all[h.Batch]
	b.out[h.Token] = o
	if o.kind != outcomeDone && o.kind != outcomeOther {
		// It is still to be decided; the mark has the version that was seen.
		bs.aim.Mark(h.Row)
	}
	if len(b.out) < len(b.order) {
		return nil, false
	}
	delete(bs.all, b.id)
	return bs.show(b), true
}

// show shows what became of each decision, unless the person took all of
// them back.
func (bs *batches) show(b *batch) tea.Cmd {
	n := map[outcomeKind]int{}
	r := &ask.Results{H: bs.h}
	g := bs.h.Env().Theme.Glyphs()
	for _, token := range b.order {
		o := b.out[token]
		n[o.kind]++
		it := view.ManyItem{Row: b.rows[token], What: o.text, Sign: g.Good, Role: theme.Good}
		switch o.kind {
		case outcomeUndone:
			it.Sign, it.Role = g.Back, theme.Dim
		case outcomeConflict, outcomeFailed:
			it.Sign, it.Role = g.Broken, theme.Bad
		case outcomeOther:
			it.Sign, it.Role = g.Warn, theme.Warn
		case outcomeDone:
		}
		r.Items = append(r.Items, it)
	}
	if n[outcomeUndone] == len(b.order) {
		return bs.h.Say(host.Info, "Undone: "+counted(len(b.order))+"; the attempts are marked again.")
	}
	r.Title = view.Number(n[outcomeDone]+n[outcomeOther]) + " decided as " + b.review.String() + " · " +
		model.Counted(n[outcomeConflict], "conflict") + " · " + view.Number(n[outcomeFailed]) + " failed"
	if n[outcomeUndone] > 0 {
		r.Title += " · " + view.Number(n[outcomeUndone]) + " undone"
	}
	if n[outcomeConflict] > 0 {
		r.Remark = "Conflicts are settled one by one with e. What was not decided is still marked."
	} else if n[outcomeFailed] > 0 {
		r.Remark = "t retries what could not be sent, w withdraws it. What was not decided is still marked."
	}
	bs.h.Enqueue(r)
	return nil
}

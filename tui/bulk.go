package tui

import (
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// bulk is the dialog before all marked attempts are decided: it names each of
// them with what becomes of it, and can be confirmed once all have been in
// sight.
type bulk struct {
	env    *env
	aim    []target
	chosen model.ReviewStatus
	lane   lane
	// verdicts are nil until they are known.
	verdicts []verdict
	reel
	reason  edit
	editing bool
	before  string
}

// verdict is what a decision would do to one of several attempts, or why it is
// left out.
type verdict struct {
	target
	request model.DecisionRequest
	preview *model.Preview
	why     string
}

// bulkMsg is what a decision would do to each attempt.
type bulkMsg struct {
	id       int
	chosen   model.ReviewStatus
	verdicts []verdict
}

func (b *bulk) spot() spot {
	if b.editing {
		return inReason
	}
	return inDecision
}

func (b *bulk) stop() { b.lane.stop() }

// decideMarked opens the dialog for all marked attempts.
func (m *root) decideMarked(review model.ReviewStatus) tea.Cmd {
	b := &bulk{env: m.env, aim: m.aim(), chosen: review, reason: newEdit(model.MaxReason, "")}
	return tea.Batch(m.show(b), b.look(m.underWay))
}

// underWay is the reason why an attempt cannot be decided now, empty if it can.
func (m *root) underWay(attempt int64) string {
	h := m.holds.of(attempt)
	switch {
	case h == nil:
		return ""
	case h.state == holdFound || h.state == holdFailed && h.conflict != nil:
		return "A decision on this attempt is not settled; press e."
	case h.state == holdFailed:
		return "A decision on this attempt could not be sent: t tries again, w withdraws it."
	}
	return "A decision on this attempt is under way; u undoes it."
}

// look asks what the chosen outcome would do to each attempt. Each is compared
// with what the person saw when it was marked.
func (b *bulk) look(underWay func(int64) string) tea.Cmd {
	ctx, id := b.lane.begin(b.env.ctx)
	b.verdicts = nil
	b.rewind()
	desk, chosen := b.env.Desk, b.chosen
	asked := make([]verdict, 0, len(b.aim))
	for _, t := range b.aim {
		asked = append(asked, verdict{target: t, why: underWay(t.row.Attempt.ID), request: model.DecisionRequest{
			AttemptID: t.row.Attempt.ID, Review: chosen, Expected: t.row.Version(),
		}})
	}
	return ask(b.env, "working out what the decisions do",
		func() ([]verdict, error) {
			for i := range asked {
				if asked[i].why != "" {
					continue
				}
				p, err := desk.PreviewDecision(ctx, asked[i].request)
				asked[i].judge(p, err)
			}
			return asked, ctx.Err()
		},
		func(v []verdict, err error) tea.Msg {
			if err != nil {
				v = slices.Clone(asked)
				for i := range v {
					v[i].preview, v[i].why = nil, model.Sentence(err)
				}
			}
			return bulkMsg{id: id, chosen: chosen, verdicts: v}
		})
}

// judge takes in what a decision would do to one attempt. A preview of anything
// else than what was asked for leaves the attempt out.
func (v *verdict) judge(p model.Preview, err error) {
	var conflict *model.ConflictError
	switch {
	case errors.As(err, &conflict):
		v.why = changedSince(conflict.Seen, conflict.Now)
	case err != nil:
		v.why = model.Sentence(err)
	case p.Row.Attempt.ID != v.request.AttemptID || p.Review != v.request.Review:
		v.why = "The store answered about another decision."
	case !p.Row.Version().Equal(v.request.Expected):
		v.why = changedSince(v.request.Expected, p.Row)
	case p.From == p.To && p.FromReview == p.Review && p.Row.Review != nil && p.Row.Review.ReviewedBy != nil:
		v.why = "Already decided: it is " + view.StatusWord(p.From) + ", " + p.Review.String() + " by " + p.Row.Review.ReviewedBy.Username.String() + "."
	default:
		v.preview = &p
	}
}

// changedSince says what an attempt is now that changed after it was marked.
func changedSince(seen model.Version, now model.AttemptRow) string {
	said := "Changed since it was marked: it is now " + view.StatusWord(now.Attempt.Status)
	if seen.Status == now.Attempt.Status {
		said = "Changed since it was marked; it is still " + view.StatusWord(now.Attempt.Status)
	}
	if now.Review != nil && now.Review.ReviewedBy != nil {
		said += ", reviewed by " + now.Review.ReviewedBy.Username.String()
	}
	return said + "."
}

// ready are the attempts that would be decided.
func (b *bulk) ready() []verdict {
	var out []verdict
	for _, v := range b.verdicts {
		if v.preview != nil {
			out = append(out, v)
		}
	}
	return out
}

func (b *bulk) choose(m *root, review model.ReviewStatus) tea.Cmd {
	if review == b.chosen && b.verdicts != nil {
		return nil
	}
	b.chosen = review
	return b.look(m.underWay)
}

func (b *bulk) line() *edit { return &b.reason }

// edit begins to type the reason, which all of them get.
func (b *bulk) edit() { b.editing, b.before = true, b.reason.in.Value() }

func (b *bulk) edited(keep bool) {
	b.editing = false
	if !keep {
		b.reason = newEdit(model.MaxReason, b.before)
	}
}

// noReason is why no reason can be written for all of them, empty if it can.
func (b *bulk) noReason() string {
	why, n := "", 0
	for _, v := range b.ready() {
		if v.preview.NoReason != "" {
			why = v.preview.NoReason
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return "For " + view.Number(n) + " of " + view.Number(len(b.ready())) + ": " + why
}

func (b *bulk) notReady() string {
	switch {
	case b.verdicts == nil:
		return "What the decisions do is still being worked out."
	case len(b.ready()) == 0:
		return "None of the marked attempts can be decided so."
	case b.reason.text() != "" && b.noReason() != "":
		return b.noReason() + " c changes the reason."
	}
	return ""
}

// bulkPreviewed takes in what the decisions would do. The keys wait until it
// has been drawn.
func (m *root) bulkPreviewed(msg bulkMsg) tea.Cmd {
	b, ok := m.dialog.(*bulk)
	if !ok || !b.lane.settle(msg.id) || msg.chosen != b.chosen {
		return nil
	}
	b.verdicts = msg.verdicts
	m.dirty = true
	return m.grace.begin(m.env)
}

// confirmBulk gives each decision to the journal. What is left out stays
// marked.
func (m *root) confirmBulk(b *bulk) tea.Cmd {
	ready := b.ready()
	run := m.newBatch(b.chosen)
	cmds := []tea.Cmd{m.closeDialog()}
	for _, v := range ready {
		v.request.Reason = b.reason.text()
		h, cmd := m.holds.take(v.request, v.row, v.preview.To)
		run.add(h)
		cmds = append(cmds, cmd)
		delete(m.marks, v.row.Attempt.ID)
	}
	m.note.set(noteInfo, "")
	return tea.Batch(cmds...)
}

func (m *root) drawBulk(b *bulk, f view.Frame) []string {
	s := view.BulkState{
		Chosen: b.chosen, Reviewer: m.Capabilities.Reviewer, Asking: b.verdicts == nil, Of: len(b.aim), Top: b.top,
		Reason: view.DecisionState{NoReason: b.noReason(), Reason: b.reason.text(), Caret: b.reason.caret(), EditingReason: b.editing},
		Keys:   m.bulkKeys(b),
	}
	for _, v := range b.verdicts {
		s.Verdicts = append(s.Verdicts, view.Verdict{Row: v.row, Preview: v.preview, Why: v.why, Unseen: v.unseen})
	}
	if b.verdicts == nil {
		for _, t := range b.aim {
			s.Verdicts = append(s.Verdicts, view.Verdict{Row: t.row, Unseen: t.unseen})
		}
	}
	lines, all, inSight := view.Bulk(s).Draw(f)
	if b.verdicts != nil {
		b.drawn(all, inSight)
	}
	return lines
}

// bulkKeys are the dialog's keys, with what enter does now.
func (m *root) bulkKeys(b *bulk) []view.KeyHint {
	if b.editing {
		return m.keymap.footer(m, inReason)
	}
	var out []view.KeyHint
	if b.notReady() == "" {
		what := "decide " + counted(len(b.ready()), "attempt")
		if b.hasMore(b.lines) {
			what = "show the rest"
		}
		out = append(out, view.KeyHint{Key: "enter", Text: what})
	}
	out = append(out, view.KeyHint{Key: "c", Text: "reason"}, view.KeyHint{Key: "1-4", Text: "other outcome"})
	if m.Hold >= time.Second {
		out = append(out, view.KeyHint{Key: "u", Text: "undoes all for " + seconds(m.Hold)})
	}
	return append(out, view.KeyHint{Key: "esc", Text: "back"})
}

// batch is decisions that were confirmed together, until each has an outcome.
type batch struct {
	id     int
	review model.ReviewStatus
	order  []int
	rows   map[int]model.AttemptRow
	out    map[int]outcomeOfOne
}

// outcomeOfOne is what became of one of several decisions.
type outcomeOfOne struct {
	kind outcomeKind
	text string
}

type outcomeKind int

const (
	outcomeDone outcomeKind = iota
	outcomeUndone
	outcomeConflict
	outcomeFailed
)

func (m *root) newBatch(review model.ReviewStatus) *batch {
	m.batchCount++
	b := &batch{id: m.batchCount, review: review, rows: map[int]model.AttemptRow{}, out: map[int]outcomeOfOne{}}
	m.batches[b.id] = b
	return b
}

func (b *batch) add(h *hold) {
	h.batch = b.id
	b.order = append(b.order, h.token)
	b.rows[h.token] = h.row
}

// settleOne notes what became of one decision of a batch, and shows all of them
// once none is missing. It returns false for a decision that stands for itself.
func (m *root) settleOne(h *hold, o outcomeOfOne) (tea.Cmd, bool) {
	b := m.batches[h.batch]
	if b == nil {
		return nil, false
	}
	b.out[h.token] = o
	if o.kind != outcomeDone {
		// It is still to be decided; the mark bears the version that was seen.
		m.marks[h.row.Attempt.ID] = h.row
	}
	if len(b.out) < len(b.order) {
		return nil, true
	}
	delete(m.batches, b.id)
	return tea.Batch(m.count(), m.showBatch(b)), true
}

// showBatch shows what became of each decision, unless the person took all of
// them back.
func (m *root) showBatch(b *batch) tea.Cmd {
	n := map[outcomeKind]int{}
	r := &results{}
	g := m.Theme.Glyphs()
	for _, token := range b.order {
		o := b.out[token]
		n[o.kind]++
		it := view.ManyItem{Row: b.rows[token], What: o.text, Sign: g.Good, Role: theme.Good}
		switch o.kind {
		case outcomeUndone:
			it.Sign, it.Role = g.Back, theme.Dim
		case outcomeConflict, outcomeFailed:
			it.Sign, it.Role = g.Broken, theme.Bad
		case outcomeDone:
		}
		r.items = append(r.items, it)
	}
	if n[outcomeUndone] == len(b.order) {
		return m.say(noteInfo, "Undone: "+decisions(len(b.order))+"; the attempts are marked again.")
	}
	r.title = view.Number(n[outcomeDone]) + " decided as " + b.review.String() + " · " +
		counted(n[outcomeConflict], "conflict") + " · " + view.Number(n[outcomeFailed]) + " failed"
	if n[outcomeUndone] > 0 {
		r.title += " · " + view.Number(n[outcomeUndone]) + " undone"
	}
	if n[outcomeConflict] > 0 {
		r.remark = "Conflicts are settled one by one with e. What was not decided is still marked."
	} else if n[outcomeFailed] > 0 {
		r.remark = "t tries again what could not be sent, w withdraws it. What was not decided is still marked."
	}
	m.queue = append(m.queue, r)
	return nil
}

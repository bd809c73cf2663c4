package tui

import (
	"context"
	"errors"
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// change is the dialog before a change of one attempt or of all that are
// marked: it says what is lost before anything is written.
type change struct {
	env      *env
	requests []changeOf
	kind     model.ChangeKind
	status   model.AttemptStatus
	lane     lane
	asked    bool
	ready    []model.ChangePreview
	refused  []view.Refusal
	word     edit
	// marked tells that it is about all marked attempts, which are then named
	// one by one.
	marked bool
	reel
}

// changeOf is a request with the attempt that it is about.
type changeOf struct {
	target
	request model.ChangeRequest
}

// wordLimit is the longest word that must be typed, in characters.
const wordLimit = 150

func newChange(e *env, aim []target, kind model.ChangeKind, status model.AttemptStatus) *change {
	c := &change{env: e, kind: kind, status: status, word: newEdit(wordLimit, "")}
	for _, t := range aim {
		c.requests = append(c.requests, changeOf{t, model.ChangeRequest{AttemptID: t.row.Attempt.ID, Kind: kind, Status: status, Expected: t.row.Version()}})
	}
	return c
}

func (*change) spot() spot { return inChange }
func (c *change) stop()    { c.lane.stop() }

func (c *change) typed(k tea.KeyMsg) {
	if c.needed() != "" {
		c.word.typed(k)
	}
}

// needed is the word to type: the learner's name where one attempt loses
// answers, how many where several do; empty if a key is enough.
func (c *change) needed() string {
	for _, p := range c.ready {
		switch {
		case p.Word == "":
		case len(c.requests) == 1:
			return p.Word
		default:
			return strconv.Itoa(len(c.ready))
		}
	}
	return ""
}

// changesMsg is what the changes would do.
type changesMsg struct {
	id      int
	ready   []model.ChangePreview
	refused []view.Refusal
}

// look asks what would happen to each attempt.
func (c *change) look() tea.Cmd {
	ctx, id := c.lane.begin(c.env.ctx)
	desk, requests, marked := c.env.Desk, slices.Clone(c.requests), c.marked
	return ask(c.env, "working out what the change does",
		func() (changesMsg, error) {
			out := changesMsg{id: id}
			for _, r := range requests {
				p, err := desk.PreviewChange(ctx, r.request)
				if err != nil {
					out.refused = append(out.refused, view.Refusal{ID: r.row.Attempt.ID, Name: names(r.row), Why: whyNot(err, marked)})
					continue
				}
				out.ready = append(out.ready, p)
			}
			changeAlong(out.ready)
			return out, ctx.Err()
		},
		func(m changesMsg, err error) tea.Msg {
			if err != nil {
				return changesMsg{id: id, refused: []view.Refusal{{Name: "The desk", Why: model.Sentence(err)}}}
			}
			return m
		})
}

// whyNot is why an attempt cannot be changed; of several that were marked, what
// changed meanwhile says what it is now.
func whyNot(err error, marked bool) string {
	var conflict *model.ConflictError
	if marked && errors.As(err, &conflict) {
		return changedSince(conflict.Seen, conflict.Now)
	}
	return model.Sentence(err)
}

// changedMsg is what became of the changes.
type changedMsg struct {
	kind  model.ChangeKind
	done  []model.Changed
	ids   []int64
	fails []view.Refusal
	// rows are all that were to be changed; marked tells that they were marked.
	rows   []model.AttemptRow
	marked bool
}

// apply makes the changes, each for itself: one that fails stops no other. It
// is not cancelled: what was begun is seen through.
func (c *change) apply() tea.Cmd {
	desk, previews, status := c.env.Desk, slices.Clone(c.ready), c.status
	kind, marked, ctx := c.kind, c.marked, context.WithoutCancel(c.env.ctx)
	return ask(c.env, "changing attempts",
		func() (changedMsg, error) {
			out := changedMsg{kind: kind}
			var carried []int64
			for _, p := range previews {
				out.rows = append(out.rows, p.Row)
				r := model.ChangeRequest{AttemptID: p.Row.Attempt.ID, Kind: kind, Status: status, Expected: p.Row.Version()}
				done, err := changeOne(ctx, desk, r, slices.Contains(carried, r.AttemptID))
				if err != nil {
					out.fails = append(out.fails, view.Refusal{ID: p.Row.Attempt.ID, Name: names(p.Row), Why: whyNot(err, marked)})
					continue
				}
				carried = append(carried, model.CarriedAlong(done.Effects)...)
				out.done, out.ids = append(out.done, done), append(out.ids, p.Row.Attempt.ID)
			}
			return out, nil
		},
		func(m changedMsg, err error) tea.Msg {
			if err != nil {
				m.fails = append(m.fails, view.Refusal{Name: "The desk", Why: model.Sentence(err)})
			}
			m.kind, m.marked = kind, marked
			return m
		})
}

// changeAs opens the dialog for a kind of change.
func changeAs(kind model.ChangeKind) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd { return m.openChange(kind, "") }
}

func (m *root) openChange(kind model.ChangeKind, status model.AttemptStatus) tea.Cmd {
	aim := m.aim()
	if len(aim) == 0 {
		return nil
	}
	c := newChange(m.env, aim, kind, status)
	c.marked = len(m.marks) > 0
	return tea.Batch(m.show(c), c.look())
}

func (m *root) changesPreviewed(msg changesMsg) tea.Cmd {
	if c, ok := m.dialog.(*change); ok && c.lane.settle(msg.id) {
		c.asked, c.ready, c.refused = true, msg.ready, msg.refused
		c.rewind()
		m.dirty = true
		return m.grace.begin(m.env)
	}
	return nil
}

// confirmChange makes the changes once everything that is asked for is typed.
func (m *root) confirmChange() tea.Cmd {
	c, ok := m.dialog.(*change)
	if !ok {
		return nil
	}
	if c.marked && c.hasMore(c.lines) {
		c.goOn()
		return nil
	}
	m.writes++
	cmd := c.apply()
	m.closeDialog()
	return tea.Batch(cmd, m.say(noteInfo, "Changing "+counted(len(c.ready), "attempt")+"."))
}

func (m *root) notChangeable() string {
	c, ok := m.dialog.(*change)
	switch {
	case !ok || !c.asked:
		return "What the change does is still being worked out."
	case len(c.ready) == 0:
		return "Nothing can be changed here."
	case c.marked && c.hasMore(c.lines):
		return "" // the key shows the rest
	case c.needed() != c.word.text():
		return "Type " + c.needed() + " to confirm."
	}
	return ""
}

// attemptsChanged says what became of the changes and shows the store as it is.
func (m *root) attemptsChanged(msg changedMsg) tea.Cmd {
	m.writes--
	for _, id := range msg.ids {
		delete(m.marks, id)
		m.changed[id] = true
	}
	text := map[model.ChangeKind]string{
		model.ChangeResume: "ready to resume", model.ChangeReset: "reset", model.ChangeRemove: "removed",
		model.ChangeRemoveAll: "removed with the learner's others", model.ChangeStatus: "changed",
	}[msg.kind]
	kind, said := noteGood, counted(len(msg.done), "attempt")+" "+text+"."
	if n := len(msg.fails); n > 0 {
		kind, said = noteBad, said+" "+strconv.Itoa(n)+" failed"
		if !msg.marked {
			said += ", the first: " + msg.fails[0].Name + ": " + msg.fails[0].Why
		}
	}
	if m.screen != nil && (msg.kind == model.ChangeRemove || msg.kind == model.ChangeRemoveAll) && len(msg.done) > 0 {
		m.closeAttempt()
	}
	if msg.marked {
		m.queue = append(m.queue, changeResults(msg, said, m.Theme.Glyphs()))
	}
	return tea.Batch(m.say(kind, said), m.refresh())
}

// changeResults says what became of each attempt.
func changeResults(msg changedMsg, title string, g *theme.Glyphs) *results {
	r := &results{title: title}
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
		r.items = append(r.items, it)
	}
	if len(msg.fails) > 0 {
		r.remark = "What failed is still marked."
		if len(msg.rows) == 0 {
			r.remark = msg.fails[0].Why
		}
	}
	return r
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// noChange is the reason why attempts cannot be changed. Unlike decisions,
// changes need no journal.
func (m *root) noChange() string {
	if m.ReadOnly || !m.Capabilities.Decide.OK {
		return m.deniedWhy()
	}
	return m.unaimed()
}

// cannot is why a deed cannot be done to the attempts that are meant.
func (m *root) cannot(deed model.Deed) string {
	if why := m.noChange(); why != "" {
		return why
	}
	return m.denied(deed)
}

func (m *root) noRemove() string { return m.cannot(model.DeedRemove) }

func (m *root) noStatus() string { return m.cannot(model.DeedSetStatus) }

// noRemoveAll is why all attempts of a learner cannot be removed: which learner
// is meant must be clear.
func (m *root) noRemoveAll() string {
	if why := m.noRemove(); why != "" {
		return why
	}
	return m.severalMarked()
}

// noResume is why nothing can go on, as far as it is known already.
func (m *root) noResume() string {
	return m.noneOf(model.DeedResume, func(r model.AttemptRow) bool { return r.Attempt.IsResumable },
		"Only an attempt that broke off can be marked as ready to resume.")
}

func (m *root) noReset() string {
	return m.noneOf(model.DeedReset, func(r model.AttemptRow) bool { return r.Exam.IsPracticeExam }, "Only practice and onboarding exams can be reset.")
}

// noneOf is the reason if attempts cannot be changed, or if none of them is what
// it takes.
func (m *root) noneOf(deed model.Deed, is func(model.AttemptRow) bool, why string) string {
	if denied := m.cannot(deed); denied != "" {
		return denied
	}
	if !slices.ContainsFunc(m.targets(), is) {
		return why
	}
	return ""
}

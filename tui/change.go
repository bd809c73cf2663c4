package tui

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
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
}

// changeOf is a request with the row that it is about.
type changeOf struct {
	row     model.AttemptRow
	request model.ChangeRequest
}

// wordLimit is the longest word that must be typed, in characters.
const wordLimit = 150

func newChange(e *env, rows []model.AttemptRow, kind model.ChangeKind, status model.AttemptStatus) *change {
	c := &change{env: e, kind: kind, status: status, word: newEdit(wordLimit, "")}
	for _, row := range rows {
		c.requests = append(c.requests, changeOf{row, model.ChangeRequest{AttemptID: row.Attempt.ID, Kind: kind, Status: status, Expected: row.Version()}})
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
	desk, requests := c.env.Desk, slices.Clone(c.requests)
	return ask(c.env, "working out what the change does",
		func() (changesMsg, error) {
			out := changesMsg{id: id}
			for _, r := range requests {
				p, err := desk.PreviewChange(ctx, r.request)
				if err != nil {
					out.refused = append(out.refused, view.Refusal{Name: names(r.row), Why: model.Sentence(err)})
					continue
				}
				out.ready = append(out.ready, p)
			}
			return out, ctx.Err()
		},
		func(m changesMsg, err error) tea.Msg {
			if err != nil {
				return changesMsg{id: id, refused: []view.Refusal{{Name: "The desk", Why: model.Sentence(err)}}}
			}
			return m
		})
}

// changedMsg is what became of the changes.
type changedMsg struct {
	kind  model.ChangeKind
	done  []model.Changed
	ids   []int64
	fails []view.Refusal
}

// apply makes the changes, each for itself: one that fails stops no other. It
// is not cancelled: what was begun is seen through.
func (c *change) apply() tea.Cmd {
	desk, previews, status := c.env.Desk, slices.Clone(c.ready), c.status
	kind, ctx := c.kind, context.WithoutCancel(c.env.ctx)
	return ask(c.env, "changing attempts",
		func() (changedMsg, error) {
			out := changedMsg{kind: kind}
			for _, p := range previews {
				done, err := desk.ChangeAttempt(ctx, model.ChangeRequest{AttemptID: p.Row.Attempt.ID, Kind: kind, Status: status, Expected: p.Row.Version()})
				if err != nil {
					out.fails = append(out.fails, view.Refusal{Name: names(p.Row), Why: model.Sentence(err)})
					continue
				}
				out.done, out.ids = append(out.done, done), append(out.ids, p.Row.Attempt.ID)
			}
			return out, nil
		},
		func(m changedMsg, err error) tea.Msg {
			if err != nil {
				m.fails = append(m.fails, view.Refusal{Name: "The desk", Why: model.Sentence(err)})
			}
			m.kind = kind
			return m
		})
}

// targets are the marked attempts, or the selected one.
func (m *root) targets() []model.AttemptRow {
	var rows []model.AttemptRow
	if m.screen == nil {
		for _, row := range m.marks {
			rows = append(rows, row)
		}
		slices.SortFunc(rows, func(a, b model.AttemptRow) int { return cmp.Compare(a.Attempt.ID, b.Attempt.ID) })
	}
	if len(rows) == 0 {
		if row, ok := m.row(); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// changeAs opens the dialog for a kind of change.
func changeAs(kind model.ChangeKind) func(*root) tea.Cmd {
	return func(m *root) tea.Cmd { return m.openChange(kind, "") }
}

func (m *root) openChange(kind model.ChangeKind, status model.AttemptStatus) tea.Cmd {
	rows := m.targets()
	if len(rows) == 0 {
		return nil
	}
	if kind == model.ChangeRemoveAll {
		rows = rows[:1]
	}
	c := newChange(m.env, rows, kind, status)
	return tea.Batch(m.show(c), c.look())
}

func (m *root) changesPreviewed(msg changesMsg) tea.Cmd {
	if c, ok := m.dialog.(*change); ok && c.lane.settle(msg.id) {
		c.asked, c.ready, c.refused = true, msg.ready, msg.refused
		m.dirty = true
	}
	return nil
}

// confirmChange makes the changes once everything that is asked for is typed.
func (m *root) confirmChange() tea.Cmd {
	c, ok := m.dialog.(*change)
	if !ok {
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
		kind, said = noteBad, said+" "+strconv.Itoa(n)+" failed, the first: "+msg.fails[0].Name+": "+msg.fails[0].Why
	}
	if m.screen != nil && (msg.kind == model.ChangeRemove || msg.kind == model.ChangeRemoveAll) && len(msg.done) > 0 {
		m.closeAttempt()
	}
	return tea.Batch(m.say(kind, said), m.refresh())
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
	if len(m.targets()) == 0 {
		return "There is no attempt here."
	}
	return ""
}

// noResume is why nothing can go on, as far as it is known already.
func (m *root) noResume() string {
	return m.noneOf(func(r model.AttemptRow) bool { return r.Attempt.IsResumable },
		"Only an attempt that broke off can be marked as ready to resume.")
}

func (m *root) noReset() string {
	return m.noneOf(func(r model.AttemptRow) bool { return r.Exam.IsPracticeExam }, "Only practice and onboarding exams can be reset.")
}

// noneOf is the reason if attempts cannot be changed, or if none of them is what
// it takes.
func (m *root) noneOf(is func(model.AttemptRow) bool, why string) string {
	if denied := m.noChange(); denied != "" {
		return denied
	}
	if !slices.ContainsFunc(m.targets(), is) {
		return why
	}
	return ""
}

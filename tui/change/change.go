// Package change has the dialogs before changes of attempts that are not decisions, and
// before allowances are given: they say what is lost before anything is written.
package change

import (
	"errors"
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Change is the dialog before a change of one attempt or of all that are
// marked: it says what is lost before anything is written.
type Change struct {
	host.Plain
	h host.Host
	// applied takes what became of the changes, once the dialog is closed.
	applied  host.Taker
	Requests []changeOf
	Kind     model.ChangeKind
	status   model.AttemptStatus
	lane     host.Lane
	asked    bool
	Ready    []model.ChangePreview
	refused  []view.Refusal
	word     kit.Edit
	// Marked reports whether it is about all marked attempts, which are then named
	// one by one.
	Marked bool
	kit.Reel
}

// changeOf is a request with the attempt that it is about.
type changeOf struct {
	aim.Target
	request model.ChangeRequest
}

// wordLimit is the longest word that must be typed, in characters.
const wordLimit = 150

func newChange(h host.Host, applied host.Taker, a *aim.Aim, kind model.ChangeKind, status model.AttemptStatus) *Change {
	c := &Change{h: h, applied: applied, Kind: kind, status: status, Marked: a.Any(), word: kit.NewEdit(wordLimit, "")}
	for _, t := range a.Targets() {
		c.Requests = append(c.Requests, changeOf{t, model.ChangeRequest{AttemptID: t.Row.Attempt.ID, Kind: kind, Status: status, Expected: t.Row.Version()}})
	}
	return c
}

var inChange = &host.Place{Name: "change", Title: "Change", Layer: host.LayerQuestion, Trait: host.Types | host.Arrows | host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Change) Place() *host.Place { return inChange }

// Start implements [host.Screen].
func (c *Change) Start() tea.Cmd { return c.look() }

// Stop implements [host.Screen].
func (c *Change) Stop() { c.lane.Stop() }

// Typed implements [host.Typist].
func (c *Change) Typed(k tea.KeyMsg) tea.Cmd {
	if c.needed() != "" {
		c.word.Typed(k)
	}
	return nil
}

// needed returns the word to type: the learner's name where one attempt loses
// answers, how many where several do; empty if a key is enough.
func (c *Change) needed() string {
	for _, p := range c.Ready {
		switch {
		case p.Word == "":
		case len(c.Requests) == 1:
			return p.Word
		default:
			return strconv.Itoa(len(c.Ready))
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
func (c *Change) look() tea.Cmd {
	ctx, id := c.lane.Begin(c.h.Env().Ctx)
	desk, requests, marked := c.h.Env().Desk, slices.Clone(c.Requests), c.Marked
	return host.Ask(c.h, c, "working out what the change does",
		func() (changesMsg, error) {
			out := changesMsg{id: id}
			for _, r := range requests {
				p, err := desk.PreviewChange(ctx, r.request)
				if err != nil {
					out.refused = append(out.refused, view.Refusal{ID: r.Row.Attempt.ID, Name: kit.Name(r.Row), Why: whyNot(err, marked)})
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

// whyNot returns why an attempt cannot be changed. If it was one of several marked and
// has changed since, that is the reason given.
func whyNot(err error, marked bool) string {
	var conflict *model.ConflictError
	if marked && errors.As(err, &conflict) {
		return kit.ChangedSince(conflict.Seen, conflict.Now)
	}
	return model.Sentence(err)
}

// changedMsg is what became of the changes.
type changedMsg struct {
	kind  model.ChangeKind
	done  []model.Changed
	ids   []int64
	fails []view.Refusal
	// rows are all that were to be changed; marked says that they were marked.
	rows   []model.AttemptRow
	marked bool
}

// apply makes the changes, each for itself: one that fails stops no other. It
// is not cancelled: what was begun is seen through.
func (c *Change) apply() tea.Cmd {
	desk, previews, status := c.h.Env().Desk, slices.Clone(c.Ready), c.status
	kind, marked, ctx := c.Kind, c.Marked, c.h.Env().WriteContext()
	return host.Ask(c.h, c.applied, "changing attempts",
		func() (changedMsg, error) {
			out := changedMsg{kind: kind}
			var carried []int64
			for _, p := range previews {
				out.rows = append(out.rows, p.Row)
				r := model.ChangeRequest{AttemptID: p.Row.Attempt.ID, Kind: kind, Status: status, Expected: p.Row.Version()}
				done, err := changeOne(ctx, desk, r, slices.Contains(carried, r.AttemptID))
				if err != nil {
					out.fails = append(out.fails, view.Refusal{ID: p.Row.Attempt.ID, Name: kit.Name(p.Row), Why: whyNot(err, marked)})
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

// Take takes in what the change would do. The keys wait until it has been drawn.
func (c *Change) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(changesMsg)
	if !ok || !c.lane.Settle(m.id) {
		return nil
	}
	c.asked, c.Ready, c.refused = true, m.ready, m.refused
	c.Rewind()
	return c.h.Settle()
}

// confirm makes the changes once everything that is asked for is typed.
func (c *Change) confirm() tea.Cmd {
	if c.Marked && c.HasMore(c.Lines) {
		c.GoOn()
		return nil
	}
	c.h.Writing(1)
	return tea.Batch(c.apply(), c.h.Pop(c), c.h.Say(host.Info, "Changing "+model.Counted(len(c.Ready), "attempt")+"."))
}

// NotReady returns why the change cannot be made now, empty if it can.
func (c *Change) NotReady() string {
	switch {
	case !c.asked:
		return "What the change does is still being worked out."
	case len(c.Ready) == 0:
		return "Nothing can be changed here."
	case c.Marked && c.HasMore(c.Lines):
		return "" // the key shows the rest
	case c.needed() != c.word.Text():
		return "Type " + c.needed() + " to confirm."
	}
	return ""
}

// doWord returns what enter does now.
func (c *Change) doWord() string {
	if c.Marked && c.HasMore(c.Lines) {
		return "show the rest"
	}
	return "do it"
}

// Draw implements [host.Screen].
func (c *Change) Draw(f view.Frame) []string {
	s := view.ChangeState{
		Kind: c.Kind, Status: c.status, Of: len(c.Requests), Ready: c.Ready, Refused: c.refused, Asking: !c.asked,
		Word: c.needed(), Typed: c.word.Text(), Caret: c.word.Caret(), Keys: c.h.Hints(c), Top: c.Top,
	}
	if !c.Marked {
		return view.Change(s, f)
	}
	for _, r := range c.Requests {
		s.Rows, s.Unseen = append(s.Rows, r.Row), append(s.Unseen, r.Unseen)
	}
	lines, all, inSight := view.ChangeMany(s, f).Draw(f)
	if c.asked {
		c.Drawn(all, inSight)
	}
	return lines
}

// Move implements [host.Mover].
func (c *Change) Move(by int, _ bool) tea.Cmd {
	c.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (c *Change) Screenful() int { return max(1, c.h.Layout().Body/2) }

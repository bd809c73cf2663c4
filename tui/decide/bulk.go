package decide

import (
	"errors"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/held"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Bulk is the dialog before all marked attempts are decided: it names each of
// them with what becomes of it, and can be confirmed once all have been in
// sight.
type Bulk struct {
	host.Plain
	ds     *common
	Aim    []aim.Target
	Chosen model.ReviewStatus
	lane   host.Lane
	// Verdicts are nil until they are known.
	Verdicts []Verdict
	kit.Reel
	reason  kit.Edit
	Editing bool
	before  string
}

// Verdict is what a decision would do to one of several attempts, or why it is
// left out.
type Verdict struct {
	aim.Target
	request model.DecisionRequest
	preview *model.Preview
	why     string
}

// bulkMsg is what a decision would do to each attempt.
type bulkMsg struct {
	id       int
	chosen   model.ReviewStatus
	verdicts []Verdict
}

// Place implements [host.Screen].
func (b *Bulk) Place() *host.Place {
	if b.Editing {
		return inReason
	}
	return inDecision
}

// Stop implements [host.Screen].
func (b *Bulk) Stop() { b.lane.Stop() }

// Start implements [host.Screen].
func (b *Bulk) Start() tea.Cmd { return b.look() }

// look asks what the chosen outcome would do to each attempt. Each is compared
// with what the person saw when it was marked.
func (b *Bulk) look() tea.Cmd {
	ctx, id := b.lane.Begin(b.ds.h.Env().Ctx)
	b.Verdicts = nil
	b.Rewind()
	desk, chosen := b.ds.h.Env().Desk, b.Chosen
	asked := make([]Verdict, 0, len(b.Aim))
	for _, t := range b.Aim {
		asked = append(asked, Verdict{Target: t, why: b.ds.held.UnderWay(t.Row.Attempt.ID), request: model.DecisionRequest{
			AttemptID: t.Row.Attempt.ID, Review: chosen, Expected: t.Row.Version(),
		}})
	}
	return host.Ask(b.ds.h, b, "working out what the decisions do",
		func() ([]Verdict, error) {
			for i := range asked {
				if asked[i].why != "" {
					continue
				}
				p, err := desk.PreviewDecision(ctx, asked[i].request)
				asked[i].judge(p, err)
			}
			return asked, ctx.Err()
		},
		func(v []Verdict, err error) tea.Msg {
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
func (v *Verdict) judge(p model.Preview, err error) {
	var conflict *model.ConflictError
	switch {
	case errors.As(err, &conflict):
		v.why = kit.ChangedSince(conflict.Seen, conflict.Now)
	case err != nil:
		v.why = model.Sentence(err)
	case p.Row.Attempt.ID != v.request.AttemptID || p.Review != v.request.Review:
		v.why = "The store answered about another decision."
	case !p.Row.Version().Equal(v.request.Expected):
		v.why = kit.ChangedSince(v.request.Expected, p.Row)
	case p.From == p.To && p.FromReview == p.Review && p.Row.Review != nil && p.Row.Review.ReviewedBy != nil:
		v.why = "Already decided: it is " + view.StatusWord(p.From) + ", " + p.Review.String() + " by " + p.Row.Review.ReviewedBy.Username.String() + "."
	default:
		v.preview = &p
	}
}

// Ready returns the attempts that would be decided.
func (b *Bulk) Ready() []Verdict {
	var out []Verdict
	for _, v := range b.Verdicts {
		if v.preview != nil {
			out = append(out, v)
		}
	}
	return out
}

func (b *Bulk) choose(review model.ReviewStatus) tea.Cmd {
	if review == b.Chosen && b.Verdicts != nil {
		return nil
	}
	b.Chosen = review
	return b.look()
}

func (b *Bulk) line() *kit.Edit { return &b.reason }

// edit begins to type the reason, which all of them get.
func (b *Bulk) edit() { b.Editing, b.before = true, b.reason.Raw() }

func (b *Bulk) edited(keep bool) {
	b.Editing = false
	if !keep {
		b.reason = kit.NewEdit(model.MaxReason, b.before)
	}
}

// noReason returns why no reason can be written for all of them, empty if it can.
func (b *Bulk) noReason() string {
	why, n := "", 0
	for _, v := range b.Ready() {
		if v.preview.NoReason != "" {
			why = v.preview.NoReason
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return "For " + view.Number(n) + " of " + view.Number(len(b.Ready())) + ": " + why
}

func (b *Bulk) notReady() string {
	switch {
	case b.Verdicts == nil:
		return "What the decisions do is still being worked out."
	case len(b.Ready()) == 0:
		return "None of the marked attempts can be decided that way."
	case b.reason.Text() != "" && b.noReason() != "":
		return b.noReason() + " c changes the reason."
	}
	return ""
}

// Take takes in what the decisions would do. The keys wait until it has been drawn.
func (b *Bulk) Take(msg tea.Msg) tea.Cmd {
	m, ok := msg.(bulkMsg)
	if !ok || !b.lane.Settle(m.id) || m.chosen != b.Chosen {
		return nil
	}
	b.Verdicts = m.verdicts
	return b.ds.h.Settle()
}

// confirm gives each decision to the journal, once all have been in sight. What is
// left out stays marked.
func (b *Bulk) confirm() tea.Cmd {
	if b.HasMore(b.Lines) {
		b.GoOn()
		return nil
	}
	var all []held.One
	for _, v := range b.Ready() {
		v.request.Reason = b.reason.Text()
		all = append(all, held.One{Request: v.request, Row: v.Row, To: v.preview.To})
		b.ds.aim.Unmark(v.Row.Attempt.ID)
	}
	closed := b.ds.h.Pop(b)
	b.ds.h.Hush()
	return tea.Batch(closed, b.ds.held.TakeTogether(b.Chosen, all))
}

// Watched implements [host.Watcher].
func (b *Bulk) Watched() []int64 {
	ids := make([]int64, 0, len(b.Aim))
	for _, t := range b.Aim {
		ids = append(ids, t.Row.Attempt.ID)
	}
	return ids
}

// Changed asks again what the decisions would do once one of the attempts has
// changed.
func (b *Bulk) Changed(row model.AttemptRow) tea.Cmd {
	if slices.Contains(b.Watched(), row.Attempt.ID) {
		return b.look()
	}
	return nil
}

// Draw implements [host.Screen].
func (b *Bulk) Draw(f view.Frame) []string {
	s := view.BulkState{
		Chosen: b.Chosen, Reviewer: b.ds.h.Env().Capabilities.Reviewer, Asking: b.Verdicts == nil, Of: len(b.Aim), Top: b.Top,
		Reason: view.DecisionState{NoReason: b.noReason(), Reason: b.reason.Text(), Caret: b.reason.Caret(), EditingReason: b.Editing},
		Keys:   b.keys(),
	}
	for _, v := range b.Verdicts {
		s.Verdicts = append(s.Verdicts, view.Verdict{Row: v.Row, Preview: v.preview, Why: v.why, Unseen: v.Unseen})
	}
	if b.Verdicts == nil {
		for _, t := range b.Aim {
			s.Verdicts = append(s.Verdicts, view.Verdict{Row: t.Row, Unseen: t.Unseen})
		}
	}
	lines, all, inSight := view.Bulk(s).Draw(f)
	if b.Verdicts != nil {
		b.Drawn(all, inSight)
	}
	return lines
}

// keys returns the dialog's keys, with what enter does now.
func (b *Bulk) keys() []view.KeyHint {
	if b.Editing {
		return b.ds.h.Hints(b)
	}
	var out []view.KeyHint
	if b.notReady() == "" {
		what := "decide " + model.Counted(len(b.Ready()), "attempt")
		if b.HasMore(b.Lines) {
			what = "show the rest"
		}
		out = append(out, view.KeyHint{Key: "enter", Text: what})
	}
	out = append(out, view.KeyHint{Key: "c", Text: "reason"}, view.KeyHint{Key: "1-4", Text: "other outcome"})
	if hold := b.ds.h.Env().Hold; hold >= time.Second {
		out = append(out, view.KeyHint{Key: "u", Text: "undoes all for " + kit.Seconds(hold)})
	}
	return append(out, view.KeyHint{Key: "esc", Text: "back"})
}

// Move implements [host.Mover].
func (b *Bulk) Move(by int, _ bool) tea.Cmd {
	b.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (b *Bulk) Screenful() int { return max(1, b.ds.h.Layout().Body/2) }

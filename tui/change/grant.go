package change

import (
	"regexp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/view"
)

// Grant is the dialog that gives allowances to the learners of one attempt or of
// all that are marked: what is typed is planned pair by pair, and done when the
// plan has been seen.
type Grant struct {
	host.Plain
	h host.Host
	// granted takes what became of the plan, once the dialog is closed.
	granted host.Taker
	rows    []model.AttemptRow
	// Aim is the same attempts with where they are; marked says that they are
	// named one by one.
	Aim    []aim.Target
	marked bool
	kit.Reel
	line kit.Edit
	lane host.Lane
	// planned is the text that the plan belongs to.
	planned string
	plan    *model.AllowancePlan
	err     error
}

func newGrant(h host.Host, granted host.Taker, marked bool, targets []aim.Target) *Grant {
	g := &Grant{h: h, granted: granted, Aim: targets, marked: marked, line: kit.NewEdit(kit.LineLimit, "")}
	for _, t := range targets {
		g.rows = append(g.rows, t.Row)
	}
	return g
}

var inGrant = &host.Place{Name: "grant", Title: "Allowance", Layer: host.LayerQuestion, Trait: host.Types | host.Arrows | host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Grant) Place() *host.Place { return inGrant }

// Stop implements [host.Screen].
func (g *Grant) Stop() { g.lane.Stop() }

func (g *Grant) text() string { return strings.TrimSpace(g.line.Text()) }

// Typed implements [host.Typist].
func (g *Grant) Typed(k tea.KeyMsg) tea.Cmd {
	if g.line.Typed(k) {
		g.lane.Stop()
		g.plan, g.err = nil, nil
		g.Rewind()
	}
	return nil
}

// wish returns what a text asks for: minutes, a multiplier, an exception for the
// reviewer, or - to take everything away.
//
// What looks like a number and is neither is refused: it would become the text of
// an exception, and the learner would get no time.
func wish(text string) (key, value string, remove bool, err error) {
	minutes := regexp.MustCompile(`^\+?(\d+)(?:\.0+)?\s*(?i:m|min|mins|minutes?)?\.?$`)
	multiplier := regexp.MustCompile(`^(?:[xX*×]\s*(\d+(?:[.,]\d+)?)|(\d+(?:[.,]\d+)?)\s*[xX*×])$`)
	number := regexp.MustCompile(`^[xX*×]?\s*[-+]?[\d.,:']*\d[\d.,:']*\s*(?i:[a-z%*×]{0,3}|mins?|minutes?|hours?|hrs?|secs?|seconds?|days?|percent|times)\.?$`)
	switch m, n := multiplier.FindStringSubmatch(text), minutes.FindStringSubmatch(text); {
	case text == "-":
		return "", "", true, nil
	case n != nil:
		return model.AllowanceAdditionalTime, n[1], false, nil
	case m != nil:
		return model.AllowanceTimeMultiplier, strings.Replace(m[1]+m[2], ",", ".", 1), false, nil
	case number.MatchString(text):
		return "", "", false, model.Errorf(model.CodeInvalid, "%q is neither whole minutes, such as 30, nor a multiplier, such as x1.5; an exception for the reviewer must be a text in words.", text)
	}
	return model.AllowanceReviewPolicyException, text, false, nil
}

// request returns what the text asks for, once for each learner and exam.
func (g *Grant) request() model.AllowanceRequest {
	key, value, remove, _ := wish(g.text()) // look has refused what is wrong
	r := model.AllowanceRequest{What: "the desk"}
	seen := map[[2]int64]bool{}
	for _, row := range g.rows {
		pair := [2]int64{row.Learner.ID, row.Exam.ID}
		if seen[pair] {
			continue
		}
		seen[pair] = true
		r.Wishes = append(r.Wishes, model.AllowanceWish{UserID: row.Learner.ID, Exam: kit.Itoa(row.Exam.ID), Key: key, Value: value, Remove: remove})
	}
	return r
}

// planMsg is what the text would do.
type planMsg struct {
	id   int
	text string
	plan model.AllowancePlan
	err  error
}

func (g *Grant) look() tea.Cmd {
	ctx, id := g.lane.Begin(g.h.Env().Ctx)
	keeper, r, text := g.h.Env().Allowances, g.request(), g.text()
	return host.Ask(g.h, g, "planning the allowances",
		func() (model.AllowancePlan, error) {
			if _, _, _, err := wish(text); err != nil {
				return model.AllowancePlan{}, err
			}
			return keeper.PlanAllowances(ctx, r)
		},
		func(p model.AllowancePlan, err error) tea.Msg { return planMsg{id: id, text: text, plan: p, err: err} })
}

func (g *Grant) answer(m planMsg) bool {
	if !g.lane.Settle(m.id) || m.text != g.text() {
		return false
	}
	if g.err = m.err; m.err == nil {
		plan := m.plan
		g.plan, g.planned = &plan, m.text
		g.Rewind()
	}
	return true
}

// grantedMsg is what became of the plan.
type grantedMsg struct {
	done   model.AllowancesApplied
	marked bool
	err    error
}

func (g *Grant) apply() tea.Cmd {
	keeper, plan, marked, ctx := g.h.Env().Allowances, *g.plan, g.marked, g.h.Env().WriteContext()
	return host.Ask(g.h, g.granted, "granting the allowances",
		func() (model.AllowancesApplied, error) { return keeper.ApplyAllowances(ctx, plan, nil) },
		func(done model.AllowancesApplied, err error) tea.Msg {
			return grantedMsg{done: done, marked: marked, err: err}
		})
}

// Take takes the plan in. No keys are taken until it has been drawn.
func (g *Grant) Take(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(planMsg); ok && g.answer(m) {
		return g.h.Settle()
	}
	return nil
}

// confirm plans what is typed or, once that has been seen, does it.
func (g *Grant) confirm() tea.Cmd {
	h := g.h
	switch {
	case g.text() == "":
		return nil
	case g.plan == nil || g.planned != g.text():
		return g.look()
	case g.marked && g.HasMore(g.Lines):
		g.GoOn()
		return nil
	case !g.Ready():
		return tea.Batch(h.Pop(g), h.Say(host.Info, "There was nothing to change."))
	}
	h.Writing(1)
	return tea.Batch(g.apply(), h.Pop(g))
}

// Ready reports whether a key would do now what is planned: the plan is of the text,
// has been seen as a whole, and changes something.
func (g *Grant) Ready() bool {
	return g.plan != nil && g.planned == g.text() && (!g.marked || !g.HasMore(g.Lines)) && g.plan.Counts().Writes() > 0
}

// Draw implements [host.Screen].
func (g *Grant) Draw(f view.Frame) []string {
	s := view.GrantState{Text: g.line.Text(), Caret: g.line.Caret(), Of: len(g.rows), Plan: g.plan, Planning: g.lane.Busy(), Keys: g.h.Hints(g)}
	if g.err != nil {
		s.Problem = model.Sentence(g.err)
	}
	if len(g.rows) == 1 {
		s.Name = kit.Name(g.rows[0]) + ", " + g.rows[0].Exam.Name.String()
	}
	if !g.marked {
		return view.Grant(s, f)
	}
	for _, t := range g.Aim {
		s.Rows, s.Unseen = append(s.Rows, t.Row), append(s.Unseen, t.Unseen)
	}
	s.Top = g.Top
	lines, all, inSight := view.GrantMany(s, f).Draw(f)
	if g.plan != nil {
		g.Drawn(all, inSight)
	}
	return lines
}

// Move implements [host.Mover].
func (g *Grant) Move(by int, _ bool) tea.Cmd {
	g.Scroll(by)
	return nil
}

// Screenful implements [host.Mover].
func (g *Grant) Screenful() int { return max(1, g.h.Layout().Body/2) }

package tui

import (
	"context"
	"regexp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// grant is the dialog that gives allowances to the learners of one attempt or of
// all that are marked: what is typed is planned pair by pair, and done when the
// plan has been seen.
type grant struct {
	env  *env
	rows []model.AttemptRow
	// aim is the same attempts with where they are; marked tells that they are
	// named one by one.
	aim    []target
	marked bool
	reel
	line edit
	lane lane
	// planned is the text that the plan belongs to.
	planned string
	plan    *model.AllowancePlan
	err     error
}

func newGrant(e *env, aim []target) *grant {
	g := &grant{env: e, aim: aim, line: newEdit(filterLimit, "")}
	for _, t := range aim {
		g.rows = append(g.rows, t.row)
	}
	return g
}

func (*grant) spot() spot { return inGrant }
func (g *grant) stop()    { g.lane.stop() }

func (g *grant) text() string { return strings.TrimSpace(g.line.text()) }

func (g *grant) typed(k tea.KeyMsg) {
	if g.line.typed(k) {
		g.lane.stop()
		g.plan, g.err = nil, nil
		g.rewind()
	}
}

// wish is what a text asks for: minutes, a multiplier, an exception for the
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
		return "", "", false, model.Errorf(model.CodeInvalid, "%q is neither whole minutes, such as 30, nor a multiplier, such as x1.5. An exception for the reviewer is a text in words.", model.Clean(text))
	}
	return model.AllowanceReviewPolicyException, text, false, nil
}

// request is what the text asks for, once for each learner and exam.
func (g *grant) request() model.AllowanceRequest {
	key, value, remove, _ := wish(g.text()) // look has refused what is wrong
	r := model.AllowanceRequest{What: "the desk"}
	seen := map[[2]int64]bool{}
	for _, row := range g.rows {
		pair := [2]int64{row.Learner.ID, row.Exam.ID}
		if seen[pair] {
			continue
		}
		seen[pair] = true
		r.Wishes = append(r.Wishes, model.AllowanceWish{UserID: row.Learner.ID, Exam: itoa(row.Exam.ID), Key: key, Value: value, Remove: remove})
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

func (g *grant) look() tea.Cmd {
	ctx, id := g.lane.begin(g.env.ctx)
	keeper, r, text := g.env.Allowances, g.request(), g.text()
	return ask(g.env, "planning the allowances",
		func() (model.AllowancePlan, error) {
			if _, _, _, err := wish(text); err != nil {
				return model.AllowancePlan{}, err
			}
			return keeper.PlanAllowances(ctx, r)
		},
		func(p model.AllowancePlan, err error) tea.Msg { return planMsg{id: id, text: text, plan: p, err: err} })
}

func (g *grant) answer(m planMsg) bool {
	if !g.lane.settle(m.id) || m.text != g.text() {
		return false
	}
	if g.err = m.err; m.err == nil {
		plan := m.plan
		g.plan, g.planned = &plan, m.text
		g.rewind()
	}
	return true
}

// grantedMsg is what became of the plan.
type grantedMsg struct {
	done   model.AllowancesApplied
	marked bool
	err    error
}

func (g *grant) apply() tea.Cmd {
	keeper, plan, marked, ctx := g.env.Allowances, *g.plan, g.marked, context.WithoutCancel(g.env.ctx)
	return ask(g.env, "granting the allowances",
		func() (model.AllowancesApplied, error) { return keeper.ApplyAllowances(ctx, plan, nil) },
		func(done model.AllowancesApplied, err error) tea.Msg {
			return grantedMsg{done: done, marked: marked, err: err}
		})
}

func (m *root) openGrant() tea.Cmd {
	aim := m.aim()
	if len(aim) == 0 {
		return nil
	}
	g := newGrant(m.env, aim)
	g.marked = len(m.marks) > 0
	return m.show(g)
}

// confirmGrant plans what is typed or, once that has been seen, does it.
func (m *root) confirmGrant() tea.Cmd {
	g, ok := m.dialog.(*grant)
	switch {
	case !ok || g.text() == "":
		return nil
	case g.plan == nil || g.planned != g.text():
		return g.look()
	case g.marked && g.hasMore(g.lines):
		g.goOn()
		return nil
	case g.plan.Counts().Writes() == 0:
		m.closeDialog()
		return m.say(noteInfo, "There was nothing to change.")
	}
	m.writes++
	cmd := g.apply()
	m.closeDialog()
	return cmd
}

// grantPlanned shows the plan. It takes no keys until it has been drawn.
func (m *root) grantPlanned(msg planMsg) tea.Cmd {
	if g, ok := m.dialog.(*grant); ok && g.answer(msg) {
		m.dirty = true
		return m.grace.begin(m.env)
	}
	return nil
}

func (m *root) granted(msg grantedMsg) tea.Cmd {
	m.writes--
	if msg.err != nil {
		return m.say(noteBad, model.Sentence(msg.err))
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
	said, kind := counted(done, "allowance")+" changed.", noteGood
	if failed > 0 {
		said, kind = itoa(int64(failed))+" failed, the first: "+first+" "+said, noteBad
	}
	if msg.done.Batch != 0 && done > 0 {
		said += " To take them back: examdesk allowance undo " + itoa(msg.done.Batch)
	}
	if msg.marked {
		m.queue = append(m.queue, grantResults(msg.done, said, m.Theme.Glyphs()))
	}
	return tea.Batch(m.say(kind, said), m.refresh())
}

// grantResults says what became of each learner and exam.
func grantResults(done model.AllowancesApplied, title string, g *theme.Glyphs) *results {
	r := &results{title: title}
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
		r.items = append(r.items, it)
	}
	return r
}

func (m *root) noGrant() string {
	if m.Allowances == nil {
		return "This store keeps no allowances that could be changed here."
	}
	return m.cannot(model.DeedGrant)
}

func (m *root) drawGrant(g *grant, f view.Frame) []string {
	s := view.GrantState{Text: g.line.text(), Caret: g.line.caret(), Of: len(g.rows), Plan: g.plan, Planning: g.lane.busy(), Keys: m.keymap.footer(m, inGrant)}
	if g.err != nil {
		s.Problem = model.Sentence(g.err)
	}
	if len(g.rows) == 1 {
		s.Name = names(g.rows[0]) + ", " + g.rows[0].Exam.Name.String()
	}
	if !g.marked {
		return view.Grant(s, f)
	}
	for _, t := range g.aim {
		s.Rows, s.Unseen = append(s.Rows, t.row), append(s.Unseen, t.unseen)
	}
	s.Top = g.top
	lines, all, inSight := view.GrantMany(s, f).Draw(f)
	if g.plan != nil {
		g.drawn(all, inSight)
	}
	return lines
}

func grantKeys() []binding {
	return []binding{
		{keys: []string{"A"}, short: "allowance", help: "give the learner more time or an exception, or take it away; all marked ones", group: groupDo, where: inList | inAttempt, foot: 66, why: (*root).noGrant, run: (*root).openGrant},
		{keys: []string{"enter"}, short: "go on", help: "plan what is typed, then do what is planned", group: groupDo, where: inGrant, foot: 10, run: (*root).confirmGrant},
		{keys: []string{"esc"}, short: "back", help: "change nothing", group: groupDo, where: inGrant, foot: 70, run: (*root).closeDialog},
	}
}

package tui

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/textarea"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"examdesk/model"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// policyEditor is the text area in which a review policy is written. The
// library's area does the editing; the desk draws it.
type policyEditor struct {
	area textarea.Model
	exam model.ExamDetail
	// before is the text as it was opened, cleaned as the area shows it.
	before string
	// saving tells that the text is on its way; problem is why the last try
	// failed, theirs what somebody else wrote meanwhile.
	saving  bool
	problem string
	theirs  []string
}

// keptMsg is the answer to a change of an exam. It is never a late one: what
// was written was written.
type keptMsg struct {
	exam    int64
	policy  bool
	changed model.ExamChanged
	err     error
}

func newPolicyEditor(d model.ExamDetail) *policyEditor {
	area := textarea.New()
	// No limits: a text that is cut while it is opened would be saved cut.
	area.CharLimit, area.MaxHeight, area.MaxWidth = 0, 0, 0
	area.Prompt, area.ShowLineNumbers, area.EndOfBufferCharacter = "", false, ' '
	area.FocusedStyle, area.BlurredStyle = textarea.Style{}, textarea.Style{}
	area.Cursor.SetMode(cursor.CursorStatic)
	area.Cursor.Style = caretStyle()
	area.KeyMap.Paste.SetEnabled(false) // the terminal pastes by itself
	area.Focus()
	e := &policyEditor{area: area, exam: d}
	if d.Policy != nil {
		e.area.SetValue(strings.Join(d.Policy.Text.Lines(), "\n"))
		e.area, _ = e.area.Update(tea.KeyMsg{Type: tea.KeyCtrlHome})
	}
	e.before = e.text()
	return e
}

// caretStyle marks the caret by an escape, whatever the terminal: that is how
// it is found in what the area draws.
func caretStyle() lipgloss.Style {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.ANSI)
	return r.NewStyle()
}

func (*policyEditor) spot() spot { return inPolicy }

func (p *policyEditor) text() string { return strings.TrimRight(p.area.Value(), " \n") }

// typed takes keys in, and pastes without what they may have brought along.
func (p *policyEditor) typed(k tea.KeyMsg) tea.Cmd { //nolint:unparam // of typist
	if p.saving {
		return nil
	}
	if k.Type == tea.KeyRunes {
		k.Runes = []rune(strings.Join(model.Text(string(k.Runes)).Lines(), "\n"))
	}
	p.area, _ = p.area.Update(k)
	return nil
}

func (m *root) openPolicy() tea.Cmd {
	if d := m.chosenExam(); d != nil {
		m.over = newPolicyEditor(*d)
	}
	return nil
}

func (m *root) policyBusy() string {
	if p, ok := m.over.(*policyEditor); ok && p.saving {
		return "The policy is on its way to the store."
	}
	return ""
}

// leavePolicy closes the text, or asks first if it would be lost.
func (m *root) leavePolicy() tea.Cmd {
	p, ok := m.over.(*policyEditor)
	switch {
	case !ok || p.saving:
		return nil
	case p.text() == p.before:
		return m.closeOver()
	}
	return m.show(&asking{
		question: view.Question{Title: "Leave without saving?", Remark: "What you wrote is lost; the policy stays as it is in the store."},
		yes:      (*root).closeOver,
	})
}

// savePolicy sends the text. After a conflict it is sent as an answer to what
// somebody else wrote, which is shown under it.
func (m *root) savePolicy() tea.Cmd {
	p, ok := m.over.(*policyEditor)
	if !ok {
		return nil
	}
	if p.text() == p.before && p.theirs == nil {
		m.closeOver()
		return m.say(noteInfo, "The policy is as it was; nothing was saved.")
	}
	p.saving, p.problem = true, ""
	c := model.PolicyChange{ExamID: p.exam.Exam.ID, Text: p.text(), Expected: p.exam.Policy.Version()}
	return m.keep(c.ExamID, true, "saving the policy", func(ctx context.Context, desk model.Desk) (model.ExamChanged, error) {
		return desk.ChangePolicy(ctx, c)
	})
}

// keep sends a change of an exam. Nothing cancels it: the desk waits for it
// before it closes.
func (m *root) keep(exam int64, policy bool, doing string, change func(context.Context, model.Desk) (model.ExamChanged, error)) tea.Cmd {
	m.writes++
	ctx, desk := m.ctx, m.Desk
	return ask(m.env, doing,
		func() (model.ExamChanged, error) { return change(ctx, desk) },
		func(c model.ExamChanged, err error) tea.Msg {
			return keptMsg{exam: exam, policy: policy, changed: c, err: err}
		})
}

// kept takes the answer to a change in.
func (m *root) kept(msg keptMsg) tea.Cmd {
	m.writes--
	m.dirty = true
	now := examNow(msg.err)
	if msg.err == nil {
		now = &msg.changed.ExamDetail
	}
	if e, ok := m.board.(*exams); ok && now != nil {
		if msg.err != nil { // the conflict does not tell what this person may do
			now.Change = model.Capability{OK: true}
		}
		e.put(*now)
	}
	p, open := m.over.(*policyEditor)
	open = open && msg.policy && p.exam.Exam.ID == msg.exam
	if msg.err != nil {
		if open {
			p.failed(msg.err)
			return nil
		}
		return m.say(noteBad, model.Sentence(msg.err))
	}
	if open {
		m.dialog = nil
		m.closeOver()
	}
	return m.sayKept(msg)
}

func (m *root) sayKept(msg keptMsg) tea.Cmd {
	name := msg.changed.Exam.Name.String()
	switch {
	case msg.changed.Untold != "":
		return m.say(noteBad, msg.changed.Untold)
	case msg.policy && msg.changed.Policy == nil:
		return m.say(noteGood, name+" has no review policy any more.")
	case msg.policy:
		return m.say(noteGood, "The review policy of "+name+" is saved.")
	case msg.changed.Exam.IsActive:
		return m.say(noteGood, name+" is active.")
	}
	return m.say(noteGood, name+" is not active any more.")
}

// failed keeps the text. After a conflict the next save answers what the store
// has now.
func (p *policyEditor) failed(err error) {
	p.saving, p.problem = false, model.Sentence(err)
	now := examNow(err)
	if now == nil {
		return
	}
	p.exam.Policy = now.Policy
	if now.Policy == nil {
		p.problem = "Somebody took the policy away while you wrote. Saving again writes yours anew."
		p.theirs = []string{"no review policy"}
		return
	}
	by := now.Policy.SetBy.String()
	if by == "" {
		by = "Somebody"
	}
	p.problem = by + " changed the policy while you wrote; yours is not saved. Saving again replaces theirs, which stays in the history."
	p.theirs = now.Policy.Text.Lines()
}

func (m *root) drawPolicy(p *policyEditor, f view.Frame) []string {
	e := view.Editor{Title: "Review policy of " + p.exam.Exam.Name.String(), Problem: p.problem, Theirs: p.theirs, Row: -1}
	switch {
	case p.saving:
		e.Tail = "saving" + m.Theme.Glyphs().More
	case p.text() != p.before:
		e.Tail = "changed"
	}
	width, height := view.EditorRoom(e, f)
	e.Lines, e.Row, e.Col = p.draw(width, height)
	return e.Draw(f)
}

// draw lets the area draw itself. It breaks its lines by clusters, which take
// more cells here in some scripts, so it is made narrower until every line fits.
func (p *policyEditor) draw(width, height int) (lines []string, row, col int) {
	p.area.SetHeight(height)
	for narrow := width; ; narrow = narrow * 4 / 5 {
		p.area.SetWidth(narrow)
		p.area, _ = p.area.Update(nil) // keeps the caret in sight
		lines, row, col = drawnArea(p.area.View())
		wide := slices.ContainsFunc(lines, func(s string) bool { return theme.Width(s) > width })
		if !wide || narrow < 8 {
			return lines, row, col
		}
	}
}

// drawnArea takes apart what the text area drew: its lines, and where the caret
// is.
func drawnArea(drawn string) (lines []string, row, col int) {
	row = -1
	for i, line := range strings.Split(drawn, "\n") {
		if at := strings.Index(line, "\x1b["); at >= 0 && row < 0 {
			row, col = i, theme.Width(ansi.Strip(line[:at]))
		}
		lines = append(lines, strings.TrimRight(ansi.Strip(line), " "))
	}
	return lines, row, col
}

// askActive asks before an exam is taken out or put back.
func (m *root) askActive() tea.Cmd {
	d := m.chosenExam()
	if d == nil {
		return nil
	}
	on := !d.Exam.IsActive
	title := "Take this exam out?"
	if on {
		title = "Put this exam back?"
	}
	c := model.ExamEdit{ExamID: d.Exam.ID, Active: &on, Expected: d.Exam.Modified}
	return m.show(&asking{
		question: view.Question{Title: title, Facts: view.ActiveFacts(*d, on), Remark: "Where an LMS publishes the course, it sets this again."},
		yes: func(m *root) tea.Cmd {
			return m.keep(c.ExamID, false, "changing the exam", func(ctx context.Context, desk model.Desk) (model.ExamChanged, error) { return desk.ChangeExam(ctx, c) })
		},
	})
}

package exams

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
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Policy is the text area in which a review policy is written. The
// library's area does the editing; the desk draws it.
type Policy struct {
	host.Plain
	h    host.Host
	keep *keeper
	area textarea.Model
	exam model.ExamDetail
	// before is the text as it was opened, cleaned as the area shows it.
	before string
	// saving reports whether the text is on its way; problem is why the last try
	// failed, theirs what someone else wrote meanwhile.
	saving  bool
	problem string
	theirs  []string
}

func newPolicy(h host.Host, keep *keeper, d model.ExamDetail) *Policy {
	area := textarea.New()
	// No limits: a text that is cut while it is opened would be saved cut.
	area.CharLimit, area.MaxHeight, area.MaxWidth = 0, 0, 0
	area.Prompt, area.ShowLineNumbers, area.EndOfBufferCharacter = "", false, ' '
	area.FocusedStyle, area.BlurredStyle = textarea.Style{}, textarea.Style{}
	area.Cursor.SetMode(cursor.CursorStatic)
	area.Cursor.Style = caretStyle()
	area.KeyMap.Paste.SetEnabled(false) // the terminal pastes by itself
	area.Focus()
	e := &Policy{h: h, keep: keep, area: area, exam: d}
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

var inPolicy = &host.Place{Name: "policy", Title: "Review policy", Layer: host.LayerPage, Trait: host.Types} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Policy) Place() *host.Place { return inPolicy }

func (p *Policy) text() string { return strings.TrimRight(p.area.Value(), " \n") }

// Typed takes keys in, and pastes without what they may have brought along.
func (p *Policy) Typed(k tea.KeyMsg) tea.Cmd {
	if p.saving {
		return nil
	}
	if k.Type == tea.KeyRunes {
		k.Runes = []rune(strings.Join(model.Text(string(k.Runes)).Lines(), "\n"))
	}
	p.area, _ = p.area.Update(k)
	return nil
}

// writes reports whether the policy of an exam is being written.
func (p *Policy) writes(exam int64) bool { return p.exam.Exam.ID == exam }

func (p *Policy) busy() string {
	if p.saving {
		return "The policy is being saved."
	}
	return ""
}

// Leave closes the text, or asks first if it would be lost.
func (p *Policy) Leave() tea.Cmd {
	switch {
	case p.saving:
		return nil
	case p.text() == p.before:
		return p.h.Pop(p)
	}
	return p.h.Push(ask.NewQuestion(p.h,
		view.Question{Title: "Leave without saving?", Remark: "What you wrote is lost; the policy stays as it is in the store."},
		func() tea.Cmd { return p.h.Pop(p) }))
}

// Unsaved reports whether there is something to save.
func (p *Policy) Unsaved() bool { return p.text() != p.before || p.theirs != nil }

// Busy reports whether the text is on its way.
func (p *Policy) Busy() bool { return p.saving }

// save sends the text. After a conflict it is sent as an answer to what somebody
// else wrote, which is shown under it.
func (p *Policy) save() tea.Cmd {
	if !p.Unsaved() {
		return tea.Batch(p.h.Pop(p), p.h.Say(host.Info, "The policy is unchanged; nothing was saved."))
	}
	p.saving, p.problem = true, ""
	c := model.PolicyChange{ExamID: p.exam.Exam.ID, Text: p.text(), Expected: p.exam.Policy.Version()}
	return p.keep.send(c.ExamID, true, "saving the policy", func(ctx context.Context, desk model.Desk) (model.ExamChanged, error) {
		return desk.ChangePolicy(ctx, c)
	})
}

// failed keeps the text. After a conflict the next save answers what the store
// has now.
func (p *Policy) failed(err error) {
	p.saving, p.problem = false, model.Sentence(err)
	now := examNow(err)
	if now == nil {
		return
	}
	p.exam.Policy = now.Policy
	if now.Policy == nil {
		p.problem = "Someone removed the policy while you were writing. Saving again writes yours."
		p.theirs = []string{"no review policy"}
		return
	}
	by := now.Policy.SetBy.String()
	if by == "" {
		by = "Somebody"
	}
	p.problem = by + " changed the policy while you were writing; yours has not been saved. Saving again replaces theirs, which stays in the history."
	p.theirs = now.Policy.Text.Lines()
}

// Draw implements [host.Screen].
func (p *Policy) Draw(f view.Frame) []string {
	e := view.Editor{Title: "Review policy of " + p.exam.Exam.Name.String(), Problem: p.problem, Theirs: p.theirs, Row: -1}
	switch {
	case p.saving:
		e.Tail = "saving" + p.h.Env().Theme.Glyphs().More
	case p.text() != p.before:
		e.Tail = "changed"
	}
	width, height := view.EditorRoom(e, f)
	e.Lines, e.Row, e.Col = p.drawText(width, height)
	return e.Draw(f)
}

// drawText lets the area draw itself. It breaks its lines by clusters, which take
// more cells here in some scripts, so it is made narrower until every line fits.
func (p *Policy) drawText(width, height int) (lines []string, row, col int) {
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

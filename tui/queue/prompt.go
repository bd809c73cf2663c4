package queue

import (
	"errors"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/host"
	"examdesk/tui/kit"
	"examdesk/tui/theme"
	"examdesk/tui/view"
)

// Prompt is the line in which a filter is typed. The list stays as it is until
// the filter is confirmed; what is wrong with it is said as it is typed.
type Prompt struct {
	host.Plain
	q       *Queue
	line    kit.Edit
	problem string
	// hint is what is odd about a filter that can be applied nevertheless.
	hint string
}

var inPrompt = &host.Place{Name: "prompt", Title: "Filter", Layer: host.LayerLine, Trait: host.Types} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Prompt) Place() *host.Place { return inPrompt }

// Text returns what is typed.
func (p *Prompt) Text() string { return p.line.Text() }

// Typed implements [host.Typist].
func (p *Prompt) Typed(k tea.KeyMsg) tea.Cmd {
	if p.line.Typed(k) {
		p.check()
	}
	return nil
}

// check parses the filter and reports whether it makes sense.
func (p *Prompt) check() bool {
	f, err := model.ParseFilter(p.line.Text())
	p.problem = filterProblem(err)
	p.hint = f.OperatorHint()
	return err == nil
}

// filterProblem describes what is wrong with a filter, and at which character of it.
func filterProblem(err error) string {
	var wrong *model.FilterError
	if errors.As(err, &wrong) {
		return "Column " + strconv.Itoa(wrong.Column()) + ": " + model.Sentence(err)
	}
	return model.Sentence(err)
}

// apply takes the filter over; a wrong one stays in the prompt with what is wrong
// about it.
func (p *Prompt) apply() tea.Cmd {
	if !p.check() {
		return nil
	}
	s, section, err := newScope(p.q.ls.scope, p.line.Text())
	if err != nil {
		p.problem = filterProblem(err)
		return nil
	}
	if section.IsValid() {
		p.q.ls.section = section
	}
	return tea.Batch(p.q.h.Pop(p), p.q.rescope(s))
}

// Draw implements [host.Screen]: the line and, in place of the keys, what is wrong
// with it.
func (p *Prompt) Draw(f view.Frame) []string {
	lines := []string{view.Prompt("/", p.line.Text(), p.line.Caret(), f)}
	switch {
	case p.problem != "":
		lines = append(lines, view.Notice{Role: theme.Bad, Text: p.problem}.Draw(f))
	case p.hint != "":
		lines = append(lines, view.Notice{Role: theme.Warn, Text: p.hint}.Draw(f))
	}
	return lines
}

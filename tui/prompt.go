package tui

import (
	"errors"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// filterLimit is the longest filter that can be typed.
const filterLimit = 300

// prompt is the line in which a filter is typed. The list stays as it is until
// the filter is confirmed; what is wrong with it is said as it is typed.
type prompt struct {
	line    edit
	problem string
	// hint is what is odd about it though it can be applied.
	hint string
}

func newPrompt(text string) *prompt {
	p := &prompt{line: newEdit(filterLimit, text)}
	return p
}

func (*prompt) spot() spot { return inPrompt }

func (p *prompt) typed(k tea.KeyMsg) tea.Cmd { //nolint:unparam // of typist
	if p.line.typed(k) {
		p.check()
	}
	return nil
}

// check parses the filter and tells whether it makes sense.
func (p *prompt) check() bool {
	f, err := model.ParseFilter(p.line.text())
	p.problem = filterProblem(err)
	p.hint = f.OperatorHint()
	return err == nil
}

// filterProblem says what is wrong with a filter, and at which character of it.
func filterProblem(err error) string {
	var wrong *model.FilterError
	if errors.As(err, &wrong) {
		return "Column " + strconv.Itoa(wrong.Column()) + ": " + model.Sentence(err)
	}
	return model.Sentence(err)
}

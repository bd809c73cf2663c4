// Package ask has the screens that any other may open: a question that is answered
// with yes or no, results that stay until they are read, a line to narrow rows with,
// the choice of a course, and a text to copy.
package ask

import (
	tea "github.com/charmbracelet/bubbletea"

	"examdesk/tui/host"
	"examdesk/tui/view"
)

// Question is answered with yes or no.
type Question struct {
	host.Plain
	h        host.Host
	question view.Question
	yes      func() tea.Cmd
}

// NewQuestion asks whether to do something.
func NewQuestion(h host.Host, q view.Question, yes func() tea.Cmd) *Question {
	return &Question{h: h, question: q, yes: yes}
}

var inQuestion = &host.Place{Name: "question", Title: "Question", Layer: host.LayerQuestion, Trait: host.Confirms} //nolint:gochecknoglobals // a constant

// Place implements [host.Screen].
func (*Question) Place() *host.Place { return inQuestion }

// Draw implements [host.Screen].
func (q *Question) Draw(f view.Frame) []string {
	drawn := q.question
	drawn.Keys = q.h.Hints(q)
	return drawn.Draw(f)
}

func (q *Question) answerYes() tea.Cmd {
	return tea.Batch(q.h.Pop(q), q.yes())
}

// QuestionPart returns the question's keys.
func QuestionPart(h host.Host) host.Part {
	return host.Part{Places: []*host.Place{inQuestion}, Bindings: []host.Binding{
		{Keys: []string{"enter", "y"}, Label: "enter", Short: "yes", Help: "yes", Group: host.GroupDo, Where: host.In("question"), Foot: 10, Run: host.On((*Question).answerYes)},
		{Keys: []string{"esc", "n", "q"}, Label: "esc", Short: "no", Help: "no", Group: host.GroupDo, Where: host.In("question"), Foot: 20, Run: host.Close(h)},
	}}
}

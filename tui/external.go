package tui

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

type (
	videoMsg struct {
		id  int
		err error
	}
	copiedMsg struct {
		count int
		err   error
	}
)

// openVideo asks for the address of the recording and opens it in the browser.
// The address is shown nowhere: it opens the recording to whoever has it.
func (m *root) openVideo() tea.Cmd {
	row, ok := m.row()
	if !ok {
		return nil
	}
	ctx, id := m.videoLane.begin(m.ctx)
	desk, open, attempt := m.Desk, m.Open, row.Attempt.ID
	cmd := ask(m.env, "opening the recording",
		func() (struct{}, error) {
			url, err := desk.VideoURL(ctx, attempt)
			if err != nil {
				return struct{}{}, err
			}
			if err := open(ctx, url); err != nil {
				return struct{}{}, model.Wrap(err, model.CodeUnavailable, "No browser could be opened for the recording.")
			}
			return struct{}{}, nil
		},
		func(_ struct{}, err error) tea.Msg { return videoMsg{id: id, err: err} })
	return tea.Batch(cmd, m.say(noteInfo, "Opening the recording."))
}

func (m *root) videoOpened(msg videoMsg) tea.Cmd {
	if !m.videoLane.settle(msg.id) {
		return nil
	}
	if msg.err != nil {
		return m.say(noteBad, model.Sentence(msg.err))
	}
	return m.say(noteGood, "The recording is open in the browser.")
}

// copyCodes puts attempt codes into the clipboard, those of all marked attempts
// if there are any.
func (m *root) copyCodes() tea.Cmd {
	var codes []string
	for _, row := range m.marks {
		codes = append(codes, row.Attempt.Code.String())
	}
	slices.SortFunc(codes, cmp.Compare)
	if len(codes) == 0 {
		row, ok := m.row()
		if !ok {
			return nil
		}
		codes = append(codes, row.Attempt.Code.String())
	}
	put, text := m.Copy, strings.Join(codes, "\n")
	return ask(m.env, "copying", func() (int, error) { return len(codes), put(text) },
		func(n int, err error) tea.Msg { return copiedMsg{count: n, err: err} })
}

func (m *root) copied(msg copiedMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return m.say(noteBad, "The clipboard cannot be reached.")
	case msg.count == 1:
		return m.say(noteGood, "The attempt code is in the clipboard.")
	}
	return m.say(noteGood, itoa(int64(msg.count))+" attempt codes are in the clipboard.")
}

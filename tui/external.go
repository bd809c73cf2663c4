package tui

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
)

// videoMsg is what became of a question for a recording. The address is there if
// it is to be shown, and why says what keeps it from being opened.
type videoMsg struct {
	id       int
	row      model.AttemptRow
	url, why string
	err      error
}

// The reasons for which the address of a recording is shown though a browser was
// to be opened.
const (
	whyRemote    = "The desk runs on another machine: open this in your own browser."
	whyNoBrowser = "There is no browser to open on this machine: open this in one."
	whyFailed    = "The browser could not be started: open this in one."
)

// openVideo asks for the address of the recording and opens it in the browser.
// Where there is none the address is shown, and copied.
func (m *root) openVideo() tea.Cmd {
	open, why := m.Open, whyNoBrowser
	if m.Remote {
		open, why = nil, whyRemote
	}
	return m.askVideo("opening the recording", "Opening the recording.", func(msg *videoMsg, url string) {
		if open == nil {
			msg.url, msg.why = url, why
		} else if err := open(m.ctx, url); err != nil {
			msg.url, msg.why = url, whyFailed
		}
	})
}

// showAddress asks for the address of the recording and shows it.
func (m *root) showAddress() tea.Cmd {
	return m.askVideo("reading the address of the recording", "Reading the address of the recording.", func(msg *videoMsg, url string) { msg.url = url })
}

// askVideo asks for the address of the recording and does something with it.
func (m *root) askVideo(doing, said string, use func(msg *videoMsg, url string)) tea.Cmd {
	row, ok := m.row()
	if !ok {
		return nil
	}
	ctx, id := m.videoLane.begin(m.ctx)
	desk := m.Desk
	cmd := ask(m.env, doing,
		func() (videoMsg, error) {
			msg := videoMsg{id: id, row: row}
			url, err := desk.VideoURL(ctx, row.Attempt.ID)
			if err == nil {
				use(&msg, url)
			}
			return msg, err
		},
		func(msg videoMsg, err error) tea.Msg {
			msg.id, msg.err = id, err
			return msg
		})
	return tea.Batch(cmd, m.say(noteInfo, said))
}

// videoAnswered takes the answer in. An address waits for its turn, as every
// dialog does: the person may be at something else by now.
func (m *root) videoAnswered(msg videoMsg) tea.Cmd {
	if !m.videoLane.settle(msg.id) {
		return nil
	}
	switch {
	case msg.err != nil:
		return m.say(noteBad, model.Sentence(msg.err))
	case msg.url == "":
		return m.say(noteGood, "The recording is open in the browser.")
	}
	m.note.set(noteInfo, "")
	m.dirty = true
	d := &address{row: msg.row, url: msg.url, why: msg.why}
	m.queue = append(m.queue, d)
	if msg.why == "" || m.noClipboard() != "" {
		return nil
	}
	return m.copy(d.clip())
}

// copyCodes puts attempt codes into the clipboard, those of all marked attempts
// if there are any.
func (m *root) copyCodes() tea.Cmd {
	var codes []string
	for _, row := range m.marks {
		codes = append(codes, row.Attempt.Code.String())
	}
	if len(codes) > 1 {
		slices.SortFunc(codes, cmp.Compare)
		return m.copy(clip{what: itoa(int64(len(codes))) + " attempt codes", several: true, text: strings.Join(codes, "\n"), byHand: "examdesk attempt list --json"})
	}
	rows := m.targets()
	if len(rows) == 0 {
		return nil
	}
	at := rows[0].Attempt
	return m.copy(clip{what: "The attempt code", text: at.Code.String(), byHand: "examdesk attempt view " + itoa(at.ID)})
}

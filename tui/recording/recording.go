package recording

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"examdesk/model"
	"examdesk/tui/aim"
	"examdesk/tui/ask"
	"examdesk/tui/host"
	"examdesk/tui/kit"
)

// Recordings opens recordings.
type Recordings struct {
	h    host.Host
	aim  *aim.Aim
	lane host.Lane
}

// New returns what opens recordings.
func New(h host.Host, a *aim.Aim) *Recordings { return &Recordings{h: h, aim: a} }

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
	whyNoBrowser = "There is no browser on this machine: open this in a browser elsewhere."
	whyFailed    = "The browser could not be started: open this by hand."
)

// open asks for the address of the recording and opens it in the browser.
// Where there is none the address is shown, and copied.
func (r *Recordings) open() tea.Cmd {
	e := r.h.Env()
	open, why := e.Open, whyNoBrowser
	if e.Remote {
		open, why = nil, whyRemote
	}
	return r.ask("opening the recording", "Opening the recording.", func(msg *videoMsg, url string) {
		if open == nil {
			msg.url, msg.why = url, why
		} else if err := open(e.Ctx, url); err != nil {
			msg.url, msg.why = url, whyFailed
		}
	})
}

// showAddress asks for the address of the recording and shows it.
func (r *Recordings) showAddress() tea.Cmd {
	return r.ask("reading the address of the recording", "Reading the address of the recording.", func(msg *videoMsg, url string) { msg.url = url })
}

// ask asks for the address of the recording and does something with it.
func (r *Recordings) ask(doing, said string, use func(msg *videoMsg, url string)) tea.Cmd {
	row, ok := r.aim.Row()
	if !ok {
		return nil
	}
	ctx, id := r.lane.Begin(r.h.Env().Ctx)
	desk := r.h.Env().Desk
	cmd := host.Ask(r.h, r, doing,
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
	return tea.Batch(cmd, r.h.Say(host.Info, said))
}

// Take receives the answer. An address waits its turn, as every dialog does: the
// person may be doing something else by now.
func (r *Recordings) Take(answer tea.Msg) tea.Cmd {
	msg, ok := answer.(videoMsg)
	if !ok || !r.lane.Settle(msg.id) {
		return nil
	}
	switch {
	case msg.err != nil:
		return r.h.Say(host.Bad, model.Sentence(msg.err))
	case msg.url == "":
		return r.h.Say(host.Good, "The recording is open in the browser.")
	}
	r.h.Hush()
	d := &Address{h: r.h, row: msg.row, url: msg.url, why: msg.why}
	r.h.Enqueue(d)
	if msg.why == "" || ask.NoClipboard(r.h) != "" {
		return nil
	}
	return d.copy()
}

// copyCodes puts attempt codes into the clipboard, those of all marked attempts if
// there are any.
func (r *Recordings) copyCodes() tea.Cmd {
	var codes []string
	for _, row := range r.aim.Marked() {
		codes = append(codes, row.Attempt.Code.String())
	}
	if len(codes) > 1 {
		slices.SortFunc(codes, cmp.Compare)
		return ask.Copy(r.h, ask.Clip{What: kit.Itoa(int64(len(codes))) + " attempt codes", Several: true, Text: strings.Join(codes, "\n"), ByHand: "examdesk attempt list --json"})
	}
	rows := r.aim.Rows()
	if len(rows) == 0 {
		return nil
	}
	at := rows[0].Attempt
	return ask.Copy(r.h, ask.Clip{What: "The attempt code", Text: at.Code.String(), ByHand: "examdesk attempt view " + kit.Itoa(at.ID)})
}

func (r *Recordings) noVideo() string {
	row, ok := r.aim.Row()
	switch {
	case !ok:
		return "There is no attempt here."
	case row.Review == nil || !row.Review.HasVideo:
		return "The review has no link to a recording."
	}
	return r.aim.DeniedAt(model.DeedDecide, row)
}

func (r *Recordings) noCopy() string {
	if why := ask.NoClipboard(r.h); why != "" {
		return why + "."
	}
	return r.aim.Unclear()
}

// Part returns the keys of recordings and codes, and those of the address.
func (r *Recordings) Part() host.Part {
	opens, here, why := host.With(host.Rows), host.In("address"), host.Say
	noClipboard := func() string { return ask.NoClipboard(r.h) }
	return host.Part{Places: []*host.Place{inAddress}, Bindings: []host.Binding{
		{Keys: []string{"o"}, Short: "video", Help: "open the recording", Group: host.GroupDo, Where: opens, Foot: 40, Why: why(r.noVideo), Run: host.Run(r.open)},
		{Keys: []string{"a"}, Short: "address", Help: "show the address of the recording, and copy it with y", Group: host.GroupDo, Where: opens, Foot: 93, Why: why(r.noVideo), Run: host.Run(r.showAddress)},
		{Keys: []string{"y"}, Short: "copy code", Help: "copy the attempt code, or those of all marked", Group: host.GroupDo, Where: opens, Foot: 62, Why: why(r.noCopy), Run: host.Run(r.copyCodes)},
		{Keys: []string{"y"}, Short: "copy", Help: "copy the address", Group: host.GroupDo, Where: here, Foot: 10, Why: why(noClipboard), Run: host.On((*Address).copy)},
		{Keys: []string{"esc", "q", "enter"}, Label: "esc", Short: "close", Help: "close the address", Group: host.GroupShow, Where: here, Foot: 20, Run: host.Close(r.h)},
	}}
}

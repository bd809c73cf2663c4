package backend

import (
	"fmt"
	"io"
	"os"
	"strings"

	"examdesk/cli/checks"
	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/tui/theme"
)

// speaker prints the progress of checks as it arrives.
type speaker struct {
	*setup.Setup
	infos  []model.BackendInfo
	status status
	glyphs checks.Glyphs
	at     int // the service whose heading was printed last
	err    error
}

func newSpeaker(a *setup.Setup, infos []model.BackendInfo) *speaker {
	return &speaker{Setup: a, infos: infos, status: status{out: a.Err, live: isLive(a.Err)}, glyphs: checks.Signs(), at: -1}
}

// check prints on a terminal's last line that a check is running, and its result
// above that.
func (s *speaker) check(i int, c model.Check) {
	if c.State == model.CheckRunning {
		s.status.show(s.infos[i].Name + ": " + c.Name + " …")
		return
	}
	s.status.clear()
	p := printer.NewPage(s.Factory)
	s.heading(p, i)
	checks.Show(p, checks.ToJSON(c), s.glyphs)
	if err := p.Flush(); err != nil && s.err == nil {
		s.err = err
	}
}

// heading prints which service the checks belong to, including any service from which
// nothing was heard.
func (s *speaker) heading(p *printer.Page, upTo int) {
	for s.at < upTo {
		s.at++
		if s.at > 0 {
			p.Line("")
		}
		p.Line("%s", headingOf(s.infos[s.at]))
	}
}

func headingOf(b model.BackendInfo) string {
	out := model.Clean(b.Name)
	if b.VerboseName.String() != "" {
		out += " (" + b.VerboseName.String() + ")"
	}
	if b.Kind != b.Name {
		out += ", " + b.Kind
	}
	if b.Address != "" {
		out += ", " + b.Address.String()
	}
	return out
}

// end prints the summary.
func (s *speaker) end(list []checks.Verified) error {
	s.status.clear()
	p := printer.NewPage(s.Factory)
	p.Line("")
	for _, v := range list {
		if v.Err != nil {
			p.Bullet("", model.Clean(v.Info.Name)+": "+model.Sentence(v.Err))
			continue
		}
		p.Bullet("", sum(v))
	}
	if err := p.Flush(); err != nil && s.err == nil {
		s.err = err
	}
	return s.err
}

// sum summarizes the state of a service on one line.
func sum(v checks.Verified) string {
	counts := map[model.CheckState]int{}
	for _, c := range v.Checks {
		counts[c.State]++
	}
	var parts []string
	for _, state := range []model.CheckState{model.CheckFail, model.CheckWarn, model.CheckPass, model.CheckSkip} {
		if counts[state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[state], state))
		}
	}
	state := string(model.WorstCheck(v.Checks))
	if model.Unproven(v.Checks) {
		state += ", but not proved: the service was not asked to verify its secrets"
	}
	return fmt.Sprintf("%s: %s (%s), checked %s, %.1f s", model.Clean(v.Info.Name), state, strings.Join(parts, ", "),
		v.Started.UTC().Format("15:04 MST"), v.Took.Seconds())
}

// status is a line on a terminal that the next one overwrites.
type status struct {
	out   io.Writer
	live  bool
	width int
}

func (s *status) show(text string) {
	if !s.live {
		return
	}
	s.clear()
	text = theme.Cut(model.Clean(text), 78, "…")
	s.width = theme.Width(text)
	_, _ = fmt.Fprint(s.out, text)
}

func (s *status) clear() {
	if s.width > 0 {
		_, _ = fmt.Fprint(s.out, "\r"+strings.Repeat(" ", s.width)+"\r")
		s.width = 0
	}
}

func isLive(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && kit.IsTerminal(f)
}

// verificationJSON is one service of `backend verify --json`.
type verificationJSON struct {
	Name    string           `json:"name"`
	Kind    string           `json:"kind"`
	State   model.CheckState `json:"state"`
	Started jsonout.Time     `json:"started_at"`
	TookMS  int64            `json:"took_ms"`
	Checks  []checks.JSON    `json:"checks"`
}

func verifiedJSON(list []checks.Verified) []verificationJSON {
	out := make([]verificationJSON, 0, len(list))
	for _, v := range list {
		out = append(out, verificationJSON{
			Name: model.Clean(v.Info.Name), Kind: v.Info.Kind, State: model.WorstCheck(v.Checks), Started: jsonout.Time(v.Started.UTC()), TookMS: v.Took.Milliseconds(),
			Checks: checks.ListJSON(v.Checks),
		})
	}
	return out
}

package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
	"examdesk/tui/theme"
)

// glyphs are the signs before a check and a remedy.
type glyphs struct {
	of    map[model.CheckState]string
	arrow string
}

func signs() glyphs {
	if kit.ASCIIOnly(os.Getenv) {
		return glyphs{map[model.CheckState]string{model.CheckPass: "+", model.CheckWarn: "!", model.CheckFail: "x", model.CheckSkip: "-"}, "-> "}
	}
	return glyphs{map[model.CheckState]string{model.CheckPass: "✓", model.CheckWarn: "!", model.CheckFail: "✗", model.CheckSkip: "–"}, "→ "}
}

// check writes what a check found, and under it what to do.
func check(p *printer.Page, c checkJSON, g glyphs) {
	const name = 21 // the longest is video_review_aes_key
	lead := "  " + g.of[c.State] + " " + theme.Pad(string(c.State), 5) + theme.Pad(c.Check, name)
	seen := c.Seen
	if c.State == model.CheckFail && c.Cause != nil {
		seen = strings.ReplaceAll(string(*c.Cause), "_", " ") + ": " + seen
	}
	p.Bullet(lead, seen)
	if c.Remedy != "" {
		p.Bullet(strings.Repeat(" ", theme.Width(lead))+g.arrow, c.Remedy)
	}
}

// speaker says what is heard of checks as it is heard.
type speaker struct {
	*app
	infos  []model.BackendInfo
	status status
	glyphs glyphs
	at     int // the service whose heading was said last
	err    error
}

func newSpeaker(a *app, infos []model.BackendInfo) *speaker {
	return &speaker{app: a, infos: infos, status: status{out: a.Err, live: isLive(a.Err)}, glyphs: signs(), at: -1}
}

// check says that a check is under way on a terminal's last line, and what it
// found above that.
func (s *speaker) check(i int, c model.Check) {
	if c.State == model.CheckRunning {
		s.status.show(s.infos[i].Name + ": " + c.Name + " …")
		return
	}
	s.status.clear()
	p := printer.NewPage(s.Factory)
	s.heading(p, i)
	check(p, toCheckJSON(c), s.glyphs)
	if err := p.Flush(); err != nil && s.err == nil {
		s.err = err
	}
}

// heading says which services the checks are of, and a service of which nothing
// was heard in passing.
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

// end sums up.
func (s *speaker) end(list []verified) error {
	s.status.clear()
	p := printer.NewPage(s.Factory)
	p.Line("")
	for _, v := range list {
		if v.err != nil {
			p.Bullet("", model.Clean(v.info.Name)+": "+model.Sentence(v.err))
			continue
		}
		p.Bullet("", sum(v))
	}
	if err := p.Flush(); err != nil && s.err == nil {
		s.err = err
	}
	return s.err
}

// sum says in one line how a service stands.
func sum(v verified) string {
	counts := map[model.CheckState]int{}
	for _, c := range v.checks {
		counts[c.State]++
	}
	var parts []string
	for _, state := range []model.CheckState{model.CheckFail, model.CheckWarn, model.CheckPass, model.CheckSkip} {
		if counts[state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[state], state))
		}
	}
	state := string(model.WorstCheck(v.checks))
	if model.Unproven(v.checks) {
		state += ", but not proved: the service was not asked about its secrets"
	}
	return fmt.Sprintf("%s: %s (%s), checked %s, %.1f s", model.Clean(v.info.Name), state, strings.Join(parts, ", "),
		v.started.UTC().Format("15:04 MST"), v.took.Seconds())
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

// checkJSON is one check of `backend verify --json`; docs/verify.md describes it.
type checkJSON struct {
	Check  string            `json:"check"`
	State  model.CheckState  `json:"state"`
	Seen   string            `json:"seen"`
	Remedy string            `json:"remedy"`
	Cause  *model.CheckCause `json:"cause"`
	TookMS int64             `json:"took_ms"`
}

func toCheckJSON(c model.Check) checkJSON {
	out := checkJSON{Check: c.Name, State: c.State, Seen: c.Seen.String(), Remedy: c.Remedy.String(), TookMS: c.Took.Milliseconds()}
	if c.Cause != model.CauseNone {
		out.Cause = &c.Cause
	}
	return out
}

func checksJSON(list []model.Check) []checkJSON {
	out := make([]checkJSON, 0, len(list))
	for _, c := range list {
		out = append(out, toCheckJSON(c))
	}
	return out
}

// verificationJSON is one service of `backend verify --json`.
type verificationJSON struct {
	Name    string           `json:"name"`
	Kind    string           `json:"kind"`
	State   model.CheckState `json:"state"`
	Started jsonout.Time     `json:"started_at"`
	TookMS  int64            `json:"took_ms"`
	Checks  []checkJSON      `json:"checks"`
}

func verifiedJSON(list []verified) []verificationJSON {
	out := make([]verificationJSON, 0, len(list))
	for _, v := range list {
		out = append(out, verificationJSON{
			Name: model.Clean(v.info.Name), Kind: v.info.Kind, State: model.WorstCheck(v.checks), Started: jsonout.Time(v.started.UTC()), TookMS: v.took.Milliseconds(),
			Checks: checksJSON(v.checks),
		})
	}
	return out
}

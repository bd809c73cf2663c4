package checks

import (
	"os"
	"strings"

	"examdesk/cli/kit"
	"examdesk/cli/printer"
	"examdesk/model"
	"examdesk/tui/theme"
)

// Glyphs are the signs before a check and a remedy.
type Glyphs struct {
	of    map[model.CheckState]string
	Arrow string
}

// Signs returns the signs that the terminal can show.
func Signs() Glyphs {
	if kit.ASCIIOnly(os.Getenv) {
		return Glyphs{map[model.CheckState]string{model.CheckPass: "+", model.CheckWarn: "!", model.CheckFail: "x", model.CheckSkip: "-"}, "-> "}
	}
	return Glyphs{map[model.CheckState]string{model.CheckPass: "✓", model.CheckWarn: "!", model.CheckFail: "✗", model.CheckSkip: "–"}, "→ "}
}

// Show prints the result of a check and, below it, what to do.
func Show(p *printer.Page, c JSON, g Glyphs) {
	const name = 21 // the longest is video_review_aes_key
	lead := "  " + g.of[c.State] + " " + theme.Pad(string(c.State), 5) + theme.Pad(c.Check, name)
	seen := c.Seen
	if c.State == model.CheckFail && c.Cause != nil {
		seen = strings.ReplaceAll(string(*c.Cause), "_", " ") + ": " + seen
	}
	p.Bullet(lead, seen)
	if c.Remedy != "" {
		p.Bullet(strings.Repeat(" ", theme.Width(lead))+g.Arrow, c.Remedy)
	}
}

// JSON is one check of `backend verify --json`; docs/verify.md describes it.
type JSON struct {
	Check  string            `json:"check"`
	State  model.CheckState  `json:"state"`
	Seen   string            `json:"seen"`
	Remedy string            `json:"remedy"`
	Cause  *model.CheckCause `json:"cause"`
	TookMS int64             `json:"took_ms"`
}

// ToJSON returns a check as scripts read it.
func ToJSON(c model.Check) JSON {
	out := JSON{Check: c.Name, State: c.State, Seen: c.Seen.String(), Remedy: c.Remedy.String(), TookMS: c.Took.Milliseconds()}
	if c.Cause != model.CauseNone {
		out.Cause = &c.Cause
	}
	return out
}

// ListJSON returns the checks as scripts read them.
func ListJSON(list []model.Check) []JSON {
	out := make([]JSON, 0, len(list))
	for _, c := range list {
		out = append(out, ToJSON(c))
	}
	return out
}

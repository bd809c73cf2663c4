package simulator

import (
	"fmt"
	"strings"
	"time"

	g "maragu.dev/gomponents"

	"examdesk/model"
)

// shownAttempts is how many attempts a page lists.
const shownAttempts = 200

// pageView is what the page of the attempts shows.
type pageView struct {
	token   string
	message string
	// failed reports whether the message is about something that was not done.
	failed   bool
	attempts []Attempt
	// more counts the attempts that are not listed.
	more   int
	broken []FaultSetting
}

// page is the page of the attempts.
func (v pageView) page() g.Node {
	say := notice
	if v.failed {
		say = alert
	}
	return layout(
		say(v.message),
		g.Map(v.broken, func(f FaultSetting) g.Node {
			return el("p", attr("class", "note"), words(f.Endpoint), words(" is broken: "), words(f.Fault))
		}),
		v.form("show", el("button", words("Refresh"))),
		el("h2", words("Attempts")), v.list(),
		el("div", attr("class", "tools"), v.replayTool(), v.faultTool(), v.onboardingTool()),
	)
}

// form asks for one of the deeds, with the token.
func (v pageView) form(deed string, inside ...g.Node) g.Node {
	return el("form", attr("method", "post"), attr("action", "/page/"+deed), hidden("token", v.token), g.Group(inside))
}

// list are the attempts. In a narrow window the style makes each a card; the
// roles mark it as a table all the same.
func (v pageView) list() g.Node {
	if len(v.attempts) == 0 {
		return el("p", words("None yet: an attempt appears here when a learner begins an exam in the LMS."))
	}
	return g.Group{
		el("table", attr("class", "attempts"), attr("role", "table"),
			el("thead", attr("role", "rowgroup"), el("tr", attr("role", "row"), g.Map(columns(), func(name string) g.Node {
				return el("th", attr("scope", "col"), attr("role", "columnheader"), words(name))
			}))),
			el("tbody", attr("role", "rowgroup"), g.Map(v.attempts, v.row)),
		),
		g.If(v.more > 0, el("p", words(fmt.Sprintf("and %d older ones", v.more)))),
	}
}

func columns() []string {
	return []string{"Attempt", "Exam", "Learner", "Status", "Callbacks (UTC)", "Send"}
}

// row has the cells of an attempt in the order of the columns.
func (v pageView) row(a Attempt) g.Node {
	kind := model.Clean(string(a.Protocol))
	if a.Practice {
		kind += ", practice"
	}
	cells := []g.Node{
		lines(a.ID, kind, led("code ", a.Code)),
		lines(a.ExamName, a.Course, led("for the reviewer: ", a.Notes)),
		lines(a.Name, a.UserID),
		lines(a.Status, led("review: ", a.Review)),
		g.If(len(a.Callbacks) > 0, el("ul", g.Map(a.Callbacks, callbackLine))),
		v.send(a),
	}
	row := g.Group{}
	for i, name := range columns() {
		if i == 0 {
			row = append(row, el("th", attr("scope", "row"), attr("role", "rowheader"), cells[i]))
			continue
		}
		row = append(row, el("td", attr("role", "cell"), attr("data-column", name), cells[i]))
	}
	return el("tr", attr("role", "row"), row)
}

// lines are texts from outside below each other, without those that are empty.
func lines(list ...string) g.Node {
	return g.Map(list, func(line string) g.Node { return g.If(!blank(line), el("div", words(line))) })
}

// blank reports whether nothing of the text would be visible.
func blank(text string) bool { return strings.TrimSpace(model.Clean(text)) == "" }

// led is a text with a word before it, or nothing.
func led(word, text string) string {
	if blank(text) {
		return ""
	}
	return word + text
}

func callbackLine(c Callback) g.Node {
	what := fmt.Sprintf("%d, %d ms", c.Status, c.Millis)
	if c.Problem != "" {
		what = c.Problem
	}
	at := c.At.UTC()
	return el("li", el("time", attr("datetime", at.Format(time.RFC3339)), words(at.Format("15:04:05"))), words(" "), words(c.Kind), words(": "), words(what))
}

// send are the two callbacks of an attempt. Who hears the page, hears whose they are.
func (v pageView) send(a Attempt) g.Node {
	of := " " + model.Clean(a.ID)
	return g.Group{
		v.form("ready", hidden("id", a.ID), el("button", attr("aria-label", "Ready"+of), words("Ready"))),
		el("details", el("summary", attr("aria-label", "Review"+of), words("Review")), v.form("review", hidden("id", a.ID),
			choice("Outcome", "status", "", []string{"clean", "rules_violation", "suspicious", "not_reviewed"}),
			texts("Comments, one per line", "comments", "2"),
			text("Reviewed by (e-mail)", "reviewed_by"),
			text("Video link", "video_url"),
			el("button", words("Review")),
		)),
	}
}

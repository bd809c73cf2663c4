package simulator

import (
	"fmt"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"examdesk/model"
)

// shownAttempts is how many attempts a page lists.
const shownAttempts = 200

// pageView is what the page of the attempts shows.
type pageView struct {
	token   string
	message string
	// failed tells a message of what was not done.
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
	return document(
		say(v.message),
		g.Map(v.broken, func(f FaultSetting) g.Node {
			return h.P(h.Class("note"), shown(f.Endpoint), g.Text(" is broken: "), shown(f.Fault))
		}),
		v.form("show", h.Button(g.Text("Refresh"))),
		h.H2(g.Text("Attempts")), v.list(),
		h.Div(h.Class("tools"), v.replayTool(), v.faultTool(), v.onboardingTool()),
	)
}

// form asks for one of the deeds, with the token.
func (v pageView) form(deed string, inside ...g.Node) g.Node {
	return h.Form(h.Method("post"), h.Action("/page/"+deed), hidden("token", v.token), g.Group(inside))
}

// list are the attempts. In a narrow window the style makes each a card; the
// roles say that it is a table all the same.
func (v pageView) list() g.Node {
	if len(v.attempts) == 0 {
		return h.P(g.Text("None yet: an attempt comes here when a learner begins an exam in the LMS."))
	}
	return g.Group{
		h.Table(h.Class("attempts"), h.Role("table"),
			h.THead(h.Role("rowgroup"), h.Tr(h.Role("row"), g.Map(columns(), func(name string) g.Node {
				return h.Th(h.Scope("col"), h.Role("columnheader"), g.Text(name))
			}))),
			h.TBody(h.Role("rowgroup"), g.Map(v.attempts, v.row)),
		),
		g.If(v.more > 0, h.P(g.Text(fmt.Sprintf("and %d older ones", v.more)))),
	}
}

func columns() []string {
	return []string{"Attempt", "Exam", "Learner", "Status", "Callbacks (UTC)", "Send"}
}

// row has the cells of an attempt in the order of the columns.
func (v pageView) row(a Attempt) g.Node {
	kind := string(a.Protocol)
	if a.Practice {
		kind += ", practice"
	}
	cells := []g.Node{
		lines(a.ID, kind, led("code ", a.Code)),
		lines(a.ExamName, a.Course, led("for the reviewer: ", a.Notes)),
		lines(a.Name, a.UserID),
		lines(a.Status, led("review: ", a.Review)),
		h.Ul(g.Map(a.Callbacks, callbackLine)),
		v.send(a),
	}
	row := g.Group{}
	for i, name := range columns() {
		if i == 0 {
			row = append(row, h.Th(h.Scope("row"), h.Role("rowheader"), cells[i]))
			continue
		}
		row = append(row, h.Td(h.Role("cell"), h.Data("column", name), cells[i]))
	}
	return h.Tr(h.Role("row"), row)
}

// lines are texts from outside below each other, without those that are empty.
func lines(list ...string) g.Node {
	return g.Map(list, func(line string) g.Node {
		line = model.Clean(line)
		return g.If(strings.TrimSpace(line) != "", h.Div(g.Text(line)))
	})
}

// led is a text with a word before it, or nothing.
func led(word, text string) string {
	if model.Clean(text) == "" {
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
	return h.Li(h.Time(h.DateTime(at.Format(time.RFC3339)), g.Text(at.Format("15:04:05"))), g.Text(" "), shown(c.Kind), g.Text(": "), shown(what))
}

// send are the two callbacks of an attempt. Who hears the page, hears whose they are.
func (v pageView) send(a Attempt) g.Node {
	of := " " + model.Clean(a.ID)
	return g.Group{
		v.form("ready", hidden("id", a.ID), h.Button(h.Aria("label", "Ready"+of), g.Text("Ready"))),
		h.Details(h.Summary(h.Aria("label", "Review"+of), g.Text("Review")), v.form("review", hidden("id", a.ID),
			choice("Outcome", "status", "", []string{"clean", "rules_violation", "suspicious", "not_reviewed"}),
			texts("Comments, one a line", "comments", "2"),
			text("Reviewed by (e-mail)", "reviewed_by"),
			text("Video link", "video_url"),
			h.Button(g.Text("Review")),
		)),
	}
}

package simulator

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"examdesk/model"
)

// pageTitle is the name on every page.
const pageTitle = "Mock proctoring service"

// shown is text from outside. The elements escape it; this makes it readable.
func shown(text string) g.Node { return g.Text(model.Clean(text)) }

// document is a whole page.
func document(inside ...g.Node) g.Node {
	return h.Doctype(h.HTML(h.Lang("en"),
		h.Head(
			h.Meta(h.Charset("utf-8")),
			h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
			h.TitleEl(g.Text(pageTitle)),
			h.Link(h.Rel("stylesheet"), h.Href("/page/page.css")),
		),
		h.Body(h.Main(
			h.H1(g.Text(pageTitle)),
			h.P(g.Text("For training and tests: nothing is recorded, and nobody watches.")),
			g.Group(inside),
		)),
	))
}

// alert says what went wrong, notice that something was done. Both are nothing
// if there is nothing to say.
func alert(text string) g.Node {
	return g.If(text != "", h.P(h.Class("note alert"), h.Role("alert"), shown(text)))
}

func notice(text string) g.Node {
	return g.If(text != "", h.P(h.Class("note"), h.Role("status"), shown(text)))
}

// signInPage asks for the token, and says why the former one was not taken.
func signInPage(why string) g.Node {
	return document(alert(why), h.Form(h.Method("post"), h.Action("/page/show"),
		field("Control token", h.Input(h.Name("token"), h.Type("password"), h.AutoComplete("off"), h.Required())),
		h.Button(g.Text("Open")),
	))
}

// downloadPage stands where a service's software would be.
func downloadPage() g.Node {
	return document(h.P(g.Text("This is a mock service: there is nothing to install.")))
}

// refusedLinkPage says why an instructor's link is not good.
func refusedLinkPage(why string) g.Node { return document(alert(why)) }

// instructorPage shows what a link says.
func instructorPage(issuer string, claims []claim) g.Node {
	return document(
		h.H2(g.Text("Instructor dashboard")),
		h.P(g.Text("The LMS sent you here with a link of "), shown(issuer), g.Text(" that is signed as it should be. It says:")),
		h.Table(h.TBody(g.Map(claims, func(c claim) g.Node {
			return h.Tr(h.Th(h.Scope("row"), shown(c.Name)), h.Td(shown(c.Value)))
		}))),
	)
}

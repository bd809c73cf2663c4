package simulator

import (
	g "maragu.dev/gomponents"
)

// pageTitle is the name on every page.
const pageTitle = "Mock proctoring service"

// layout is a page with its head.
func layout(inside ...g.Node) g.Node {
	return document(attr("lang", "en"),
		el("head",
			el("meta", attr("charset", "utf-8")),
			el("meta", attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")),
			el("title", words(pageTitle)),
			el("link", attr("rel", "stylesheet"), attr("href", "/page/page.css")),
		),
		el("body", el("main",
			el("h1", words(pageTitle)),
			el("p", words("For training and tests: nothing is recorded, and no one watches.")),
			g.Group(inside),
		)),
	)
}

// alert is for what went wrong, notice for what was done. Both are nothing
// if there is nothing to say.
func alert(text string) g.Node {
	return g.If(text != "", el("p", attr("class", "note alert"), attr("role", "alert"), words(text)))
}

func notice(text string) g.Node {
	return g.If(text != "", el("p", attr("class", "note"), attr("role", "status"), words(text)))
}

// signInPage asks for the token, and explains why the last one was not accepted.
func signInPage(why string) g.Node {
	return layout(alert(why), el("form", attr("method", "post"), attr("action", "/page/show"),
		field("Control token", el("input", attr("name", "token"), attr("type", "password"), attr("autocomplete", "off"), attr("required", ""))),
		el("button", words("Open")),
	))
}

// downloadPage takes the place of a service's software.
func downloadPage() g.Node {
	return layout(el("p", words("This is a mock service: there is nothing to install.")))
}

// refusedLinkPage explains why an instructor's link is not valid.
func refusedLinkPage(why string) g.Node { return layout(alert(why)) }

// instructorPage shows what a link says.
func instructorPage(issuer string, claims []claim) g.Node {
	return layout(
		el("h2", words("Instructor dashboard")),
		el("p", words("The LMS sent you here with a link from "), words(issuer), words(" whose signature is valid. It says:")),
		el("table", el("tbody", g.Map(claims, func(c claim) g.Node {
			return el("tr", el("th", attr("scope", "row"), words(c.Name)), el("td", words(c.Value)))
		}))),
	)
}

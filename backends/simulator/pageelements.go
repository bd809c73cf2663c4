package simulator

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"examdesk/model"
)

// All pages are made of what is in this file. Names of elements and attributes
// are constants; what is between and in them is escaped, whatever it is. None of
// the functions is inlined: each place would get a copy of the library's
// rendering, which together make the program 150 kB larger.

// document is a page.
func document(inside ...g.Node) g.Node { return h.Doctype(el("html", inside...)) }

// el is an element with its attributes and with what is in it.
//
//go:noinline
func el(name string, inside ...g.Node) g.Node { return g.El(name, inside...) }

// attr is an attribute. Its value is kept as it is, since a form sends it back.
//
//go:noinline
func attr(name, value string) g.Node { return g.Attr(name, value) }

// words are text, which is made readable too: what is unseen is left out.
//
//go:noinline
func words(text string) g.Node { return g.Text(model.Clean(text)) }

package simulator

import (
	g "maragu.dev/gomponents"
)

// field is a control with its label.
func field(label string, control g.Node) g.Node {
	return el("label", words(label), words(" "), control)
}

// text is a field of one line, texts one of several.
func text(label, name string, more ...g.Node) g.Node {
	return field(label, el("input", attr("name", name), g.Group(more)))
}

func texts(label, name, rows string) g.Node {
	return field(label, el("textarea", attr("name", name), attr("rows", rows)))
}

// choice is a field for one of several names. Of an empty name the other word
// is shown.
func choice[T ~string](label, name, empty string, options []T) g.Node {
	return field(label, el("select", attr("name", name), g.Map(options, func(o T) g.Node {
		if o == "" {
			return el("option", attr("value", ""), words(empty))
		}
		return el("option", attr("value", string(o)), words(string(o)))
	})))
}

// hidden is a field that a form sends without anyone typing it.
func hidden(name, value string) g.Node {
	return el("input", attr("type", "hidden"), attr("name", name), attr("value", value))
}

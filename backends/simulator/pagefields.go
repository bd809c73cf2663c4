package simulator

import (
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"
)

// field is a control with its label.
func field(label string, control g.Node) g.Node {
	return h.Label(g.Text(label), g.Text(" "), control)
}

// text is a field of one line, texts one of several.
func text(label, name string, more ...g.Node) g.Node {
	return field(label, h.Input(h.Name(name), g.Group(more)))
}

func texts(label, name, rows string) g.Node {
	return field(label, h.Textarea(h.Name(name), h.Rows(rows)))
}

// choice is a field for one of several names. Of an empty name the other word
// is shown.
func choice[T ~string](label, name, empty string, options []T) g.Node {
	return field(label, h.Select(h.Name(name), g.Map(options, func(o T) g.Node {
		if o == "" {
			return h.Option(h.Value(""), g.Text(empty))
		}
		return h.Option(h.Value(string(o)), g.Text(string(o)))
	})))
}

// hidden is what a form sends that nobody types.
func hidden(name, value string) g.Node {
	return h.Input(h.Type("hidden"), h.Name(name), h.Value(value))
}

package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"examdesk/backends"
	"examdesk/backends/settings"
	"examdesk/model"
)

// form finds values that the LMS would take for something else than they are
// here, and those that are nothing that the key can be.
func (p settingsProbe) form() outcome {
	var found findings
	looked := 0
	for _, e := range p.svc.Entries {
		k, known := settings.Named(e.Key)
		if !known || e.IsNull() {
			continue
		}
		looked++
		p.formOf(&found, k, e)
	}
	return found.sum(fmt.Sprintf("%d values, which the LMS reads in the same way", looked))
}

func (p settingsProbe) formOf(found *findings, k settings.Key, e settings.Entry) {
	wrong := map[settings.Form]string{
		settings.Text: "a string", settings.Flag: "true or false", settings.Number: "a whole number", settings.List: "a list", settings.Object: "a list of settings",
		settings.Wait: "a number of seconds above 0, or a list of two such as [5, 30]",
	}[k.Form]
	switch {
	case k.Form == settings.Text && e.Scalar() && taken(e.Node) != "":
		p.misread(found, k, e.Text, taken(e.Node))
	case k.Form == settings.Text && e.Scalar() && unrendered(e.Text):
		found.fail(model.CauseSettings, k.Name+" is a template that was never filled in", "Fill in the value; whatever generates your configuration did not.")
	case !fits(k.Form, e):
		found.fail(model.CauseSettings, k.Name+" is not "+wrong, "Write "+wrong+".")
	case k.Name == "default_rules":
		if _, err := backends.REST(p.svc, p.options()); err != nil {
			found.fail(model.CauseSettings, "default_rules has values that a rule cannot have", "Write names of rules with texts, numbers, true or false.")
		}
	}
}

// misread warns of a text that YAML takes for something else. The LMS breaks
// where it must turn a key into bytes, and sends the others as what they are
// not.
func (p settingsProbe) misread(found *findings, k settings.Key, word, as string) {
	seen, remedy := fmt.Sprintf("%s looks like %s to the LMS", k.Name, as), fmt.Sprintf("Write %s in quotation marks, here and in the LMS's own file.", k.Name)
	if number, how, ok := settings.PythonNumber(word); ok && !k.Secret {
		seen += fmt.Sprintf(": %s (%s in YAML 1.1)", number, how)
	}
	if k.Secret || slices.Contains([]string{"secret_key_id", "client_id", "base_url", "exam_register_endpoint"}, k.Name) {
		found.fail(model.CauseSettings, seen, remedy)
	} else {
		found.warn(model.CauseSettings, seen, remedy)
	}
}

func fits(form settings.Form, e settings.Entry) bool {
	var flag bool
	var number int
	switch form {
	case settings.Text:
		return e.Scalar()
	case settings.Flag:
		return e.Node.Decode(&flag) == nil
	case settings.Number:
		return e.Node.Decode(&number) == nil
	case settings.List:
		return e.Node.Kind == yaml.SequenceNode
	case settings.Wait:
		return settings.IsWait(e.Node)
	case settings.Object:
		return e.Node.Kind == yaml.MappingNode
	}
	return true
}

// taken is what the LMS's YAML reader takes an unquoted scalar for, empty if for
// a text. It reads YAML 1.1, in which more is a number, a date or a truth value
// than here.
func taken(n *yaml.Node) string {
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 || n.Style&yaml.TaggedStyle != 0 && n.Tag == "!!str" {
		return ""
	}
	for _, k := range otherwise() {
		if k.pattern.MatchString(n.Value) {
			return k.as
		}
	}
	return ""
}

// reading is what a scalar of a form is taken for.
type reading struct {
	as      string
	pattern *regexp.Regexp
}

// otherwise are the forms of YAML 1.1 that are not texts. They are made once, as
// tens of thousands of services may be looked at.
var otherwise = sync.OnceValue(func() []reading {
	var out []reading
	for _, k := range []struct{ as, pattern string }{
		{"a number", `^[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*|[1-9][0-9_]*(:[0-5]?[0-9])+)$`},
		{"a number", `^[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+]?[0-9]+)?$`},
		{"a number", `^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`},
		{"a boolean", `^(yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$`},
		{"a date", `^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$`},
		{"nothing at all", `^(~|null|Null|NULL)$`},
	} {
		out = append(out, reading{k.as, regexp.MustCompile(k.pattern)})
	}
	return out
})

// unrendered reports whether a value is still a template's own text.
func unrendered(s string) bool {
	return strings.Contains(s, "{{") && strings.Contains(s, "}}") || strings.Contains(s, "{%") || strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}")
}

package jsonout

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"examdesk/model"
)

// Flags lets a command's --json take fields, and adds --jq and --template, each of
// which implies it. The shapes are of the types that the command prints: a nil slice
// for a list, a zero value for one object. The command must have a bool flag json.
func Flags(cmd *cobra.Command, shapes ...any) {
	flags := cmd.Flags()
	flag := flags.Lookup("json")
	q := &Query{on: flag.Value, clock: time.Now}
	for _, shape := range shapes {
		q.Shapes = append(q.Shapes, reflect.TypeOf(shape))
	}
	flag.Value, flag.NoOptDefVal, flag.DefValue = &fieldsValue{q}, all, ""
	if fields := q.Fields(); len(fields) > 0 {
		flag.Usage += "; with FIELDS only those, as in " + strings.Join(fields[:min(3, len(fields))], ",")
	}
	implied := func() error {
		if q.On() {
			return nil
		}
		return flags.Set("json", all)
	}
	flags.Var(&textValue{set: func(s string) error { return errors.Join(q.setJQ(s), implied()) }, kind: "EXPR"}, "jq", "print the results of the jq expression `EXPR`")
	flags.Var(&textValue{set: func(s string) error { return errors.Join(q.setTemplate(s), implied()) }, kind: "TEXT"}, "template", "print the JSON with the Go template `TEXT`")
	_ = cmd.RegisterFlagCompletionFunc("json", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return completeFields(q.Fields(), typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}) // fails only for a flag that is not there
	for _, name := range []string{"jq", "template"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
}

// all is the value of --json without fields, as the help shows it.
const all = "FIELDS"

// Of returns what was requested of a command's JSON; nil if it prints none.
func Of(cmd *cobra.Command) *Query {
	flag := cmd.Flags().Lookup("json")
	if flag == nil {
		return nil
	}
	v, is := flag.Value.(*fieldsValue)
	if !is {
		return nil
	}
	return v.q
}

// Fields are the names of the fields that may be asked for.
func (q *Query) Fields() []string {
	var names []string
	for _, shape := range q.Shapes {
		for _, name := range Fields(shape) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Fields are the names of the fields of a shape, in their order.
func Fields(shape reflect.Type) []string {
	for shape.Kind() == reflect.Slice || shape.Kind() == reflect.Pointer {
		shape = shape.Elem()
	}
	if shape.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for f := range fieldsOf(shape) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && name == "":
			names = append(names, Fields(f.Type)...)
		default:
			names = append(names, name)
		}
	}
	return names
}

func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// fieldsValue is the value of --json.
type fieldsValue struct{ q *Query }

func (v *fieldsValue) String() string {
	if v.q == nil || !v.q.On() {
		return ""
	}
	if v.q.fields == nil {
		return "true"
	}
	return strings.Join(v.q.fields, ",")
}

// Type is empty, so that the help shows --json[=FIELDS].
func (v *fieldsValue) Type() string { return "" }

func (v *fieldsValue) Set(s string) error {
	switch s {
	case all, "true":
		return v.q.on.Set("true")
	case "false":
		return v.q.on.Set("false")
	}
	known := v.q.Fields()
	if len(known) == 0 {
		return errors.New("this JSON has no fields to select")
	}
	var fields []string
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		if _, err := model.OneOf("field", name, known); err != nil {
			return err
		}
		if !slices.Contains(fields, name) {
			fields = append(fields, name)
		}
	}
	v.q.fields = fields
	return v.q.on.Set("true")
}

// textValue is the value of --jq and --template.
type textValue struct {
	text, kind string
	set        func(string) error
}

func (v *textValue) String() string { return v.text }

func (v *textValue) Type() string { return v.kind }

func (v *textValue) Set(s string) error {
	v.text = s
	return v.set(s)
}

// completeFields completes the last of the typed fields.
func completeFields(names []string, typed string) []string {
	given, before := []string(nil), ""
	if i := strings.LastIndex(typed, ","); i >= 0 {
		before = typed[:i+1]
		given = strings.Split(typed[:i], ",")
	}
	var out []string
	for _, name := range names {
		if strings.HasPrefix(before+name, typed) && !slices.Contains(given, name) {
			out = append(out, before+name)
		}
	}
	return out
}

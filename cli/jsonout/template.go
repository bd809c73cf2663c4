package jsonout

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

func (q *Query) setTemplate(text string) error {
	t := &tables{}
	parsed, err := template.New("--template").Option("missingkey=error").Funcs(q.functions(t)).Parse(text)
	if err != nil {
		return fmt.Errorf("the template is not valid: %w", err)
	}
	q.template, q.tables = parsed, t
	return nil
}

// functions returns what a template may call besides Go's own functions.
func (q *Query) functions(t *tables) template.FuncMap {
	return template.FuncMap{
		"join":  join,
		"pluck": pluck,
		"tablerow": func(cells ...any) string {
			row := make([]string, len(cells))
			for i, cell := range cells {
				row[i] = cellText(cell)
			}
			t.rows = append(t.rows, row)
			return ""
		},
		"tablerender": t.render,
		"timeago": func(at any) (string, error) {
			then, err := timeOf(at)
			if err != nil || then.IsZero() {
				return "-", err
			}
			return ago(q.clock().Sub(then)), nil
		},
		"timefmt": func(layout string, at any) (string, error) {
			then, err := timeOf(at)
			if err != nil || then.IsZero() {
				return "-", err
			}
			return then.Format(layout), nil
		},
	}
}

func (q *Query) runTemplate(w io.Writer, value any) error {
	var b bytes.Buffer
	if err := q.template.Execute(&b, value); err != nil {
		return fmt.Errorf("the template failed: %w", err)
	}
	_, err := io.WriteString(w, model.Escape(b.String()+q.tables.render()))
	return err
}

// render ends a table.
func (t *tables) render() string {
	widths := []int{}
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], theme.Width(cell))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		for i, cell := range row {
			switch {
			case i == len(row)-1:
				b.WriteString(cell)
			case t.drawn:
				b.WriteString(theme.Pad(cell, widths[i]) + "  ")
			default:
				b.WriteString(cell + "\t")
			}
		}
		b.WriteString("\n")
	}
	t.rows = nil
	return b.String()
}

// cellText is a value in one cell; nothing in it begins another cell or row.
func cellText(v any) string {
	if v == nil {
		return ""
	}
	return strings.Join(strings.Fields(fmt.Sprint(v)), " ")
}

// join puts a separator between the values of a list.
func join(sep string, list []any) string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = cellText(v)
	}
	return strings.Join(texts, sep)
}

// pluck takes one field of each object in a list.
func pluck(name string, list []any) ([]any, error) {
	out := make([]any, len(list))
	for i, v := range list {
		object, is := v.(map[string]any)
		if !is {
			return nil, fmt.Errorf("pluck %q: element %d is not an object", name, i+1)
		}
		out[i] = object[name]
	}
	return out, nil
}

func timeOf(at any) (time.Time, error) {
	if at == nil {
		return time.Time{}, nil
	}
	text, is := at.(string)
	if !is {
		return time.Time{}, fmt.Errorf("%v is not a time", at)
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, fmt.Errorf("%q is not a time", text)
	}
	return t.UTC(), nil
}

// ago writes a length of time in its largest unit.
func ago(d time.Duration) string {
	when := "ago"
	if d < 0 {
		d, when = -d, "from now"
	}
	for _, unit := range []struct {
		long time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if n := int(d / unit.long); n > 0 {
			return model.Counted(n, unit.name) + " " + when
		}
	}
	return "less than a minute " + when
}

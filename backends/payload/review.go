package payload

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"examdesk/model"
	"examdesk/text"
)

// Unreadable is the error for a review that [Parse] does not take.
func Unreadable(err error) error {
	var fault *text.Fault
	if errors.As(err, &fault) {
		return text.Refused(err, "The review", text.SaveAsUTF8)
	}
	return model.Wrap(err, model.CodeInvalid, "The review cannot be read; send a JSON object.")
}

// CommentFields are the names that a service gives to the fields of a comment.
// A time without a name in the payload is 0 unless it is Required.
type CommentFields struct {
	Start, Stop, Duration, Text, Status string
	Required                            bool
}

// Comments reads a list of comments, none if the field is not there. The error
// has [model.CodeInvalid] and says which comment is wrong.
func (o *Object) Comments(field string, names CommentFields) ([]model.DeliveredComment, error) {
	v, there := o.Get(field)
	if !there {
		return nil, nil
	}
	list, ok := v.([]any)
	if !ok && IsEmpty(v) {
		return nil, nil // an empty object or text has no comments either
	}
	if !ok {
		return nil, model.Errorf(model.CodeInvalid, "The review's %s are not a list.", field)
	}
	var out []model.DeliveredComment
	for i, entry := range list {
		c, ok := entry.(*Object)
		if !ok {
			return nil, model.Errorf(model.CodeInvalid, "Number %d of the review's %s is not an object.", i+1, field)
		}
		read, missing := c.comment(names)
		if missing != "" {
			return nil, model.Errorf(model.CodeInvalid, "Number %d of the review's %s has no usable %s.", i+1, field, missing)
		}
		out = append(out, read)
	}
	return out, nil
}

// comment reads one comment, or names the first field that cannot be used.
func (o *Object) comment(names CommentFields) (c model.DeliveredComment, missing string) {
	for _, f := range []struct {
		name string
		to   *int
	}{{names.Start, &c.Start}, {names.Stop, &c.Stop}, {names.Duration, &c.Duration}} {
		v, there := o.Get(f.name)
		if !there && !names.Required {
			continue
		}
		n, ok := seconds(v)
		if !ok {
			return c, f.name
		}
		*f.to = n
	}
	for _, f := range []struct {
		name string
		to   *string
	}{{names.Text, &c.Text}, {names.Status, &c.Status}} {
		s, ok := column(o.values[f.name])
		if !ok {
			return c, f.name
		}
		*f.to = s
	}
	return c, ""
}

// IsEmpty reports whether a value is an empty list, object or text: going through
// it finds nothing.
func IsEmpty(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case *Object:
		return len(v.keys) == 0
	}
	return false
}

// column is a value as Django stores it in a column of text: numbers and truth
// values as Python writes them. What is missing, a list or an object cannot be
// stored.
func column(v any) (string, bool) {
	switch v.(type) {
	case string, json.Number, bool:
		return Str(v), true
	}
	return "", false
}

// seconds reads a number as Django stores one in a column of whole numbers: the
// part after the point is cut off, a text of digits of any script counts, and true
// is 1.
func seconds(v any) (int, bool) {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = v.String()
		if f, err := strconv.ParseFloat(text, 64); err == nil && strings.ContainsAny(text, ".eE") {
			text = strconv.FormatFloat(math.Trunc(f), 'f', 0, 64)
		}
	case string:
		text = model.WesternDigits(strings.ReplaceAll(strings.TrimSpace(v), "_", ""))
	case bool:
		text = map[bool]string{true: "1", false: "0"}[v]
	default:
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err == nil
}

package view

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"examdesk/model"
)

// payload is what a vendor's raw data says, as far as it can be compared:
// its fields by path, and its comments.
type payload struct {
	fields   map[string]string
	comments []model.Comment
}

// Limits on what is read of a payload, which comes from outside.
const (
	payloadDepth  = 8
	payloadFields = 500
	payloadValue  = 200
)

// parsePayload reads raw data of either form: that of software_secure, with
// comments by camera and desktop, and that of the REST services. The second
// value is false if it is not a JSON object.
func parsePayload(raw model.Text) (payload, bool) {
	decoder := json.NewDecoder(strings.NewReader(raw.Raw()))
	decoder.UseNumber()
	var top map[string]any
	if err := decoder.Decode(&top); err != nil || top == nil {
		return payload{}, false
	}
	p := payload{fields: map[string]string{}}
	for key, value := range top {
		switch key {
		case "webCamComments":
			p.take(value, model.SourceCamera, key)
		case "desktopComments":
			p.take(value, model.SourceDesktop, key)
		case "comments":
			p.take(value, model.SourceUnknown, key)
		default:
			p.flatten(key, value, 0)
		}
	}
	return p, true
}

// take reads a list of comments; anything else is kept as a field.
func (p *payload) take(value any, source model.CommentSource, key string) {
	list, ok := value.([]any)
	if !ok {
		p.flatten(key, value, 0)
		return
	}
	for i, item := range list {
		fields, ok := item.(map[string]any)
		if !ok {
			p.flatten(key+"."+strconv.Itoa(i), item, 1)
			continue
		}
		p.comments = append(p.comments, model.Comment{
			Start:    number(fields, "eventStart", "start"),
			Stop:     number(fields, "eventFinish", "stop"),
			Duration: number(fields, "duration", "duration"),
			Text:     model.Text(str(fields, "comments", "comment")),
			Status:   model.ReviewStatus(str(fields, "eventStatus", "status")),
			Source:   source,
		})
	}
}

func (p *payload) flatten(path string, value any, depth int) {
	if len(p.fields) >= payloadFields {
		return
	}
	if depth < payloadDepth {
		switch v := value.(type) {
		case map[string]any:
			for key, inner := range v {
				p.flatten(path+"."+key, inner, depth+1)
			}
			return
		case []any:
			for i, inner := range v {
				p.flatten(path+"."+strconv.Itoa(i), inner, depth+1)
			}
			return
		}
	}
	text := fmt.Sprint(value)
	if value == nil {
		text = "null"
	}
	p.fields[path] = text
}

func number(fields map[string]any, names ...string) int {
	for _, name := range names {
		if n, ok := fields[name].(json.Number); ok {
			f, err := n.Float64()
			if err != nil || f > maxSeconds || f < -maxSeconds {
				return maxSeconds
			}
			return int(f)
		}
	}
	return 0
}

func str(fields map[string]any, names ...string) string {
	for _, name := range names {
		if s, ok := fields[name].(string); ok {
			return s
		}
	}
	return ""
}

// fieldChange is a field that differs; a missing one is nil.
type fieldChange struct {
	path     string
	old, now *string
}

// fieldChanges compares the fields of two payloads, by path.
func fieldChanges(old, now payload) []fieldChange {
	var out []fieldChange
	for path, was := range old.fields {
		is, ok := now.fields[path]
		switch {
		case !ok:
			out = append(out, fieldChange{path: path, old: &was})
		case is != was:
			out = append(out, fieldChange{path: path, old: &was, now: &is})
		}
	}
	for path, is := range now.fields {
		if _, ok := old.fields[path]; !ok {
			out = append(out, fieldChange{path: path, now: &is})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].path < out[j].path })
	return out
}

// commentChanges returns the comments that are only in the one or in the other.
func commentChanges(old, now payload) (gone, came []model.Comment) {
	count := map[model.Comment]int{}
	for _, c := range old.comments {
		count[c]++
	}
	for _, c := range now.comments {
		if count[c] > 0 {
			count[c]--
			continue
		}
		came = append(came, c)
	}
	for _, c := range old.comments {
		if count[c] > 0 {
			count[c]--
			gone = append(gone, c)
		}
	}
	return byTime(gone), byTime(came)
}

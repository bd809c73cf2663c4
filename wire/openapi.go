package wire

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"examdesk/model"
	"examdesk/wire/spell"
)

// OpenAPI is the document of the API itself.
var OpenAPI = Asks[None, json.RawMessage](Op{
	Name: "openapi", Tag: "rights", Method: http.MethodGet, Path: "/openapi.json", Scope: Open,
	Summary: "Returns this document.",
})

// Capable is the header of each answer that lists the deeds which the person may do
// somewhere in the store. Why not, and what can be done about it, is at the root.
const Capable = "Examdesk-May"

type (
	object = map[string]any
	schema = spell.Schema
)

// tags are the resources, in the order of the document.
var tags = [][2]string{
	{"rights", "Who asks, and what they may do."},
	{"attempts", "The attempts at exams, with their reviews."},
	{"decisions", "Reviewers' decisions about attempts."},
	{"changes", "What others write, while it happens."},
	{"learners", "Learners: search, cards, retirement."},
	{"exams", "Courses and their exams."},
	{"policies", "Review policies."},
	{"allowances", "Allowances: additional time and exceptions."},
	{"onboarding", "Where learners stand with onboarding."},
	{"reports", "Reports of a course."},
	{"reviews", "Reviews as proctoring services deliver them."},
	{"outbox", "Messages to the platform and the services."},
	{"activity", "Who did what."},
	{"people", "Users and what gives them rights."},
	{"store", "The store as a whole."},
}

// Document is the OpenAPI 3.1 document of all operations.
func Document(version string) []byte {
	defs := spell.NewDefs("#/components/schemas/")
	paths := object{}
	used := map[string]bool{}
	for _, o := range Operations() {
		path := strings.TrimSuffix(o.Path, "{$}")
		at, _ := paths[path].(object)
		if at == nil {
			at = object{}
			paths[path] = at
		}
		at[strings.ToLower(o.Method)] = described(o, defs)
		used[o.Tag] = true
	}
	var about []object
	for _, t := range tags {
		if used[t[0]] {
			about = append(about, object{"name": t[0], "description": t[1]})
		}
	}
	problem := defs.Of(reflect.TypeFor[spell.Problem]())
	data, err := json.MarshalIndent(struct {
		OpenAPI    string   `json:"openapi"`
		Info       object   `json:"info"`
		Servers    []object `json:"servers"`
		Security   []object `json:"security"`
		Tags       []object `json:"tags"`
		Paths      object   `json:"paths"`
		Components object   `json:"components"`
	}{
		"3.1.0", object{
			"title": Title, "version": version,
			"summary": "A proctoring desk's state store.",
			"description": "What goes beyond edx-proctoring's own REST API v1. Times are UTC with at least microseconds; what is called minutes or seconds is that. " +
				"Text from learners and services is passed on as it is: clean it before you draw it.",
			"license": object{"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
		},
		[]object{{"url": Base, "description": "This server."}}, []object{{"jwt": []string{}}}, about, paths,
		object{
			"schemas":         defs.ByName,
			"securitySchemes": object{"jwt": object{"type": "apiKey", "in": "header", "name": "Authorization", "description": "JWT and a token, or Bearer and a token; see POST /oauth2/access_token."}},
			"responses":       object{"Problem": object{"description": "What is wrong, by its code, and what can be done about it.", "content": object{"application/json": object{"schema": problem}}}},
		},
	}, "", " ")
	if err != nil {
		panic(err) // the document is made of our own types
	}
	return data
}

// described is one operation in the document.
func described(o Op, defs *spell.Defs) object {
	refusal := object{"$ref": "#/components/responses/Problem"}
	d := object{
		"operationId": o.Name, "tags": []string{o.Tag}, "summary": strings.TrimSuffix(o.Summary, "."), "description": o.Summary + " " + o.permission(),
		"responses": object{
			"200": answered(o, defs), "400": refusal, "401": refusal, "403": refusal, "404": refusal, "409": refusal, "422": refusal, "503": refusal,
		},
	}
	var params []object
	for _, p := range ParamsOf(o.Params) {
		s := defs.Of(p.Type)
		if p.In == "body" {
			d["requestBody"] = object{"required": true, "description": p.Doc, "content": object{"application/json": object{"schema": s}}}
			continue
		}
		at := object{"name": p.Name, "in": p.In, "description": p.Doc, "required": p.In == "path", "schema": s}
		if k := p.Type.Kind(); s.Ref != "" || len(s.AnyOf) > 0 || k == reflect.Slice || k == reflect.Pointer {
			delete(at, "schema")
			at["content"] = object{"application/json": object{"schema": s}}
		}
		params = append(params, at)
	}
	if params != nil {
		d["parameters"] = params
	}
	if o.Deed != "" {
		d["x-deed"] = o.Deed
	}
	if o.Scope == Open {
		d["security"] = []object{}
	}
	return d
}

// permission says who may ask, in a sentence.
func (o Op) permission() string {
	switch o.Scope {
	case ForDoers:
		return "It takes the right to " + string(o.Deed) + "."
	case ForEveryone:
		return "Whoever is signed in may ask."
	case ForTeams:
		return "It takes the right to " + string(model.DeedBrowse) + "; course teams are answered about their own courses."
	case ForReviewers:
		return "It takes the right to " + string(model.DeedReadLearner) + "."
	case ForStaff:
		return "It takes staff or superuser status."
	case Open:
	}
	return "Nobody need be signed in."
}

func answered(o Op, defs *spell.Defs) object {
	s, kind, what := defs.Of(o.Answer), "application/json", "The answer."
	switch o.Shape {
	case Lines:
		kind, what = "application/x-ndjson", "One item in each line; the last line has their count, or the problem because of which the list ends. Without either it was cut off."
		s = &schema{Type: "object", Properties: map[string]*schema{
			"item": s, "count": {Type: "integer"}, "problem": defs.Of(reflect.TypeFor[spell.Problem]()),
		}}
	case Events:
		kind, what = "text/event-stream", "Events for as long as both sides like, at most ten minutes; ask again with Last-Event-ID."
	case One:
	}
	return object{
		"description": what,
		"headers":     object{Capable: object{"description": "The deeds that the person may do somewhere in the store, separated by blanks.", "schema": &schema{Type: "string"}}},
		"content":     object{kind: object{"schema": s}},
	}
}

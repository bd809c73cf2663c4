package wire

import (
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"examdesk/model"
	"examdesk/wire/spell"
)

// TestTable holds each operation to what all of them are.
func TestTable(t *testing.T) {
	t.Parallel()
	names, places := map[string]bool{}, map[string]bool{}
	part := regexp.MustCompile(`\{(\w+)\}`)
	for _, o := range Operations() {
		if names[o.Name] || places[o.Pattern()] {
			t.Errorf("%s %s is there twice", o.Name, o.Pattern())
		}
		names[o.Name], places[o.Pattern()] = true, true
		if o.Summary == "" || !strings.HasSuffix(o.Summary, ".") || o.Tag == "" {
			t.Errorf("%s says not what it does: %q", o.Name, o.Summary)
		}
		if writes := o.Method != "GET"; writes != (o.Deed != "") || o.Deed != "" && !o.Deed.IsKnown() {
			t.Errorf("%s is %s and its deed is %q", o.Name, o.Method, o.Deed)
		}
		inPath := map[string]bool{}
		for _, m := range part.FindAllStringSubmatch(o.Path, -1) {
			inPath[m[1]] = true
		}
		for _, p := range ParamsOf(o.Params) {
			if p.Doc == "" || p.In == "path" != inPath[p.Name] || p.In == "body" && o.Method == "GET" {
				t.Errorf("%s: the parameter %s is in %s; doc %q", o.Name, p.Name, p.In, p.Doc)
			}
			delete(inPath, p.Name)
		}
		if len(inPath) > 0 {
			t.Errorf("%s: nothing is put for %v", o.Name, inPath)
		}
		d := spell.NewDefs("#/")
		d.Of(o.Answer) // panics for a type that cannot be written
	}
}

// TestPutTake has what is put into a request come out of it.
func TestPutTake(t *testing.T) {
	t.Parallel()
	in := AttemptsParams{
		Filter: `learner:"a b" é%2F`, Where: &model.Filter{Text: "x&y=z", Statuses: []model.AttemptStatus{model.Errored}}, Newest: true,
		After: "abc+/=", Limit: 5,
	}
	r := Put(FindAttempts.Op, in)
	query, err := url.ParseQuery(r.Query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	var out AttemptsParams
	if err := Take(FindAttempts.Op, nil, query, nil, &out); err != nil || !reflect.DeepEqual(in, out) {
		t.Errorf("%+v, %v", out, err)
	}
	d := DecideParams{7, model.Decision{DecisionRequest: model.DecisionRequest{AttemptID: 7, Review: model.ReviewClean, Reason: "\x1b[2J"}, ID: "one"}}
	r = Put(Decide.Op, d)
	var got DecideParams
	if err := Take(Decide.Op, func(string) string { return "7" }, nil, r.Body, &got); err != nil || !reflect.DeepEqual(d, got) || r.Path != Base+"/attempts/7/decisions" {
		t.Errorf("%s: %+v, %v", r.Path, got, err)
	}
}

func TestTakeRefuses(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"limit=many":      "The parameter limit cannot be read",
		"limit=1&limit=2": "The parameter limit is there 2 times",
		"filer=x":         "There is no parameter \"filer\" here",
		"where={":         "The parameter where cannot be read: The JSON ends too early.",
		`where={"x":1}`:   "has no field x",
		"filter=a%ff":     "The parameter filter cannot be read: It is not UTF-8.",
		"newest=perhaps":  "The parameter newest cannot be read",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		var p AttemptsParams
		if err := Take(FindAttempts.Op, nil, q, nil, &p); model.CodeOf(err) != model.CodeInvalid || !strings.Contains(model.Sentence(err), want) {
			t.Errorf("%s: %v", query, err)
		}
	}
	var p AttemptParams
	if err := Take(ReadAttempt.Op, func(string) string { return "seven" }, nil, nil, &p); model.CodeOf(err) != model.CodeInvalid {
		t.Errorf("an id that is not one: %v", err)
	}
}

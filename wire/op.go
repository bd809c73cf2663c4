package wire

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"examdesk/model"
	"examdesk/wire/spell"
)

// Base is where the operations are.
const Base = "/api/examdesk/v1"

// Title is the title of the document of the API, by which an examdesk is known.
const Title = "examdesk"

// Scope is who may read what an operation answers.
type Scope int

// The scopes.
const (
	// ForReviewers is for who may read about any learner ([model.DeedReadLearner]).
	ForReviewers Scope = iota
	// ForTeams is for who may read about a course ([model.DeedBrowse]); those who may not
	// read about any learner get what is of their own courses.
	ForTeams
	// ForEveryone is for whoever is signed in.
	ForEveryone
	// ForStaff is for staff and superusers: what is not about a course or a learner.
	ForStaff
	// Open is for anybody, signed in or not.
	Open
	// ForDoers is for whoever may do the operation's deed, which the engine asks about.
	ForDoers
)

// Op is one operation.
type Op struct {
	// Name is unique, Tag the resource in the document.
	Name, Tag string
	// Method and Path are where it is; the path is below [Base].
	Method, Path string
	// Summary says in a sentence what it does.
	Summary string
	// Deed is what it changes; empty if it only reads.
	Deed model.Deed
	// Plans reports that the operation only says what the deed would do.
	Plans bool
	// Fleeting reports that the operation stores nothing: what it says is forgotten.
	Fleeting bool
	Scope    Scope
	// Shape is how the answer comes.
	Shape Shape
	// Params and Answer are their types.
	Params, Answer reflect.Type
}

// Shape is how an answer comes.
type Shape int

// The shapes: one JSON value, a stream of lines, or a stream of events.
const (
	One Shape = iota
	Lines
	Events
)

// Pattern is the operation's place for a router of net/http.
func (o Op) Pattern() string { return o.Method + " " + Base + o.Path }

// IsRead reports whether asking again changes nothing.
func (o Op) IsRead() bool { return o.Method == http.MethodGet || o.Plans || o.Fleeting }

// Ask is an operation with one answer.
type Ask[P, A any] struct{ Op }

// Walk is an operation that answers with a list, line by line.
type Walk[P, A any] struct{ Op }

// Asks completes an operation with one answer.
func Asks[P, A any](o Op) Ask[P, A] {
	o.Params, o.Answer = reflect.TypeFor[P](), reflect.TypeFor[A]()
	return Ask[P, A]{o}
}

// Walks completes an operation that answers with a list.
func Walks[P, A any](o Op) Walk[P, A] {
	o.Params, o.Answer, o.Shape = reflect.TypeFor[P](), reflect.TypeFor[A](), Lines
	return Walk[P, A]{o}
}

// None is for an operation without parameters, or one without an answer.
type None struct{}

// Param is one parameter of an operation.
type Param struct {
	// Name is its name, In where it is: path, query or body.
	Name, In string
	// Doc says what it is.
	Doc   string
	Index int
	Type  reflect.Type
}

// ParamsOf lists the parameters that a struct has.
func ParamsOf(t reflect.Type) []Param {
	var out []Param
	for i := range t.NumField() {
		f := t.Field(i)
		in := f.Tag.Get("in")
		if in == "" {
			panic(fmt.Sprintf("wire: %s.%s says not where it is", t, f.Name))
		}
		out = append(out, Param{Name: spell.Snake(f.Name), In: in, Doc: f.Tag.Get("doc"), Index: i, Type: f.Type})
	}
	return out
}

// Request is a call put into words.
type Request struct {
	Method, Path string
	Query        url.Values
	// Body is nil for none.
	Body []byte
	// LastEvent is the last event that was heard, for [Changes].
	LastEvent string
}

// Put puts the parameters of a call where they belong. Zero values of the query are
// left out.
func Put(o Op, params any) Request {
	r := Request{Method: o.Method, Path: Base + strings.TrimSuffix(o.Path, "{$}"), Query: url.Values{}}
	v := reflect.ValueOf(params)
	for _, p := range ParamsOf(o.Params) {
		value := v.Field(p.Index)
		switch p.In {
		case "path":
			r.Path = strings.ReplaceAll(r.Path, "{"+p.Name+"}", url.PathEscape(spell.Text(value.Interface())))
		case "query":
			if !value.IsZero() {
				r.Query.Set(p.Name, spell.Text(value.Interface()))
			}
		case "body":
			r.Body = spell.Write(value.Interface())
		}
	}
	return r
}

// Take reads the parameters of a request. path returns a part of the path by its name.
func Take(o Op, path func(string) string, query url.Values, body []byte, params any) error {
	v := reflect.ValueOf(params).Elem()
	known := map[string]bool{}
	for _, p := range ParamsOf(o.Params) {
		known[p.Name] = p.In == "query"
		to := v.Field(p.Index).Addr().Interface()
		var err error
		switch text := query.Get(p.Name); {
		case p.In == "path":
			err = named(p.Name, spell.ReadText(path(p.Name), to))
		case p.In == "query" && len(query[p.Name]) > 1:
			err = model.Errorf(model.CodeInvalid, "The parameter %s is there %d times; give it once.", p.Name, len(query[p.Name]))
		case p.In == "query" && text != "":
			err = named(p.Name, spell.ReadText(text, to))
		case p.In == "body":
			err = spell.Read(body, to)
		}
		if err != nil {
			return err
		}
	}
	for name := range query {
		if !known[name] {
			return model.Errorf(model.CodeInvalid, "There is no parameter %q here.", name)
		}
	}
	return nil
}

// named says which parameter of an address is wrong.
func named(name string, err error) error {
	if err == nil {
		return nil
	}
	return model.Wrap(err, model.CodeOf(err), "The parameter %s cannot be read: %s", name, model.Sentence(err))
}

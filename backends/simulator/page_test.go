package simulator_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/net/html"

	"examdesk/backends/simulator"
	"examdesk/model"
)

// hostile are texts that would be markup, or would hide, if they were let.
func hostile() []string {
	return []string{
		"", " ", "Ana María Synthetic", `"><script>alert(1)</script>`, `' onfocus='alert(1)' autofocus='`, "</div></td></tr></table><form action=//x>",
		"<!--", "-->", "]]>", "</title><base href=//x>", "&lt;b&gt;&amp;&#60;", "\u202eabc\u2066", "\x1b[31mred\x1b", "\x00\r\n\t", "\xff\xfe", "e\u0301 \u0301",
		"javascript:alert(1)", "m-name-m", "{{.Token}}", "\ufeff\u200b", `\u003cb\u003e`, "<svg/onload=x>", "a\x1b", strings.Repeat("<", 2000),
	}
}

// pageService is one without a server.
func pageService(t *testing.T) *simulator.Service {
	t.Helper()
	svc, err := simulator.New(simulator.Config{
		REST:         &simulator.RESTKeys{ClientID: testClientID, ClientSecret: model.NewSecret(testClient)},
		ControlToken: model.NewSecret(testControl), Clock: testNow,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(svc.Close)
	return svc
}

// pageOf reads a page as a browser does.
func pageOf(t *testing.T, svc *simulator.Service, req *http.Request, status int) *html.Node {
	t.Helper()
	w := httptest.NewRecorder()
	svc.ServeHTTP(w, req)
	if w.Code != status {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	doc, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func postPage(deed string, fields url.Values) *http.Request {
	fields.Set("token", testControl)
	req := httptest.NewRequest(http.MethodPost, "/page/"+deed, strings.NewReader(fields.Encode()))
	req.Header.Set("Content-Type", formType)
	return req
}

// samePage finds where a page differs from the harmless one with the marks in
// its texts and values replaced, or nothing. Node for node: an element or an
// attribute that was not meant is a difference.
func samePage(got, harmless *html.Node, text, value *strings.Replacer) string {
	want := text.Replace(harmless.Data)
	if got.Type != harmless.Type || got.Data != want {
		return fmt.Sprintf("%q in the place of %q", got.Data, want)
	}
	attrs := slices.Clone(harmless.Attr)
	for i, a := range attrs {
		if a.Key == "value" {
			attrs[i].Val = value.Replace(a.Val)
			continue
		}
		attrs[i].Val = text.Replace(a.Val)
	}
	if !slices.Equal(got.Attr, attrs) {
		return fmt.Sprintf("%q in the place of %q", got.Attr, attrs)
	}
	a, b := got.FirstChild, harmless.FirstChild
	for ; a != nil && b != nil; a, b = a.NextSibling, b.NextSibling {
		if diff := samePage(a, b, text, value); diff != "" {
			return diff
		}
	}
	if a != nil || b != nil {
		return fmt.Sprintf("%s has more or fewer nodes than were meant", got.Data)
	}
	return ""
}

// marked has a mark for each text that is seen.
type marked struct{ text, value []string }

func (m *marked) mark(name, v string) string {
	mark := "m-" + name + "-m"
	m.text = append(m.text, mark, model.Clean(v))
	// What a parser makes of line breaks and NUL.
	m.value = append(m.value, mark, strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\ufffd").Replace(v))
	return mark
}

func (m *marked) same(t *testing.T, got, harmless *html.Node) {
	t.Helper()
	if diff := samePage(got, harmless, strings.NewReplacer(m.text...), strings.NewReplacer(m.value...)); diff != "" {
		t.Error(diff)
	}
}

// FuzzPageAttempt has an attempt with arbitrary texts.
func FuzzPageAttempt(f *testing.F) {
	list := hostile()
	for i, v := range list {
		f.Add(v, v, v, v, v)
		f.Add(list[(i+1)%len(list)], v, list[(i+2)%len(list)], list[(i+3)%len(list)], list[(i+4)%len(list)])
	}
	f.Fuzz(func(t *testing.T, id, name, code, course, notes string) {
		if strings.TrimSpace(model.Clean(id)) == "" {
			id = "x" // an attempt has one
		}
		texts := []string{id, name, code, course, notes, course, notes, name, code, id, course}
		const kind = 10
		m := &marked{}
		var marks []string
		for i, v := range texts {
			mark := m.mark(string(rune('a'+i)), v)
			if i != kind && strings.TrimSpace(model.Clean(v)) == "" {
				mark = "" // nothing would be seen, so there is no line for it
			}
			marks = append(marks, mark)
		}
		made := func(v []string) simulator.State {
			return simulator.State{Attempts: []simulator.Attempt{{
				ID: v[0], Name: v[1], Code: v[2], Course: v[3], Notes: v[4], ExamName: v[5], UserID: v[6], Status: v[7], Review: v[8], Practice: true,
				Protocol: simulator.Protocol(v[9]), Callbacks: []simulator.Callback{{Kind: v[kind], Problem: "why: " + v[kind], At: testNow()}},
			}}}
		}
		got, harmless := pageService(t), pageService(t)
		got.Restore(made(texts))
		harmless.Restore(made(marks))
		m.same(t, pageOf(t, got, postPage("show", url.Values{}), http.StatusOK), pageOf(t, harmless, postPage("show", url.Values{}), http.StatusOK))
	})
}

// FuzzPageMessage has a message with what a form sent.
func FuzzPageMessage(f *testing.F) {
	for _, v := range hostile() {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, id string) {
		svc := pageService(t)
		m := &marked{text: []string{`"m-id-m"`, model.Clean(fmt.Sprintf("%q", model.Clean(id)))}}
		got := pageOf(t, svc, postPage("ready", url.Values{"id": {id}}), http.StatusNotFound)
		m.same(t, got, pageOf(t, svc, postPage("ready", url.Values{"id": {"m-id-m"}}), http.StatusNotFound))
	})
}

// FuzzPageInstructor has an arbitrary claim.
func FuzzPageInstructor(f *testing.F) {
	for _, v := range hostile() {
		f.Add(v, v)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		// JSON has no other text; and no claim is to be one that decides.
		name, value = "x"+strings.ToValidUTF8(name, ""), strings.ToValidUTF8(value, "")
		m := &marked{}
		marks := []string{m.mark("name", name), m.mark("value", value)}
		link := func(name, value string) *http.Request {
			claims := jwt.MapClaims{"iss": testClientID, "exp": testNow().Unix() + 60, name: value}
			text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(testClient))
			if err != nil {
				t.Fatal(err)
			}
			return httptest.NewRequest(http.MethodGet, "/api/v1/instructor/"+testClientID+"/?jwt="+text, nil)
		}
		if model.Clean(value) == "" {
			marks[1] = ""
		}
		svc := pageService(t)
		m.same(t, pageOf(t, svc, link(name, value), http.StatusOK), pageOf(t, svc, link(marks[0], marks[1]), http.StatusOK))
	})
}

// The library can also write text as it is. Pages are made of our elements,
// which cannot.
func TestPageElementsOnly(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	fset, seen := token.NewFileSet(), 0
	for _, name := range files {
		allowed := []string{"Node", "Group", "Map", "If"}
		if name == "pageelements.go" {
			allowed = append(allowed, "El", "Attr", "Text")
		}
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "g" {
				seen++
				if !slices.Contains(allowed, s.Sel.Name) {
					t.Errorf("%s: g.%s", fset.Position(s.Pos()), s.Sel.Name)
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no page uses the library")
	}
}

package apiext

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"examdesk/model"
	"examdesk/wire"
)

// fake is a store of which only what a test needs is there.
type fake struct {
	model.StateStore
	rights model.Rights
	find   func(model.AttemptQuery) (model.AttemptPage, error)
	stream func(yield func(model.AttemptRow, error) bool)
}

func (f fake) Capabilities(context.Context) (model.Capabilities, error) {
	return model.CapabilitiesOf("local", f.rights, ""), nil
}

func (f fake) May(_ context.Context, d model.Deed) error { return f.rights.MayAnywhere(d) }

func (f fake) FindAttempts(_ context.Context, q model.AttemptQuery) (model.AttemptPage, error) {
	return f.find(q)
}

func (f fake) Attempts(context.Context, model.AttemptQuery) iter.Seq2[model.AttemptRow, error] {
	return f.stream
}

func (f fake) Edition(context.Context) (string, error) { return "1", nil }

// api is the API on a fake store for a person.
func api(t *testing.T, who model.Reviewer, store fake) (*API, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	a := New(Config{
		For: func(a model.Actor) model.StateStore {
			store.rights = model.Rights{Actor: a}
			return store
		},
		SignIn: func(r *http.Request) (model.Actor, error) {
			if r.Header.Get("Authorization") == "" {
				return model.Actor{}, model.Errorf(model.CodeDenied, "Nobody is signed in.")
			}
			return model.Actor{Reviewer: who, Door: model.DoorAPI, Authenticated: true}, nil
		},
		Log: slog.New(slog.NewJSONHandler(&log, nil)), Version: "1.0",
	})
	t.Cleanup(a.Stop)
	return a, &log
}

var staff = model.Reviewer{ID: 5, Username: "r.staff", IsStaff: true}

func request(t *testing.T, a *API, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "JWT token")
	r.Body = http.MaxBytesReader(nil, r.Body, 1<<10)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

// TestEveryOperationIsServed holds the routes against the table, both ways, and the
// document against both.
func TestEveryOperationIsServed(t *testing.T) {
	t.Parallel()
	a, _ := api(t, staff, fake{})
	served := map[string]bool{}
	for _, h := range a.handlers() {
		if served[h.op.Pattern()] {
			t.Errorf("%s is served twice", h.op.Pattern())
		}
		served[h.op.Pattern()] = true
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(wire.Document("1.0"), &doc); err != nil {
		t.Fatal(err)
	}
	described := 0
	for _, methods := range doc.Paths {
		described += len(methods)
	}
	if n := len(wire.Operations()); n != len(served) || n != described {
		t.Errorf("%d operations, %d served, %d in the document", n, len(served), described)
	}
	for _, o := range wire.Operations() {
		if !served[o.Pattern()] {
			t.Errorf("%s is not served", o.Pattern())
		}
		path := strings.TrimSuffix(o.Path, "{$}")
		if got := doc.Paths[path][strings.ToLower(o.Method)].OperationID; got != o.Name {
			t.Errorf("%s %s is %q in the document", o.Method, path, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	a, _ := api(t, staff, fake{find: func(model.AttemptQuery) (model.AttemptPage, error) { return model.AttemptPage{}, nil }})
	for _, c := range []struct {
		method, path, body string
		status             int
		code               model.Code
		says               string
	}{
		{"GET", "/attempts", "", 200, "", ""},
		{"GET", "/attempts?filter=status:error", "", 200, "", ""},
		{"GET", "/nothing", "", 404, model.CodeNotFound, "openapi.json"},
		{"DELETE", "/attempts", "", 405, model.CodeUnsupported, "only GET"},
		{"GET", "/attempts?filter=revew:clean", "", 400, model.CodeInvalid, "revew"},
		{"GET", "/attempts?fitler=x", "", 400, model.CodeInvalid, "no parameter"},
		{"GET", "/attempts/seven", "", 400, model.CodeInvalid, "attempt_id"},
		{"POST", "/attempts/7/decisions", "{", 400, model.CodeInvalid, "ends too early"},
		{"POST", "/attempts/7/decisions", "", 400, model.CodeInvalid, "ends too early"},
		{"POST", "/attempts/7/decisions", `{"revew":"Clean"}`, 400, model.CodeInvalid, "no field revew"},
		{"POST", "/attempts/7/decisions", `{"attempt_id":8}`, 400, model.CodeInvalid, "leave it out"},
		{"POST", "/attempts/7/decisions", `{"reason":"` + strings.Repeat("x", 2<<10) + `"}`, 413, model.CodeInvalid, "more than"},
		{"GET", "/deeds/attempt.paint", "", 400, model.CodeInvalid, "not a deed"},
	} {
		w := request(t, a, c.method, wire.Base+c.path, c.body)
		if w.Code != c.status || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("%s %s: %d %s", c.method, c.path, w.Code, w.Body)
		}
		if c.code == "" {
			continue
		}
		var p struct{ Code, Message string }
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code != string(c.code) || !strings.Contains(p.Message, c.says) {
			t.Errorf("%s %s: %s (%v)", c.method, c.path, w.Body, err)
		}
	}
}

// TestWhoAsks has nobody be told anything who is not signed in, but the document.
func TestWhoAsks(t *testing.T) {
	t.Parallel()
	a, _ := api(t, staff, fake{})
	for _, o := range wire.Operations() {
		path := strings.NewReplacer("{$}", "", "{attempt_id}", "1", "{exam_id}", "1", "{user_id}", "1", "{deed}", "attempt.decide").Replace(wire.Base + o.Path)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), o.Method, path, nil))
		want := http.StatusUnauthorized
		if o.Scope == wire.Open {
			want = http.StatusOK
		}
		if w.Code != want || want == http.StatusUnauthorized && (w.Header().Get("WWW-Authenticate") == "" || !strings.Contains(w.Body.String(), "way_out")) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	// A learner, who may do nothing, is refused whatever only reads.
	a, _ = api(t, model.Reviewer{ID: 9, Username: "learner"}, fake{})
	for _, o := range wire.Operations() {
		if o.Scope != wire.ForTeams && o.Scope != wire.ForReviewers && o.Scope != wire.ForStaff {
			continue
		}
		path := strings.NewReplacer("{attempt_id}", "1", "{exam_id}", "1", "{user_id}", "1").Replace(wire.Base + o.Path)
		if w := request(t, a, o.Method, path, ""); w.Code != http.StatusForbidden {
			t.Errorf("%s for a learner: %d %s", path, w.Code, w.Body)
		}
	}
}

// TestCapability has each answer say what the person may do.
func TestCapability(t *testing.T) {
	t.Parallel()
	page := func(model.AttemptQuery) (model.AttemptPage, error) { return model.AttemptPage{}, nil }
	a, _ := api(t, staff, fake{find: page})
	if may := request(t, a, "GET", wire.Base+"/attempts", "").Header().Get(wire.Capable); !strings.Contains(may, "attempt.decide") || strings.Contains(may, "store.migrate") {
		t.Errorf("staff: %q", may)
	}
	a, _ = api(t, model.Reviewer{ID: 6, Username: "r.one", Groups: []string{"software_secure_review"}}, fake{find: page})
	if may := request(t, a, "GET", wire.Base+"/attempts", "").Header().Get(wire.Capable); !strings.Contains(may, "attempt.decide") || strings.Contains(may, "exam.set") {
		t.Errorf("a reviewer: %q", may)
	}
}

// TestCausesStayHere has the cause of a failure in the log and not in the answer.
func TestCausesStayHere(t *testing.T) {
	t.Parallel()
	a, log := api(t, staff, fake{find: func(model.AttemptQuery) (model.AttemptPage, error) {
		return model.AttemptPage{}, errors.New("open /srv/secret.sqlite3: disk I/O error")
	}})
	w := request(t, a, "GET", wire.Base+"/attempts", "")
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secret") || !strings.Contains(log.String(), "disk I/O error") {
		t.Errorf("%d %s\n%s", w.Code, w.Body, log)
	}
}

// TestHostileText has what others wrote arrive as it is, in JSON that nothing in it can
// end.
func TestHostileText(t *testing.T) {
	t.Parallel()
	name := model.Text("\x1b]0;owned\a\u202egnp\"}\n{\"count\":0}\u2028</script>")
	a, _ := api(t, staff, fake{stream: func(yield func(model.AttemptRow, error) bool) {
		yield(model.AttemptRow{Learner: model.Learner{FullName: name}}, nil)
	}})
	w := request(t, a, "GET", wire.Base+"/attempts.ndjson", "")
	lines := strings.Split(strings.TrimSuffix(w.Body.String(), "\n"), "\n")
	var first struct {
		Item struct {
			User struct {
				FullName string `json:"full_name"`
			} `json:"user"`
		} `json:"item"`
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || len(lines) != 2 || lines[1] != `{"count":1}` || first.Item.User.FullName != name.Raw() {
		t.Errorf("%q: %v", w.Body.String(), err)
	}
	if strings.ContainsAny(w.Body.String(), "\x1b\a") {
		t.Error("control characters are in the answer")
	}
}

// TestStreamThatFails has an error before the first line be a status, and one after it
// the last line.
func TestStreamThatFails(t *testing.T) {
	t.Parallel()
	bad := model.Errorf(model.CodeUnavailable, "The disk is gone.")
	a, _ := api(t, staff, fake{stream: func(yield func(model.AttemptRow, error) bool) { yield(model.AttemptRow{}, bad) }})
	if w := request(t, a, "GET", wire.Base+"/attempts.ndjson", ""); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "The disk is gone.") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	a, _ = api(t, staff, fake{stream: func(yield func(model.AttemptRow, error) bool) {
		for range 1000 {
			if !yield(model.AttemptRow{}, nil) {
				return
			}
		}
		yield(model.AttemptRow{}, bad)
	}})
	w := request(t, a, "GET", wire.Base+"/attempts.ndjson", "")
	if got := w.Body.String(); w.Code != 200 || strings.Contains(got, `"count":1000}`) || !strings.HasSuffix(got, "}}\n") && !strings.Contains(got[len(got)-400:], "The disk is gone.") {
		t.Errorf("%d …%s", w.Code, got[len(got)-200:])
	}
}

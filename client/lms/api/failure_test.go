package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"examdesk/model"
)

const (
	proxyPage = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
	noRight   = `{"detail":"You do not have permission to perform this action."}`
)

// Errors come in every shape that an LMS and what stands before it have.
func TestErrorShapes(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		status int
		body   string
		code   model.Code
		says   string
		fate   Fate
		own    bool
	}{
		"detail":              {400, `{"detail":"The exam is not active"}`, model.CodeInvalid, "The exam is not active.", FateRefused, true},
		"404 as 400":          {400, `{"detail":"Attempted to access attempt_id 7 but it does not exist."}`, model.CodeNotFound, "does not exist.", FateRefused, true},
		"error":               {400, `{"error":"no such course"}`, model.CodeInvalid, "no such course.", FateRefused, true},
		"developer_message":   {404, `{"developer_message":"No user"}`, model.CodeNotFound, "No user.", FateRefused, true},
		"user before dev":     {400, `{"developer_message":"trace","user_message":"Too long"}`, model.CodeInvalid, "Too long.", FateRefused, true},
		"envelope":            {400, `{"type":"about:blank","title":"Bad Request","status":400,"detail":"exam_id is missing","instance":"/x"}`, model.CodeInvalid, "exam_id is missing.", FateRefused, true},
		"envelope, no detail": {400, `{"type":"about:blank","title":"Bad Request","status":400}`, model.CodeInvalid, "Bad Request.", FateRefused, true},
		"fields":              {400, `{"exam_id":["This field is required."],"key":["Too long."]}`, model.CodeInvalid, "exam_id: This field is required.; key: Too long.", FateRefused, true},
		"bare string":         {404, `"There are no attempts related to this user id and exam id"`, model.CodeNotFound, "There are no attempts", FateRefused, true},
		"list":                {400, `["first","second"]`, model.CodeInvalid, "first; second.", FateRefused, true},
		"empty detail":        {400, `{"detail":""}`, model.CodeInvalid, "status 400, without a reason.", FateRefused, true},
		"HTML 404":            {404, "<h1>Not Found</h1>", model.CodeUnsupported, "does not know where to find", FateRefused, false},
		"HTML 400":            {400, "<h1>Bad Request</h1>", model.CodeInvalid, "status 400, without a reason.", FateRefused, false},
		"no longer proctored": {412, `"Exam no longer proctored"`, model.CodeNotProctored, "Exam no longer proctored.", FateRefused, true},
		"conflict":            {409, `{"detail":"changed"}`, model.CodeConflict, "changed.", FateRefused, true},
		"vendor's own status": {423, `{"detail":"the vendor locked it"}`, model.CodeInvalid, "the vendor locked it.", FateRefused, true},
		"method":              {405, `{"detail":"Method \"PUT\" not allowed."}`, model.CodeUnsupported, "not allowed", FateNothing, true},
		"may not":             {403, noRight, model.CodeDenied, "You do not have permission", FateNothing, true},
		"may not, staff":      {403, `{"detail":"Must be a Staff User to Perform this request."}`, model.CodeDenied, "Must be a Staff User", FateNothing, true},
		"may not, silently":   {403, "", model.CodeDenied, "does not let you do this", FateNothing, true},
		"firewall":            {403, "<html>Request blocked</html>", model.CodeDenied, "Something before the LMS", FateNothing, false},
		"token":               {403, `{"detail":"Error decoding token."}`, model.CodeDenied, "run examdesk login", FateNothing, true},
		"no token":            {403, `{"detail":"Authentication credentials were not provided."}`, model.CodeDenied, "run examdesk login", FateNothing, true},
		"401":                 {401, `{"detail":"whatever"}`, model.CodeDenied, "run examdesk login", FateNothing, true},
		"throttled":           {429, `{"detail":"Request was throttled. Expected available in 17 seconds."}`, model.CodeUnavailable, "takes no more questions", FateNothing, true},
		"500 HTML":            {500, "<h1>Server Error (500)</h1>", model.CodeUnavailable, "failed at the removal", FateRefused, false},
		"500 JSON":            {500, `{"detail":"boom"}`, model.CodeUnavailable, "failed at the removal", FateRefused, true},
		"502 of a proxy":      {502, proxyPage, model.CodeUnavailable, "not known whether", FateUnknown, false},
		"502 of the service":  {502, `{"detail":"Removal not confirmed by the provider."}`, model.CodeUnavailable, "did not confirm", FateRefused, true},
		"503":                 {503, proxyPage, model.CodeUnavailable, "not known whether", FateUnknown, false},
		"504":                 {504, proxyPage, model.CodeUnavailable, "not known whether", FateUnknown, false},
		"408":                 {408, "", model.CodeInvalid, "", FateUnknown, true},
		"redirect":            {302, "", model.CodeUnsupported, "elsewhere", FateNothing, true},
		"not UTF-8":           {400, "{\"detail\":\"\xff\"}", model.CodeInvalid, "without a reason", FateRefused, false},
		"escape sequences":    {400, "{\"detail\":\"\\u001b[31mred\"}", model.CodeInvalid, "red.", FateRefused, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
				if x.status == http.StatusFound {
					w.Header().Set("Location", "https://elsewhere.example.com/login")
				}
				says(x.status, x.body)(w, r)
			})
			err := to(t, f).RemoveAttempt(t.Context(), 7)
			var failure *Failure
			if model.CodeOf(err) != x.code || !strings.Contains(model.Sentence(err), x.says) || !errors.As(err, &failure) {
				t.Fatalf("%s: %v", model.CodeOf(err), err)
			}
			if failure.Fate != x.fate || failure.Own != x.own || failure.Status != x.status || FateOf(err) != x.fate || StatusOf(err) != x.status {
				t.Errorf("%+v", failure)
			}
			if strings.ContainsAny(err.Error(), "\x1b<") {
				t.Errorf("drawn: %q", err)
			}
			if len(f.asked()) != 1 {
				t.Errorf("a change was sent %d times", len(f.asked()))
			}
			if (x.status == http.StatusBadGateway && x.own) != errors.Is(err, model.ErrNotConfirmed) {
				t.Errorf("not confirmed: %v", err)
			}
		})
	}
}

// What an LMS says never reaches logs by the cause of an error, since it may name people.
func TestCauseNamesNobody(t *testing.T) {
	t.Parallel()
	f := newFake(t, says(400, `{"detail":"learner.secret@example.com is not enrolled"}`))
	err := to(t, f).Grant(t.Context(), 1, 2, model.AllowanceAdditionalTime, "30")
	if got := model.Cause(err); got != "the LMS answered 400 Bad Request" {
		t.Errorf("the cause is %q", got)
	}
}

// A change that was sent and not answered is not known; one that was not sent is.
func TestFateWithoutAnswer(t *testing.T) {
	t.Parallel()
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	for name, x := range map[string]struct {
		answer http.HandlerFunc
		fate   Fate
		says   string
	}{
		"cut off": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, FateUnknown, "connection to the LMS"},
		"no answer in time": {func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}, FateUnknown, "did not answer in time"},
		"cut in the answer": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`"O`))
			panic(http.ErrAbortHandler)
		}, FateUnknown, "connection to the LMS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, x.answer)
			c := to(t, f, func(c *Config) { c.Timeout = 300 * time.Millisecond })
			err := c.Review(t.Context(), "abc", []byte(`{}`))
			if FateOf(err) != x.fate || model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), x.says) {
				t.Errorf("fate %d: %v", FateOf(err), err)
			}
			if n := len(f.asked()); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
	t.Run("not sent", func(t *testing.T) {
		t.Parallel()
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		f := &fake{Server: &httptest.Server{URL: "http://" + l.Addr().String()}}
		_ = l.Close()
		err = to(t, f).Review(t.Context(), "abc", []byte(`{}`))
		if FateOf(err) != FateNothing || model.CodeOf(err) != model.CodeUnavailable {
			t.Errorf("%v", err)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		t.Parallel()
		f := newFake(t, says(200, `"OK"`))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := to(t, f).Review(ctx, "abc", []byte(`{}`)); FateOf(err) != FateNothing || model.CodeOf(err) != model.CodeInterrupted || len(f.asked()) != 0 {
			t.Errorf("%v", err)
		}
	})
}

// Reads are asked again where a proxy says that the LMS is away; changes never are.
func TestReadsAreAskedAgain(t *testing.T) {
	t.Parallel()
	n := 0
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if n++; n < 3 {
			says(502, proxyPage)(w, r)
			return
		}
		says(200, `{"username":"staff"}`)(w, r)
	})
	if me, err := to(t, f).Me(t.Context()); err != nil || me != "staff" || len(f.asked()) != 3 {
		t.Errorf("%q, %v after %d", me, err, len(f.asked()))
	}
	f = newFake(t, says(502, proxyPage))
	if _, err := to(t, f).Me(Background(t.Context())); err == nil || len(f.asked()) != 1 {
		t.Errorf("the background asked %d times: %v", len(f.asked()), err)
	}
}

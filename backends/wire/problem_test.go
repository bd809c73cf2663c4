package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"examdesk/model"
)

// Whatever went wrong is one sentence of the code that says who can help.
func TestProblem(t *testing.T) {
	t.Parallel()
	tls := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "x") }))
	t.Cleanup(tls.Close)
	_, private := NewClient(Options{}).R().Get(tls.URL + "/secret-path")
	_, self := NewClient(Options{AllowPrivate: true}).R().Get(tls.URL + "/secret-path")
	_, gone := NewClient(Options{AllowPrivate: true}).R().Get("http://127.0.0.1:1/secret-path")
	for _, c := range []struct {
		err  error
		want string
	}{
		{private, "The address of X leads to the private address 127.0.0.1; allow_private_addresses in its settings lets requests go there."},
		{&PrivateAddressError{Public: true}, "use https."},
		{self, "The certificate of X is self-signed, and this machine does not trust it; `examdesk backend verify` says what to do."},
		{gone, "X cannot be reached."},
		{&TooLongError{Limit: 5}, "The answer from X has more than 5 bytes and was not read."},
		{context.DeadlineExceeded, "X did not answer in time."},
		{model.Errorf(model.CodeUnavailable, "Said already."), "Said already."},
	} {
		err := Problem(t.Context(), "X", c.err)
		if model.CodeOf(err) != model.CodeUnavailable || !strings.HasSuffix(model.Sentence(err), c.want) || strings.Contains(err.Error(), "secret-path") {
			t.Errorf("%v: %v", c.err, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Problem(ctx, "X", gone); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestWrongAnswer(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"text/html; charset=utf-8": "X answered with text/html instead of JSON; is its address right?",
		"application/json":         "X answered with JSON that cannot be used.",
		"application/problem+json": "X answered with JSON that cannot be used.",
		"":                         "X answered with JSON that cannot be used.",
		"\x1b[31m":                 "X answered with JSON that cannot be used.",
	} {
		err := WrongAnswer("X", 200, http.Header{"Content-Type": {kind}}, []byte("body"))
		var vendor *model.VendorError
		if model.Sentence(err) != want || !errors.As(err, &vendor) || vendor.Status != 200 {
			t.Errorf("%q: %v", kind, err)
		}
	}
}

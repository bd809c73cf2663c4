package api

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"examdesk/model"
)

// An LMS that cannot be spoken to over TLS is told from one that is down, and nothing was done.
func TestUnsecured(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(says(200, `[]`))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	plain := httptest.NewServer(says(200, `[]`))
	t.Cleanup(plain.Close)
	token := func(context.Context) (string, error) { return "token", nil }
	for address, words := range map[string]string{
		srv.URL: "The certificate of the LMS at",
		strings.Replace(plain.URL, "http:", "https:", 1): "speaks plain HTTP, not HTTPS",
	} {
		c, err := New(Config{URL: address, Token: token})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Exams(t.Context(), "course-v1:Org+C+R")
		if model.CodeOf(err) != model.CodeUnavailable || !strings.Contains(model.Sentence(err), words) {
			t.Errorf("%s: %v", address, err)
		}
		var f *Failure
		if !errors.As(err, &f) || f.Fate == FateUnknown {
			t.Errorf("%s: %+v", address, f)
		}
	}
}

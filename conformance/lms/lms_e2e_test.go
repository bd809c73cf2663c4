//go:build e2e

package lms_test

import (
	"net/http"
	"net/url"
	"testing"

	"examdesk/conformance/lms"
)

func TestE2EStarts(t *testing.T) {
	l := lms.Start(t, lms.Options{})
	for _, token := range []lms.Token{l.SignIn("prof"), l.SignInScript("prof")} {
		a := l.Call(token, http.MethodGet, "/api/user/v1/me", nil)
		if a.Status != http.StatusOK || a.Body != `{"username":"prof"}` {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	a := l.Call(l.SignIn("staff"), http.MethodGet, "/api/edx_proctoring/v1/proctored_exam/attempt/grouped/course_id/"+url.PathEscape(lms.Ethics), nil)
	t.Log(a.Status, a.Body[:400])
}

package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"examdesk/wire"
)

// FuzzRequest sends anything to any operation as somebody who may do everything: the
// answer is JSON, and never an error of the server's own.
func FuzzRequest(f *testing.F) {
	ops := wire.Operations()
	for i := range ops {
		f.Add(uint(i), "1", "", "", `{}`)
		f.Add(uint(i), "%2e%2e", "filter", "status:error or (", `{"id":"x","stamp":"2026-11-20T16:00:00Z","request":{"wishes":[{"learner":"a","exam":"1"}]}}`)
		f.Add(uint(i), "-1", "where", `{"groups":[{"any":[{"text":"\u0000"}]}]}`, `null`)
		f.Add(uint(i), "9999999999999999999", "after", "x", `[`)
	}
	r := serve(f, true)
	f.Fuzz(func(t *testing.T, op uint, part, name, value, body string) {
		o := ops[op%uint(len(ops))]
		if o.Shape == wire.Events {
			return
		}
		path := strings.TrimSuffix(o.Path, "{$}")
		for _, p := range wire.ParamsOf(o.Params) {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(part))
		}
		u, err := url.Parse(wire.Base + path)
		if err != nil {
			return
		}
		u.RawQuery = url.Values{name: {value}}.Encode()
		if name == "" {
			u.RawQuery = ""
		}
		req := httptest.NewRequestWithContext(t.Context(), o.Method, "/", strings.NewReader(body))
		req.URL = u
		req.Header.Set("Authorization", "JWT r.adeyemi")
		w := httptest.NewRecorder()
		r.api.ServeHTTP(w, req)
		if w.Code == http.StatusTemporaryRedirect || w.Code == http.StatusMovedPermanently || w.Code == http.StatusPermanentRedirect {
			return // the router's, for a path with dots
		}
		if w.Code == http.StatusInternalServerError || w.Code == http.StatusServiceUnavailable || strings.Contains(w.Body.String(), `"code":"internal"`) {
			t.Errorf("%s %s %s: %d %s", o.Method, u, body, w.Code, w.Body)
		}
		for line := range strings.Lines(w.Body.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s %s: not JSON: %.200q", o.Method, u, line)
			}
		}
	})
}

package apiv1

import (
	"mime"
	"net/http"
	"strings"
)

// form is what an answer is written as.
type form int

// JSON, unless the one who asks wants a page.
const (
	asJSON form = iota
	asPage
)

// negotiate is the form that is asked for, as Django REST framework finds it: the
// parameter format, then the header Accept, the most particular type first.
func negotiate(r *http.Request) (form, error) {
	if f := r.URL.Query().Get("format"); f != "" && f != "json" && f != "api" {
		return asJSON, fail(http.StatusNotFound, detail("Not found: there is no such format."))
	}
	heads, there := r.Header["Accept"]
	if !there {
		return asJSON, nil
	}
	accepted := map[string]bool{}
	for _, part := range strings.Split(strings.Join(heads, ","), ",") {
		kind, _, err := mime.ParseMediaType(part)
		if err == nil {
			accepted[kind] = true
		}
	}
	switch {
	case accepted["application/json"]:
		return asJSON, nil
	case accepted["text/html"]:
		return asPage, nil
	case accepted["application/*"], accepted["*/*"]:
		return asJSON, nil
	case accepted["text/*"]:
		return asPage, nil
	}
	return asJSON, fail(http.StatusNotAcceptable, detail("The answer is JSON; the header Accept must allow application/json."))
}

package signin

import (
	"net/http"
	"net/url"
	"regexp"

	"examdesk/model"
)

// codeForm is what a code looks like; django-oauth-toolkit's have 30 characters.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9._~+/=-]{4,1000}$`)

// ServeHTTP answers the browser that the LMS sent here.
func (v *visit) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Type", "text/html; charset=utf-8")
	switch {
	case "http://"+r.Host+"/" != v.redirect: // a page from elsewhere whose name leads here
		v.page(w, http.StatusMisdirectedRequest, "There is nothing here.")
		return
	case r.URL.Path != "/":
		v.page(w, http.StatusNotFound, "There is nothing here.")
		return
	case r.Method != http.MethodGet:
		h.Set("Allow", http.MethodGet)
		v.page(w, http.StatusMethodNotAllowed, "There is nothing here.")
		return
	}
	a, why := v.read(r.URL.Query())
	if why != "" {
		v.page(w, http.StatusBadRequest, why)
		return
	}
	v.answer(a)
	if a.err != nil {
		v.page(w, http.StatusOK, "You are not signed in. The terminal says why; you can close this page.")
		return
	}
	v.page(w, http.StatusOK, "The LMS has let you in. Go back to the terminal, which does the rest; you can close this page.")
}

// page answers with a sentence of ours.
func (*visit) page(w http.ResponseWriter, status int, sentence string) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>examdesk</title></head><body><h1>examdesk</h1><p>" + sentence + "</p></body></html>\n"))
}

// read reads what the LMS sent the browser here with; why is a sentence if it is not
// the answer to this sign-in.
func (v *visit) read(q url.Values) (a allowed, why string) {
	one := func(key string) string {
		if len(q[key]) == 1 {
			return q[key][0]
		}
		return ""
	}
	code, refusal := one("code"), one("error")
	switch {
	case code == "" && refusal == "":
		return a, "This address has no code in it."
	case !v.ours(one("state")):
		return a, "This address belongs to another sign-in. Begin again in the terminal."
	case refusal != "":
		return allowed{err: v.refused(refusal)}, ""
	case !codeForm.MatchString(code):
		return a, "The code in this address is damaged."
	}
	return allowed{code: code}, ""
}

// refused is the error for an answer without a code (RFC 6749, 4.1.2.1).
func (v *visit) refused(word string) error {
	at, id := v.issuer.site.host(), v.asking.ClientID
	switch word {
	case "access_denied":
		return denied("The sign-in at %s was not allowed: somebody chose to cancel it there.", at)
	case "unauthorized_client", "unsupported_response_type":
		return denied("The application %q at %s is not meant for signing in this way: its authorization grant type must be %q.", id, at, grantWords(AuthorizationCode))
	case "invalid_scope":
		return denied("The application %q at %s may not ask for what the desk needs: allow it the scopes read, write, email and profile.", id, at)
	case "server_error", "temporarily_unavailable":
		return model.Errorf(model.CodeUnavailable, "The LMS at %s could not do the sign-in (%s). Try again.", at, word)
	}
	return denied("The LMS at %s refused the sign-in: %s.", at, word)
}

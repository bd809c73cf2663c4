package signin

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"examdesk/model"
)

// asked is a request for a token: who asked, and by which grant_type.
type asked struct {
	who   Identity
	grant string
}

// oauthError is a refusal in OAuth 2's words (RFC 6749, 5.2).
type oauthError struct {
	Word string `json:"error"`
}

// refused is the error for an answer that gives no token. Nothing of the answer is
// quoted but its status: some servers repeat what they were sent.
func (i *Issuer) refused(a asked, r reply) error {
	var e oauthError
	_ = json.Unmarshal(r.body, &e) // whatever else comes is known by its status
	limited := r.status == http.StatusTooManyRequests || r.status == http.StatusForbidden && e.Word == "" && i.site.Kind == LMS
	switch {
	case i.peer.RefusesPlain(r.status, r.body):
		return i.peer.WantsTLS()
	case limited:
		return i.limited(r)
	case r.status == http.StatusNotFound || r.status == http.StatusMethodNotAllowed:
		return i.nothingThere()
	case r.status >= http.StatusInternalServerError:
		return model.Errorf(model.CodeUnavailable, "The %s at %s answered the sign-in with status %d.", i.site.Kind, i.site.host(), r.status)
	case i.site.Kind == Desk && (r.status == http.StatusUnauthorized || r.status == http.StatusForbidden || r.status == http.StatusBadRequest):
		return denied("The server at %s does not accept the client id with this secret. Check both, or have the application registered there: examdesk serve app add.", i.site.host())
	case e.Word != "":
		return i.worded(a, e.Word)
	}
	return model.Errorf(model.CodeUnavailable, "The %s at %s answered the sign-in with status %d.", i.site.Kind, i.site.host(), r.status)
}

// worded is the error for a refusal in OAuth 2's words.
func (i *Issuer) worded(a asked, word string) error {
	at, id := i.site.host(), a.who.ClientID
	switch word {
	case "invalid_client":
		if a.who.Grant == ClientCredentials {
			return denied("The LMS at %s does not accept the client id %q with this secret. Both are shown at %s/admin/oauth2_provider/application/ when the application is created.", at, id, i.site.URL)
		}
		return denied("The LMS at %s has no public application with the client id %q. An admin of the LMS can create it, see docs/lms.md; if it has another client id, name that with --client-id.", at, id)
	case "invalid_grant":
		return i.invalidGrant(a)
	case "unauthorized_client", "unsupported_grant_type":
		return denied("The application %q at %s is not meant for signing in this way: its authorization grant type must be %q.", id, at, grantWords(a.who.Grant))
	case "invalid_scope":
		return denied("The application %q at %s may not ask for what the desk needs: allow it the scopes read, write, email and profile.", id, at)
	}
	return denied("The LMS at %s refused the sign-in: %s.", at, word)
}

func (i *Issuer) invalidGrant(a asked) error {
	at := i.site.host()
	switch {
	case a.grant == "refresh_token":
		return denied("Your sign-in at %s has ended: it was not used for too long, it was used in another place, or it was withdrawn. Sign in again: examdesk login %s.", at, i.site.URL)
	case a.who.Grant == Password:
		return denied("The LMS at %s does not accept this username with this password. People who sign in there by another service (single sign-on) have no password; they sign in without --username.", at)
	case a.who.Grant == AuthorizationCode:
		return denied("The LMS at %s does not accept the code: it has expired or was used before. Sign in again.", at)
	}
	return denied("The LMS at %s refused the sign-in of the application %q.", at, a.who.ClientID)
}

func denied(format string, args ...any) error { return model.Errorf(model.CodeDenied, format, args...) }

// grantWords are what Django's admin calls a grant.
func grantWords(g Grant) string {
	return map[Grant]string{ //nolint:gosec // words, not credentials
		ClientCredentials: "Client credentials", AuthorizationCode: "Authorization code", Password: "Resource owner password-based",
	}[g]
}

func (i *Issuer) nothingThere() error {
	if i.site.Kind == LMS {
		return model.Errorf(model.CodeUnsupported, "What answers at %s is not an LMS: it gives no tokens at %s.", i.site.host(), tokenPath)
	}
	return model.Errorf(model.CodeUnsupported, "What answers at %s is not an examdesk: it gives no tokens at %s.", i.site.host(), tokenPath)
}

// limitedError is the cause of a refusal that says to wait.
type limitedError struct{ wait time.Duration }

// Error implements error.
func (e *limitedError) Error() string { return "asked too often; wait " + e.wait.String() }

// Waits for a site that was asked for tokens too often: without one of its own, and the
// longest that is believed.
const (
	usualWait = time.Minute
	maxWait   = 15 * time.Minute
)

// limited is the error for a site that was asked for tokens too often. An LMS says so
// with status 403 and a page (edx-platform, oauth_dispatch/views.py).
func (i *Issuer) limited(r reply) error {
	wait := usualWait
	if n, err := strconv.Atoi(r.header.Get("Retry-After")); err == nil && n > 0 {
		wait = min(time.Duration(n)*time.Second, maxWait)
	}
	cause := &limitedError{wait}
	if i.site.Kind == Desk {
		return model.Wrap(cause, model.CodeUnavailable, "The server at %s was given too many wrong secrets; try again in a minute.", i.site.host())
	}
	return model.Wrap(cause, model.CodeUnavailable, "The LMS at %s gives no token at the moment (status %d): it limits how often one may be asked for from one address, and everyone behind the same address counts. Try again in %s.", i.site.host(), r.status, spanWords(wait))
}

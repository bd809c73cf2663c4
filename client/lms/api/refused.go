package api

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/model"
)

// refused is the error that an answer describes.
func (c *Client) refused(q call, res *resty.Response, data []byte, token string) error {
	status := res.StatusCode()
	f := &Failure{Status: status}
	f.Said, f.Own = saidIn(data)
	if len(data) == 0 && status < http.StatusInternalServerError {
		f.Own = true // edx-proctoring refuses reviewers, and the platform accounts, without a word; proxies have pages
	}
	if q.writes() {
		f.Fate = fateOf(status)
	}
	if wait := retryAfter(res.Header(), c.clock()); wait > 0 {
		c.pace.later(wait)
	}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return c.denied(q, f, res, token)
	case status < http.StatusBadRequest:
		return failed(f, model.CodeUnsupported, "The LMS at %s sends the question for %s elsewhere. Is its address right, with https and without www?", c.host, q.what)
	case status == http.StatusTooManyRequests:
		return failed(f, model.CodeUnavailable, "The LMS at %s takes no more questions for %s; try again %s.", c.host, q.what, inWords(retryAfter(res.Header(), c.clock())))
	case status >= http.StatusInternalServerError:
		return c.broken(q, f)
	case !f.Own && status == http.StatusNotFound:
		return failed(f, model.CodeUnsupported, "The LMS at %s does not know where to find %s. Is its address right, and has it edx-proctoring?", c.host, q.what)
	}
	return failed(f, codeFor(f), "The LMS at %s refused %s: %s", c.host, q.what, f.sentence())
}

// fateOf is what a refusal by status leaves of a change.
func fateOf(status int) Fate {
	switch {
	case status < http.StatusBadRequest, status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusTooManyRequests,
		status == http.StatusMethodNotAllowed, status == http.StatusNotAcceptable, status == http.StatusUnsupportedMediaType:
		return FateNothing
	case status == http.StatusRequestTimeout:
		return FateUnknown
	case status < http.StatusInternalServerError, status == http.StatusInternalServerError, status == http.StatusNotImplemented:
		return FateRefused // an LMS that failed is through with the request, and has taken it back
	}
	return FateUnknown
}

// broken is a failure of the LMS, of a service that it asked, or of a proxy.
func (c *Client) broken(q call, f *Failure) error {
	if f.Status == http.StatusBadGateway && f.Own && q.writes() {
		// edx-proctoring asks the service first, and keeps the attempt if it does not confirm.
		f.Fate, f.Err = FateRefused, model.ErrNotConfirmed
		return failed(f, model.CodeUnavailable, "The proctoring service did not confirm %s, so the LMS kept the attempt as it was; try again later.", q.what)
	}
	if f.Fate == FateRefused {
		return failed(f, model.CodeUnavailable, "The LMS at %s failed at %s (status %d).", c.host, q.what, f.Status)
	}
	if f.Fate == FateUnknown {
		return failed(f, model.CodeUnavailable, "The LMS at %s answered with status %d, so it is not known whether %s was done.", c.host, f.Status, q.what)
	}
	return failed(f, model.CodeUnavailable, "The LMS at %s cannot answer the question for %s now (status %d).", c.host, q.what, f.Status)
}

// codeFor sorts a refusal with a status from 400 to 499. edx-proctoring answers 400 to
// most of what it does not find.
func codeFor(f *Failure) model.Code {
	switch f.Status {
	case http.StatusNotFound, http.StatusGone:
		return model.CodeNotFound
	case http.StatusConflict:
		return model.CodeConflict
	case http.StatusPreconditionFailed:
		return model.CodeNotProctored
	case http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusUnsupportedMediaType:
		return model.CodeUnsupported
	}
	if missing.MatchString(f.Said) {
		return model.CodeNotFound
	}
	return model.CodeInvalid
}

var missing = regexp.MustCompile(`(?i)\b(does not exist|doesn't exist|do not exist|non-existing|there is no|there are no|not found|cannot find|could not find)\b`)

// sentence is what the LMS said, as the end of a message.
func (f *Failure) sentence() string {
	if f.Said == "" {
		return "status " + strconv.Itoa(f.Status) + ", without a reason."
	}
	return strings.TrimRight(f.Said, ". ") + "."
}

// tokenWords are those by which the platform refuses a token, and rightsWords those by
// which it refuses a person (Django REST framework, edx-drf-extensions, edx-proctoring's
// require_staff and require_course_or_global_staff).
var (
	tokenWords  = regexp.MustCompile(`(?i)\b(token|signature|jwt|credentials were not provided|not logged in|user retrieval|authorization header)\b`)
	rightsWords = regexp.MustCompile(`(?i)\b(permission|must be a staff|staff user|not allowed|may not|takes staff)\b`)
)

func isRefusedToken(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.token
}

// denied keeps apart a refused token and a person who may not: an LMS answers 403 to both.
func (c *Client) denied(q call, f *Failure, res *resty.Response, token string) error {
	f.token = c.isAboutToken(f, res, token)
	switch {
	case f.token:
		return failed(f, model.CodeDenied, "The LMS at %s does not accept the sign-in (any longer); run examdesk login.", c.host)
	case f.Own:
		return failed(f, model.CodeDenied, "The LMS at %s does not let you do this (%s): %s", c.host, q.what, f.sentence())
	}
	return failed(f, model.CodeDenied, "Something before the LMS at %s refuses %s (status %d), such as a firewall or a page for signing in.", c.host, q.what, f.Status)
}

// isAboutToken decides by what the LMS says; where that says neither, by the age of the
// token as the LMS's own clock has it.
func (c *Client) isAboutToken(f *Failure, res *resty.Response, token string) bool {
	switch {
	case f.Status == http.StatusUnauthorized:
		return true
	case f.Own && tokenWords.MatchString(f.Said):
		return true
	case f.Own && rightsWords.MatchString(f.Said):
		return false
	}
	now, err := http.ParseTime(res.Header().Get("Date"))
	if err != nil {
		now = c.clock()
	}
	ends, known := expiry(token)
	return known && now.Add(time.Minute).After(ends)
}

// retryAfter is how long the LMS asks to be left alone, 0 if it does not.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, maxPause)
	}
	if at, err := http.ParseTime(v); err == nil && at.After(now) {
		return min(at.Sub(now), maxPause)
	}
	return 0
}

func inWords(d time.Duration) string {
	if d == 0 {
		return "in a minute"
	}
	return "in " + model.Counted(int(d.Round(time.Second)/time.Second), "second")
}

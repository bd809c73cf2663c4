package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"examdesk/client/signin/signintest"
)

// lmsKey is the LMS of a script.
type lmsKey struct{}

type atLMS struct{ *signintest.LMS }

// lms starts and leads the LMS of a script, whose address is $LMS:
//
//	lms start         at the time that examdesk has
//	lms is NAME EMAIL yes|no ROLES    who signs in: username, e-mail, staff, roles as JSON
//	lms deny          the person cancels in the browser
//	lms forget        no token is accepted any more
//	lms pass DURATION
//	lms limit         no more tokens are given
//	lms revoked       something was revoked
//	lms tokens N      N tokens were given
//	lms stop
func lms(ts *testscript.TestScript, _ bool, args []string) {
	at := ts.Value(lmsKey{}).(*atLMS)
	switch args[0] {
	case "start":
		at.LMS = signintest.Start(time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC))
		ts.Defer(at.Close)
		ts.Setenv("LMS", at.URL)
	case "is":
		at.Is(signintest.Person{Username: args[1], Email: args[2], Staff: args[3] == "yes", Roles: args[4]})
	case "deny":
		at.Deny()
	case "forget":
		at.Forget()
	case "pass":
		d, err := time.ParseDuration(args[1])
		ts.Check(err)
		at.Pass(d)
	case "limit":
		at.Answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	case "revoked":
		if len(at.Revoked()) == 0 {
			ts.Fatalf("nothing was revoked")
		}
	case "tokens":
		if _, given := at.Count(); fmt.Sprint(given) != args[1] {
			ts.Fatalf("%d tokens were given, want %s", given, args[1])
		}
	case "stop":
		at.Close()
	default:
		ts.Fatalf("lms %s?", args[0])
	}
}

// browse is a browser in which the person allows everything, by the name under which
// Linux starts it.
func browse() {
	res, err := http.Get(os.Args[1])
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer func() { _ = res.Body.Close() }()
	page, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(page), "you can close this page") {
		_, _ = fmt.Fprintln(os.Stderr, string(page), err)
		os.Exit(1)
	}
}

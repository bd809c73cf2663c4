//go:build e2e

package clients

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// proctortrack is a vendor that notes what it is asked.
type proctortrack struct {
	mu     sync.Mutex
	asked  []asked
	number int
	url    string
}

type asked struct {
	what string // method and path
	body map[string]any
	raw  string
}

func newProctortrack(t *testing.T) *proctortrack {
	t.Helper()
	p := &proctortrack{}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	p.url = s.URL
	return p
}

// ServeHTTP implements [http.Handler].
func (p *proctortrack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	p.mu.Lock()
	defer p.mu.Unlock()
	a := asked{what: r.Method + " " + r.URL.Path, raw: string(raw)}
	_ = json.Unmarshal(raw, &a.body)
	p.asked = append(p.asked, a)
	w.Header().Set("Content-Type", "application/json")
	switch {
	case strings.HasSuffix(r.URL.Path, "/access_token"):
		_, _ = io.WriteString(w, `{"access_token": "fake-token-of-the-vendor", "expires_in": 3600, "token_type": "JWT"}`)
	case r.Header.Get("Authorization") != "JWT fake-token-of-the-vendor":
		w.WriteHeader(http.StatusUnauthorized)
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/attempt/"):
		p.number++
		_, _ = fmt.Fprintf(w, `{"id": "pt-%d"}`, p.number)
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/exam/"):
		_, _ = io.WriteString(w, `{"id": "exam-at-pt"}`)
	default:
		_, _ = io.WriteString(w, `{"status": "started"}`)
	}
}

// last is the latest request whose address ends so.
func (p *proctortrack) last(end string) asked {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.asked) - 1; i >= 0; i-- {
		if strings.HasSuffix(p.asked[i].what, end) {
			return p.asked[i]
		}
	}
	return asked{}
}

// The server registers at Proctortrack what its plug-in registers, leads instructors
// to the same page, and takes Proctortrack's callbacks, signed in at the token address.
func TestE2EProctortrack(t *testing.T) {
	t.Parallel()
	const vendorSecret = "fake-secret-at-proctortrack-do-not-use"
	s, p := newSite(t), newProctortrack(t)
	s.examdesk("user", "add", "pt", "--email", "pt@example.com", "--group", "proctortrack_review", "--yes")
	s.examdesk("user", "add", "other", "--email", "other@example.com", "--group", "proctorco_review", "--yes")
	s.configure(fmt.Sprintf("PROCTORING_BACKENDS: {DEFAULT: proctortrack, proctortrack: {client_id: platform, client_secret: %s, base_url: %q, allow_private_addresses: true}}\n", vendorSecret, p.url))
	id, secret := s.app("proctortrack", "pt")
	other, otherSecret := s.app("other", "other")
	env := map[string]string{"VENDOR_URL": p.url, "VENDOR_SECRET": vendorSecret, "SERVICE": id + ":" + secret, "STRANGER": other + ":" + otherSecret}
	s.serve()
	exam := s.publish("proctortrack")[0].ID
	views := map[string]func() attempt{}
	outcomes := map[string]string{}
	for name, outcome := range map[string]string{"lea": "passed", "leo": "violation", "teacher": "suspicious"} {
		number := done[map[string]int64](s, name, "POST", v1+"attempt", map[string]any{"exam_id": exam, "start_clock": "false", "attempt_proctored": "true"})["exam_attempt_id"]
		view := func() attempt { return read[attempt](s, "attempt", "view", fmt.Sprint(number)) }
		a := view()
		if !strings.HasPrefix(a.ExternalID, "pt-") {
			t.Fatalf("%s's attempt was not registered: %+v", name, a)
		}
		views[a.ExternalID], outcomes[a.ExternalID] = view, outcome
	}
	ours := p.last("/attempt/")
	given, err := json.Marshal(map[string]any{"body": ours.body, "exam": "exam-at-pt", "course": course, "content": block + "proctortrack"})
	must(t, err)
	env["REGISTRATION"] = string(given)
	s.python("proctortrack.py register", env)
	if theirs := p.last("/attempt/"); theirs.what != ours.what || !reflect.DeepEqual(theirs.body, ours.body) || theirs.raw == ours.raw && theirs.raw == "" {
		t.Errorf("the plug-in registers\n%s %s\nthe server\n%s %s", theirs.what, theirs.raw, ours.what, ours.raw)
	}
	if ours.body["exam_return_url"] != origin+"/course/"+course+"/"+block+"proctortrack" {
		t.Errorf("%v", ours.body)
	}
	for _, a := range p.asked {
		if strings.HasSuffix(a.what, "/access_token") && a.what != "POST /edx/oauth2/access_token" {
			t.Error(a.what)
		}
	}
	s.dashboard(env)
	env["ATTEMPTS"] = mustJSON(t, outcomes)
	env["STEP"] = "ready"
	s.python("proctortrack.py callbacks", env)
	for externalID, view := range views {
		if a := view(); a.Status != "ready_to_start" {
			t.Errorf("%s: %s", externalID, a.Status)
		}
		s.finish(view())
	}
	env["STEP"] = "reviewed"
	s.python("proctortrack.py callbacks", env)
	want := map[string][2]string{"passed": {"verified", "Clean"}, "violation": {"second_review_required", "Rules Violation"}, "suspicious": {"second_review_required", "Suspicious"}}
	for externalID, view := range views {
		a, w := view(), want[outcomes[externalID]]
		if a.Status != w[0] || a.Review == nil || a.Review.Status != w[1] || len(a.Comments) != 1 || a.Comments[0].Comment != "A second person" {
			t.Errorf("%s leads to %+v", outcomes[externalID], a)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return string(b)
}

// dashboard compares the link to which the server sends a teacher with the plug-in's.
func (s *site) dashboard(env map[string]string) {
	s.t.Helper()
	status, body, head := s.send("teacher", "GET", "/api/edx_proctoring/v1/instructor/"+course, nil)
	if status != http.StatusFound {
		s.t.Fatalf("the dashboard: %d %s", status, body)
	}
	env["LINK"], env["COURSE"] = head.Get("Location"), course
	parts := strings.Split(head.Get("Location"), ".")
	var claims struct {
		User json.RawMessage `json:"user"`
	}
	must(s.t, decodeClaims(parts[len(parts)-2], &claims))
	env["USER"] = string(claims.User)
	s.python("proctortrack.py dashboard", env)
}

// finish starts and submits an attempt as its learner.
func (s *site) finish(a attempt) {
	s.t.Helper()
	for _, action := range []string{"start", "submit"} {
		done[map[string]int64](s, a.User.Username, "PUT", v1+"attempt/"+fmt.Sprint(a.ID), map[string]any{"action": action})
	}
}

//go:build e2e

package clients

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// psiReview is a review as PSI delivers it.
func psiReview(a attempt, status, note string) map[string]any {
	return map[string]any{
		"examMetaData": map[string]any{"examCode": a.Code, "ssiRecordLocator": a.ExternalID}, "reviewStatus": status,
		"webCamComments": []any{}, "desktopComments": []any{}, "note": note,
	}
}

const psiCallback = "/api/edx_proctoring/proctoring_review_callback/"

// knock sends something without signing in, with headers.
func (s *site) knock(method, path string, body any, heads ...string) (status int, answer string) {
	s.t.Helper()
	data, err := json.Marshal(body)
	must(s.t, err)
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(data))
	must(s.t, err)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(heads); i += 2 {
		r.Header.Set(heads[i], heads[i+1])
	}
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := browser.Do(r)
	must(s.t, err)
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	must(s.t, err)
	return a.StatusCode, string(text)
}

// taken is a fresh attempt of a learner's at a service.
func (s *site) taken(username string, exam int64) attempt {
	s.t.Helper()
	made := done[map[string]int64](s, username, "POST", v1+"attempt", map[string]any{"exam_id": exam, "start_clock": "false", "attempt_proctored": "true"})
	return s.seen(made["exam_attempt_id"])
}

func (s *site) seen(id int64) attempt {
	s.t.Helper()
	return read[attempt](s, "attempt", "view", fmt.Sprint(id))
}

// want fails unless an attempt is in a status, and an answer has one.
func (s *site) want(what string, got, answered int, id int64, status string) {
	s.t.Helper()
	if a := s.seen(id); got != answered || a.Status != status {
		s.t.Errorf("%s: answered %d, want %d; the attempt is %s, want %s", what, got, answered, a.Status, status)
	}
}

// What edx-proctoring leaves open is open, as there, and closed where the server is
// strict: who may say that a learner is ready, what opening an address does, a review
// that is played again, and from where callbacks are taken.
func TestE2EStrict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.examdesk("user", "add", "robot", "--email", "robot@example.com", "--group", "examdesk_mock_review", "--yes")
	id, secret := s.app("mock", "robot")
	m := s.startMock("http://"+freeAddress(t), id, secret)
	s.configure(m.settings)
	learners := []string{"lea", "leo", "teacher"}
	stop := s.serve()
	exams := s.publish("examdesk_mock", "software_secure")
	for turn, strict := range []bool{false, true} {
		if strict {
			stop()
			s.configure(strings.Replace(m.settings, "  software_secure:\n", "  software_secure:\n    callbacks_from: [127.0.0.0/8]\n", 1))
			stop = s.serve("--strict")
		}
		learner := learners[turn]
		expect := func(open, closed int) int { return map[bool]int{false: open, true: closed}[strict] }
		state := func(open, closed string) string { return map[bool]string{false: open, true: closed}[strict] }

		// A learner says that somebody else is ready.
		a := s.taken(learner, exams[0].ID)
		got, _, _ := s.send("leo", "POST", v1+"attempt/"+a.ExternalID+"/ready", map[string]any{"status": "ready"})
		s.want("ready by anyone", got, expect(200, 403), a.ID, state("ready_to_start", "created"))
		got, _, _ = s.send("robot", "POST", v1+"attempt/"+a.ExternalID+"/ready", map[string]any{"status": "ready"})
		s.want("ready by the service", got, 200, a.ID, "ready_to_start")
		s.finish(a)

		// A former review is played again.
		review := func(status, note string) int {
			got, _, _ := s.send("robot", "POST", v1+"attempt/"+a.ExternalID+"/reviewed", map[string]any{"status": status, "comments": []any{}, "note": note})
			return got
		}
		s.want("the first review", review("passed", "1"), 200, a.ID, "verified")
		s.want("the second review", review("suspicious", "2"), 200, a.ID, "second_review_required")
		s.want("the second one again", review("suspicious", "2"), 200, a.ID, "second_review_required")
		s.want("the first one played again", review("passed", "1"), expect(200, 400), a.ID, state("verified", "second_review_required"))

		// An address is opened.
		p := s.taken(learner, exams[1].ID)
		start := "/api/edx_proctoring/proctoring_launch_callback/start_exam/" + p.Code
		got, page := s.knock("GET", start, nil)
		s.want("launch by GET", got, expect(302, 200), p.ID, state("ready_to_start", "created"))
		if strict != strings.Contains(page, `<form method="post">`) {
			t.Errorf("strict %v: %s", strict, page)
		}
		if got, _ = s.knock("POST", start, nil, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org"); got != 403 {
			t.Errorf("strict %v: launch from another page: %d", strict, got)
		}
		s.want("launch from another page", got, 403, p.ID, state("ready_to_start", "created"))
		got, _ = s.knock("POST", start, nil, "Sec-Fetch-Site", "same-origin", "Origin", s.url)
		s.want("the button", got, expect(403, 302), p.ID, "ready_to_start")
		s.finish(p)
		got, _ = s.knock("POST", psiCallback, psiReview(p, "Clean", ""))
		s.want("PSI's review from a network that is named, or from anywhere", got, 200, p.ID, "verified")
	}
	stop()

	// From where PSI's callbacks are taken.
	s.configure(m.settings)
	stop = s.serve("--strict")
	a := s.taken("teacher", exams[1].ID)
	got, _ := s.knock("POST", psiCallback, psiReview(a, "Clean", ""))
	s.want("strict, and no network is named", got, 403, a.ID, "created")
	stop()
	s.configure(strings.Replace(m.settings, "  software_secure:\n", "  software_secure:\n    callbacks_from: [198.51.100.0/24]\n", 1))
	stop = s.serve()
	for _, c := range []struct {
		passed string
		status int
	}{{"", 403}, {"198.51.100.7", 403}} {
		got, _ = s.knock("POST", psiCallback, psiReview(a, "Clean", ""), "X-Forwarded-For", c.passed)
		s.want("without a proxy, X-Forwarded-For "+c.passed, got, c.status, a.ID, "created")
	}
	stop()
	defer s.serve("--proxy", "127.0.0.1")()
	for _, c := range []struct {
		passed string
		status int
	}{{"", 403}, {"203.0.113.9", 403}, {"198.51.100.7, 203.0.113.9", 403}, {"nonsense", 403}, {"198.51.100.7, nonsense", 403}} {
		got, _ = s.knock("POST", psiCallback, psiReview(a, "Clean", ""), "X-Forwarded-For", c.passed)
		s.want("by a proxy, X-Forwarded-For "+c.passed, got, c.status, a.ID, "created")
	}
	if got, answer := s.knock("POST", psiCallback, psiReview(a, "Clean", ""), "X-Forwarded-For", "203.0.113.9, 198.51.100.7"); got != 200 {
		t.Errorf("by a proxy, from PSI: %d %s", got, answer)
	}
}

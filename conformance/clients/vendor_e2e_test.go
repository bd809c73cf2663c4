//go:build e2e

package clients

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/client/webhook"
)

const hookSecret = "fake-secret-of-the-webhook-do-not-use"

// platform is an LMS to which decisions are delivered.
type platform struct {
	mu   sync.Mutex
	told []message
	bad  []string
	url  string
}

type message struct {
	Kind    string `json:"kind"`
	Payload struct {
		Status   string `json:"status"`
		Username string `json:"username"`
	} `json:"payload"`
	raw string
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	p := &platform{}
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = webhook.Verify([]byte(hookSecret), r.Header.Get(webhook.HeaderSignature), r.Header.Get(webhook.HeaderTimestamp), body, time.Now(), time.Minute)
		}
		var m message
		if err == nil {
			err = json.Unmarshal(body, &m)
		}
		m.raw = string(body)
		p.mu.Lock()
		defer p.mu.Unlock()
		if err != nil {
			p.bad = append(p.bad, err.Error())
		}
		p.told = append(p.told, m)
	}))
	t.Cleanup(s.Close)
	p.url = s.URL
	return p
}

// kinds are the kinds of messages about a learner so far.
func (p *platform) kinds() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, m := range p.told {
		out = append(out, m.Kind)
	}
	return out
}

// mock is a running `examdesk backend mock`.
type mock struct {
	*site
	at string
	// settings are its services, for the configuration.
	settings string
}

var listening = regexp.MustCompile(`https?://[0-9.]+:[0-9]+`)

// startMock starts one that calls the address back as a program of the server.
func (s *site) startMock(lms, id, secret string) *mock {
	s.t.Helper()
	cmd := s.command("backend", "mock", "--listen", "127.0.0.1:0", "--lms", lms, "--lms-client-id", id, "--lms-client-secret", "env:MOCK_SECRET",
		"--token-file", filepath.Join(s.dir, "mock-token"))
	cmd.Env = append(cmd.Env, "MOCK_SECRET="+secret)
	printed := s.begin(cmd, regexp.MustCompile("^# Callbacks go to")).Printed
	m := &mock{site: s}
	for _, line := range strings.Split(printed, "\n") {
		if strings.HasPrefix(line, "# The mock service listens") {
			m.at = strings.TrimSuffix(listening.FindString(line), "/")
		}
	}
	m.settings = printed[strings.Index(printed, "PROCTORING_BACKENDS:"):]
	return m
}

// tell lets the mock send a callback, which the server must accept.
func (m *mock) tell(args ...string) {
	m.t.Helper()
	said := m.examdesk(append(append([]string{"backend", "mock"}, args...), "--to", m.at, "--token-file", filepath.Join(m.dir, "mock-token"))...)
	if !strings.Contains(said, "accepted the "+args[0]+" callback") {
		m.t.Errorf("%v: %s", args, said)
	}
}

// status is how the mock's attempt stands.
func (m *mock) status(externalID string) string {
	m.t.Helper()
	for _, a := range read[[]struct {
		ID     string `json:"external_id"`
		Status string `json:"status"`
	}](m.site, "backend", "mock", "attempts", "--to", m.at, "--token-file", filepath.Join(m.dir, "mock-token")) {
		if a.ID == externalID {
			return a.Status
		}
	}
	return ""
}

// From registration to a person's decision and what the platform is told, by both
// protocols: the mock service as the vendor, the command line as the reviewer.
func TestE2EMockVendor(t *testing.T) {
	t.Parallel()
	s, p := newSite(t), newPlatform(t)
	s.examdesk("user", "add", "mock-robot", "--email", "robot@example.com", "--group", "examdesk_mock_review", "--yes")
	s.examdesk("user", "add", "rev", "--email", "rev@example.com", "--group", "examdesk_mock_review", "--group", "software_secure_review", "--yes")
	id, secret := s.app("mock", "mock-robot")
	at := freeAddress(t)
	m := s.startMock("http://"+at, id, secret)
	s.configure(m.settings + fmt.Sprintf("PLATFORM_WEBHOOK: {URL: %q, SECRET: %q, ALLOW_PRIVATE_ADDRESSES: true}\n", p.url, hookSecret))
	stop := s.serve("--listen", at)
	services := []string{"examdesk_mock", "software_secure"}
	exams := s.publish(services...)
	for i, backend := range services {
		made := done[map[string]int64](s, "lea", "POST", v1+"attempt", map[string]any{"exam_id": exams[i].ID, "start_clock": "false", "attempt_proctored": "true"})
		number := made["exam_attempt_id"]
		view := func() attempt { return read[attempt](s, "attempt", "view", fmt.Sprint(number)) }
		move := func(action string) {
			done[map[string]int64](s, "lea", "PUT", v1+"attempt/"+fmt.Sprint(number), map[string]any{"action": action})
		}
		a := view()
		if a.Status != "created" || a.ExternalID == "" || m.status(a.ExternalID) == "" {
			t.Fatalf("%s was not registered: %+v", backend, a)
		}
		move("click_download_software")
		m.tell("ready", a.ExternalID)
		if a = view(); a.Status != "ready_to_start" {
			t.Errorf("%s: ready leads to %s", backend, a.Status)
		}
		move("start")
		move("submit")
		if backend == "examdesk_mock" { // PSI is not told that a learner has submitted
			eventually(t, "the service learns that the attempt was submitted", func() bool { return m.status(a.ExternalID) == "submitted" })
		}
		m.tell("review", a.ExternalID, "--status", "suspicious", "--comment", "61-75 A second person")
		if a = view(); a.Status != "second_review_required" || a.Review == nil || a.Review.Status != "Suspicious" || len(a.Comments) != 1 || a.Comments[0].Comment != "A second person" {
			t.Errorf("%s: the review leads to %+v", backend, a)
		}
		s.examdesk("attempt", "review", fmt.Sprint(number), "--as", "rev", "--outcome", []string{"clean", "suspicious"}[i], "--reason", "seen", "--yes")
		want := []string{"verified", "rejected"}[i]
		if a = view(); a.Status != want || a.Review.ReviewedBy == nil || *a.Review.ReviewedBy != "rev" {
			t.Errorf("%s: the decision leads to %+v", backend, a)
		}
		eventually(t, "the platform receives "+want, func() bool {
			return strings.Contains(p.all(), `"`+want+`"`)
		})
		// The vendor sends its review again: the person's decision stays.
		m.tell("review", a.ExternalID, "--status", []string{"suspicious", "clean"}[i])
		if a = view(); a.Status != want {
			t.Errorf("%s: a review after the decision leads to %s", backend, a.Status)
		}
	}
	eventually(t, "the outbox is empty", func() bool {
		return len(read[[]any](s, "outbox", "list", "--state", "pending")) == 0
	})
	if left := read[[]any](s, "outbox", "list", "--state", "failed"); len(left) > 0 {
		t.Errorf("failed: %v", left)
	}
	stop()
	if len(p.bad) > 0 || len(p.kinds()) == 0 {
		t.Errorf("%v %v", p.bad, p.kinds())
	}
	kinds := p.kinds()
	slices.Sort(kinds)
	t.Logf("the platform received: %v", slices.Compact(kinds))
	for _, name := range []string{"lea", "STAT101", "Final", secret} {
		if strings.Contains(s.said.String(), name) {
			t.Errorf("%s is in the log:\n%s", name, s.said)
		}
	}
}

func (p *platform) all() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for _, m := range p.told {
		b.WriteString(m.raw + "\n")
	}
	return b.String()
}

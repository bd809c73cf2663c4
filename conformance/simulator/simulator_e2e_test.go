//go:build e2e

package simulator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/backends/simulator"
	"examdesk/model"
)

const lmsClient, lmsSecret = "synthetic-lms-client", "synthetic secret of the LMS"

// both are an LMS that runs edx-proctoring, and the mock service beside it.
type both struct {
	t   *testing.T
	svc *simulator.Service
	// url is the service's address, lms the LMS's.
	url, lms string
	in       io.WriteCloser
	out      *bufio.Reader
}

// startBoth starts the two so that each knows the other's address.
func startBoth(t *testing.T) *both {
	t.Helper()
	psi := &simulator.PSIKeys{KeyID: "TEST-1", SecretKey: model.NewSecret("synthetic secret key"), CryptoKey: model.NewSecret("synthetic-crypto-key-abc")}
	rest := &simulator.RESTKeys{ClientID: "test-client", ClientSecret: model.NewSecret("synthetic client secret, long enough for HS256")}
	server := httptest.NewUnstartedServer(nil)
	b := &both{t: t, url: "http://" + server.Listener.Addr().String()}
	b.startLMS(map[string]any{
		"DEFAULT": "software_secure",
		"software_secure": map[string]any{
			"organization": "example", "exam_sponsor": "Example LMS", "exam_register_endpoint": b.url + simulator.PSIPath, "secret_key_id": psi.KeyID,
			"secret_key": psi.SecretKey.Reveal(), "crypto_key": psi.CryptoKey.Reveal(), "software_download_url": b.url + "/download",
			"video_review_aes_key": "000102030405060708090a0b0c0d0e0f", "send_email": true,
		},
		"examdesk_mock": map[string]any{"client_id": rest.ClientID, "client_secret": rest.ClientSecret.Reveal()},
	})
	svc, err := simulator.New(simulator.Config{PSI: psi, REST: rest, Version: "test",
		LMS: simulator.LMS{URL: b.lms, ClientID: lmsClient, ClientSecret: model.NewSecret(lmsSecret)}})
	must(t, err)
	b.svc, server.Config.Handler = svc, svc
	server.Start()
	t.Cleanup(func() {
		svc.Close()
		server.Close()
	})
	return b
}

func (b *both) startLMS(backends map[string]any) {
	b.t.Helper()
	python := os.Getenv("EXAMDESK_ORACLE_PYTHON")
	if python == "" {
		b.t.Fatal("EXAMDESK_ORACLE_PYTHON is not set; run make e2e")
	}
	settings, err := json.Marshal(backends)
	must(b.t, err)
	cmd := exec.CommandContext(b.t.Context(), python, "lms.py", filepath.Join(b.t.TempDir(), "lms.sqlite3"), b.url, string(settings))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	b.in, err = cmd.StdinPipe()
	must(b.t, err)
	out, err := cmd.StdoutPipe()
	must(b.t, err)
	b.out = bufio.NewReader(out)
	must(b.t, cmd.Start())
	b.t.Cleanup(func() {
		_ = b.in.Close()
		_ = cmd.Wait()
		if b.t.Failed() {
			b.t.Log(stderr.String())
		}
	})
	line, err := b.out.ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		b.t.Fatalf("%v\n%s", err, stderr.String())
	}
	must(b.t, json.Unmarshal([]byte(line), &b.lms))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// said is what the LMS answered to a command.
type said struct {
	OK     json.RawMessage `json:"ok"`
	Raised string          `json:"raised"`
	Text   string          `json:"text"`
	Status int             `json:"status"`
}

// ask lets the LMS do something: a name and pairs of an argument and its value.
func (b *both) ask(do string, pairs ...any) (out said) {
	b.t.Helper()
	question := map[string]any{"do": do}
	for i := 0; i+1 < len(pairs); i += 2 {
		question[pairs[i].(string)] = pairs[i+1]
	}
	line, err := json.Marshal(question)
	must(b.t, err)
	_, err = b.in.Write(append(line, '\n'))
	must(b.t, err)
	text, err := b.out.ReadString('\n')
	must(b.t, err)
	must(b.t, json.Unmarshal([]byte(text), &out))
	return out
}

// get is ask for something that succeeds.
func get[T any](b *both, do string, pairs ...any) (out T) {
	b.t.Helper()
	a := b.ask(do, pairs...)
	if a.Raised != "" {
		b.t.Fatalf("%s raised %s (%d): %s", do, a.Raised, a.Status, a.Text)
	}
	must(b.t, json.Unmarshal(a.OK, &out))
	return out
}

// state is an attempt in the LMS.
type state struct {
	ID         int
	Code       string `json:"attempt_code"`
	ExternalID string `json:"external_id"`
	Status     string
	Review     *struct {
		Status     string
		ReviewedBy string `json:"reviewed_by"`
		HasVideo   bool   `json:"has_video"`
		Comments   [][]any
	}
}

// exam is one in the LMS.
type exam struct {
	ID         int
	ExternalID string `json:"external_id"`
}

// known is an attempt as the service has it.
func (b *both) known(id string) simulator.Attempt {
	b.t.Helper()
	a, err := b.svc.Attempt(id)
	must(b.t, err)
	return a
}

func (b *both) accepted(c simulator.Callback, err error) {
	b.t.Helper()
	if err != nil || !c.Accepted() {
		b.t.Errorf("the LMS did not take the callback: %+v, %v", c, err)
	}
}

// Whatever the names and policies are, edx-proctoring's registration is taken:
// its signature, its password and its fields are what the service expects.
func TestE2EPSIRegistration(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	for i, c := range []struct{ name, exam, policy, exception, wantNotes string }{
		{"Ana Synthetic", "Midterm", "", "", "Closed Book"},
		{"José María Ñandú Synthetic", "Prüfung: [1] <2>/3", "Notes: allowed", "30 % more time", "Notes: allowed; 30 % more time"},
		{"山田 太郎", "期末試験", "メモ可", "", "メモ可"},
		{"Single", "a\"b'c\\d*e?", "line one\nline two\ttab", "", "line one\nline two\ttab"},
		{"", "Final", "\u202ereversed", "x\x00y", "\u202ereversed; x\x00y"},
		{"😀 Emoji Synthetic", strings.Repeat("long ", 40), strings.Repeat("p", 5000), "", strings.Repeat("p", 5000)},
		{"0", "0", "0", "", "0"},
		{"  two  spaces ", "False", "null", "", "null"},
	} {
		x := get[exam](b, "exam", "backend", "software_secure", "name", c.exam, "is_practice", i%2 == 1)
		if c.policy != "" {
			get[any](b, "policy", "exam", x.ID, "text", c.policy)
		}
		learner := get[int](b, "learner", "name", c.name)
		if c.exception != "" {
			get[any](b, "policy", "exam", x.ID, "text", c.exception, "learner", learner)
		}
		at := get[state](b, "attempt", "exam", x.ID, "learner", learner)
		a := b.known(at.Code)
		if a.ID != at.ExternalID || a.Notes != c.wantNotes || a.Practice != (i%2 == 1) || strings.TrimSpace(a.Name) != strings.TrimSpace(c.name) && c.name != "  two  spaces " {
			t.Errorf("%q: the LMS has %+v, the service %+v", c.name, at, a)
		}
	}
}

// A wrong secret, another key id, another crypto_key: the service refuses, and
// edx-proctoring raises with the service's status.
func TestE2EPSIRefused(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	x := map[string]any{"id": 5, "exam_name": "Midterm", "course_id": "course-v1:edX+Demo+2026"}
	context := func(code string) map[string]any {
		return map[string]any{"attempt_code": code, "time_limit_mins": 90, "is_sample_attempt": false, "full_name": "Ana Synthetic", "email": nil}
	}
	if id := get[string](b, "psi", "exam", x, "context", context("GOOD")); b.known("GOOD").ID != id {
		t.Error(id)
	}
	for name, c := range map[string]struct {
		with   []any
		status int
	}{
		"secret":     {[]any{"secret_key", "another secret"}, 401},
		"key id":     {[]any{"secret_key_id", "TEST-2"}, 401},
		"crypto_key": {[]any{"crypto_key", "another-synthetic-key-ab"}, 400},
		"address":    {[]any{"exam_register_endpoint", b.url + "/elsewhere/"}, 404},
	} {
		a := b.ask("psi", append([]any{"exam", x, "context", context("BAD")}, c.with...)...)
		if a.Raised != "BackendProviderCannotRegisterAttempt" || a.Status != c.status {
			t.Errorf("%s: %+v", name, a)
		}
	}
	for fault, status := range map[simulator.Fault]int{
		simulator.FaultSecret: 401, simulator.FaultClock: 401, simulator.FaultBlocked: 403, simulator.FaultDown: 503, simulator.FaultNotFound: 404,
	} {
		b.svc.SetSkew(3600e9)
		b.svc.SetFault(simulator.EndpointRegistration, fault)
		if a := b.ask("psi", "exam", x, "context", context("BAD")); a.Status != status {
			t.Errorf("%s: %+v", fault, a)
		}
	}
	if _, err := b.svc.Attempt("BAD"); err == nil {
		t.Error("a refused attempt is kept")
	}
}

// The callbacks of PSI's protocol reach the real views, and the attempt ends
// where they lead.
func TestE2EPSICallbacks(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	for _, c := range []struct{ outcome, by, review, status string }{
		{"clean", "", "Clean", "verified"}, {"rules_violation", "", "Rules Violation", "verified"},
		{"suspicious", "", "Suspicious", "second_review_required"}, {"suspicious", "reviewer@example.com", "Suspicious", "rejected"},
		{"not_reviewed", "", "Not Reviewed", "error"},
	} {
		at := b.submitted("software_secure")
		b.accepted(b.svc.SendReview(t.Context(), at.ExternalID, simulator.Review{
			Status: c.outcome, ReviewedBy: c.by, VideoURL: "https://video.example.com/DirectLink-Generic/1",
			Comments: []simulator.Comment{{Text: "A second person", Status: "Suspicious", Start: 61, Stop: 75}},
		}))
		if now := b.holds(at.ID, c.review, c.status, c.by); !now.Review.HasVideo {
			t.Errorf("the link of the recording is lost: %+v", now)
		}
	}
}

// submitted is an attempt that a learner began after the ready callback, and
// handed in.
func (b *both) submitted(backend string) state {
	b.t.Helper()
	x := get[exam](b, "exam", "backend", backend)
	at := get[state](b, "attempt", "exam", x.ID, "learner", get[int](b, "learner", "name", "Ana Synthetic"))
	b.accepted(b.svc.SendReady(b.t.Context(), at.ExternalID))
	if now := get[state](b, "state", "attempt", at.ID); now.Status != "ready_to_start" {
		b.t.Fatalf("ready leads to %+v", now)
	}
	get[state](b, "move", "attempt", at.ID, "status", "started")
	get[state](b, "move", "attempt", at.ID, "status", "submitted")
	return at
}

// holds checks what a review made of an attempt.
func (b *both) holds(id int, review, status, by string) state {
	b.t.Helper()
	now := get[state](b, "state", "attempt", id)
	if now.Review == nil {
		b.t.Fatalf("there is no review: %+v", now)
	}
	comments, _ := json.Marshal(now.Review.Comments)
	if now.Status != status || now.Review.Status != review || now.Review.ReviewedBy != by || string(comments) != `[["A second person","Suspicious",61,75,14]]` {
		b.t.Errorf("%s leads to %s: %+v %s", review, now.Status, *now.Review, comments)
	}
	return now
}

// The callbacks of the REST protocol, with a token of the LMS.
func TestE2ERESTCallbacks(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	for _, c := range []struct{ outcome, by, review, status string }{
		{"clean", "", "Clean", "verified"}, {"rules_violation", "", "Rules Violation", "second_review_required"},
		{"suspicious", "", "Suspicious", "second_review_required"}, {"suspicious", "reviewer@example.com", "Suspicious", "rejected"},
		{"not_reviewed", "", "Not Reviewed", "error"},
	} {
		at := b.submitted("examdesk_mock")
		if a := b.known(at.ExternalID); a.Status != "submitted" {
			t.Errorf("the service has %+v", a)
		}
		b.accepted(b.svc.SendReview(t.Context(), at.ExternalID, simulator.Review{
			Status: c.outcome, ReviewedBy: c.by, Comments: []simulator.Comment{{Text: "A second person", Status: "Suspicious", Start: 61, Stop: 75}},
		}))
		b.holds(at.ID, c.review, c.status, c.by)
	}
}

// A recorded callback of another attempt, sent to this one, is taken with this
// one's ids, and refused with the recorded ones.
func TestE2EReplay(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	x := get[exam](b, "exam", "backend", "software_secure")
	at := get[state](b, "attempt", "exam", x.ID, "learner", get[int](b, "learner", "name", "Ana Synthetic"))
	recorded, err := simulator.ParseRecorded([]byte(`{"attempt_code":"` + at.Code + `","payload":{"examMetaData":{"examCode":"OLD","ssiRecordLocator":"OLD"},"reviewStatus":"Clean",
		"webCamComments":[{"eventStart":61,"eventFinish":75,"duration":14,"comments":"A second person","eventStatus":"Suspicious"}],"desktopComments":[]}}`))
	must(t, err)
	if c, err := b.svc.Replay(t.Context(), recorded[0], ""); err != nil || c.Accepted() || c.Status != 400 {
		t.Errorf("%+v %v", c, err)
	}
	b.accepted(b.svc.Replay(t.Context(), recorded[0], at.ExternalID))
	b.holds(at.ID, "Clean", "verified", "")
}

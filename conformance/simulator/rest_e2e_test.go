//go:build e2e

package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"examdesk/backends/simulator"
)

// rest calls a method of edx-proctoring's BaseRestProctoringProvider.
func (b *both) rest(method string, args ...any) said {
	b.t.Helper()
	return b.ask("rest", "method", method, "args", append([]any{}, args...))
}

// into is rest for something that succeeds.
func (b *both) into(v any, method string, args ...any) {
	b.t.Helper()
	a := b.rest(method, args...)
	if a.Raised != "" {
		b.t.Fatalf("%s raised %s (%d): %s", method, a.Raised, a.Status, a.Text)
	}
	must(b.t, json.Unmarshal(a.OK, v))
}

// is checks the answer of a method.
func (b *both) is(want, method string, args ...any) {
	b.t.Helper()
	a := b.rest(method, args...)
	if a.Raised != "" || string(a.OK) != want {
		b.t.Errorf("%s answers %s, raised %s %s; want %s", method, a.OK, a.Raised, a.Text, want)
	}
}

// The life of an attempt as edx-proctoring's REST provider leads it.
func TestE2ERESTProvider(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	var config struct {
		Rules        map[string]string
		Name         string
		DownloadURL  string `json:"download_url"`
		Instructions []string
	}
	b.into(&config, "get_proctoring_config")
	if config.Rules["allow_notes"] == "" || config.Name == "" || config.DownloadURL != b.url+"/download" || len(config.Instructions) == 0 {
		t.Errorf("%+v", config)
	}
	b.is(`"`+b.url+`/download"`, "get_software_download_url")

	var id string
	b.into(&id, "on_exam_saved", map[string]any{"id": 3, "course_id": "c", "name": "Final", "rules": map[string]any{"allow_notes": true}})
	b.is(`"`+id+`"`, "on_exam_saved", map[string]any{"id": 3, "course_id": "c", "name": "Renamed", "external_id": id})
	var saved struct {
		Name  string
		Rules map[string]bool
	}
	b.into(&saved, "get_exam", map[string]any{"id": id})
	if saved.Name != "Renamed" || len(saved.Rules) != 3 {
		t.Errorf("%+v", saved)
	}

	var attempt string
	x := map[string]any{"id": 3, "external_id": id}
	b.into(&attempt, "register_exam_attempt", x, map[string]any{
		"user_id": "ab12", "full_name": "Ana Synthetic", "attempt_code": "CODE", "review_policy": "Notes", "review_policy_exception": "Calculator",
	})
	if a := b.known(attempt); a.UserID != "ab12" || a.Notes != "Notes; Calculator" || a.Code != "" || a.ExamID != id || a.Name != "Ana Synthetic" {
		t.Errorf("%+v", a)
	}
	b.is(`"started"`, "start_exam_attempt", id, attempt)
	b.is(`"submitted"`, "stop_exam_attempt", id, attempt)
	b.is(`"error"`, "mark_erroneous_exam_attempt", id, attempt)
	var got struct {
		Status       string
		Instructions []string
		DownloadURL  string `json:"download_url"`
	}
	b.into(&got, "get_attempt", map[string]any{"external_id": attempt, "proctored_exam": map[string]any{"external_id": id}})
	if got.Status != "error" || len(got.Instructions) == 0 || got.DownloadURL == "" {
		t.Errorf("%+v", got)
	}
	b.is(`true`, "remove_exam_attempt", id, attempt)
	b.is(`false`, "remove_exam_attempt", id, attempt)
	b.rest("register_exam_attempt", x, map[string]any{"user_id": "ab12", "full_name": "Ana Synthetic"})
	b.is(`true`, "retire_user", "ab12")
	b.is(`false`, "retire_user", "ab12")
}

// What edx-proctoring raises when the service refuses.
func TestE2ERESTRefused(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	x := get[exam](b, "exam", "backend", "examdesk_mock")
	if x.ExternalID == "" {
		t.Fatal("the exam has no id at the service")
	}
	if a := b.ask("rest", "method", "get_proctoring_config", "secret", "another secret"); a.Raised != "HTTPError" || a.Status != 401 {
		t.Errorf("%+v", a)
	}
	register := func() said {
		return b.rest("register_exam_attempt", map[string]any{"id": x.ID, "external_id": x.ExternalID}, map[string]any{"user_id": "u", "full_name": ""})
	}
	for _, status := range simulator.Refusals() {
		must(t, b.svc.SetOnboarding(simulator.Profile{Refusal: status}))
		if a := register(); a.Raised != "BackendProviderOnboardingException" {
			t.Errorf("%s: %+v", status, a)
		}
		at := get[state](b, "attempt", "exam", get[exam](b, "exam", "backend", "examdesk_mock").ID, "learner", get[int](b, "learner", "name", "Ana"))
		if at.Status != status {
			t.Errorf("%s leads to %+v", status, at)
		}
	}
	must(t, b.svc.SetOnboarding(simulator.Profile{}))
	for fault, want := range map[simulator.Fault]string{
		simulator.FaultNoID: "BackendProviderSentNoAttemptID", simulator.FaultDown: "BackendProviderCannotRegisterAttempt",
		simulator.FaultBlocked: "BackendProviderCannotRegisterAttempt", simulator.FaultSecret: "BackendProviderCannotRegisterAttempt",
		simulator.FaultReset: "ConnectionError", simulator.FaultTruncated: "JSONDecodeError",
	} {
		b.svc.SetFault(simulator.EndpointAttempt, fault)
		if a := register(); a.Raised != want {
			t.Errorf("%s: %+v", fault, a)
		}
	}
	b.svc.SetFault(simulator.EndpointAll, simulator.FaultNone)
	if a := register(); a.Raised != "" {
		t.Errorf("%+v", a)
	}
}

// The onboarding profiles, as edx-proctoring asks for them.
func TestE2EOnboarding(t *testing.T) {
	t.Parallel()
	const course = "course-v1:edX+Demo+2026"
	b := startBoth(t)
	x := get[exam](b, "exam", "backend", "examdesk_mock", "is_practice", true)
	at := get[state](b, "attempt", "exam", x.ID, "learner", get[int](b, "learner", "name", "Ana Synthetic"))
	user := b.known(at.ExternalID).UserID
	one := func() (status string, expires *time.Time) {
		a := b.ask("rest", "method", "get_onboarding_profile_info", "args", []any{course}, "kwargs", map[string]any{"user_id": user})
		var p struct {
			UserID  string `json:"user_id"`
			Status  string
			Expires *time.Time `json:"expiration_date"`
		}
		must(t, json.Unmarshal(a.OK, &p))
		if p.UserID != user {
			t.Errorf("%s", a.OK)
		}
		return p.Status, p.Expires
	}
	if status, _ := one(); status != "no-profile" {
		t.Error(status)
	}
	for _, status := range []string{"ready_to_start", "started", "submitted"} {
		get[state](b, "move", "attempt", at.ID, "status", status)
	}
	if status, _ := one(); status != "pending" {
		t.Error(status)
	}
	b.accepted(b.svc.SendReview(t.Context(), at.ExternalID, simulator.Review{Status: "clean"}))
	if status, expires := one(); status != "approved-in-course" || expires == nil {
		t.Error(status, expires)
	}
	if now := get[state](b, "state", "attempt", at.ID); now.Status != "verified" {
		t.Errorf("%+v", now)
	}
	var list struct {
		Results []struct {
			UserID string `json:"user_id"`
		}
		Count int
	}
	for filter, want := range map[string]int{"": 1, "approved-in-course": 1, "rejected,approved-in-course": 1, "rejected": 0} {
		a := b.ask("rest", "method", "get_onboarding_profile_info", "args", []any{course}, "kwargs", map[string]any{"status": filter})
		must(t, json.Unmarshal(a.OK, &list))
		if list.Count != want || len(list.Results) != want {
			t.Errorf("%q: %s", filter, a.OK)
		}
	}
}

// The instructor's link is one that the service accepts, and has the right contents.
func TestE2EInstructor(t *testing.T) {
	t.Parallel()
	b := startBoth(t)
	var link string
	must(t, json.Unmarshal(b.ask("rest", "method", "get_instructor_url", "args", []any{"course-v1:edX+Demo+2026",
		map[string]any{"id": 5, "full_name": "<b>Ana</b> Synthetic", "email": "ana@example.com"}}, "kwargs", map[string]any{"exam_id": 42, "attempt_id": "abc"}).OK, &link))
	open := func(address string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		must(t, err)
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		defer func() { _ = res.Body.Close() }()
		data, err := io.ReadAll(res.Body)
		must(t, err)
		return res.StatusCode, string(data)
	}
	if !strings.HasPrefix(link, b.url+"/api/v1/instructor/test-client/?jwt=") {
		t.Error(link)
	}
	status, page := open(link)
	for _, want := range []string{"course-v1:edX+Demo+2026", "&lt;b&gt;Ana&lt;/b&gt; Synthetic", "ana@example.com", ">42<", ">abc<"} {
		if status != http.StatusOK || !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), want) {
			t.Errorf("%d, no %s in\n%s", status, want, page)
		}
	}
	if status, _ := open(link[:len(link)-3] + "abc"); status != http.StatusUnauthorized {
		t.Error(fmt.Sprint("a changed link answers ", status))
	}
}

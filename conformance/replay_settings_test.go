package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"examdesk/model"
)

// site is the platform of the recording: the settings that it overrides, else those
// of the original's tests.
func (tr *transcript) site(t *testing.T) model.Site {
	t.Helper()
	s := model.Site{LMSHost: "http://localhost:8000", LearningMFE: learningMFE(tr), ContactEmail: "info@edx.org"}
	var proctoring struct {
		LinkURLs json.RawMessage `json:"LINK_URLS"`
	}
	if tr.Kind == "http" { // what the original's tests configure
		s.PlatformName = "Open edX"
		proctoring.LinkURLs = json.RawMessage(`{"online_proctoring_rules": "", "faq": "", "contact_us": "", "tech_requirements": ""}`)
	}
	for name, into := range map[string]any{
		"PLATFORM_NAME": &s.PlatformName, "CONTACT_EMAIL": &s.ContactEmail, "PROCTORING_SETTINGS": &proctoring,
	} {
		if raw, given := tr.Overrides[name]; given {
			if err := json.Unmarshal(raw, into); err != nil {
				t.Errorf("%s: the setting %s cannot be read: %v", tr.ID, name, err)
			}
		}
	}
	tokens := answerTokens(proctoring.LinkURLs)
	for i := 1; i+2 < len(tokens); i += 2 {
		s.LinkURLs = append(s.LinkURLs, model.Link{Name: tokens[i], URL: tokens[i+1]})
	}
	for name, into := range map[string]*string{"PLATFORM_NAME": &s.PlatformName, "CONTACT_EMAIL": &s.ContactEmail} {
		if v, given := tr.Constants[name].(string); given {
			*into = v
		}
	}
	return s
}

// unread are the parts of a recording that the harness does not read: it is a failure,
// since what it changes would not be compared.
func (tr *transcript) unread() error {
	for name := range tr.Overrides {
		if !slices.Contains([]string{
			"LEARNING_MICROFRONTEND_URL", "PROCTORING_SETTINGS", "PROCTORED_EXAM_VIEWABLE_PAST_DUE", "PROCTORING_BACKENDS",
			"PROCTORING_USER_OBFUSCATION_KEY", "PLATFORM_NAME", "CONTACT_EMAIL",
		}, name) {
			return fmt.Errorf("the setting %s is not known", name)
		}
	}
	for name := range tr.Constants {
		if !slices.Contains([]string{
			"ONBOARDING_PROFILE_API", "REQUIRE_FAILURE_SECOND_REVIEWS", "ALLOW_REVIEW_UPDATES", "PLATFORM_NAME", "CONTACT_EMAIL",
		}, name) {
			return fmt.Errorf("the constant %s is not known", name)
		}
	}
	for _, need := range tr.Replay.Needs {
		if !slices.Contains([]string{
			"course_staff", "learning_sequences", "enrollments", "backend_answers", "credit", "waffle_all_switches", "backend_fault", "backend_config",
			"fixed_uuid", "outgoing_http", "backend_unconfigured", "id_sequence", "perm_can_take", "page_size",
		}, need) {
			return fmt.Errorf("the need %s is not known", need)
		}
	}
	return nil
}

// unconfigure removes the services that were not configured when the call was made:
// those of the exams that the call is about. A service that was asked was there, and
// those of other exams stay as they were.
func (tr *transcript) unconfigure() {
	if !slices.Contains(tr.Replay.Needs, "backend_unconfigured") {
		return
	}
	for _, exam := range tr.Before["proctoring_proctoredexam"] {
		name := fmt.Sprint(exam["backend"])
		asked := slices.ContainsFunc(tr.BackendCalls, func(c call) bool { return c.On == name })
		if !asked && tr.isAbout(exam) {
			delete(tr.Backends, name)
		}
	}
}

// isAbout reports whether a call is about an exam: by the exam's id, its course, or
// an attempt at it. A call that names none of them may be about any.
func (tr *transcript) isAbout(exam map[string]any) bool {
	k := kwargs(tr.Request.Kwargs) // every argument by its name, see bind
	about := func(name string) (any, bool) {
		if whole, ok := k[name].(map[string]any); ok {
			return whole["id"], true
		}
		v, ok := k[name]
		return v, ok
	}
	for _, name := range []string{"exam_id", "exam"} {
		if id, ok := about(name); ok {
			return fmt.Sprint(id) == fmt.Sprint(exam["id"])
		}
	}
	for name, column := range map[string]string{"attempt_id": "id", "attempt": "id", "attempt_code": "attempt_code", "external_id": "external_id"} {
		if id, ok := about(name); ok {
			return slices.ContainsFunc(tr.Before["proctoring_proctoredexamstudentattempt"], func(row map[string]any) bool {
				return fmt.Sprint(row[column]) == fmt.Sprint(id) && fmt.Sprint(row["proctored_exam_id"]) == fmt.Sprint(exam["id"])
			})
		}
	}
	if course, ok := about("course_id"); ok {
		return course == exam["course_id"]
	}
	return true
}

// Only the service of the exam that a call is about is missing.
func TestUnconfigured(t *testing.T) {
	t.Parallel()
	const line = `{"kind": "python", "request": {"function": "api.%s", "args": [%s], "kwargs": {}}, "backends": {"one": {}, "two": {}, "three": {}},
		"replay": {"possible": "yes", "needs": ["backend_unconfigured"]}, "backend_calls": [%s], "db_before": {
		"proctoring_proctoredexam": [{"id": 1, "course_id": "a", "backend": "one"}, {"id": 2, "course_id": "a", "backend": "two"}, {"id": 3, "course_id": "b", "backend": "three"}],
		"proctoring_proctoredexamstudentattempt": [{"id": 7, "attempt_code": "X", "proctored_exam_id": 2}]}}`
	for _, c := range []struct{ function, args, calls, missing string }{
		{"get_exam_by_id", "1", "", "one"},
		{"stop_exam_attempt", "7", "", "two"},
		{"start_exam_attempt_by_code", `"X"`, "", "two"},
		{"get_all_exams_for_course", `"a"`, "", "one two"},
		{"get_all_exams_for_course", `"a"`, `{"on": "one", "method": "get_javascript"}`, "two"},
		{"get_active_exams_for_user", "4", "", "one three two"},
	} {
		tr, err := decode(fmt.Appendf(nil, line, c.function, c.args, c.calls))
		if err == nil {
			err = tr.bind()
		}
		if err != nil {
			t.Fatal(err)
		}
		tr.unconfigure()
		var missing []string
		for _, name := range []string{"one", "three", "two"} {
			if _, there := tr.Backends[name]; !there {
				missing = append(missing, name)
			}
		}
		if got := strings.Join(missing, " "); got != c.missing {
			t.Errorf("%s(%s): %q is missing, want %q", c.function, c.args, got, c.missing)
		}
	}
}

// Settings of a recording arrive at the platform that the replay has.
func TestRecordedSettings(t *testing.T) {
	t.Parallel()
	tr := transcript{Overrides: map[string]json.RawMessage{
		"PLATFORM_NAME": json.RawMessage(`"Another"`), "PROCTORING_SETTINGS": json.RawMessage(`{"LINK_URLS": {"faq": "https://faq.example.com"}}`),
	}}
	if s := tr.site(t); s.PlatformName != "Another" || len(s.LinkURLs) != 1 || s.LinkURLs[0].URL != "https://faq.example.com" || s.ContactEmail != "info@edx.org" {
		t.Errorf("%+v", s)
	}
	if err := tr.unread(); err != nil {
		t.Error(err)
	}
	tr.Overrides["SOMETHING_ELSE"] = nil
	if tr.unread() == nil {
		t.Error("an unknown setting is ignored")
	}
}

package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"examdesk/model"
)

// site is the platform of the recording: the settings that it overrides, else those
// of the original's tests.
func (tr *transcript) site(t *testing.T) model.Site {
	t.Helper()
	s := model.Site{LMSHost: "http://localhost:8000", LearningMFE: learningMFE(tr), ContactEmail: "info@edx.org"}
	var proctoring struct {
		LinkURLs map[string]string `json:"LINK_URLS"`
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
	s.LinkURLs = proctoring.LinkURLs
	for name, into := range map[string]*string{"PLATFORM_NAME": &s.PlatformName, "CONTACT_EMAIL": &s.ContactEmail} {
		if v, given := tr.Constants[name].(string); given {
			*into = v
		}
	}
	return s
}

// unread is what a recording says that the harness does not read: it is a failure,
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

// unconfigure takes away the services that the recording's database names and that
// were not configured when the call was made.
func (tr *transcript) unconfigure() {
	if tr.Kind != "python" || !slices.Contains(tr.Replay.Needs, "backend_unconfigured") {
		return
	}
	for _, call := range tr.BackendCalls { // who was asked was there
		if call.On != "" {
			return
		}
	}
	for _, exam := range tr.Before["proctoring_proctoredexam"] {
		delete(tr.Backends, fmt.Sprint(exam["backend"]))
	}
}

// Settings of a recording arrive at the platform that the replay has.
func TestRecordedSettings(t *testing.T) {
	t.Parallel()
	tr := transcript{Overrides: map[string]json.RawMessage{
		"PLATFORM_NAME": json.RawMessage(`"Another"`), "PROCTORING_SETTINGS": json.RawMessage(`{"LINK_URLS": {"faq": "https://faq.example.com"}}`),
	}}
	if s := tr.site(t); s.PlatformName != "Another" || s.LinkURLs["faq"] != "https://faq.example.com" || s.ContactEmail != "info@edx.org" {
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

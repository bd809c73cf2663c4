package backends

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"examdesk/backends/rest"
	"examdesk/backends/simulator"
	softwaresecure "examdesk/backends/software_secure"
	"examdesk/model"
)

// simulated is the mock service with our services of both protocols on it.
func simulated(t *testing.T) (*simulator.Service, *softwaresecure.Service, *rest.Service) {
	t.Helper()
	psiKeys, restKeys := simulator.NewPSIKeys(), simulator.NewRESTKeys()
	mock, err := simulator.New(simulator.Config{PSI: psiKeys, REST: restKeys, Skew: time.Hour, RedirectTo: "https://elsewhere.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(mock.Close)
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	psi, err := softwaresecure.New(softwaresecure.Config{
		Name: "software_secure", Endpoint: server.URL + simulator.PSIPath, Organization: "o", Sponsor: "s", KeyID: psiKeys.KeyID,
		SecretKey: psiKeys.SecretKey, CryptoKey: psiKeys.CryptoKey, APIRoot: "/api", AllowPrivate: true, Timeout: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	service, err := rest.New(rest.Config{
		Name: "proctorco", BaseURL: server.URL, ClientID: restKeys.ClientID, ClientSecret: restKeys.ClientSecret, AllowPrivate: true,
		Timeout: time.Second, Jitter: func() float64 { return 1 },
	})
	if err != nil {
		t.Fatal(err)
	}
	return mock, psi, service
}

func toRegister(code string) (model.Exam, model.Registration) {
	return model.Exam{ID: 7, CourseID: "course-v1:edX+Demo+2026", Name: "Midterm é", IsProctored: true, IsActive: true},
		model.Registration{LMSHost: "https://lms.example.com", TimeLimitMins: 90, AttemptCode: code, UserID: "abc", FullName: new("Jo Doe")}
}

// Our services and the mock service, which checks signatures and tokens on its
// own, agree about the whole of both protocols.
func TestAgainstTheMockService(t *testing.T) {
	t.Parallel()
	mock, psi, service := simulated(t)
	exam, r := toRegister("PSI-CODE")
	id, err := psi.RegisterAttempt(t.Context(), exam, r)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := mock.Attempt(id); err != nil || a.Code != "PSI-CODE" {
		t.Errorf("%+v, %v", a, err)
	}
	external, err := service.SaveExam(t.Context(), exam, new("be quiet"))
	if err != nil || external == "" {
		t.Fatalf("%q, %v", external, err)
	}
	exam.ExternalID = model.Text(external)
	if again, err := service.SaveExam(t.Context(), exam, nil); err != nil || again != external {
		t.Errorf("%q, %v", again, err)
	}
	attempt, err := service.RegisterAttempt(t.Context(), exam, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range []model.AttemptStatus{model.Started, model.Submitted, model.Errored} {
		if err := service.SetAttemptStatus(t.Context(), external, attempt, status); err != nil {
			t.Error(err)
		}
	}
	if _, err := service.Exam(t.Context(), external); err != nil {
		t.Error(err)
	}
	if about, err := service.Attempt(t.Context(), external, attempt); err != nil || about["status"] != "error" {
		t.Errorf("%v, %v", about, err)
	}
	if url, err := service.DownloadURL(t.Context(), exam, model.Attempt{ExternalID: model.Text(attempt)}); err != nil || url == "" {
		t.Errorf("%q, %v", url, err)
	}
	if _, err := service.OnboardingProfiles(t.Context(), "course-v1:edX+Demo+2026", []string{"pending"}); err != nil {
		t.Error(err)
	}
	link, err := service.InstructorURL(rest.Instructor{CourseID: "c", UserID: "u", ExamExternalID: external})
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(link)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the dashboard: %v, %v", res, err)
	} else if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	if err := service.RetireUser(t.Context(), "abc"); err != nil {
		t.Error(err)
	}
	for range 2 { // the second finds nothing to do
		if err := service.RemoveAttempt(t.Context(), external, attempt); err != nil {
			t.Error(err)
		}
	}
}

// In each way in which a service can be broken, no attempt is taken for
// registered, and one sentence explains why.
func TestBrokenMockService(t *testing.T) {
	t.Parallel()
	for _, fault := range simulator.Faults() {
		if fault == simulator.FaultShortToken {
			continue // is only slower
		}
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			mock, psi, service := simulated(t)
			exam, r := toRegister("CODE")
			mock.SetFault(simulator.EndpointAll, fault)
			_, err := psi.RegisterAttempt(t.Context(), exam, r)
			checkSentence(t, "PSI", err)
			exam.ExternalID = "e"
			_, err = service.RegisterAttempt(t.Context(), exam, r)
			checkSentence(t, "REST", err)
			if fault == simulator.FaultClock || fault == simulator.FaultNoID {
				return // speaks of what only a registration has
			}
			_, err = service.Config(t.Context())
			checkSentence(t, "REST's configuration", err)
		})
	}
}

func checkSentence(t *testing.T, what string, err error) {
	t.Helper()
	var sentence *model.Error
	if !errors.As(err, &sentence) || strings.ContainsAny(sentence.Message, "\n\x1b") || strings.Contains(err.Error(), "mock-only-") {
		t.Errorf("%s: %v", what, err)
		return
	}
	t.Logf("%s: %s", what, model.Sentence(err))
}

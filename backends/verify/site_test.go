package verify

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"examdesk/model"
)

// The platform's own address, asked as a service would.
func TestCallback(t *testing.T) {
	t.Parallel()
	lms := func(status int, contentType, body string) string {
		return serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.Header.Get("Authorization") != "" {
				t.Errorf("%s %s was sent", r.Method, r.URL)
			}
			write(w, status, contentType, body)
		}).URL
	}
	for name, c := range map[string]struct {
		site  Site
		state model.CheckState
		cause model.CheckCause
		says  string
	}{
		"none":            {Site{}, model.CheckSkip, "", "LMS_ROOT_URL is not configured"},
		"no address":      {Site{RootURL: "lms.example.com"}, model.CheckFail, model.CauseSettings, "not an address"},
		"with a password": {Site{RootURL: "https://a:fake-marker@lms.example.com"}, model.CheckFail, model.CauseSettings, "not an address"},
		"no such name":    {Site{RootURL: "https://gone.example.com"}, model.CheckWarn, model.CauseAddress, "cannot be reached from here: there is no such name"},
		"nobody":          {Site{RootURL: "http://127.0.0.1:1"}, model.CheckWarn, model.CauseDown, "refused"},
		"as the original": {Site{RootURL: lms(405, "application/json", `{"detail": "Method \"GET\" not allowed."}`)}, model.CheckWarn, model.CauseAddress, "private address 127.0.0.1"},
		"wants a user":    {Site{RootURL: lms(403, "application/json", `{"detail": "Authentication credentials were not provided."}`)}, model.CheckWarn, model.CauseAddress, "private address 127.0.0.1"},
		"another server":  {Site{RootURL: lms(200, "text/html", "<p>hello")}, model.CheckWarn, model.CauseAddress, "not how edx-proctoring answers"},
		"filter":          {Site{RootURL: lms(403, "text/html", "<p>no")}, model.CheckWarn, model.CauseAddress, "not how edx-proctoring answers"},
		"no plugin":       {Site{RootURL: lms(404, "text/html", "<p>no")}, model.CheckFail, model.CauseAddress, "edx-proctoring is not there"},
		"broken":          {Site{RootURL: lms(500, "text/html", "<p>no")}, model.CheckFail, model.CauseDown, "500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, l := range []lab{psiLab("https://127.0.0.1:1"), restLab("https://127.0.0.1:1")} {
				got, _ := l.with(func(v *Config) { v.Site, v.Resolver = c.site, nameTable{} }).run(t, false)
				expect(t, got, "callback", c.state, c.cause)
				if seen := got["callback"].Seen.String(); !strings.Contains(seen, c.says) || strings.Contains(seen, "fake-marker") {
					t.Errorf("%s, want %s", seen, c.says)
				}
			}
		})
	}
}

// The platform is checked even if the service's own address is not valid.
func TestCallbackWithoutService(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { write(w, 404, "application/json", `{}`) })
	for _, l := range []lab{psiLab("none"), restLab("none")} {
		got, _ := l.with(func(v *Config) { v.Site = Site{RootURL: s.URL} }).run(t, false)
		expect(t, got, "address", model.CheckFail, model.CauseSettings)
		expect(t, got, "callback", model.CheckFail, model.CauseAddress)
	}
}

// What the service itself could not use is found before it is asked.
func TestDefaultRules(t *testing.T) {
	t.Parallel()
	for rules, want := range map[string]model.CheckState{"{allow_notes: true}": model.CheckPass, "{a: .inf}": model.CheckFail, "[1]": model.CheckFail} {
		text := strings.Replace(restAt("https://127.0.0.1:1"), "{", "{default_rules: "+rules+", ", 1)
		got := lab{name: "proctorco", yaml: text}.upTo(t, "form")
		if got["form"].State != want || strings.Count(got["form"].Seen.String(), "default_rules") > 1 {
			t.Errorf("%s: %+v", rules, got["form"])
		}
	}
}

// Where PSI's software sends learners is another setting.
func TestCallbackSiteName(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { write(w, 405, "application/json", `{"detail": "x"}`) })
	got, _ := psiLab("https://127.0.0.1:1").with(func(v *Config) { v.Site = Site{RootURL: s.URL, Name: "other.example.com"} }).run(t, false)
	if seen := got["callback"].Seen.String(); !strings.Contains(seen, `SITE_NAME is "other.example.com"`) {
		t.Error(seen)
	}
	for site, want := range map[Site]string{
		{Name: "lms.example.com"}: "https://lms.example.com", {Name: "lms.example.com", HTTPS: "off"}: "http://lms.example.com", {RootURL: "https://root.example.com", HTTPS: "on"}: "https://root.example.com",
		{}: "https://examdesk.invalid",
	} {
		if got := (probe{v: New(Config{Site: site})}).siteRoot(); got != want {
			t.Errorf("%+v: %s", site, got)
		}
	}
}

func TestSafety(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		site  Site
		yaml  string
		state model.CheckState
		says  string
	}{
		"well":       {Site{Obfuscates: true}, restAt("https://127.0.0.1:1"), model.CheckPass, "nothing dangerous"},
		"simulation": {Site{Obfuscates: true, CallbackSimulation: true}, restAt("https://127.0.0.1:1"), model.CheckWarn, "ALLOW_CALLBACK_SIMULATION is on"},
		"proxy":      {Site{Obfuscates: true, Proxy: "HTTPS_PROXY"}, restAt("https://127.0.0.1:1"), model.CheckWarn, "HTTPS_PROXY is set but not used"},
		"literal":    {Site{Obfuscates: true}, strings.Replace(restAt("https://127.0.0.1:1"), "fake:", "", 1), model.CheckWarn, "the configuration holds client_secret itself"},
		"no oauth":   {Site{Obfuscates: true}, strings.Replace(restAt("https://127.0.0.1:1"), "{", "{needs_oauth: false, ", 1), model.CheckWarn, "needs_oauth is false"},
	} {
		got, _ := lab{name: "proctorco", yaml: c.yaml}.with(func(v *Config) { v.Site = c.site }).run(t, false)
		if x := got["safety"]; x.State != c.state || !strings.Contains(x.Seen.String(), c.says) || strings.Contains(x.Seen.String(), fakeClient) {
			t.Errorf("%s: %s %s", name, x.State, x.Seen)
		}
	}
}

// Without what a service must know of the platform it receives nothing, so
// all is not well.
func TestPlatformKnown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		site  Site
		state model.CheckState
		says  string
	}{
		"well":        {Site{Name: "courses.example.com", Obfuscates: true}, model.CheckPass, "courses.example.com"},
		"with a port": {Site{Name: "localhost:8000", Obfuscates: true}, model.CheckPass, "localhost:8000"},
		"an address":  {Site{Name: "[::1]:80", Obfuscates: true}, model.CheckPass, "::1"},
		"no name":     {Site{Obfuscates: true}, model.CheckFail, "SITE_NAME is not configured"},
		"a title":     {Site{Name: "Nordic University", Obfuscates: true}, model.CheckFail, "not a host name"},
		"an URL":      {Site{Name: "https://courses.example.com", Obfuscates: true}, model.CheckFail, "not a host name"},
		"a path":      {Site{Name: "courses.example.com/lms", Obfuscates: true}, model.CheckFail, "not a host name"},
		"no key":      {Site{Name: "courses.example.com"}, model.CheckFail, "PROCTORING_USER_OBFUSCATION_KEY is not configured"},
	} {
		l := lab{name: "proctorco", yaml: restAt("https://127.0.0.1:1")}.with(func(v *Config) { v.Site = c.site })
		got, list := l.run(t, false)
		if x := got["platform"]; x.State != c.state || !strings.Contains(x.Seen.String(), c.says) {
			t.Errorf("%s: %s %s", name, x.State, x.Seen)
		}
		if c.state == model.CheckFail && model.WorstCheck(list) != model.CheckFail {
			t.Errorf("%s: the service is %s", name, model.WorstCheck(list))
		}
		problems, err := l.verifier(t).Problems("proctorco")
		if err != nil || len(problems) > 0 != (c.state == model.CheckFail) {
			t.Errorf("%s: %+v, %v", name, problems, err)
		}
	}
}

// A stand-in has nothing to check, and does not claim to be well.
func TestStandIn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"null", "mock", "test"} {
		got, list := lab{name: name, yaml: "{}"}.run(t, true)
		expect(t, got, "stand_in", model.CheckSkip, "")
		if len(list) != 1 || model.WorstCheck(list) != model.CheckSkip || model.ChecksError(name, list) != nil {
			t.Errorf("%s: %+v", name, list)
		}
	}
}

func TestBackends(t *testing.T) {
	t.Parallel()
	v := psiLab("https://psi.example.com/register?token=fake-marker").verifier(t)
	list, err := v.Backends(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	if b := list[0]; b.Address != "https://psi.example.com" || b.Keys != 9 || b.Secrets != 3 || b.SecretsIn != "keyring" || !b.IsDefault || !b.Live || b.Kind != "software_secure" {
		t.Errorf("%+v", b)
	}
	if _, err := v.VerifyBackend(t.Context(), "gone", model.VerifyOptions{}); model.CodeOf(err) != model.CodeNotFound {
		t.Error(err)
	}
	problems, err := lab{name: "proctorco", yaml: "{base_ulr: x, client_id: 7}"}.verifier(t).Problems("proctorco")
	if err != nil || len(problems) != 2 || !strings.Contains(problems[0].Seen.String(), "lacks base_url, client_secret") || problems[1].Name != "form" {
		t.Errorf("%+v, %v", problems, err)
	}
	if problems, err := v.Problems("software_secure"); err != nil || len(problems) != 0 {
		t.Errorf("%+v, %v", problems, err)
	}
}

// A secret on trial is put to the service, not the one that is configured.
func TestProve(t *testing.T) {
	t.Parallel()
	s := serve(t, restService(200, goodToken, 200, goodConfig))
	l := restLab(s.URL)
	v := l.verifier(t)
	service, err := v.Secrets(t.Context(), l.name)
	if err != nil {
		t.Fatal(err)
	}
	checks, err := v.Prove(t.Context(), service, "client_secret", model.VerifyOptions{})
	if err != nil || !Proved(checks) {
		t.Errorf("%v: %+v", err, checks)
	}
	service.Secrets["client_secret"] = model.NewSecret("fake-marker-other")
	checks, err = v.Prove(t.Context(), service, "client_secret", model.VerifyOptions{})
	if model.CodeOf(err) != model.CodeDenied || Proved(checks) {
		t.Errorf("another secret was proven: %v: %+v", err, checks)
	}
	if _, err := v.Prove(t.Context(), service, "secret_key", model.VerifyOptions{}); model.CodeOf(err) != model.CodeNotFound {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Prove(ctx, service, "client_secret", model.VerifyOptions{}); err == nil {
		t.Error("a proof that was broken off passed")
	}
}

// A PSI secret can only be proven by a registration.
func TestProvePSI(t *testing.T) {
	t.Parallel()
	s := serve(t, psiService(t, 200, `{"ssiRecordLocator": "L1"}`))
	l := psiLab(s.URL)
	v := l.verifier(t)
	service, err := v.Secrets(t.Context(), l.name)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"secret_key", "crypto_key", "video_review_aes_key"} {
		for _, live := range []bool{false, true} {
			checks, err := v.Prove(t.Context(), service, key, model.VerifyOptions{Live: live})
			if want := live && key != "video_review_aes_key"; err != nil || Proved(checks) != want || len(checks) == 0 {
				t.Errorf("%s, live %t: proven %t, %v", key, live, Proved(checks), err)
			}
		}
	}
	service.Secrets["crypto_key"] = model.NewSecret("fake-marker")
	if checks, err := v.Prove(t.Context(), service, "crypto_key", model.VerifyOptions{Live: true}); err == nil || Proved(checks) {
		t.Errorf("%+v", checks)
	}
}

// The sequence ends when it is cancelled, and when no one is listening.
func TestSequenceEnds(t *testing.T) {
	t.Parallel()
	silent := listen(t, func(net.Conn) {})
	l := psiLab("http://" + silent)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	checks, err := l.verifier(t).VerifyBackend(ctx, l.name, model.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	last := model.Check{}
	for c := range checks {
		last = c
		if c.Name == "http" {
			cancel()
		}
	}
	if last.Name != "http" || last.State != model.CheckRunning {
		t.Errorf("it went on to %+v", last)
	}
	for range checks {
		t.Error("it began although it was cancelled")
	}
}

// A check that ends never, or breaks, does not keep the others from running.
func TestSequenceBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := New(Config{Timeout: time.Second})
		release := make(chan struct{})
		checks := []check{
			{"hangs", nil, func(p probe, _ context.Context) (outcome, facts) { <-release; return pass(""), p.facts }},
			{"breaks", nil, func(probe, context.Context) (outcome, facts) { panic("fake-marker") }},
			{"needs", []string{"breaks"}, pure(func(probe) outcome { return pass("") })},
			{"needs more", []string{"needs"}, pure(func(probe) outcome { return pass("") })},
			{"runs", nil, pure(func(probe) outcome { return pass("well") })},
		}
		got := map[string]model.Check{}
		for c := range v.sequence(t.Context(), checks, probe{v: v}) {
			got[c.Name] = c
		}
		close(release)
		expect(t, got, "hangs", model.CheckFail, model.CauseDown)
		expect(t, got, "breaks", model.CheckFail, "")
		expect(t, got, "needs", model.CheckSkip, "")
		expect(t, got, "needs more", model.CheckSkip, "")
		expect(t, got, "runs", model.CheckPass, "")
		if strings.Contains(got["breaks"].Seen.String(), "fake-marker") || !strings.Contains(got["needs more"].Seen.String(), "the check breaks failed") {
			t.Errorf("%s / %s", got["breaks"].Seen, got["needs more"].Seen)
		}
	})
}

// Half of the way there and back is taken off, and what a cache kept is put
// right by its Age.
func TestSkew(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		date, age   string
		sent, first time.Duration
		want        time.Duration
		none        bool
	}{
		"in step":      {"Fri, 20 Nov 2026 16:00:00 GMT", "", 0, time.Second, 0, false},
		"a long way":   {"Fri, 20 Nov 2026 16:00:00 GMT", "", -10 * time.Second, 11 * time.Second, 0, false},
		"ahead":        {"Fri, 20 Nov 2026 15:58:26 GMT", "", 0, time.Second, 94 * time.Second, false},
		"behind":       {"Fri, 20 Nov 2026 16:10:00 GMT", "", 0, time.Second, -10 * time.Minute, false},
		"cached":       {"Fri, 20 Nov 2026 15:00:00 GMT", "3600", 0, time.Second, 0, false},
		"no date":      {"", "", 0, 0, 0, true},
		"no such date": {"yesterday", "", 0, 0, 0, true},
		"odd age":      {"Fri, 20 Nov 2026 16:00:00 GMT", "-7", 0, time.Second, 0, false},
	} {
		s := &stamp{sent: at.Add(c.sent), first: at.Add(c.first)}
		h := http.Header{"Age": {c.age}}
		if c.date != "" {
			h.Set("Date", c.date)
		}
		d := s.dated(h)
		if (d == nil) != c.none || d != nil && d.skew() != c.want {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if (&stamp{}).dated(http.Header{"Date": {"Fri, 20 Nov 2026 16:00:00 GMT"}}) != nil {
		t.Error("a skew was made of an answer to nothing")
	}
	if span(94*time.Second) != "94 s" || span(10*time.Minute) != "10 min" || span(26*time.Hour) != "26 hours" || span(72*time.Hour) != "3 days" {
		t.Error(span(94*time.Second), span(10*time.Minute), span(26*time.Hour), span(72*time.Hour))
	}
}

package simulator_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/backends/simulator"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

func TestControlNeedsToken(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	b.register("CODE-1")
	for _, c := range [][2]string{
		{"GET", "/control/attempts"}, {"POST", "/control/attempts/CODE-1/ready"}, {"POST", "/control/attempts/CODE-1/review"}, {"POST", "/control/replay"},
		{"GET", "/control/fault"}, {"POST", "/control/fault"}, {"POST", "/control/onboarding"},
	} {
		for _, header := range []string{"", "Bearer", "Bearer ", "Bearer x", "Basic " + testControl, testControl, "Bearer " + testControl + "x"} {
			r := b.do(c[0], c[1], `{"status":"clean","fault":"down"}`, "Authorization", header, "Cookie", "token="+testControl)
			if r.status != http.StatusUnauthorized || strings.Contains(r.body, "CODE-1") {
				t.Errorf("%v with %q: %d", c, header, r.status)
			}
		}
	}
	for _, action := range []string{"show", "ready", "review", "fault", "onboarding", "replay"} {
		for _, token := range []string{"", "x", testControl + "x"} {
			r := b.do("POST", "/page/"+action, url.Values{"token": {token}, "id": {"CODE-1"}, "fault": {"down"}}.Encode(), "Content-Type", formType)
			if r.status != http.StatusUnauthorized || strings.Contains(r.body, "CODE-1") {
				t.Errorf("%s with %q: %d", action, token, r.status)
			}
		}
	}
	if a, _ := b.svc.Attempt("CODE-1"); len(a.Callbacks) != 0 || b.svc.FaultOf(simulator.EndpointConfig) != simulator.FaultNone {
		t.Error("something was done")
	}
	r := b.do("GET", "/", "")
	if r.status != http.StatusOK || strings.Contains(r.body, testControl) || strings.Contains(r.body, "CODE-1") {
		t.Errorf("the first page shows too much: %s", r.body)
	}
}

func TestControlFault(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	r := b.control("POST", "/control/fault", `{"endpoint":"token","fault":"clock","skew":"10m"}`)
	if r.status != http.StatusOK || !strings.Contains(r.body, `{"endpoint":"token","fault":"clock"}`) || !strings.Contains(r.body, `{"endpoint":"config","fault":"none"}`) {
		t.Errorf("%d %s", r.status, r.body)
	}
	for _, bad := range []string{`{"fault":"x"}`, `{"fault":"down","endpoint":"x"}`, `{"fault":"clock","skew":"x"}`, "", `{`, `{"fault":5}`} {
		if r := b.control("POST", "/control/fault", bad); r.status != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, r.status)
		}
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	l := startLMS(t)
	b := start(t, withLMS(l))
	reg := registration("CODE-1")
	hostile := `"><script>alert(1)</script>` + "\u202e\x1b[31m"
	reg.FullName, reg.CourseID = hostile, hostile
	reg.ReviewPolicy = &hostile
	o := regBody(t, reg)
	b.do("POST", simulator.PSIPath, o.Dump(), signed(t, o, psi.Date(testNow()), testKeyID, testSecret)...)
	post := func(action string, pairs ...string) reply {
		v := url.Values{"token": {testControl}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return b.do("POST", "/page/"+action, v.Encode(), "Content-Type", formType)
	}
	r := post("show")
	if r.status != http.StatusOK || !strings.Contains(r.body, "CODE-1") || strings.Contains(r.body, "<script") || strings.ContainsAny(r.body, "\u202e\x1b") {
		t.Errorf("%d %s", r.status, r.body)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if r := post("ready", "id", "CODE-1"); !strings.Contains(r.body, "The LMS accepted the ready callback (200") {
		t.Error(r.body)
	}
	if r := post("review", "id", "CODE-1", "status", "suspicious", "comments", "first\r\nsecond\r\n", "video_url", "https://v.example.com"); !strings.Contains(r.body, "accepted the review callback") {
		t.Error(r.body)
	}
	if _, body := l.last(t); !strings.Contains(string(body), `"comments": "second"`) {
		t.Errorf("%s", body)
	}
	if r := post("replay", "to", "CODE-1", "recorded", `{"payload":{"examMetaData":{},"reviewStatus":"Clean"}}`); !strings.Contains(r.body, "accepted 1 recorded") {
		t.Error(r.body)
	}
	if r := post("fault", "endpoint", "token", "fault", "down"); !strings.Contains(r.body, "token is broken: down") {
		t.Error(r.body)
	}
	if r := post("onboarding", "refusal", "onboarding_failed"); r.status != http.StatusOK {
		t.Error(r.body)
	}
	l.answers(http.StatusForbidden)
	if r := post("review", "id", "CODE-1", "status", "clean"); !strings.Contains(r.body, "refused the callback (403)") {
		t.Error(r.body)
	}
	for _, bad := range []reply{post("review", "id", "<b>", "status", "clean"), post("fault", "fault", "<b>"), post("replay", "recorded", "<b>"), post("onboarding", "refusal", "<b>")} {
		if bad.status < 400 || strings.Contains(bad.body, "<b>") {
			t.Errorf("%d %s", bad.status, bad.body)
		}
	}
	if r := b.do("GET", "/page/page.css", ""); r.status != http.StatusOK {
		t.Error(r.status)
	}
}

// No log line has a secret or a token in it.
func TestLog(t *testing.T) {
	t.Parallel()
	l := startLMS(t)
	b := start(t, withLMS(l))
	id := b.attempt(b.exam("c", false), "u1")
	b.control("POST", "/control/attempts/"+id+"/ready", "")
	b.do("GET", "/api/v1/instructor/"+testClientID+"/?jwt=a.token.here", "")
	b.do("POST", "/page/show", url.Values{"token": {testControl}}.Encode(), "Content-Type", formType)
	b.register("CODE-1")
	log := b.log.String()
	if !strings.Contains(log, "path=/exams/registration/ status=200") || !strings.Contains(log, "msg=callback kind=ready attempt="+id+" status=200") {
		t.Error(log)
	}
	for _, secret := range []string{testSecret, testCrypto, testClient, testControl, testLMSPass, "token-1", "a.token.here", "eyJ"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q in it", secret)
		}
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	before := b.svc.Changes()
	b.register("CODE-1")
	exam := b.exam("c", false)
	b.attempt(exam, "u1")
	b.control("POST", "/control/onboarding", `{"user_id":"u2","refusal":"onboarding_expired"}`)
	data, changes, err := b.svc.Save()
	if err != nil || changes <= before {
		t.Fatal(changes, err)
	}
	st, err := simulator.ParseState(data)
	if err != nil {
		t.Fatal(err)
	}
	keys, clients := st.KeyPair()
	again := start(t, func(c *simulator.Config) { c.PSI, c.REST = keys, clients })
	again.svc.Restore(st)
	if got, want := again.svc.Attempts(), b.svc.Attempts(); !reflect.DeepEqual(got, want) || len(got) != 2 {
		t.Errorf("%+v\n%+v", got, want)
	}
	if first, _ := b.svc.Attempt("CODE-1"); again.register("CODE-1") != first.ID {
		t.Error("the attempt is not known again")
	}
	if id := again.attempt(exam, "u2"); id != "" {
		t.Error("the refusal is forgotten")
	}
	for _, bad := range []string{"", "[]", "{", `{"attempts":5}`} {
		if _, err := simulator.ParseState([]byte(bad)); model.CodeOf(err) != model.CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func literal(_ context.Context, ref string) (model.Secret, string, error) {
	return model.NewSecret(ref), "configuration", nil
}

// What is printed to be pasted is what the service takes.
func TestSnippet(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *simulator.Config) {
		c.PSI, c.REST, c.LMS.URL = simulator.NewPSIKeys(), simulator.NewRESTKeys(), "http://127.0.0.1:8080"
	})
	text, err := b.svc.Snippet(b.url)
	// The platform is the LMS that the mock sends its callbacks to.
	if !strings.Contains(text, "SITE_NAME: 127.0.0.1:8080\n") || !strings.Contains(text, `HTTPS: "off"`) {
		t.Errorf("the LMS is not the platform of:\n%s", text)
	}
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Backends map[string]yaml.Node `yaml:"PROCTORING_BACKENDS"`
	}
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	if def := doc.Backends["DEFAULT"]; def.Value != "software_secure" || !strings.HasPrefix(text, "# For this mock service only") {
		t.Error(text)
	}
	for _, name := range []string{"software_secure", simulator.RESTName} {
		node := doc.Backends[name]
		s, err := settings.Parse(name, &node)
		if err != nil {
			t.Fatal(err)
		}
		s.Resolve(t.Context(), literal)
		if err := s.Usable(); err != nil || !s.Flag(settings.AllowPrivate, false) {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		if name != "software_secure" {
			continue
		}
		if psi.CheckVideoKey(s.Secret("video_review_aes_key")) != nil {
			t.Error(text)
		}
		reg := registration("CODE-1")
		reg.CryptoKey = s.Secret("crypto_key")
		o := regBody(t, reg)
		r := b.do("POST", strings.TrimPrefix(s.Text("exam_register_endpoint"), b.url), o.Dump(),
			signed(t, o, psi.Date(testNow()), s.Text("secret_key_id"), s.Secret("secret_key").Reveal())...)
		if r.status != http.StatusOK {
			t.Errorf("%d %s", r.status, r.body)
		}
	}
	alone := start(t, func(c *simulator.Config) { c.PSI = nil })
	if text, err := alone.svc.Snippet(alone.url); err != nil || strings.Contains(text, "software_secure") || !strings.Contains(text, "DEFAULT: "+simulator.RESTName) {
		t.Error(text, err)
	}
	if r := alone.do("POST", simulator.PSIPath, "{}"); r.status != http.StatusNotFound {
		t.Error(r.status)
	}
}

func TestConfigRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]simulator.Config{
		"no protocol":    {},
		"a short key":    {PSI: &simulator.PSIKeys{KeyID: "a", SecretKey: model.NewSecret("a"), CryptoKey: model.NewSecret("short")}},
		"no secret key":  {PSI: &simulator.PSIKeys{KeyID: "a", CryptoKey: model.NewSecret(testCrypto)}},
		"no client":      {REST: &simulator.RESTKeys{ClientSecret: model.NewSecret("a")}},
		"an odd LMS":     {REST: simulator.NewRESTKeys(), LMS: simulator.LMS{URL: "ftp://lms.example.com"}},
		"half a client":  {REST: simulator.NewRESTKeys(), LMS: simulator.LMS{URL: "https://lms.example.com", ClientID: "a"}},
		"a password":     {REST: simulator.NewRESTKeys(), LMS: simulator.LMS{URL: "https://a:b@lms.example.com"}},
		"a taken path":   {PSI: simulator.NewPSIKeys(), Path: "/control/attempts"},
		"a path pattern": {PSI: simulator.NewPSIKeys(), Path: "/{x}"},
	} {
		if _, err := simulator.New(c); model.CodeOf(err) != model.CodeInvalid || err == nil {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(fmt.Sprint(err), testCrypto) {
			t.Error(err)
		}
	}
}

// Each certificate fails as it should, and the good one is taken.
func TestCertificates(t *testing.T) {
	t.Parallel()
	for flaw, want := range map[simulator.CertFlaw]string{
		simulator.CertGood: "", simulator.CertExpired: "expired", simulator.CertNotYetValid: "not yet valid", simulator.CertWrongName: "127.0.0.1",
	} {
		cert, err := simulator.SelfSigned(testNow(), flaw, "127.0.0.1", "localhost")
		if err != nil {
			t.Fatal(err)
		}
		b := start(t, nil)
		server := httptest.NewUnstartedServer(b.svc)
		server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
		server.StartTLS()
		t.Cleanup(server.Close)
		pool := x509.NewCertPool()
		leaf, err := x509.ParseCertificate(cert.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		pool.AddCert(leaf)
		hc := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, Time: testNow, MinVersion: tls.VersionTLS12}}}
		res, err := hc.Get(server.URL)
		if err == nil {
			_ = res.Body.Close()
		}
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", flaw, err)
		}
	}
}

func TestAttemptsJSON(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	if r := b.control("GET", "/control/attempts", ""); strings.TrimSpace(r.body) != "[]" {
		t.Error(r.body)
	}
	b.register("CODE-1")
	b.register("CODE-2")
	var list []simulator.Attempt
	if err := json.Unmarshal([]byte(b.control("GET", "/control/attempts", "").body), &list); err != nil || len(list) != 2 || list[0].Code != "CODE-2" {
		t.Errorf("%v %+v", err, list)
	}
}

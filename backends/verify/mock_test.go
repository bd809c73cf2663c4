package verify_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/backends/simulator"
	"examdesk/backends/verify"
	"examdesk/model"
)

// against is the mock service in one of its failure modes, checked over one
// protocol.
type against struct {
	fault    simulator.Fault
	endpoint simulator.Endpoint
	skew     time.Duration
	// check is the one that must find it, and how.
	check string
	state model.CheckState
	cause model.CheckCause
}

// The mock service in each of its failure modes: the right check finds it, with
// the right cause. A line is logged for each.
func TestMockFailures(t *testing.T) {
	t.Parallel()
	const pass, warn, fail = model.CheckPass, model.CheckWarn, model.CheckFail
	tables := map[settings.Kind][]against{
		settings.SoftwareSecure: {
			{simulator.FaultNone, "", 0, "signature", pass, ""},
			{simulator.FaultSecret, "", 0, "signature", fail, model.CauseSecret},
			{simulator.FaultClock, "", 94 * time.Second, "clock", warn, model.CauseClock},
			{simulator.FaultClock, "", 94 * time.Second, "signature", pass, ""},
			{simulator.FaultClock, "", -time.Hour, "clock", fail, model.CauseClock},
			{simulator.FaultClock, "", time.Hour, "signature", fail, model.CauseClock},
			{simulator.FaultBlocked, "", 0, "http", fail, model.CauseBlocked},
			{simulator.FaultDown, "", 0, "http", fail, model.CauseDown},
			{simulator.FaultSilent, "", 0, "http", fail, model.CauseDown},
			{simulator.FaultHuge, "", 0, "http", fail, model.CauseAnswer},
			{simulator.FaultTruncated, "", 0, "http", fail, model.CauseAnswer},
			{simulator.FaultRedirect, "", 0, "http", fail, model.CauseAddress},
			{simulator.FaultType, "", 0, "http", fail, model.CauseBlocked},
			{simulator.FaultShape, "", 0, "signature", fail, model.CauseAnswer},
			{simulator.FaultNoID, "", 0, "signature", fail, model.CauseAnswer},
			{simulator.FaultShortToken, "", 0, "signature", pass, ""},
			{simulator.FaultReset, "", 0, "http", fail, model.CauseDown},
			{simulator.FaultNotFound, "", 0, "http", fail, model.CauseAddress},
		},
		settings.REST: {
			{simulator.FaultNone, "", 0, "config", pass, ""},
			{simulator.FaultSecret, "", 0, "token", fail, model.CauseSecret},
			{simulator.FaultSecret, simulator.EndpointConfig, 0, "config", fail, model.CauseSecret},
			{simulator.FaultClock, "", 94 * time.Second, "clock", warn, model.CauseClock},
			{simulator.FaultClock, "", -time.Hour, "clock", fail, model.CauseClock},
			{simulator.FaultBlocked, "", 0, "http", fail, model.CauseBlocked},
			{simulator.FaultBlocked, simulator.EndpointToken, 0, "token", fail, model.CauseBlocked},
			{simulator.FaultDown, "", 0, "http", fail, model.CauseDown},
			{simulator.FaultDown, simulator.EndpointToken, 0, "token", fail, model.CauseDown},
			{simulator.FaultSilent, "", 0, "http", fail, model.CauseDown},
			{simulator.FaultSilent, simulator.EndpointToken, 0, "token", fail, model.CauseDown},
			{simulator.FaultHuge, "", 0, "http", fail, model.CauseAnswer},
			{simulator.FaultHuge, simulator.EndpointToken, 0, "token", fail, model.CauseAnswer},
			{simulator.FaultTruncated, "", 0, "http", fail, model.CauseAnswer},
			{simulator.FaultTruncated, simulator.EndpointToken, 0, "token", fail, model.CauseAnswer},
			{simulator.FaultRedirect, "", 0, "http", fail, model.CauseAddress},
			{simulator.FaultRedirect, simulator.EndpointToken, 0, "token", fail, model.CauseAddress},
			{simulator.FaultType, "", 0, "http", fail, model.CauseBlocked},
			{simulator.FaultType, simulator.EndpointToken, 0, "token", fail, model.CauseBlocked},
			{simulator.FaultShape, "", 0, "token", fail, model.CauseAnswer},
			{simulator.FaultShape, simulator.EndpointConfig, 0, "config", fail, model.CauseAnswer},
			{simulator.FaultNoID, "", 0, "config", pass, ""},
			{simulator.FaultShortToken, "", 0, "token", warn, model.CauseAnswer},
			{simulator.FaultReset, "", 0, "http", fail, model.CauseDown},
			{simulator.FaultReset, simulator.EndpointToken, 0, "token", fail, model.CauseDown},
			{simulator.FaultNotFound, "", 0, "http", fail, model.CauseAddress},
			{simulator.FaultNotFound, simulator.EndpointToken, 0, "token", fail, model.CauseAddress},
		},
	}
	for kind, table := range tables {
		tried := []simulator.Fault{}
		for _, c := range table {
			tried = append(tried, c.fault)
			t.Run(fmt.Sprintf("%s/%s/%s/%s/%s", kind, c.fault, c.endpoint, c.skew, c.check), func(t *testing.T) {
				t.Parallel()
				c.try(t, kind)
			})
		}
		for _, f := range simulator.Faults() {
			if !slices.Contains(tried, f) {
				t.Errorf("%s: the failure %q was not tried", kind, f)
			}
		}
	}
}

func (c against) try(t *testing.T, kind settings.Kind) {
	mock, v, name := mockOf(t, kind, c)
	mock.SetFault(c.endpoint, c.fault)
	checks, err := v.VerifyBackend(t.Context(), name, model.VerifyOptions{Live: true})
	if err != nil {
		t.Fatal(err)
	}
	var all []model.Check
	var found model.Check
	for got := range checks {
		if got.State == model.CheckRunning {
			continue
		}
		all = append(all, got)
		if got.Name == c.check {
			found = got
		}
	}
	if found.State != c.state || found.Cause != c.cause {
		t.Errorf("%s: %s %q, want %s %q: %s", c.check, found.State, found.Cause, c.state, c.cause, found.Seen)
	}
	// The one that finds it is the first: nothing before it hides the cause.
	for _, got := range all {
		if got.State == model.CheckFail && got.Name != c.check && c.state == model.CheckFail && c.fault != simulator.FaultClock {
			t.Errorf("%s failed as well: %s", got.Name, got.Seen)
		}
	}
	for _, a := range mock.Attempts() {
		if !a.Practice {
			t.Errorf("an attempt that would be reviewed was registered: %+v", a)
		}
	}
	t.Logf("%-15s %-12s %-13s %-9s %-4s %-13s %s", kind, c.fault, c.endpoint, c.check, found.State, found.Cause, found.Seen)
}

// mockOf serves a mock and makes a verifier for it.
func mockOf(t *testing.T, kind settings.Kind, c against) (*simulator.Service, *verify.Verifier, string) {
	t.Helper()
	psi, rest := simulator.NewPSIKeys(), simulator.NewRESTKeys()
	mock, err := simulator.New(simulator.Config{PSI: psi, REST: rest, Skew: c.skew, RedirectTo: "https://elsewhere.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(mock)
	t.Cleanup(func() {
		mock.Close()
		s.Close()
	})
	name := string(kind)
	if kind == settings.REST {
		name = simulator.RESTName
	}
	text, err := mock.Snippet(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	timeout := 5 * time.Second
	if c.fault == simulator.FaultSilent {
		timeout = 2 * time.Second // long enough for what comes before
	}
	return mock, verifierOf(t, text, timeout), name
}

// verifierOf checks the services of a configuration with PROCTORING_BACKENDS.
func verifierOf(t *testing.T, text string, timeout time.Duration) *verify.Verifier {
	t.Helper()
	var file struct {
		Backends map[string]yaml.Node `yaml:"PROCTORING_BACKENDS"`
	}
	if err := yaml.Unmarshal([]byte(text), &file); err != nil || len(file.Backends) == 0 {
		t.Fatalf("%v: %s", err, text)
	}
	read := func(name string) (settings.Service, error) {
		node := file.Backends[name]
		return settings.Parse(name, &node)
	}
	return verify.New(verify.Config{
		Settings: read, Site: verify.Site{Name: "lms.example.com", Obfuscates: true}, Timeout: timeout,
		Secrets: func(ctx context.Context, name string) (settings.Service, error) {
			s, err := read(name)
			s.Resolve(ctx, func(_ context.Context, ref string) (model.Secret, string, error) {
				return model.NewSecret(ref), "keyring", nil
			})
			return s, err
		},
	})
}

// echoes answers with all that it is sent, wherever there is room for it.
func echoes(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		said := fmt.Sprint(r.Header, r.Form)
		sent := r.FormValue("client_secret") + strings.TrimPrefix(r.Header.Get("Authorization"), "JWT ")
		w.Header().Set("Location", "https://"+sent+".example.com/")
		w.Header().Set("Content-Type", "application/json")
		answer := status
		if sent == "" {
			answer = http.StatusUnauthorized // it is there
		}
		w.WriteHeader(answer)
		_, _ = fmt.Fprintf(w, `{"error": %q, "detail": %q, "name": %q, "rules": {%q: %q}, "access_token": "fake-marker-token", "expires_in": 60}`, said, said, sent, sent, sent)
	}
}

// No text of a check holds a secret, whatever the service makes of what it is
// sent, and however wrong the settings are.
func TestNothingShown(t *testing.T) {
	t.Parallel()
	const marker = "fake-marker"
	for _, status := range []int{200, 201, 302, 307, 400, 401, 403, 404, 500} {
		echo := httptest.NewServer(echoes(status))
		t.Cleanup(echo.Close)
		text := fmt.Sprintf(`PROCTORING_BACKENDS:
  software_secure: {organization: edx, exam_sponsor: s, exam_register_endpoint: %q, secret_key_id: NU-1, secret_key: %[2]s-secret,
    crypto_key: %[2]s-crypto-24b, software_download_url: "https://x.example.com", video_review_aes_key: %[2]s-not-hex,
    allow_private_addresses: true, secret_kye: %[2]s-misspelt}
  proctorco: {base_url: %[1]q, client_id: me, client_secret: %[2]s-client, allow_private_addresses: true}
  hostile: {base_url: "https://user:%[2]s-password@example.com/?token=%[2]s", client_id: me, client_secret: " %[2]s-client\n"}
  broken: {base_url: "http://127.0.0.1:1/%[2]s-path", client_id: me, client_secret: [%[2]s], allow_private_addresses: true}
`, echo.URL+"/", marker)
		v := verifierOf(t, text, 5*time.Second)
		for _, name := range []string{"software_secure", "proctorco", "hostile", "broken"} {
			checks, err := v.VerifyBackend(t.Context(), name, model.VerifyOptions{Live: true})
			if err != nil {
				t.Fatal(err)
			}
			var list []model.Check
			for c := range checks {
				list = append(list, c)
				if strings.Contains(fmt.Sprintf("%+v %s %s", c, c.Seen.Raw(), c.Remedy.Raw()), marker) {
					t.Errorf("%d: %s, %s shows a secret: %s %s", status, name, c.Name, c.Seen.Raw(), c.Remedy.Raw())
				}
			}
			if err := model.ChecksError(name, list); err != nil && strings.Contains(err.Error(), marker) {
				t.Errorf("%s: %v", name, err)
			}
			if name == "proctorco" && !slices.ContainsFunc(list, func(c model.Check) bool { return c.Name == "token" && c.State != model.CheckSkip }) {
				t.Errorf("%d: no credentials were sent", status)
			}
		}
	}
}

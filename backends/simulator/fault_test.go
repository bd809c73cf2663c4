package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"examdesk/backends/simulator"
	"examdesk/backends/software_secure/psi"
)

func (b bench) tryRegister(code string) (reply, error) {
	o := regBody(b.t, registration(code))
	return b.try("POST", simulator.PSIPath, o.Dump(), signed(b.t, o, psi.Date(testNow()), testKeyID, testSecret)...)
}

// Each fault, as the side that calls sees it.
func TestFaults(t *testing.T) {
	t.Parallel()
	seen := map[simulator.Fault]func(reply, error) bool{
		simulator.FaultNone:   func(r reply, _ error) bool { return r.status == 200 && strings.Contains(r.body, "MOCK-") },
		simulator.FaultSecret: func(r reply, _ error) bool { return r.status == 401 && strings.Contains(r.body, "signature") },
		simulator.FaultClock: func(r reply, _ error) bool {
			return r.status == 401 && strings.Contains(r.body, "Date") && r.header.Get("Date") == "Fri, 20 Nov 2026 17:00:00 GMT"
		},
		simulator.FaultBlocked: func(r reply, _ error) bool {
			return r.status == 403 && strings.HasPrefix(r.header.Get("Content-Type"), "text/html")
		},
		simulator.FaultDown: func(r reply, _ error) bool { return r.status == 503 },
		simulator.FaultHuge: func(r reply, _ error) bool {
			return r.status == 200 && len(r.body) > 10<<20 && json.Valid([]byte(r.body))
		},
		simulator.FaultTruncated: func(r reply, _ error) bool { return r.status == 200 && !json.Valid([]byte(r.body)) },
		simulator.FaultRedirect: func(r reply, _ error) bool {
			return r.status == 302 && r.header.Get("Location") == "https://other.example.com/exams/registration/"
		},
		simulator.FaultType: func(r reply, _ error) bool {
			return r.status == 200 && strings.HasPrefix(r.header.Get("Content-Type"), "text/html")
		},
		simulator.FaultShape: func(r reply, _ error) bool {
			return r.status == 200 && strings.HasPrefix(r.body, "[") && json.Valid([]byte(r.body))
		},
		simulator.FaultNoID:       func(r reply, _ error) bool { return r.status == 200 && strings.TrimSpace(r.body) == "{}" },
		simulator.FaultShortToken: func(r reply, _ error) bool { return r.status == 200 },
		simulator.FaultReset:      func(_ reply, err error) bool { return errors.Is(err, io.EOF) },
		simulator.FaultNotFound:   func(r reply, _ error) bool { return r.status == 404 },
	}
	for _, f := range append(simulator.Faults(), simulator.FaultNone) {
		if f == simulator.FaultSilent {
			continue // below
		}
		for _, e := range []simulator.Endpoint{simulator.EndpointAll, simulator.EndpointRegistration} {
			b := start(t, func(c *simulator.Config) { c.Skew, c.RedirectTo = time.Hour, "https://other.example.com" })
			b.svc.SetFault(e, f)
			r, err := b.tryRegister("CODE-1")
			if check, known := seen[f]; !known || !check(r, err) {
				t.Errorf("%q at %q: %d %.100s %v %v", f, e, r.status, r.body, r.header, err)
			}
		}
	}
}

// A silent service is left by who does not wait, and ends with the service.
func TestSilence(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	b.svc.SetFault(simulator.EndpointConfig, simulator.FaultSilent)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+"/api/v1/config/", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err == nil {
		_ = res.Body.Close()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	ended := make(chan error)
	go func() {
		_, err := b.try("GET", "/api/v1/config/", "")
		ended <- err
	}()
	b.svc.Close()
	if err := <-ended; err == nil {
		t.Error("it answered")
	}
}

// What is broken at one endpoint is whole at the others, and switches while it
// runs.
func TestFaultsOfEndpoints(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	exam := b.exam("c", false)
	b.svc.SetFault(simulator.EndpointRegistration, simulator.FaultDown)
	if id := b.attempt(exam, "u1"); id == "" {
		t.Error("the REST side is broken too")
	}
	b.svc.SetFault(simulator.EndpointAttempt, simulator.FaultNoID)
	if id := b.attempt(exam, "u1"); id != "" {
		t.Error(id)
	}
	b.svc.SetFault(simulator.EndpointToken, simulator.FaultShortToken)
	r := b.do("POST", "/oauth2/access_token", "grant_type=client_credentials&client_id="+testClientID+"&client_secret="+strings.ReplaceAll(testClient, " ", "+"), "Content-Type", formType)
	if !strings.Contains(r.body, `"expires_in":1,`) {
		t.Error(r.body)
	}
	b.svc.SetFault(simulator.EndpointToken, simulator.FaultSecret)
	r = b.do("POST", "/oauth2/access_token", "grant_type=client_credentials&client_id="+testClientID+"&client_secret="+strings.ReplaceAll(testClient, " ", "+"), "Content-Type", formType)
	if r.status != http.StatusUnauthorized || r.field(t, "error") != "invalid_client" {
		t.Error(r.body)
	}
	b.svc.SetFault(simulator.EndpointAll, simulator.FaultBlocked)
	if r := b.do("GET", "/anything", ""); r.status != http.StatusForbidden {
		t.Error(r.status)
	}
	if r := b.control("GET", "/control/attempts", ""); r.status != http.StatusOK {
		t.Errorf("the control interface is broken: %d", r.status)
	}
	b.svc.SetFault(simulator.EndpointAll, simulator.FaultNone)
	b.register("CODE-1")
}

// With the clock fault a token is granted by the wrong clock, and judged by it.
func TestClockFault(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	token := b.token()
	b.svc.SetSkew(2 * time.Hour)
	b.svc.SetFault(simulator.EndpointAll, simulator.FaultClock)
	if r := b.do("GET", "/api/v1/config/", "", "Authorization", "JWT "+token); r.status != http.StatusUnauthorized {
		t.Error(r.status)
	}
	if r := b.do("GET", "/api/v1/config/", "", "Authorization", "JWT "+b.token()); r.status != http.StatusOK || r.header.Get("Date") != "Fri, 20 Nov 2026 18:00:00 GMT" {
		t.Error(r.status, r.header)
	}
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	for _, f := range simulator.Faults() {
		if got, err := simulator.ParseFault(string(f)); got != f || err != nil {
			t.Errorf("%s: %v %v", f, got, err)
		}
	}
	if f, err := simulator.ParseFault("none"); f != simulator.FaultNone || err != nil {
		t.Error(f, err)
	}
	if _, err := simulator.ParseFault("x"); err == nil {
		t.Error("x is a fault")
	}
	if _, err := simulator.ParseEndpoint("x"); err == nil {
		t.Error("x is an endpoint")
	}
}

package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/simulator"
	"examdesk/backends/software_secure/psi"
	"examdesk/model"
)

func TestRegistration(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	id := b.register("CODE-1")
	if again := b.register("CODE-1"); again != id || id == "" {
		t.Errorf("the same attempt became %q and %q", id, again)
	}
	a, err := b.svc.Attempt("CODE-1")
	if err != nil {
		t.Fatal(err)
	}
	want := simulator.Attempt{
		ID: id, Protocol: simulator.ProtocolPSI, Code: "CODE-1", ExamID: "7", ExamName: "Midterm", Course: "course-v1:edX+Demo+2026", Name: "Ana María Synthetic",
		Status: "created", Notes: "Notes are allowed", StartURL: registration("CODE-1").ExamURL, Created: testNow(), Modified: testNow(), Number: 1,
	}
	if fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", want) {
		t.Errorf("kept\n%+v, want\n%+v", a, want)
	}
}

// places are all fields of a registration, those of orgExtra too.
func places(o *payload.Object) (out [][2]string) {
	for _, k := range o.Keys() {
		if k != "orgExtra" {
			out = append(out, [2]string{"", k})
		}
	}
	for _, k := range o.Object("orgExtra").Keys() {
		out = append(out, [2]string{"orgExtra", k})
	}
	return out
}

func inside(o *payload.Object, of string) *payload.Object {
	if of == "" {
		return o
	}
	return o.Object(of)
}

// The signature covers every single field: none can be changed, and none left
// out.
func TestSignatureCoversEveryField(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	date := psi.Date(testNow())
	tried := 0
	for _, place := range places(regBody(t, registration("CODE-2"))) {
		for _, change := range []string{"change", "remove"} {
			o := regBody(t, registration("CODE-2"))
			headers := signed(t, o, date, testKeyID, testSecret)
			in := inside(o, place[0])
			v, _ := in.Get(place[1])
			switch v := v.(type) {
			case string:
				in.Set(place[1], v+"x")
			case bool:
				in.Set(place[1], !v)
			case json.Number:
				in.Set(place[1], v+"1")
			default:
				t.Fatalf("%v is a %T", place, v)
			}
			if change == "remove" {
				in.Delete(place[1])
			}
			r := b.do("POST", simulator.PSIPath, o.Dump(), headers...)
			if r.status != http.StatusUnauthorized || !strings.Contains(r.body, "signature") {
				t.Errorf("%s %v: %d %s", change, place, r.status, r.body)
			}
			tried++
		}
	}
	if tried < 30 {
		t.Errorf("only %d changes were tried", tried)
	}
	if len(b.svc.Attempts()) != 0 {
		t.Error("something was registered")
	}
}

// A field that is missing, or of another type, is named, though the signature is
// right.
func TestRegistrationFields(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	date := psi.Date(testNow())
	for _, place := range places(regBody(t, registration("CODE-3"))) {
		if place[1] == "email" {
			continue // sent only if it is configured
		}
		for _, wrong := range []any{nil, []any{}} {
			o := regBody(t, registration("CODE-3"))
			inside(o, place[0]).Set(place[1], wrong)
			r := b.do("POST", simulator.PSIPath, o.Dump(), signed(t, o, date, testKeyID, testSecret)...)
			if r.status != http.StatusBadRequest || !strings.Contains(r.body, place[1]) {
				t.Errorf("%v: %d %s", place, r.status, r.body)
			}
		}
	}
	for _, long := range []func(*psi.Registration){
		func(r *psi.Registration) { r.AttemptCode = strings.Repeat("a", 256) }, func(r *psi.Registration) { r.CourseID = strings.Repeat("a", 256) },
		func(r *psi.Registration) { r.ExamURL += strings.Repeat("a", 2000) },
	} {
		reg := registration("CODE-3")
		long(&reg)
		o := regBody(t, reg)
		if r := b.do("POST", simulator.PSIPath, o.Dump(), signed(t, o, date, testKeyID, testSecret)...); r.status != http.StatusBadRequest {
			t.Errorf("%d %s", r.status, r.body)
		}
	}
	o := regBody(t, registration("CODE-3"))
	o.Delete("orgExtra")
	if r := b.do("POST", simulator.PSIPath, o.Dump(), signed(t, o, date, testKeyID, testSecret)...); r.status != http.StatusBadRequest {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestRegistrationRefused(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	date := psi.Date(testNow())
	good := func() *payload.Object { return regBody(t, registration("CODE-4")) }
	set := func(headers []string, name, value string) []string {
		for i := 0; i < len(headers); i += 2 {
			if headers[i] == name {
				headers[i+1] = value
			}
		}
		return headers
	}
	otherPassword := registration("CODE-4")
	otherPassword.CryptoKey = model.NewSecret("another-synthetic-key-ab")
	for name, c := range map[string]struct {
		body    *payload.Object
		text    string
		headers []string
		status  int
		says    string
	}{
		"another secret":   {good(), "", signed(t, good(), date, testKeyID, "another"), 401, "signature"},
		"another key id":   {good(), "", signed(t, good(), date, "TEST-2", testSecret), 401, "signature"},
		"another date":     {good(), "", set(signed(t, good(), date, testKeyID, testSecret), "Date", psi.Date(testNow().Add(time.Second))), 401, "signature"},
		"no date":          {good(), "", set(signed(t, good(), "", testKeyID, testSecret), "Date", ""), 401, "Date"},
		"a late date":      {good(), "", signed(t, good(), psi.Date(testNow().Add(-5*time.Minute-time.Second)), testKeyID, testSecret), 401, "5m1s away"},
		"an early date":    {good(), "", signed(t, good(), psi.Date(testNow().Add(6*time.Minute)), testKeyID, testSecret), 401, "6m0s away"},
		"no real date":     {good(), "", signed(t, good(), "yesterday", testKeyID, testSecret), 401, "Date"},
		"no authorization": {good(), "", set(signed(t, good(), date, testKeyID, testSecret), "Authorization", ""), 401, "Authorization"},
		"another scheme":   {good(), "", set(signed(t, good(), date, testKeyID, testSecret), "Authorization", "Basic YTpi"), 401, "Authorization"},
		"a content type":   {good(), "", set(signed(t, good(), date, testKeyID, testSecret), "Content-Type", "text/plain"), 400, "Content-Type"},
		"no JSON":          {nil, "{", signed(t, good(), date, testKeyID, testSecret), 400, "JSON"},
		"a list":           {nil, "[]", signed(t, good(), date, testKeyID, testSecret), 400, "JSON"},
		"nothing":          {nil, "", signed(t, good(), date, testKeyID, testSecret), 400, "JSON"},
		"much":             {nil, strings.Repeat(" ", simulator.MaxBody+1), signed(t, good(), date, testKeyID, testSecret), 413, "1048576"},
		"another password": {regBody(t, otherPassword), "", signed(t, regBody(t, otherPassword), date, testKeyID, testSecret), 400, "crypto_key"},
	} {
		if c.body != nil {
			c.text = c.body.Dump()
		}
		if r := b.do("POST", simulator.PSIPath, c.text, c.headers...); r.status != c.status || !strings.Contains(r.body, c.says) {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if r := b.do("GET", simulator.PSIPath, ""); r.status != http.StatusMethodNotAllowed || r.header.Get("Allow") != "POST" {
		t.Errorf("%d %v", r.status, r.header)
	}
	if len(b.svc.Attempts()) != 0 {
		t.Error("something was registered")
	}
}

// At the very edge of the tolerance a date is taken, and another path serves the
// same.
func TestRegistrationTolerance(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *simulator.Config) { c.DateTolerance, c.Path = time.Minute, "/other/register" })
	for i, d := range []time.Duration{time.Minute, -time.Minute, 0} {
		o := regBody(t, registration(fmt.Sprint("CODE-", i)))
		if r := b.do("POST", "/other/register", o.Dump(), signed(t, o, psi.Date(testNow().Add(d)), testKeyID, testSecret)...); r.status != http.StatusOK {
			t.Errorf("%s: %d %s", d, r.status, r.body)
		}
	}
}

func TestConcurrentRegistrations(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	var wg sync.WaitGroup
	ids := make([][]string, 8)
	for i := range ids {
		wg.Go(func() {
			for j := range 20 {
				ids[i] = append(ids[i], b.register(fmt.Sprint("CODE-", j)))
				b.svc.Attempts()
			}
		})
	}
	wg.Wait()
	for i := range ids {
		if strings.Join(ids[i], " ") != strings.Join(ids[0], " ") {
			t.Errorf("one attempt has several ids:\n%v\n%v", ids[0], ids[i])
		}
	}
	if n := len(b.svc.Attempts()); n != 20 {
		t.Errorf("%d attempts", n)
	}
}

// Whatever is sent with a right signature is taken or refused, and never ends
// badly.
func FuzzRegistration(f *testing.F) {
	f.Add([]byte(`{"examCode":"A","orgExtra":{"examID":1}}`), psi.Date(testNow()))
	f.Add([]byte(`{"orgExtra":{"examStartDate":[]},"examUrl":"%"}`), "Mon")
	f.Add(regBodyBytes(f), psi.Date(testNow()))
	f.Add([]byte("\xff"), "")
	svc, err := simulator.New(simulator.Config{Clock: testNow,
		PSI: &simulator.PSIKeys{KeyID: testKeyID, SecretKey: model.NewSecret(testSecret), CryptoKey: model.NewSecret(testCrypto)}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte, date string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, simulator.PSIPath, strings.NewReader(string(body)))
		r.Header.Set("Content-Type", psi.ContentType)
		r.Header.Set("Date", date)
		if o, err := payload.Parse(body); err == nil {
			header, err := psi.Authorization(testKeyID, model.NewSecret(testSecret), psi.Message("POST", psi.ContentType, date, o))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", header)
		}
		w := httptest.NewRecorder()
		svc.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusOK, http.StatusBadRequest, http.StatusUnauthorized, http.StatusRequestEntityTooLarge:
		default:
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("the answer is not JSON: %q", w.Body)
		}
	})
}

func regBodyBytes(tb testing.TB) []byte { return []byte(regBody(tb, registration("SEED")).Dump()) }

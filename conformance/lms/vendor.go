//go:build e2e

package lms

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Vendor is the proctoring service behind the LMS: PSI's registration and the REST
// protocol, both of which accept everything.
type Vendor struct {
	// URL is its address.
	URL string

	mu     sync.Mutex
	asked  []VendorCall
	answer func(VendorCall) (status int, body string)
}

// VendorCall is one request of the LMS.
type VendorCall struct{ Method, Path, Body string }

func startVendor(t testing.TB) *Vendor {
	t.Helper()
	v := &Vendor{}
	s := httptest.NewServer(v)
	t.Cleanup(s.Close)
	v.URL = s.URL
	return v
}

// ServeHTTP answers as the service does, or as Answer says.
func (v *Vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	call := VendorCall{r.Method, r.URL.Path, string(body)}
	v.mu.Lock()
	v.asked = append(v.asked, call)
	answer := v.answer
	v.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if answer != nil {
		if status, text := answer(call); status != 0 {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
			return
		}
	}
	_ = json.NewEncoder(w).Encode(usual(call))
}

// usual is what the service answers on a good day.
func usual(call VendorCall) any {
	// The ids of one run are not those of another: the seed's stay in the database.
	id := map[bool]string{true: "PSI-", false: "REST-"}[strings.HasPrefix(call.Path, "/psi/")] + rand.Text()[:16]
	switch {
	case strings.HasPrefix(call.Path, "/psi/"):
		return map[string]string{"ssiRecordLocator": id}
	case strings.HasSuffix(call.Path, "/oauth2/access_token"):
		return map[string]any{"access_token": "fake-access-token", "token_type": "JWT", "expires_in": 3600}
	case strings.HasSuffix(call.Path, "/config/"):
		return map[string]any{"name": "Proctorly", "download_url": "https://vendor.example.com/download", "rules": map[string]string{}}
	case call.Method == http.MethodDelete && strings.Contains(call.Path, "/user/"):
		return true
	case call.Method == http.MethodDelete:
		return map[string]string{"status": "deleted"}
	case call.Method == http.MethodPatch:
		var sent map[string]string
		_ = json.Unmarshal([]byte(call.Body), &sent)
		return map[string]string{"status": sent["status"]}
	case call.Method == http.MethodPost && strings.HasPrefix(call.Path, "/api/v1/exam/REST-") && strings.Count(call.Path, "/") == 5:
		// An exam that is saved again keeps its id: the LMS saves it until that is so.
		return map[string]string{"id": strings.Split(call.Path, "/")[4]}
	case strings.HasSuffix(call.Path, "/onboarding_statuses"):
		return map[string]any{"results": []any{}, "count": 0, "num_pages": 1, "next": nil, "previous": nil}
	default:
		return map[string]string{"id": id, "status": "created"}
	}
}

// Answer makes the service answer otherwise; where the status is 0, it answers as ever.
// nil ends it.
func (v *Vendor) Answer(f func(VendorCall) (status int, body string)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answer = f
}

// Calls are the requests so far.
func (v *Vendor) Calls() []VendorCall {
	v.mu.Lock()
	defer v.mu.Unlock()
	return append([]VendorCall{}, v.asked...)
}

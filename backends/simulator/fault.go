package simulator

import (
	"net/http"
	"slices"
	"strings"

	"examdesk/model"
)

// Fault is a way in which the service is broken.
type Fault string

// The faults.
const (
	// FaultNone is that of a service that works.
	FaultNone Fault = ""
	// FaultSecret refuses every signature, client secret and token.
	FaultSecret Fault = "wrong-secret"
	// FaultClock has a clock that is off by [Config.Skew]: its Date says so, and
	// it judges dates and tokens by it.
	FaultClock Fault = "clock"
	// FaultBlocked is a filter in front: 403 and a page.
	FaultBlocked Fault = "blocked"
	// FaultDown answers 503.
	FaultDown Fault = "down"
	// FaultSilent accepts the request and never answers.
	FaultSilent Fault = "silent"
	// FaultHuge answers 10 MB.
	FaultHuge Fault = "huge"
	// FaultTruncated answers JSON that breaks off.
	FaultTruncated Fault = "truncated"
	// FaultRedirect sends to [Config.RedirectTo].
	FaultRedirect Fault = "redirect"
	// FaultType answers 200 with a page.
	FaultType Fault = "wrong-type"
	// FaultShape answers JSON of another shape.
	FaultShape Fault = "wrong-shape"
	// FaultNoID registers an exam or attempt and does not say its id.
	FaultNoID Fault = "no-id"
	// FaultShortToken grants tokens of one second.
	FaultShortToken Fault = "short-token"
	// FaultReset closes the connection without an answer.
	FaultReset Fault = "reset"
	// FaultNotFound answers 404.
	FaultNotFound Fault = "not-found"
)

// Faults are all of them.
func Faults() []Fault {
	return []Fault{
		FaultSecret, FaultClock, FaultBlocked, FaultDown, FaultSilent, FaultHuge, FaultTruncated, FaultRedirect,
		FaultType, FaultShape, FaultNoID, FaultShortToken, FaultReset, FaultNotFound,
	}
}

// Endpoint is a part of the service that can be broken alone.
type Endpoint string

// The endpoints.
const (
	EndpointAll          Endpoint = ""
	EndpointRegistration Endpoint = "registration"
	EndpointToken        Endpoint = "token"
	EndpointConfig       Endpoint = "config"
	EndpointExam         Endpoint = "exam"
	EndpointAttempt      Endpoint = "attempt"
	EndpointUser         Endpoint = "user"
	EndpointOnboarding   Endpoint = "onboarding"
	EndpointInstructor   Endpoint = "instructor"
)

// Endpoints are all of them but [EndpointAll].
func Endpoints() []Endpoint {
	return []Endpoint{
		EndpointRegistration, EndpointToken, EndpointConfig, EndpointExam, EndpointAttempt, EndpointUser, EndpointOnboarding, EndpointInstructor,
	}
}

// ParseFault reads a fault by name; "none" is [FaultNone].
func ParseFault(name string) (Fault, error) {
	if name == "" || name == "none" {
		return FaultNone, nil
	}
	if f := Fault(name); slices.Contains(Faults(), f) {
		return f, nil
	}
	return "", model.NotOneOf("fault", name, append([]Fault{"none"}, Faults()...))
}

// ParseEndpoint reads an endpoint by name; "all" is [EndpointAll].
func ParseEndpoint(name string) (Endpoint, error) {
	if name == "" || name == "all" {
		return EndpointAll, nil
	}
	if e := Endpoint(name); slices.Contains(Endpoints(), e) {
		return e, nil
	}
	return "", model.NotOneOf("endpoint", name, append([]Endpoint{"all"}, Endpoints()...))
}

// SetFault breaks an endpoint, or with [FaultNone] mends it. For [EndpointAll]
// what was set for single ones is forgotten.
func (s *Service) SetFault(e Endpoint, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e == EndpointAll {
		clear(s.faults)
	}
	s.faults[e] = f
}

// FaultOf is how an endpoint is broken.
func (s *Service) FaultOf(e Endpoint) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, own := s.faults[e]; own {
		return f
	}
	return s.faults[EndpointAll]
}

// hugeAnswer is how long [FaultHuge] is, in bytes.
const hugeAnswer = 10 << 20

const filterPage = "<!DOCTYPE html><title>Blocked</title><p>This request was blocked by the network's filter."

// broken answers in the place of an endpoint that is broken, and reports whether
// it did. What breaks an endpoint in its own way is that one's matter.
func (s *Service) broken(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f {
	case FaultBlocked:
		page(w, http.StatusForbidden, filterPage)
	case FaultDown:
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
	case FaultNotFound:
		http.Error(w, "404 page not found", http.StatusNotFound)
	case FaultSilent:
		s.keepSilent(r)
	case FaultHuge:
		huge(w)
	case FaultTruncated:
		raw(w, "application/json", `{"ssiRecordLocator": "MOCK-1", "id": "MOCK-1", "access_tok`)
	case FaultRedirect:
		w.Header().Set("Location", s.config.RedirectTo+r.URL.EscapedPath())
		w.WriteHeader(http.StatusFound)
	case FaultType:
		page(w, http.StatusOK, "<!DOCTYPE html><title>Welcome</title><p>Welcome to the start page.")
	case FaultShape:
		raw(w, "application/json", `["this", {"is": "valid"}, 200]`)
	case FaultReset:
		panic(http.ErrAbortHandler)
	case FaultNone, FaultSecret, FaultClock, FaultNoID, FaultShortToken:
		return false
	}
	return true
}

// keepSilent waits until the client goes away, or the service ends, and closes
// the connection without an answer. The body is read first: only then is it
// noticed that a client has gone.
func (s *Service) keepSilent(r *http.Request) {
	drain(r)
	select {
	case <-r.Context().Done():
	case <-s.done:
	}
	panic(http.ErrAbortHandler)
}

func huge(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	chunk := []byte(strings.Repeat("x", 64<<10))
	_, err := w.Write([]byte(`{"padding": "`))
	for sent := 0; sent < hugeAnswer && err == nil; sent += len(chunk) {
		_, err = w.Write(chunk)
	}
	_, _ = w.Write([]byte(`"}`))
}

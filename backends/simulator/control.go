package simulator

import (
	"crypto/hmac"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"examdesk/model"
)

// routes are for scripts. The token goes into a header, which no page of
// another site can set.
func (s controlAPI) routes(mux *http.ServeMux) {
	for pattern, serve := range map[string]func(call) error{
		"GET /control/attempts":              s.controlAttempts,
		"POST /control/attempts/{id}/ready":  s.controlReady,
		"POST /control/attempts/{id}/review": s.controlReview,
		"POST /control/replay":               s.controlReplay,
		"GET /control/fault":                 s.controlFaults,
		"POST /control/fault":                s.controlSetFault,
		"POST /control/onboarding":           s.controlOnboarding,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-store")
			kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
			switch bearer := strings.EqualFold(kind, "Bearer"); {
			case !bearer || token == "":
				drain(r)
				refuse(w, refused(http.StatusUnauthorized, "Send the control token as Authorization: Bearer."))
				return
			case !s.controls(token):
				drain(r)
				refuse(w, refused(http.StatusUnauthorized, "That is not the control token of this run. Each run has a new one: take it from what the mock service printed when it started, or from its --token-file."))
				return
			}
			if err := serve(call{w: w, r: r, now: s.now(FaultNone)}); err != nil {
				refuse(w, err)
			}
		})
	}
}

// controls reports whether it is the control token.
func (s *Service) controls(token string) bool {
	return hmac.Equal([]byte(token), []byte(s.config.ControlToken.Reveal()))
}

// read reads a JSON request into v.
func (c call) read(v any) error {
	data, err := body(c.w, c.r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return model.Wrap(err, model.CodeInvalid, "The request is not the JSON that is expected here.")
	}
	return nil
}

func (s controlAPI) controlAttempts(c call) error {
	answer(c.w, http.StatusOK, s.Attempts())
	return nil
}

// delivered answers with what became of a callback. That the LMS refused it, or
// could not be reached, is a result.
func delivered(c call, done Callback, err error) error {
	if err != nil && done.Kind == "" {
		return err
	}
	answer(c.w, http.StatusOK, done)
	return nil
}

func (s controlAPI) controlReady(c call) error {
	drain(c.r)
	done, err := s.SendReady(c.r.Context(), c.r.PathValue("id"))
	return delivered(c, done, err)
}

func (s controlAPI) controlReview(c call) error {
	var r Review
	if err := c.read(&r); err != nil {
		return err
	}
	done, err := s.SendReview(c.r.Context(), c.r.PathValue("id"), r)
	return delivered(c, done, err)
}

// ReplayRequest asks for a recorded callback to be sent.
type ReplayRequest struct {
	Recorded
	// To is the attempt to which it is sent, with its ids; empty for the one that
	// it names.
	To string `json:"to"`
}

func (s controlAPI) controlReplay(c call) error {
	var r ReplayRequest
	if err := c.read(&r); err != nil {
		return err
	}
	done, err := s.Replay(c.r.Context(), r.Recorded, r.To)
	return delivered(c, done, err)
}

// FaultSetting is how an endpoint is broken, or is to be.
type FaultSetting struct {
	Endpoint string `json:"endpoint"`
	Fault    string `json:"fault"`
	// Skew is for the fault "clock", e.g. "10m"; empty keeps it as it is.
	Skew string `json:"skew,omitempty"`
}

func (s controlAPI) controlFaults(c call) error {
	out := []FaultSetting{}
	for _, e := range Endpoints() {
		out = append(out, FaultSetting{Endpoint: string(e), Fault: faultName(s.FaultOf(e))})
	}
	answer(c.w, http.StatusOK, out)
	return nil
}

func faultName(f Fault) string {
	if f == FaultNone {
		return "none"
	}
	return string(f)
}

func (s controlAPI) controlSetFault(c call) error {
	var f FaultSetting
	if err := c.read(&f); err != nil {
		return err
	}
	if err := s.setFault(f); err != nil {
		return err
	}
	return s.controlFaults(c)
}

func (s *Service) setFault(f FaultSetting) error {
	fault, err := ParseFault(f.Fault)
	if err != nil {
		return err
	}
	e, err := ParseEndpoint(f.Endpoint)
	if err != nil {
		return err
	}
	if f.Skew != "" {
		d, err := time.ParseDuration(f.Skew)
		if err != nil {
			return model.Errorf(model.CodeInvalid, "%q is not a duration; write e.g. 10m or -2h.", f.Skew)
		}
		s.SetSkew(d)
	}
	s.SetFault(e, fault)
	return nil
}

func (s controlAPI) controlOnboarding(c call) error {
	var p Profile
	if err := c.read(&p); err != nil {
		return err
	}
	if err := s.SetOnboarding(p); err != nil {
		return err
	}
	answer(c.w, http.StatusOK, p)
	return nil
}

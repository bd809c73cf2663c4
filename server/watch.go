package server

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"examdesk/guard"
	"examdesk/server/apiv1"
	"examdesk/wire"
)

// requestID is the header by which a request is named in logs on both sides.
const requestID = "X-Request-ID"

var usableID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// watched gives each request an id, a line in the log and its place in the
// metrics: with the route's pattern, never the path, which may hold names.
func (s *Server) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestID)
		if !usableID.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set(requestID, id)
		route, begun := s.pattern(r), time.Now()
		seen := &recorder{ResponseWriter: w, status: http.StatusOK}
		s.metrics.begin()
		_, err := guard.Call("answering a request", func() (struct{}, error) {
			next.ServeHTTP(seen, r)
			return struct{}{}, nil
		})
		if err != nil {
			s.cfg.Log.Error("a request failed", "request_id", id, "route", route, "trace", guard.Traces(err))
			if !seen.begun {
				say(seen, http.StatusServiceUnavailable, "The request could not be carried out.")
			}
		}
		took := time.Since(begun)
		s.metrics.end(r.Method, route, seen.status, took)
		s.cfg.Log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("request_id", id), slog.String("method", method(r.Method)),
			slog.String("route", route), slog.Int("status", seen.status), slog.Int("bytes", seen.bytes), slog.Int64("ms", took.Milliseconds()))
	})
}

// pattern is a request's route.
func (s *Server) pattern(r *http.Request) string {
	switch r.URL.Path {
	case "/healthz", "/readyz", "/metrics", "/oauth2/access_token":
		return r.URL.Path
	}
	if s.cfg.Extensions != nil && strings.HasPrefix(r.URL.Path, wire.Base+"/") {
		if p := s.cfg.Extensions.Route(r); p != "" {
			return p
		}
		return "(none)"
	}
	if p := apiv1.Route(r.URL.Path); p != "" {
		return p
	}
	return "(none)"
}

// method is a request's method, if it is one that a client may be expected to use:
// metrics must not grow with what anybody sends.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "(other)"
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status, bytes int
	begun         bool
}

// WriteHeader implements [http.ResponseWriter].
func (r *recorder) WriteHeader(status int) {
	r.status, r.begun = status, true
	r.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (r *recorder) Write(b []byte) (int, error) {
	r.begun = true
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets [http.ResponseController] reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// maxOwnBody is how many bytes a body of examdesk's own API may have: a plan for ten
// thousand allowances, which is read only after the person has signed in.
const maxOwnBody = 32 << 20

// limited bounds the body of each request.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := s.cfg.MaxBody
		if strings.HasPrefix(r.URL.Path, wire.Base+"/") {
			limit = max(limit, maxOwnBody)
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

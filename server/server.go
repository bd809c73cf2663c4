package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"examdesk/guard"
	"examdesk/model"
	"examdesk/server/apiext"
	"examdesk/server/apiv1"
	"examdesk/wire"
)

// Config is what a server is made of.
type Config struct {
	API *apiv1.API
	// Extensions are what goes beyond it; nil for none.
	Extensions *apiext.API
	// Tokens answers POST /oauth2/access_token; nil where no tokens are given out.
	Tokens http.Handler
	// Ready reports whether the store can be read.
	Ready func(context.Context) error
	Log   *slog.Logger
	// MaxBody is how many bytes a body may have; 1 MiB if 0.
	MaxBody int64
	// Grace is how long requests under way have when the server stops; 20 s if 0.
	Grace time.Duration
	// Timeout is how long a request may take to arrive, and its answer to leave;
	// 60 s if 0.
	Timeout time.Duration
	// Origins are the front ends whose pages may ask from another host, as https://host.
	Origins []string
	// TLS is nil for plain HTTP.
	TLS *tls.Config
	// Collectors add to the metrics.
	Collectors []prometheus.Collector
}

// Server answers requests.
type Server struct {
	cfg     Config
	metrics *metrics
}

// New returns a server that does not listen yet.
func New(c Config) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.MaxBody == 0 {
		c.MaxBody = 1 << 20
	}
	if c.Grace == 0 {
		c.Grace = 20 * time.Second
	}
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	return &Server{cfg: c, metrics: newMetrics(c.Collectors)}
}

// Handler answers every path of the server.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.metrics.handler())
	if s.cfg.Tokens != nil {
		mux.Handle("POST /oauth2/access_token", s.cfg.Tokens)
		mux.Handle("POST /oauth2/access_token/", s.cfg.Tokens)
	}
	if s.cfg.Extensions != nil {
		mux.Handle(wire.Base+"/", s.cfg.Extensions)
	}
	return s.watched(shared(s.cfg.Origins, s.limited(paths{fixed: mux, api: s.cfg.API})))
}

// paths takes those of the API past the mux, which would clean them: a course's key
// may hold two slashes in a row.
type paths struct {
	fixed *http.ServeMux
	api   http.Handler
}

// ServeHTTP implements [http.Handler].
func (p paths) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, pattern := p.fixed.Handler(r); pattern != "" {
		p.fixed.ServeHTTP(w, r)
		return
	}
	p.api.ServeHTTP(w, r)
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.cfg.Ready(r.Context()); err != nil {
		s.cfg.Log.Error("not ready", "error", model.Sentence(err))
		say(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	say(w, http.StatusOK, "ready")
}

func say(w http.ResponseWriter, status int, word string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(word + "\n"))
}

// Serve answers what comes to a listener until the context ends; then requests
// under way are finished, and new ones are refused.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: s.cfg.Timeout, WriteTimeout: s.cfg.Timeout,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, TLSConfig: s.cfg.TLS,
		ErrorLog: slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelWarn),
	}
	if s.cfg.Extensions != nil {
		h.RegisterOnShutdown(s.cfg.Extensions.Stop)
	}
	if s.cfg.TLS != nil {
		l = tls.NewListener(l, s.cfg.TLS)
	}
	stopped := guard.Start("stopping the server", func() (struct{}, error) {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.Grace)
		defer cancel()
		return struct{}{}, h.Shutdown(grace)
	})
	if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return model.Wrap(err, model.CodeUnavailable, "The server stopped: it can no longer listen.")
	}
	if stop := <-stopped; stop.Err != nil {
		return errors.Join(model.Wrap(stop.Err, model.CodeUnavailable, "Requests were still under way after %s and were cut off.", s.cfg.Grace), h.Close())
	}
	return nil
}

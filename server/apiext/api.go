package apiext

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"examdesk/model"
	"examdesk/wire"
	"examdesk/wire/spell"
)

// Config is what the API answers by.
type Config struct {
	// For is the state store as one person meets it.
	For func(model.Actor) model.StateStore
	// SignIn is who asks, or why that is not known.
	SignIn func(*http.Request) (model.Actor, error)
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Version is the program's, Rules the release whose rules are followed.
	Version, Rules string
	// Places are the files and folders of this machine that no answer names.
	Places []string
	// Log gets the causes of what failed.
	Log *slog.Logger
}

// API is the extensions as an [http.Handler].
type API struct {
	cfg Config
	mux *http.ServeMux
	hub *hub
	// presence is who has which attempt open.
	presence *presence
	// document is the API's own, made when somebody asks for it.
	document func() []byte
}

// New returns the API.
func New(c Config) *API {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	a := &API{cfg: c, mux: http.NewServeMux(), hub: newHub(func(ctx context.Context) (string, error) {
		edition, err := c.For(model.Nobody(model.DoorServer)).Edition(ctx)
		_, told := model.Elsewhere(err, c.Places) // whatever is asked next has the log say why
		return edition, told
	}, c.Clock())}
	a.document = sync.OnceValue(func() []byte { return wire.Document(c.Version) })
	a.presence = newPresence(a.hub)
	for _, h := range a.handlers() {
		a.mux.Handle(h.op.Pattern(), a.answering(h))
	}
	return a
}

// Stop ends what would go on for as long as somebody listens. Other requests under way
// are finished.
func (a *API) Stop() { a.hub.close() }

// handler answers one operation.
type handler struct {
	op     wire.Op
	answer func(*call) error
}

// handlers are those of all operations, a function for each file of package wire.
func (a *API) handlers() []handler {
	var out []handler
	for _, list := range [][]handler{
		a.stores(), rights(), attempts(), deciding(), a.following(), learners(), exams(), lists(), outbox(), activity(), people(),
		registering(), changing(), examChanges(), granting(), reviews(),
	} {
		out = append(out, list...)
	}
	return out
}

// Route is the pattern of a request's route, empty for none.
func (a *API) Route(r *http.Request) string {
	_, pattern := a.mux.Handler(r)
	_, path, _ := strings.Cut(pattern, " ")
	return path
}

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h, pattern := a.mux.Handler(r); pattern == "" {
		a.astray(w, r, h)
		return
	}
	a.mux.ServeHTTP(w, r)
}

// astray answers what no operation answers, in JSON like everything else: the router
// knows whether it is the path or the method.
func (a *API) astray(w http.ResponseWriter, r *http.Request, h http.Handler) {
	probe := &header{http.Header{}, http.StatusNotFound}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.Header().Get("Allow"))
		problem(w, http.StatusMethodNotAllowed, model.Errorf(model.CodeUnsupported, "The method %q is not allowed here, only %s.", r.Method, probe.Header().Get("Allow")))
		return
	}
	problem(w, http.StatusNotFound, model.Errorf(model.CodeNotFound, "There is nothing at this address; GET %s/openapi.json lists what there is.", wire.Base))
}

// header keeps what a handler says before the body.
type header struct {
	h      http.Header
	status int
}

func (p *header) Header() http.Header         { return p.h }
func (p *header) Write(b []byte) (int, error) { return len(b), nil }
func (p *header) WriteHeader(status int)      { p.status = status }

// answering finds out who asks, and whether they may read at all, before anything is
// read of the request.
func (a *API) answering(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var actor model.Actor
		var err error
		if h.op.Scope != wire.Open {
			actor, err = a.cfg.SignIn(r)
		}
		if err != nil {
			a.signIn(w, h.op, err)
			return
		}
		actor.Door, actor.Origin.Version = model.DoorServer, a.cfg.Version
		c := &call{API: a, w: w, r: r, op: h.op, actor: actor, store: a.cfg.For(actor)}
		if err = c.may(); err == nil {
			err = h.answer(c)
		}
		if err != nil {
			a.fail(c, err)
		}
	})
}

// signIn refuses who is not signed in.
func (a *API) signIn(w http.ResponseWriter, op wire.Op, err error) {
	err = a.told(w, op, err)
	if model.CodeOf(err) != model.CodeDenied {
		problem(w, statusOf(err), err)
		return
	}
	w.Header().Set("WWW-Authenticate", "JWT")
	problem(w, http.StatusUnauthorized, &model.Error{Code: model.CodeDenied, Message: model.Sentence(err), Err: &spell.WayOutError{WayOut: "Sign in with a token: examdesk login."}})
}

func (a *API) fail(c *call, err error) {
	err = a.told(c.w, c.op, err)
	if statusOf(err) == http.StatusServiceUnavailable {
		a.cfg.Log.Error("an operation could not be carried out", "operation", c.op.Name, "request_id", c.w.Header().Get("X-Request-ID"), "error", model.Cause(err))
	}
	problem(c.w, statusOf(err), err)
}

// told returns an error as the person is told it. What is left out of it goes to the log.
func (a *API) told(w http.ResponseWriter, op wire.Op, err error) error {
	hidden, told := model.Elsewhere(err, a.cfg.Places)
	if hidden {
		a.cfg.Log.Error("the store cannot be used", "operation", op.Name, "request_id", w.Header().Get("X-Request-ID"), "error", model.Sentence(err))
	}
	return told
}

// statusOf is the status of an answer to an error. The code in the body says more.
func statusOf(err error) int {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return http.StatusRequestEntityTooLarge
	}
	switch model.CodeOf(err) {
	case model.CodeInvalid:
		return http.StatusBadRequest
	case model.CodeNotFound:
		return http.StatusNotFound
	case model.CodeConflict:
		return http.StatusConflict
	case model.CodeDenied, model.CodeReadOnly:
		return http.StatusForbidden
	case model.CodeUnsupported:
		return http.StatusNotImplemented
	case model.CodeIllegalTransition, model.CodeNotProctored, model.CodeInactive:
		return http.StatusUnprocessableEntity
	case model.CodeUnavailable, model.CodeInterrupted, model.CodeInternal:
	}
	return http.StatusServiceUnavailable
}

func problem(w http.ResponseWriter, status int, err error) {
	body(w, status, spell.Write(spell.ProblemOf(err)))
}

func body(w http.ResponseWriter, status int, data []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(data) //nolint:gosec // it is JSON, and said to be
}

// read reads a request's body, within the server's limit.
func (c *call) read() ([]byte, error) {
	data, err := io.ReadAll(c.r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, model.Wrap(err, model.CodeInvalid, "The body has more than %d bytes, which is more than is taken here.", large.Limit)
	case err != nil:
		return nil, model.Wrap(err, model.CodeInvalid, "The body did not arrive whole.")
	}
	return data, nil
}

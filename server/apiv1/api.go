package apiv1

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"examdesk/model"
)

// Config is what the API answers by.
type Config struct {
	// For is the state store as one person, service or nobody meets it.
	For func(model.Actor) model.ProctoringAPI
	// SignIn is who asks. An error is what to answer instead: a person who is not
	// signed in is refused.
	SignIn func(*http.Request) (model.Actor, error)
	// Clock is the present time; time.Now if nil.
	Clock    func() time.Time
	Backends model.Backends
	Site     model.Site
	// MayCall refuses a callback that does not come from where a service calls; nil for
	// none that is refused.
	MayCall func(r *http.Request, service string) error
	// Strict lets a browser begin an exam only by a button, not by an address alone.
	Strict bool
	// ViewablePastDue is PROCTORED_EXAM_VIEWABLE_PAST_DUE.
	ViewablePastDue bool
	// ProfileAPI is edx-proctoring's constants.ONBOARDING_PROFILE_API.
	ProfileAPI bool
	// Switch reports whether a feature switch of the platform (waffle) is on; nil
	// for none.
	Switch func(ctx context.Context, name string) (bool, error)
	// Places are the files and folders of this machine that no answer names.
	Places []string
	// Log takes why a request could not be carried out; nil for nowhere.
	Log *slog.Logger
	// PerPage is how many rows a numbered page has; 25 if 0.
	PerPage int
}

// API is edx-proctoring's REST API v1 as an [http.Handler].
type API struct{ cfg Config }

// New returns the API.
func New(c Config) *API {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.PerPage == 0 {
		c.PerPage = 25
	}
	if c.Switch == nil {
		c.Switch = func(context.Context, string) (bool, error) { return false, nil }
	}
	if c.MayCall == nil {
		c.MayCall = func(*http.Request, string) error { return nil }
	}
	return &API{c}
}

// ServeHTTP implements [http.Handler].
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found, args, ok := resolve(r.URL.Path)
	if !ok {
		if _, _, slashed := resolve(r.URL.Path + "/"); slashed {
			http.Redirect(w, r, redirectSlash(r), http.StatusMovedPermanently) //nolint:gosec // redirectSlash stays on this server
			return
		}
		notFound(w, r)
		return
	}
	c := &call{API: a, r: r, args: args}
	shown, err := found.form(r)
	var answered answer
	if err == nil {
		answered, err = a.perform(c, found)
	}
	if err != nil {
		if answered = failure(c.told(err, w.Header().Get("X-Request-ID"))); answered.status >= http.StatusInternalServerError {
			a.cfg.Log.Error("a request could not be carried out", "request_id", w.Header().Get("X-Request-ID"), "route", found.pattern, "error", model.Cause(err))
		}
	}
	answered.write(w, r, found, shown)
}

// told returns an error as whoever asks is told it. What is left out of it goes to the log.
func (a *API) told(err error, request string) error {
	hidden, told := model.Elsewhere(err, a.cfg.Places)
	if hidden {
		a.cfg.Log.Error("the store cannot be used", "request_id", request, "error", model.Sentence(err))
	}
	return told
}

// form is what is asked for; the callbacks of services write JSON whatever is.
func (v view) form(r *http.Request) (form, error) {
	if v.anonymous {
		return asJSON, nil
	}
	return negotiate(r)
}

// perform finds out who asks and what for, in the original's order: who is not
// signed in learns nothing of a route, not even its methods.
func (a *API) perform(c *call, v view) (answer, error) {
	c.actor = model.Nobody(model.DoorVendor)
	if !v.anonymous {
		actor, err := a.cfg.SignIn(c.r)
		if err != nil {
			return answer{}, err
		}
		c.actor = actor
	}
	c.store = a.cfg.For(c.actor)
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	handle, has := v.methods[method]
	if v.safe && a.cfg.Strict {
		handle, has = strictStart(method)
	}
	if !has && v.safe {
		return said(http.StatusForbidden, "CSRF Failed: this address is only for a browser that is sent here."), nil
	}
	if !has {
		return answer{status: http.StatusMethodNotAllowed, body: detail(`The method "` + model.Clean(c.r.Method) + `" is not allowed here.`)}, nil
	}
	return handle(c)
}

// call is one request under way.
type call struct {
	*API
	r     *http.Request
	args  map[string]string
	actor model.Actor
	store model.ProctoringAPI

	parsed *data
}

func (c *call) ctx() context.Context { return c.r.Context() }

// query is a parameter of the address, the last one if it is there several times;
// empty if it is not there.
func (c *call) query(name string) string {
	values := c.r.URL.Query()[name]
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// isTrue reports whether a parameter of the address is one of the words that the
// original takes for true.
func (c *call) isTrue(name string) bool {
	switch c.query(name) {
	case "1", "true", "True":
		return true
	}
	return false
}

package simulator

import (
	"bytes"
	"context"
	_ "embed"
	"net/http"
	"net/url"

	g "maragu.dev/gomponents"

	"examdesk/model"
)

//go:embed page.css
var pageCSS string

// deed is what a form asks for; it answers with a sentence for the person.
type deed func(context.Context, url.Values) (string, error)

// routes are for a person. Every form carries the token: a page of another
// site does not know it, and nothing is remembered in a cookie.
func (s controlPages) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { render(w, http.StatusOK, signInPage("")) })
	mux.HandleFunc("GET /page/page.css", func(w http.ResponseWriter, _ *http.Request) { raw(w, "text/css; charset=utf-8", pageCSS) })
	mux.HandleFunc("GET /download", func(w http.ResponseWriter, _ *http.Request) { render(w, http.StatusOK, downloadPage()) })
	for name, do := range map[string]deed{
		"show":  func(context.Context, url.Values) (string, error) { return "", nil },
		"ready": s.pageReady, "review": s.pageReview, "fault": s.pageFault, "onboarding": s.pageOnboarding, "replay": s.pageReplay,
	} {
		mux.HandleFunc("POST /page/"+name, func(w http.ResponseWriter, r *http.Request) { s.pageAction(w, r, do) })
	}
}

// render answers with a page, or not at all: half a page is worse than none.
func render(w http.ResponseWriter, status int, page g.Node) {
	var b bytes.Buffer
	if err := page.Render(&b); err != nil {
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	secure(w)
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// pageAction does what a form asks for and shows the attempts again.
func (s controlPages) pageAction(w http.ResponseWriter, r *http.Request, do deed) {
	data, err := body(w, r)
	if err != nil {
		render(w, http.StatusBadRequest, signInPage(model.Sentence(err)))
		return
	}
	form, err := url.ParseQuery(string(data))
	if err != nil || !s.controls(form.Get("token")) {
		render(w, http.StatusUnauthorized, signInPage("That is not the control token."))
		return
	}
	message, err := do(r.Context(), form)
	status := http.StatusOK
	if err != nil {
		message, status = model.Sentence(err), statusOf(err)
	}
	v := s.pageView(form.Get("token"))
	v.message, v.failed = message, err != nil
	render(w, status, v.page())
}

// pageView is what there is to show.
func (s controlPages) pageView(token string) pageView {
	v := pageView{token: token, attempts: s.Attempts()}
	if len(v.attempts) > shownAttempts {
		v.more = len(v.attempts) - shownAttempts
		v.attempts = v.attempts[:shownAttempts]
	}
	for _, e := range Endpoints() {
		if f := s.FaultOf(e); f != FaultNone {
			v.broken = append(v.broken, FaultSetting{Endpoint: string(e), Fault: string(f)})
		}
	}
	return v
}

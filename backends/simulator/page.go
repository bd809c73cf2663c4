package simulator

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"examdesk/model"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// pages are the templates. What they are given is cleaned; they escape it.
var pages = template.Must(template.New("page").Funcs(template.FuncMap{
	"clean": model.Clean,
	"at":    func(t time.Time) string { return t.UTC().Format("15:04:05") },
}).Parse(pageHTML))

// shownAttempts is how many attempts a page lists.
const shownAttempts = 200

// pageData is what the page of the attempts shows.
type pageData struct {
	Token     string
	Message   string
	Attempts  []Attempt
	More      int
	Outcomes  []string
	Faults    []string
	Endpoints []string
	Broken    []FaultSetting
	Refusals  []string
}

// pageRoutes are for a person. Every form carries the token: a page of another
// site does not know it, and nothing is remembered in a cookie.
func (s *Service) pageRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { s.signIn(w, http.StatusOK, "") })
	mux.HandleFunc("GET /page/page.css", func(w http.ResponseWriter, _ *http.Request) { raw(w, "text/css; charset=utf-8", pageCSS) })
	mux.HandleFunc("GET /download", func(w http.ResponseWriter, _ *http.Request) {
		page(w, http.StatusOK, "<!DOCTYPE html><title>Mock</title><p>This is a mock service: there is nothing to install.")
	})
	for name, do := range map[string]func(context.Context, url.Values) (string, error){
		"show": func(context.Context, url.Values) (string, error) { return "", nil },
		"ready": func(ctx context.Context, f url.Values) (string, error) {
			return told(s.SendReady(ctx, f.Get("id")))
		},
		"review": s.pageReview, "fault": s.pageFault, "onboarding": s.pageOnboarding, "replay": s.pageReplay,
	} {
		mux.HandleFunc("POST /page/"+name, func(w http.ResponseWriter, r *http.Request) { s.pageAction(w, r, do) })
	}
}

func (s *Service) signIn(w http.ResponseWriter, status int, message string) {
	render(w, status, "signin", message)
}

func render(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	secure(w)
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// pageAction does what a form asks for and shows the attempts again.
func (s *Service) pageAction(w http.ResponseWriter, r *http.Request, do func(context.Context, url.Values) (string, error)) {
	data, err := body(w, r)
	if err != nil {
		s.signIn(w, http.StatusBadRequest, model.Sentence(err))
		return
	}
	form, err := url.ParseQuery(string(data))
	if err != nil || !s.controls(form.Get("token")) {
		s.signIn(w, http.StatusUnauthorized, "That is not the control token.")
		return
	}
	message, err := do(r.Context(), form)
	status := http.StatusOK
	if err != nil {
		message, status = model.Sentence(err), statusOf(err)
	}
	render(w, status, "attempts", s.pageData(form.Get("token"), message))
}

func (s *Service) pageData(token, message string) pageData {
	d := pageData{Token: token, Message: message, Attempts: s.Attempts(), Refusals: append([]string{""}, Refusals()...),
		Outcomes: []string{"clean", "rules_violation", "suspicious", "not_reviewed"}, Faults: []string{"none"}, Endpoints: []string{"all"}}
	if len(d.Attempts) > shownAttempts {
		d.More = len(d.Attempts) - shownAttempts
		d.Attempts = d.Attempts[:shownAttempts]
	}
	for _, f := range Faults() {
		d.Faults = append(d.Faults, string(f))
	}
	for _, e := range Endpoints() {
		d.Endpoints = append(d.Endpoints, string(e))
		if f := s.FaultOf(e); f != FaultNone {
			d.Broken = append(d.Broken, FaultSetting{Endpoint: string(e), Fault: string(f)})
		}
	}
	return d
}

// told says what became of a callback.
func told(c Callback, err error) (string, error) {
	if err != nil {
		return "", err
	}
	if err := c.Err(); err != nil {
		return "", err
	}
	return fmt.Sprintf("The LMS took the %s callback (%d, %d ms).", c.Kind, c.Status, c.Millis), nil
}

func (s *Service) pageReview(ctx context.Context, f url.Values) (string, error) {
	r := Review{Status: f.Get("status"), ReviewedBy: f.Get("reviewed_by"), VideoURL: f.Get("video_url")}
	for _, line := range strings.Split(f.Get("comments"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			r.Comments = append(r.Comments, Comment{Text: line, Status: "Unknown"})
		}
	}
	return told(s.SendReview(ctx, f.Get("id"), r))
}

func (s *Service) pageFault(_ context.Context, f url.Values) (string, error) {
	return "The fault is set.", s.setFault(FaultSetting{Endpoint: f.Get("endpoint"), Fault: f.Get("fault"), Skew: f.Get("skew")})
}

func (s *Service) pageOnboarding(_ context.Context, f url.Values) (string, error) {
	return "The refusal is set.", s.SetOnboarding(Profile{UserID: f.Get("user_id"), Refusal: f.Get("refusal")})
}

// pageReplay sends recorded callbacks up to the first that cannot be sent.
func (s *Service) pageReplay(ctx context.Context, f url.Values) (string, error) {
	list, err := ParseRecorded([]byte(f.Get("recorded")))
	if err != nil {
		return "", err
	}
	for i, r := range list {
		if _, err := told(s.Replay(ctx, r, f.Get("to"))); err != nil {
			return "", model.Wrap(err, model.CodeOf(err), "Number %d was not taken: %s", i+1, model.Sentence(err))
		}
	}
	return fmt.Sprintf("The LMS took %d recorded callbacks.", len(list)), nil
}

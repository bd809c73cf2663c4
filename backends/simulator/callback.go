package simulator

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"examdesk/backends/payload"
	"examdesk/model"
)

// The LMS's addresses for callbacks, with the prefix that the platform gives
// them (edx-proctoring 5.2.0, urls.py and apps.plugin_app).
const (
	psiReviewPath = "/api/edx_proctoring/proctoring_review_callback/"
	restPath      = "/api/edx_proctoring/v1/proctored_exam/attempt/"
)

// The kinds of callbacks.
const (
	kindReady  = "ready"
	kindReview = "review"
)

// SendReady notifies the LMS that the learner can begin, in the manner of the
// attempt's protocol. An answer of the LMS that is a refusal is not an error: the
// callback's status says it.
func (s *Service) SendReady(ctx context.Context, id string) (Callback, error) {
	a, err := s.Attempt(id)
	if err != nil {
		return Callback{}, err
	}
	m := message{kind: kindReady, method: http.MethodPost, path: restPath + url.PathEscape(a.ID) + "/ready", body: []byte(`{"status": "ready"}`), signed: true}
	if a.Protocol == ProtocolPSI {
		// Only the path counts: what registers must not choose where this goes.
		u, err := url.Parse(a.StartURL)
		if err != nil || u.Path == "" || u.Path[0] != '/' {
			return Callback{}, model.Errorf(model.CodeInvalid, "The attempt was registered without the path at which its exam begins.")
		}
		m = message{kind: kindReady, method: http.MethodGet, path: u.EscapedPath()}
	}
	return s.deliver(ctx, a, m, "")
}

// SendReview sends the LMS a review, in the format of the attempt's protocol.
func (s *Service) SendReview(ctx context.Context, id string, r Review) (Callback, error) {
	a, err := s.Attempt(id)
	if err != nil {
		return Callback{}, err
	}
	body, outcome, err := r.payload(a)
	if err != nil {
		return Callback{}, err
	}
	return s.deliver(ctx, a, reviewMessage(a, body), outcome)
}

func reviewMessage(a Attempt, body *payload.Object) message {
	m := message{kind: kindReview, method: http.MethodPost, path: psiReviewPath, body: []byte(body.Dump())}
	if a.Protocol == ProtocolREST {
		m.path, m.signed = restPath+url.PathEscape(a.ID)+"/reviewed", true
	}
	return m
}

// deliver sends a message and records the result.
func (s *Service) deliver(ctx context.Context, a Attempt, m message, outcome string) (Callback, error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return Callback{}, ctx.Err()
	}
	start := s.config.Clock()
	status, err := s.lms.send(ctx, m)
	end := s.config.Clock()
	c := Callback{Kind: m.kind, At: start.UTC(), Millis: end.Sub(start).Milliseconds(), Status: status}
	if err != nil {
		c.Problem = model.Sentence(err)
	}
	s.config.Log.Info("callback", "kind", c.Kind, "attempt", a.ID, "status", c.Status, "ms", c.Millis, "problem", c.Problem)
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept, ok := s.attempts.byID[a.ID]; ok {
		kept.Callbacks = append(kept.Callbacks, c)
		kept.Callbacks = kept.Callbacks[max(0, len(kept.Callbacks)-maxCallbacks):]
		if c.Accepted() && outcome != "" {
			kept.Review = outcome
		}
		if c.Accepted() && c.Kind == kindReady && a.Protocol == ProtocolPSI {
			kept.Status = statusReady
		}
		s.changes++
	}
	return c, err
}

// Accepted reports whether the LMS accepted the callback. PSI's start of an exam is
// answered with a redirect.
func (c Callback) Accepted() bool {
	return c.Problem == "" && (c.Status >= 200 && c.Status < 300 || c.Kind == kindReady && c.Status == http.StatusFound)
}

// Err returns an error if the LMS refused the callback.
func (c Callback) Err() error {
	switch {
	case c.Accepted():
		return nil
	case c.Problem != "":
		return model.Errorf(model.CodeUnavailable, "%s", c.Problem)
	case c.Status == http.StatusUnauthorized || c.Status == http.StatusForbidden:
		return model.Errorf(model.CodeDenied, "The LMS refused the callback (%d); the mock needs credentials of a user who may review.", c.Status)
	}
	return model.Errorf(model.CodeInternal, "The LMS refused the callback (%d).", c.Status)
}

// Comment is one of a review, with times in seconds from the beginning.
type Comment struct {
	Text   string `json:"comment"`
	Status string `json:"status"`
	Start  int    `json:"start"`
	Stop   int    `json:"stop"`
}

// Review is one to be sent.
type Review struct {
	// Status is an outcome in the words of either protocol or of the desk:
	// Clean, passed, clean.
	Status   string    `json:"status"`
	Comments []Comment `json:"comments"`
	// ReviewedBy is the e-mail address of a user of the LMS, empty for none.
	ReviewedBy string `json:"reviewed_by"`
	VideoURL   string `json:"video_url"`
}

// payload is the review as the attempt's service would send it, and the outcome
// in its words.
func (r Review) payload(a Attempt) (*payload.Object, string, error) {
	status, err := model.ParseOutcome(r.Status)
	if err != nil {
		return nil, "", err
	}
	if a.Protocol == ProtocolPSI {
		return r.psi(a, status), string(status), nil
	}
	std, _ := status.Standard()
	return r.rest(std), string(std), nil
}

// rest is the format of REST services (edx-proctoring 5.2.0, docs/backends.rst,
// "Exam review callback"; the video link is where views.make_review looks).
func (r Review) rest(status model.StandardStatus) *payload.Object {
	comments := []any{}
	for _, c := range r.Comments {
		comments = append(comments, payload.New().Set("comment", c.Text).Set("status", c.status()).
			Set("start", payload.Int(c.Start)).Set("stop", payload.Int(c.Stop)).Set("duration", payload.Int(c.Stop-c.Start)))
	}
	o := payload.New().Set("status", string(status)).Set("comments", comments)
	if r.ReviewedBy != "" {
		o.Set("reviewed_by", r.ReviewedBy)
	}
	if r.VideoURL != "" {
		o.Set("payload", payload.New().Set("videoReviewLink", r.VideoURL))
	}
	return o
}

// psi is the format of PSI ("Reviewer Data Transfer"; edx-proctoring 5.2.0,
// software_secure.on_review_callback).
func (r Review) psi(a Attempt, status model.ReviewStatus) *payload.Object {
	comments := []any{}
	for _, c := range r.Comments {
		comments = append(comments, payload.New().Set("comments", c.Text).Set("duration", payload.Int(c.Stop-c.Start)).
			Set("eventFinish", payload.Int(c.Stop)).Set("eventStart", payload.Int(c.Start)).Set("eventStatus", c.status()))
	}
	o := payload.New().
		Set("examMetaData", payload.New().Set("examCode", a.Code).Set("examName", a.ExamName).Set("examSponsor", "examdesk mock").
			Set("ssiRecordLocator", a.ID).Set("courseId", a.Course)).
		Set("reviewStatus", string(status)).
		Set("webCamComments", comments).Set("desktopComments", []any{})
	if r.ReviewedBy != "" {
		o.Set("reviewed_by", r.ReviewedBy)
	}
	if r.VideoURL != "" {
		o.Set("videoReviewLink", r.VideoURL)
	}
	return o
}

func (c Comment) status() string {
	if c.Status == "" {
		return "Unknown"
	}
	return c.Status
}

// Recorded is a callback that was recorded somewhere, to be sent again.
type Recorded struct {
	AttemptCode string          `json:"attempt_code"`
	ExternalID  string          `json:"external_id"`
	Payload     json.RawMessage `json:"payload"`
}

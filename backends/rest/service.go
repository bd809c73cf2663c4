package rest

import (
	"context"
	"crypto/tls"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/payload"
	"examdesk/backends/rest/oauth"
	"examdesk/backends/wire"
	"examdesk/model"
)

// Config holds how a REST service is reached and what it receives.
type Config struct {
	// Name is the service's in the settings, for errors.
	Name         string
	BaseURL      string
	ClientID     string
	ClientSecret model.Secret
	// TokenPath and InstructorPath are below BaseURL; those of the protocol if
	// empty.
	TokenPath, InstructorPath string
	// TokenExpiration is how long an instructor's link is good; 60 s if 0.
	TokenExpiration time.Duration
	// ReturnURL is where an exam is in the learning front end, for services that send
	// learners back there; nil where the service is not given it.
	ReturnURL func(model.Exam) string
	// DefaultRules are those of exams that have none of their own.
	DefaultRules *payload.Object
	// Language is the language in which the service's texts are requested; "en" if empty.
	Language     string
	AllowPrivate bool
	// UserAgent, Timeout (one request) and TLS are as in [wire.Options].
	UserAgent string
	Timeout   time.Duration
	TLS       *tls.Config
	// HTTP is a client of package wire; one by the settings above if nil.
	HTTP *resty.Client
	// Log gets what is not an error to the caller; nil discards it.
	Log *slog.Logger
	// Clock is the present time, Jitter a number from 0 to 1, Pause waits; Go's
	// own if nil.
	Clock  func() time.Time
	Jitter func() float64
	Pause  func(ctx context.Context, d time.Duration) error
}

// Service is a REST proctoring service (edx-proctoring 5.2.0,
// backends.rest.BaseRestProctoringProvider).
type Service struct {
	cfg    Config
	who    string
	grants oauth.Config
	tokens *oauth.TokenSource
}

var (
	_ model.ProctoringService  = (*Service)(nil)
	_ model.ServiceConfigurer  = (*Service)(nil)
	_ model.OnboardingProfiler = (*Service)(nil)
	_ model.AttemptFollower    = (*Service)(nil)
)

// New checks the configuration. It connects to nothing.
func New(c Config) (*Service, error) {
	u, err := wire.CheckBase("PROCTORING_BACKENDS."+c.Name+".base_url", c.BaseURL, c.AllowPrivate)
	if err != nil {
		return nil, err
	}
	c.fill()
	if c.HTTP == nil {
		c.HTTP = wire.NewClient(wire.Options{
			AllowPrivate: c.AllowPrivate, Plain: u.Scheme == "http", Timeout: c.Timeout, TLS: c.TLS, UserAgent: c.UserAgent,
		})
	}
	s := &Service{cfg: c, who: c.Name + " at " + u.Host}
	s.grants = oauth.Config{
		Who: s.who, BaseURL: c.BaseURL, Path: c.TokenPath, ClientID: c.ClientID, ClientSecret: c.ClientSecret, HTTP: c.HTTP, Clock: c.Clock,
	}
	s.tokens = oauth.New(s.grants)
	return s, nil
}

func (c *Config) fill() {
	if c.TokenExpiration <= 0 {
		c.TokenExpiration = time.Minute
	}
	if c.InstructorPath == "" {
		c.InstructorPath = "/api/v1/instructor"
	}
	if c.Language == "" {
		c.Language = "en"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	if c.Pause == nil {
		c.Pause = pause
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Tokens returns the source of the service's tokens.
func (s *Service) Tokens() *oauth.TokenSource { return s.tokens }

// Javascript implements [model.ProctoringService]. The script comes with the
// service's package for the LMS, which is not here.
func (s *Service) Javascript() string { return "" }

// segment escapes an id as one segment of a path, whatever it contains.
func segment(id string) string {
	if strings.Trim(id, ".") == "" {
		return strings.ReplaceAll(id, ".", "%2E") // dots alone would climb
	}
	return url.PathEscape(id)
}

func examPath(exam string) string { return "/api/v1/exam/" + segment(exam) + "/" }

// formatted is an exam's id as Python writes it into an address: None is a word
// there, and an empty id stays empty.
func formatted(id *string) string {
	if id == nil {
		return "None"
	}
	return *id
}

// attemptPath is the path of an attempt. An exam that the service has no id for is
// "None" there (edx-proctoring 6.1.4, rest._make_attempt_request, which formats
// Python's None into the address).
func attemptPath(exam, attempt string) string {
	if exam == "" {
		exam = "None"
	}
	return examPath(exam) + "attempt/" + segment(attempt) + "/"
}

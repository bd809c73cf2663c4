package simulator

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"examdesk/model"
)

const (
	// PSIPath is where PSI's registrations are taken.
	PSIPath = "/exams/registration/"
	// DefaultDateTolerance is how far a registration's Date may be off.
	DefaultDateTolerance = 5 * time.Minute
	// DefaultTokenLifetime is how long a token is good.
	DefaultTokenLifetime = time.Hour
)

// PSIKeys are what an LMS has configured for PSI.
type PSIKeys struct {
	KeyID                string
	SecretKey, CryptoKey model.Secret
	// VideoKey is the LMS's video_review_aes_key, which the service itself does
	// not need; zero for none.
	VideoKey model.Secret
}

// RESTKeys are what an LMS has configured for a REST service.
type RESTKeys struct {
	ClientID     string
	ClientSecret model.Secret
}

// LMS is where callbacks go.
type LMS struct {
	// URL is the LMS's root, e.g. https://lms.example.com. Empty for none.
	URL string
	// ClientID and ClientSecret are of an OAuth application of the LMS whose
	// user may review; without them REST callbacks go out unsigned.
	ClientID     string
	ClientSecret model.Secret
	// Timeout bounds one callback.
	Timeout time.Duration
	// TLS is for tests with certificates of their own.
	TLS *tls.Config
}

// Config is how the service is set up.
type Config struct {
	// PSI and REST are the keys of the two protocols; one without keys is not
	// spoken.
	PSI  *PSIKeys
	REST *RESTKeys
	// Path is where registrations are accepted in addition to [PSIPath].
	Path string
	LMS  LMS
	// ControlToken is needed under /control/ and on the page. Empty for a random
	// one.
	ControlToken model.Secret
	// DateTolerance is [DefaultDateTolerance] if 0.
	DateTolerance time.Duration
	// TokenLifetime is [DefaultTokenLifetime] if 0.
	TokenLifetime time.Duration
	// Skew is for [FaultClock].
	Skew time.Duration
	// RedirectTo is for [FaultRedirect]: scheme and host.
	RedirectTo string
	// Auto sends callbacks by itself; nil for none.
	Auto *Auto
	// Log gets a line for each request and callback; nil for none.
	Log *slog.Logger
	// Version is examdesk's own, for the User-Agent.
	Version string
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// AfterFunc is time.AfterFunc if nil.
	AfterFunc func(time.Duration, func()) (stop func() bool)
}

// Service is the proctoring service. It is safe for concurrent use.
type Service struct {
	config   Config
	handler  http.Handler
	lms      *lmsClient
	tokenKey []byte
	// done is closed by [Service.Close]; what works in the background is counted
	// in running and has ctx.
	done    chan struct{}
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
	slots   chan struct{}

	mu       sync.Mutex
	closed   bool
	faults   map[Endpoint]Fault
	attempts *shelf[Attempt]
	codes    map[string]string // ids by attempt code
	exams    *shelf[Exam]
	profiles *shelf[Profile]
	refusal  string // the onboarding refusal for all
	number   int64
	skew     time.Duration
	// changes counts them, so that a saver knows whether there is something new.
	changes int64
}

// Requests come in four ways, each with its own routes.
type (
	// psiAPI is PSI's registration.
	psiAPI struct{ *Service }
	// restAPI is the REST protocol.
	restAPI struct{ *Service }
	// controlAPI is for scripts.
	controlAPI struct{ *Service }
	// controlPages are for a person.
	controlPages struct{ *Service }
)

// New sets up a service. [model.CodeInvalid] for a configuration that makes no
// sense.
func New(c Config) (*Service, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	lms, err := newLMSClient(c)
	if err != nil {
		return nil, err
	}
	s := &Service{
		config: c, lms: lms, tokenKey: random(32), done: make(chan struct{}), slots: make(chan struct{}, 16), skew: c.Skew,
		faults: map[Endpoint]Fault{}, attempts: newShelf[Attempt](), codes: map[string]string{}, exams: newShelf[Exam](), profiles: newShelf[Profile](),
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.handler = s.routes()
	return s, nil
}

func (c *Config) complete() error {
	if c.PSI == nil && c.REST == nil {
		return model.Errorf(model.CodeInvalid, "A mock service needs the keys of a protocol.")
	}
	if err := c.checkKeys(); err != nil {
		return err
	}
	if c.ControlToken.IsZero() {
		c.ControlToken = model.NewSecret(hex.EncodeToString(random(16)))
	}
	c.DateTolerance = or(c.DateTolerance, DefaultDateTolerance)
	c.TokenLifetime = or(c.TokenLifetime, DefaultTokenLifetime)
	if c.RedirectTo == "" {
		c.RedirectTo = "https://elsewhere.example.com"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.AfterFunc == nil {
		c.AfterFunc = func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	}
	return c.Auto.check()
}

func or(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// Close ends what works in the background and every silent answer, and waits
// for them.
func (s *Service) Close() {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.done)
		s.stop()
	}
	s.mu.Unlock()
	s.running.Wait()
}

// ControlToken is what the control interface asks for.
func (s *Service) ControlToken() model.Secret { return s.config.ControlToken }

// Changes counts the changes of what [Service.Save] writes.
func (s *Service) Changes() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changes
}

// SetSkew sets by how much [FaultClock] is off.
func (s *Service) SetSkew(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew = d
}

// now is the time by the clock of an endpoint.
func (s *Service) now(f Fault) time.Time {
	now := s.config.Clock().UTC()
	if f != FaultClock {
		return now
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Add(s.skew)
}

// ServeHTTP implements [http.Handler].
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.config.Clock()
	counted := &countingWriter{ResponseWriter: w}
	defer func() {
		// The query stays out: an instructor's link has a token in it.
		s.config.Log.Info("request", "method", model.Clean(r.Method), "path", model.Clean(r.URL.Path), "status", counted.status,
			"bytes", counted.bytes, "ms", s.config.Clock().Sub(start).Milliseconds())
	}()
	s.handler.ServeHTTP(counted, r)
}

// call is one request at an endpoint that may be broken.
type call struct {
	w     http.ResponseWriter
	r     *http.Request
	fault Fault
	now   time.Time
}

// at serves an endpoint: its Date is that of its clock, and a broken one answers
// in its own way.
func (s *Service) at(e Endpoint, serve func(call) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f := s.FaultOf(e)
		c := call{w: w, r: r, fault: f, now: s.now(f)}
		w.Header().Set("Date", c.now.Format(http.TimeFormat))
		if s.broken(w, r, f) {
			return
		}
		if err := serve(c); err != nil {
			refuse(w, err)
		}
	}
}

func (s *Service) routes() http.Handler {
	mux := http.NewServeMux()
	if s.config.PSI != nil {
		paths := []string{PSIPath, s.config.Path}
		for _, path := range slices.Compact(paths) {
			if path != "" {
				mux.HandleFunc(exactly(path), s.at(EndpointRegistration, psiAPI{s}.register))
			}
		}
	}
	if s.config.REST != nil {
		restAPI{s}.routes(mux)
	}
	controlAPI{s}.routes(mux)
	controlPages{s}.routes(mux)
	mux.HandleFunc("/", s.at(EndpointAll, func(c call) error {
		drain(c.r)
		return refused(http.StatusNotFound, "There is nothing here for %s %s.", c.r.Method, c.r.URL.Path)
	}))
	return mux
}

// exactly keeps a path that ends with a slash from meaning all below it.
func exactly(path string) string {
	if path[len(path)-1] == '/' {
		return path + "{$}"
	}
	return path
}

// checkPath keeps an additional path from being one that is taken.
func (c Config) checkPath() error {
	if c.Path == "" || c.Path == PSIPath {
		return nil
	}
	for _, taken := range []string{"/api/", "/oauth2/", "/control/", "/page/", "/download"} {
		if strings.HasPrefix(c.Path, taken) {
			return model.Errorf(model.CodeInvalid, "The path %s is already in use.", c.Path)
		}
	}
	if !regexp.MustCompile(`^(/[A-Za-z0-9_~-]+)+/?$`).MatchString(c.Path) {
		return model.Errorf(model.CodeInvalid, "%q is not a path; write e.g. /exams/registration/.", c.Path)
	}
	return nil
}

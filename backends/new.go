package backends

import (
	"context"
	"crypto/tls"
	"log/slog"
	"strings"
	"time"

	"examdesk/backends/mock"
	"examdesk/backends/null"
	"examdesk/backends/rest"
	"examdesk/backends/settings"
	softwaresecure "examdesk/backends/software_secure"
	"examdesk/model"
)

// Options holds what services need in addition to their own settings.
type Options struct {
	// Version is the program's, for the User-Agent.
	Version string
	// APIRoot is where the platform's API is, "/api" in an LMS.
	APIRoot string
	// DefaultPolicy is PROCTORING_SETTINGS.DEFAULT_REVIEW_POLICY.
	DefaultPolicy string
	// PSITimeout is SOFTWARE_SECURE_CLIENT_TIMEOUT; 10 s if 0.
	PSITimeout time.Duration
	// Language is the language in which a service's texts are requested; English if empty.
	Language string
	// Clock is the present time; time.Now if nil.
	Clock func() time.Time
	// Log gets what is not an error to the caller; nil discards it.
	Log *slog.Logger
	// Site has the address of the learning front end.
	Site model.Site
	// Ready is what the mock service calls back; nothing if nil.
	Ready func(ctx context.Context, attemptCode string) error
	// TLS is for tests with certificates of their own.
	TLS *tls.Config
}

// New returns the configured service, ready for use. It connects to
// nothing. The error has [model.CodeInvalid] if a setting is missing,
// [model.CodeUnsupported] if there is nothing to connect to.
func New(s settings.Service, o Options) (model.ProctoringService, error) {
	if err := s.Usable(); err != nil {
		return nil, err
	}
	switch s.Kind {
	case settings.SoftwareSecure:
		return service(softwaresecure.New(PSI(s, o)))
	case settings.REST:
		c, err := REST(s, o)
		if err != nil {
			return nil, err
		}
		return service(rest.New(c))
	case settings.Null:
		return null.Service{}, nil
	case settings.Mock:
		return &mock.Service{Ready: o.Ready, Log: o.Log}, nil
	case settings.Test:
	}
	return nil, model.Errorf(model.CodeUnsupported, "The service %s is a stand-in from edx-proctoring's own tests; there is nothing to connect to.", s.Name)
}

// service keeps a nil pointer from becoming a non-nil interface.
func service[T model.ProctoringService](s T, err error) (model.ProctoringService, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// PSI is the configuration of PSI's service.
func PSI(s settings.Service, o Options) softwaresecure.Config {
	return softwaresecure.Config{
		Name: s.Name, VerboseName: VerboseName(s), Endpoint: s.Text("exam_register_endpoint"),
		Organization: s.Text("organization"), Sponsor: s.Text("exam_sponsor"), KeyID: s.Text("secret_key_id"),
		SecretKey: s.Secret("secret_key"), CryptoKey: s.Secret("crypto_key"), VideoKey: s.Secret("video_review_aes_key"),
		SoftwareURL: s.Text("software_download_url"), SendEmail: s.Flag("send_email", false), DefaultPolicy: o.DefaultPolicy,
		APIRoot: o.APIRoot, AllowPrivate: s.Flag(settings.AllowPrivate, false), UserAgent: userAgent(o), Timeout: o.PSITimeout, TLS: o.TLS, Clock: o.Clock,
	}
}

// REST is the configuration of a REST service.
func REST(s settings.Service, o Options) (rest.Config, error) {
	rules, err := defaultRules(s)
	if err != nil {
		return rest.Config{}, err
	}
	paths, err := s.Paths()
	if err != nil {
		return rest.Config{}, err
	}
	timeout, err := s.Timeout()
	var back func(model.Exam) string
	if s.TakesReturnURL() {
		back = func(x model.Exam) string { return o.Site.ExamURL(x.CourseID.Raw(), x.ContentID.Raw(), true) }
	}
	return rest.Config{
		ReturnURL: back,
		TokenPath: paths.OAuth2, InstructorPath: paths.Instructor, Timeout: timeout,
		Name: s.Name, BaseURL: s.Text("base_url"), ClientID: s.Text("client_id"), ClientSecret: s.Secret("client_secret"),
		TokenExpiration: s.Seconds("token_expiration_time", 60),
		DefaultRules:    rules, Language: o.Language, AllowPrivate: s.Flag(settings.AllowPrivate, false),
		UserAgent: userAgent(o), TLS: o.TLS, Log: o.Log, Clock: o.Clock,
	}, err
}

// VerboseName returns the name that people see; for PSI, whose settings rarely name
// another, it is RPNow.
func VerboseName(s settings.Service) string {
	if name := s.Text("verbose_name"); name != "" {
		return name
	}
	if known, ok := model.DefaultBackends().ByName[s.Name]; ok {
		return known.VerboseName
	}
	return "Unknown"
}

func userAgent(o Options) string { return strings.TrimSuffix("examdesk/"+o.Version, "/") }

// Package softwaresecure is PSI's SoftwareSecure (RPNow) as a proctoring service.
// The formats are those of package psi, which is pure; this one sends.
package softwaresecure

import (
	"context"
	"crypto/tls"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

	"examdesk/backends/software_secure/psi"
	"examdesk/backends/wire"
	"examdesk/model"
)

// maxLocator is how long PSI's id of a session can be: edx-proctoring's column
// takes no more.
const maxLocator = 255

// Config is how PSI is reached and what it receives.
type Config struct {
	// Name is the service's in the settings, VerboseName the one that people see.
	Name, VerboseName string
	// Endpoint is exam_register_endpoint.
	Endpoint              string
	Organization, Sponsor string
	KeyID                 string
	SecretKey, CryptoKey  model.Secret
	VideoKey              model.Secret
	SoftwareURL           string
	SendEmail             bool
	// DefaultPolicy is DEFAULT_REVIEW_POLICY, [psi.DefaultReviewPolicy] if empty.
	DefaultPolicy string
	// APIRoot is where the platform's API is, "/api" in an LMS.
	APIRoot      string
	AllowPrivate bool
	// UserAgent, Timeout (10 s if 0) and TLS are as in [wire.Options].
	UserAgent string
	Timeout   time.Duration
	TLS       *tls.Config
	// HTTP is a client of package wire; one by the settings above if nil.
	HTTP *resty.Client
	// Clock is the present time; time.Now if nil. It is a part of the signature.
	Clock func() time.Time
}

// Service is PSI as a proctoring service (edx-proctoring 5.2.0,
// backends.software_secure.SoftwareSecureBackendProvider). It is notified of attempts
// when they are made, and of nothing else.
type Service struct {
	cfg Config
	who string
}

var (
	_ model.ProctoringService = (*Service)(nil)
	_ model.ServiceConfigurer = (*Service)(nil)
)

// New checks the configuration. It connects to nothing.
func New(c Config) (*Service, error) {
	endpoint, err := c.endpoint()
	if err != nil {
		return nil, err
	}
	for _, err := range []error{psi.CheckCryptoKey(c.CryptoKey), psi.CheckSecretKey(c.SecretKey), psi.CheckKeyID(c.KeyID)} {
		if err != nil {
			return nil, model.Wrap(err, model.CodeInvalid, "The service %s cannot be used: %s.", c.Name, err.Error())
		}
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	return &Service{cfg: c, who: c.Name + " at " + endpoint.Host}, nil
}

// RegisterAttempt implements [model.ProctoringService] and returns PSI's
// ssiRecordLocator. A refusal wraps a [model.VendorError].
func (s *Service) RegisterAttempt(ctx context.Context, exam model.Exam, r model.Registration) (string, error) {
	a, err := Register(ctx, s.cfg, s.cfg.Registration(exam, r, s.cfg.Clock()))
	if err != nil {
		return "", wire.Problem(ctx, s.who, err)
	}
	name, beneath := model.Clean(s.cfg.Name), model.NewVendorError(a.Status, a.Body)
	switch {
	case wire.IsRedirect(a.Status):
		return "", wire.Redirected(name, a.Status)
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		return "", model.Wrap(beneath, model.CodeDenied,
			"%s refused the registration (status %d): the key does not belong to secret_key_id, this computer's clock is off, or a filter is in between; `examdesk backend verify` finds out which.", name, a.Status)
	case !Accepted(a.Status):
		return "", model.Wrap(beneath, model.CodeUnavailable, "%s refused the registration (status %d).", name, a.Status)
	}
	id, ok := Locator(a.Body)
	if !ok {
		return "", model.Wrap(beneath, model.CodeUnavailable, "%s sent no usable ssiRecordLocator for the attempt.", name)
	}
	return id, nil
}

// Accepted reports whether the status means that a registration is accepted (edx-proctoring
// 5.2.0, software_secure.register_exam_attempt).
func Accepted(status int) bool { return status == http.StatusOK || status == http.StatusCreated }

// SaveExam implements [model.ProctoringService]: PSI keeps no exams.
func (*Service) SaveExam(context.Context, model.Exam, *string) (string, error) { return "", nil }

// RemoveAttempt implements [model.ProctoringService]: PSI is not notified.
func (*Service) RemoveAttempt(context.Context, string, string) error { return nil }

// Javascript implements [model.ProctoringService].
func (*Service) Javascript() string { return "" }

// DownloadURL implements [model.ProctoringService].
func (s *Service) DownloadURL(context.Context, model.Exam, model.Attempt) (string, error) {
	return s.cfg.SoftwareURL, nil
}

// RetireUser implements [model.ProctoringService]: PSI offers no way.
func (*Service) RetireUser(context.Context, string) error { return model.ErrKeepsNoLearners }

// Config implements [model.ServiceConfigurer].
func (s *Service) Config(context.Context) (map[string]any, error) {
	return map[string]any{
		"download_url": s.cfg.SoftwareURL, "name": s.cfg.VerboseName, "rules": map[string]any{}, "instructions": []any{},
	}, nil
}

// DashboardURL implements [model.InstructorDashboard]: PSI has no dashboard, only the
// page of a recording (edx-proctoring 6.1.4, software_secure.get_instructor_url).
func (s *Service) DashboardURL(_ context.Context, _ model.Exam, i model.Instructor) (string, error) {
	if len(i.SealedVideo) == 0 {
		return "", nil
	}
	url, err := s.InstructorURL(i.SealedVideo)
	if err != nil {
		return "", nil //nolint:nilerr // as the original, which has no link to what it cannot decrypt
	}
	return url, nil
}

// InstructorURL is where a recording is seen, see [psi.InstructorURL].
func (s *Service) InstructorURL(encrypted []byte) (string, error) {
	return psi.InstructorURL(encrypted, s.cfg.VideoKey)
}

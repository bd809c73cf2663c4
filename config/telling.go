package config

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"examdesk/backends"
	"examdesk/backends/settings"
	"examdesk/model"
	"examdesk/store"
)

// secretPatience bounds finding a service's secrets.
const secretPatience = 10 * time.Second

// backendOf is a shipped or REST service as the settings have it.
func backendOf(s settings.Service, shipped model.Backends, pingSeconds int) (model.Backend, error) {
	b := shipped.Lookup(s.Name)
	for key, to := range map[string]*string{
		"verbose_name": &b.VerboseName, "tech_support_email": &b.TechSupportEmail, "tech_support_phone": &b.TechSupportPhone,
		"learner_notification_from_email": &b.NotificationFromEmail, "help_center_article_url": &b.HelpCenterArticleURL,
		"integration_specific_email": &b.IntegrationSpecificEmail,
	} {
		*to = firstOf(s.Text(key), *to)
	}
	b.SupportsOnboarding = s.Flag("supports_onboarding", b.SupportsOnboarding)
	b.HasDashboard = s.Flag("has_dashboard", b.HasDashboard)
	if b.PingIntervalSeconds = s.Number("ping_interval", pingSeconds); b.PingIntervalSeconds < 0 {
		return b, model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s.ping_interval is a number of seconds, not %d.", s.Name, b.PingIntervalSeconds)
	}
	var err error
	b.Passing, err = passingStatuses(s, b.Passing)
	return b, err
}

// passingStatuses are the review statuses that verify an attempt. A misspelt one
// would reject every attempt that it was meant for, and so is refused.
func passingStatuses(s settings.Service, otherwise []model.ReviewStatus) ([]model.ReviewStatus, error) {
	e, ok := s.Entry("passing_statuses")
	if !ok || e.IsNull() {
		return otherwise, nil
	}
	var list []string
	if err := e.Node.Decode(&list); err != nil || e.Scalar() {
		return nil, model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s.passing_statuses must be a list, e.g. [Clean].", s.Name)
	}
	var out []model.ReviewStatus
	for _, name := range list {
		status := model.ReviewStatus(name)
		if _, known := status.Standard(); !known {
			return nil, model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s.passing_statuses: %s",
				s.Name, model.NotOneOf("review status", name, model.ReviewStatuses()).Message)
		}
		out = append(out, status)
	}
	return out, nil
}

// DirectServices are the services that are told directly of what happens on a
// store: those that we have credentials for. What is sample data is told no one.
func (c Config) DirectServices(t Target) store.Attached {
	out := store.Attached{Default: firstOf(c.DefaultService(), model.DefaultBackends().Default)}
	for _, name := range c.ServiceNames() {
		s, err := c.Service(name)
		remote := s.Kind == settings.SoftwareSecure || s.Kind == settings.REST
		if err == nil && remote && !t.Sample && len(s.Missing()) == 0 {
			out.Services = append(out.Services, name)
		}
	}
	return out
}

// services builds the configured services when they are first needed. One that
// is not complete, e.g. since only the key of its recordings is configured, is
// told nothing; one that is complete and cannot be used says why at each call.
type services struct {
	config  Config
	version string
	clock   func() time.Time
	log     *slog.Logger
	ready   func(ctx context.Context, attemptCode string) error

	mu    sync.Mutex
	built map[string]model.ProctoringService
}

// named is the service of a name, nil for one that is told nothing.
func (s *services) named(name string) model.ProctoringService {
	configured, err := s.config.Service(name)
	if err != nil || configured.Kind == settings.Test || len(configured.Missing()) > 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.built[name]; known != nil {
		return known
	}
	ctx, cancel := context.WithTimeout(context.Background(), secretPatience)
	defer cancel()
	built, err := s.build(ctx, configured)
	if err != nil {
		return unusable{err} // and tried again: a keyring may be unlocked meanwhile
	}
	if s.built == nil {
		s.built = map[string]model.ProctoringService{}
	}
	s.built[name] = built
	return built
}

func (s *services) build(ctx context.Context, configured settings.Service) (model.ProctoringService, error) {
	if err := mustBeKnown(s.config, configured); err != nil {
		return nil, err
	}
	// A service that would take each learner for another one is told nothing.
	if _, err := s.config.ObfuscationSecret(ctx, configured.Name); err != nil {
		return nil, err
	}
	configured.Resolve(ctx, s.config.Vault().Resolve)
	return backends.New(configured, backends.Options{
		Version: s.version, APIRoot: apiRoot, DefaultPolicy: s.config.Settings.DefaultReviewPolicy,
		PSITimeout: time.Duration(s.config.Settings.PSITimeoutSeconds) * time.Second,
		Clock:      s.clock, Log: s.log, Ready: s.ready, Site: s.config.SiteOf(),
	})
}

// mustBeKnown refuses to speak to a service in the platform's name without what
// it has to be told of it.
func mustBeKnown(c Config, s settings.Service) error {
	switch {
	case s.Kind != settings.SoftwareSecure && s.Kind != settings.REST:
		return nil
	case firstOf(c.SiteName, c.Settings.SiteName) == "":
		return model.Errorf(model.CodeInvalid, "SITE_NAME is not configured, and %s must be told the platform's address.", s.Name)
	case s.Kind == settings.REST && c.ObfuscationKey == "":
		return model.Errorf(model.CodeInvalid, "PROCTORING_USER_OBFUSCATION_KEY is not configured; without the LMS's own key %s would mistake each learner for someone else.", s.Name)
	}
	return nil
}

// unusable is a service that should be told and cannot be.
type unusable struct{ err error }

// Unusable is why nothing can be asked of the service.
func (u unusable) Unusable() error { return u.err }

var (
	_ model.UnusableService    = unusable{}
	_ model.ServiceConfigurer  = unusable{}
	_ model.OnboardingProfiler = unusable{}
	_ model.AttemptFollower    = unusable{}
)

func (u unusable) SaveExam(context.Context, model.Exam, *string) (string, error) { return "", u.err }

func (u unusable) RegisterAttempt(context.Context, model.Exam, model.Registration) (string, error) {
	return "", u.err
}

func (u unusable) RemoveAttempt(context.Context, string, string) error { return u.err }

func (u unusable) SetAttemptStatus(context.Context, string, string, model.AttemptStatus) error {
	return u.err
}

func (unusable) Javascript() string { return "" }

func (u unusable) DownloadURL(context.Context, model.Exam, model.Attempt) (string, error) {
	return "", u.err
}

func (u unusable) RetireUser(context.Context, string) error { return u.err }

func (u unusable) Config(context.Context) (map[string]any, error) { return nil, u.err }

func (u unusable) OnboardingProfiles(context.Context, string, []string) ([]model.OnboardingProfile, error) {
	return nil, u.err
}

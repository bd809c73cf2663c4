package model

// Backend is what the rules need to know of a proctoring service.
type Backend struct {
	// Name is the service's name in the settings, e.g. "software_secure".
	Name string
	// VerboseName is the name shown in a grade override's comment.
	VerboseName string
	// Passing lists the review statuses that verify an attempt.
	Passing []ReviewStatus
	// SupportsOnboarding reports whether its practice exams are onboarding exams.
	SupportsOnboarding bool
	// HasDashboard reports whether instructors have a dashboard there.
	HasDashboard bool
	// PingIntervalSeconds is how often a learner's page checks for the
	// proctoring software.
	PingIntervalSeconds int
	TechSupportEmail    string
	TechSupportPhone    string
	// NotificationFromEmail is the sender of the service's mails to learners.
	NotificationFromEmail string
	HelpCenterArticleURL  string
	// IntegrationSpecificEmail is the platform's address for questions about
	// this service; empty for the platform's own.
	IntegrationSpecificEmail string
	// SendsReviews is false for the stand-ins `null` and `mock`, which never
	// deliver a review.
	SendsReviews bool
	// KeepsNoLearners reports that it has no way to forget a learner, see
	// [ErrKeepsNoLearners].
	KeepsNoLearners bool
}

// Passes reports whether a review with status s verifies the attempt.
func (b Backend) Passes(s ReviewStatus) bool {
	for _, p := range b.Passing {
		if p == s {
			return true
		}
	}
	return false
}

// Backends resolves the name in an exam's row to a service. An empty name
// stands for the configured default.
type Backends struct {
	Default string
	ByName  map[string]Backend
}

// Resolve returns the service for an exam, nil for a timed one: timed exams
// have no service whatever their row says (backends.get_backend_provider).
func (b Backends) Resolve(e Exam) *Backend {
	if !e.IsProctored {
		return nil
	}
	known := b.Lookup(e.Backend.Raw())
	return &known
}

// Lookup returns the service of a name, or the default for none. A name that is not
// configured is taken for a REST service.
func (b Backends) Lookup(name string) Backend {
	if known, ok := b.Named(name); ok {
		return known
	}
	if name == "" {
		name = b.Default
	}
	return Backend{Name: name, VerboseName: "Unknown", Passing: restPassing(), SupportsOnboarding: true, HasDashboard: true, SendsReviews: true}
}

// Named returns the configured service of a name, or the default for none
// (edx-proctoring 5.2.0, backends.get_backend_provider with a name). Unlike
// [Backends.Resolve] it does not take a name that is not configured for a REST
// service: what it answers is offered to instructors.
func (b Backends) Named(name string) (Backend, bool) {
	if name == "" {
		name = b.Default
	}
	known, ok := b.ByName[name]
	return known, ok
}

// DefaultBackends returns the services that edx-proctoring ships. Any other name
// is taken for a REST service, the only kind that can be added to it.
func DefaultBackends() Backends {
	both := []ReviewStatus{ReviewClean, ReviewRulesViolation}
	return Backends{
		Default: "test",
		ByName: map[string]Backend{
			"software_secure": {Name: "software_secure", VerboseName: "RPNow", Passing: both, SendsReviews: true, KeepsNoLearners: true},
			"test":            {Name: "test", VerboseName: "Unknown", Passing: both, SupportsOnboarding: true, HasDashboard: true, SendsReviews: true},
			"null":            {Name: "null", VerboseName: "Null Backend", Passing: both, KeepsNoLearners: true},
			"mock":            {Name: "mock", VerboseName: "Mock Backend", Passing: both, KeepsNoLearners: true},
		},
	}
}

func restPassing() []ReviewStatus { return []ReviewStatus{ReviewClean} }

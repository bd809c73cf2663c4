package model

import "context"

// ProctoringService is a proctoring service as the engine tells it of changes
// and asks it.
type ProctoringService interface {
	// SaveExam tells the service of an exam, with its review policy if it has
	// one, and returns the id that the service has for it, empty for none
	// (edx-proctoring's on_exam_saved).
	SaveExam(ctx context.Context, exam Exam, policy string) (externalID string, err error)
	// RegisterAttempt announces an attempt before the learner can start it and
	// returns the service's id for it. A learner whom the service refuses until
	// they have been onboarded is an [OnboardingError].
	RegisterAttempt(ctx context.Context, exam Exam, r Registration) (externalID string, err error)
	// RemoveAttempt asks the service to forget an attempt.
	RemoveAttempt(ctx context.Context, examExternalID, attemptExternalID string) error
	// Javascript is the address of the script for the exam's page, may be empty.
	Javascript() string
	// DownloadURL is where a learner gets the proctoring software for an
	// attempt, empty if there is none.
	DownloadURL(ctx context.Context, exam Exam, a Attempt) (string, error)
	// RetireUser asks the service to forget a learner, by the obscured id.
	RetireUser(ctx context.Context, obscuredUserID string) error
}

// Registration is what a proctoring service is told of a new attempt
// (edx-proctoring 5.2.0, api._register_proctored_exam_attempt).
type Registration struct {
	// LMSHost is the platform's address with its scheme.
	LMSHost string
	// TimeLimitMins is how many minutes the learner has.
	TimeLimitMins   int
	AttemptCode     string
	IsSampleAttempt bool
	// UserID is the learner's obscured id, see [ObscuredUserID].
	UserID   string
	FullName string
	// Email is empty if the platform does not say.
	Email string
	// ReviewPolicy and ReviewPolicyException are empty if there are none.
	ReviewPolicy          string
	ReviewPolicyException string
}

// OnboardingError is a service's refusal of a learner who is not onboarded; the
// attempt is made in that status instead.
type OnboardingError struct{ Status AttemptStatus }

// Error implements error.
func (e *OnboardingError) Error() string {
	return "the learner is not onboarded: " + string(e.Status)
}

// ServiceConfigurer is a [ProctoringService] that says how it is configured.
type ServiceConfigurer interface {
	// Config is what the service tells a learner's page: name, rules,
	// instructions, download_url (edx-proctoring's get_proctoring_config).
	Config(ctx context.Context) (map[string]any, error)
}

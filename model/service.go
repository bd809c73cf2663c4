package model

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ProctoringService is a proctoring service that the engine notifies of changes
// and asks it.
type ProctoringService interface {
	// SaveExam sends the service an exam, with its review policy, nil if it has
	// none, and returns the id that the service has for it, empty for none
	// (edx-proctoring's on_exam_saved).
	SaveExam(ctx context.Context, exam Exam, policy *string) (externalID string, err error)
	// RegisterAttempt announces an attempt before the learner can start it and
	// returns the service's id for it. A learner whom the service refuses until
	// they have been onboarded is an [OnboardingError].
	RegisterAttempt(ctx context.Context, exam Exam, r Registration) (externalID string, err error)
	// RemoveAttempt asks the service to forget an attempt; what it no longer has is
	// forgotten. [ErrNotConfirmed] if it answers without confirming that it did.
	RemoveAttempt(ctx context.Context, examExternalID, attemptExternalID string) error
	// Javascript returns the address of the script for the exam's page, may be empty.
	Javascript() string
	// DownloadURL returns where a learner gets the proctoring software for an
	// attempt, empty if there is none.
	DownloadURL(ctx context.Context, exam Exam, a Attempt) (string, error)
	// RetireUser asks the service to forget a learner, by the obscured id;
	// [ErrKeepsNoLearners] from one that cannot be asked.
	RetireUser(ctx context.Context, obscuredUserID string) error
}

// UnusableService is a [ProctoringService] that is known to fail at each call, e.g.
// since one of its secrets cannot be read.
type UnusableService interface {
	ProctoringService
	// Unusable returns why.
	Unusable() error
}

// Registration is what a proctoring service receives for a new attempt
// (edx-proctoring 5.2.0, api._register_proctored_exam_attempt).
type Registration struct {
	// LMSHost is the platform's address with its scheme.
	LMSHost string
	// TimeLimitMins is how many minutes the learner has.
	TimeLimitMins   int
	AttemptCode     string
	IsSampleAttempt bool
	// UserID is the learner's obscured id, see [ObscuredUserID].
	UserID string
	// FullName is nil if the platform answers with no name, Email if it does not
	// say.
	FullName, Email *string
	// ReviewPolicy is the text of the exam's policy, which may be empty; nil if it
	// has none.
	ReviewPolicy *string
	// ReviewPolicyException is empty if there is none.
	ReviewPolicyException string
}

// ErrKeepsNoLearners means that a service has no way to forget a learner. It is
// neither success nor failure (edx-proctoring 5.2.0, backend.retire_user, None).
var ErrKeepsNoLearners = errors.New("the service has no way to forget a learner")

// ErrNotConfirmed means that a service's answer does not confirm that it forgot an
// attempt (edx-proctoring 6.1.0, exceptions.BackendProviderRemovalNotConfirmed).
var ErrNotConfirmed = errors.New("the service did not confirm that it removed the attempt")

// OnboardingError is a service's refusal of a learner who is not onboarded; the
// attempt is made in that status instead.
type OnboardingError struct{ Status AttemptStatus }

// Error implements error.
func (e *OnboardingError) Error() string {
	return "the learner is not onboarded: " + string(e.Status)
}

// vendorText is how many characters of a vendor's answer an error keeps.
const vendorText = 300

// VendorError is a proctoring service's answer that is not what the protocol
// asks for, passed on as it came (edx-proctoring 5.2.0,
// exceptions.BackendProviderCannotRegisterAttempt and its like).
type VendorError struct {
	// Status is the answer's HTTP status.
	Status int
	// Body is the beginning of the answer.
	Body Text
}

// NewVendorError keeps the status and the beginning of the body, cleaned.
func NewVendorError(status int, body []byte) *VendorError {
	text := []rune(strings.TrimSpace(Clean(string(body[:min(len(body), 8*vendorText)]))))
	if len(text) > vendorText {
		text = append(text[:vendorText-1], '…')
	}
	return &VendorError{Status: status, Body: Text(text)}
}

// Error describes what the service answered.
func (e *VendorError) Error() string {
	if e.Body == "" {
		return fmt.Sprintf("the service answered with status %d", e.Status)
	}
	return fmt.Sprintf("the service answered with status %d: %s", e.Status, e.Body)
}

// Passing reports whether the same request may succeed later: the status speaks of
// the access, the address or the moment, not of what was asked.
func (e *VendorError) Passing() bool {
	switch e.Status {
	case 401, 403, 404, 407, 408, 409, 421, 423, 425, 429:
		return true
	}
	return e.Status < 400 || e.Status >= 500
}

// AttemptFollower is a [ProctoringService] that is notified of an attempt's progress:
// that it was started, submitted or broke off.
type AttemptFollower interface {
	SetAttemptStatus(ctx context.Context, examExternalID, attemptExternalID string, status AttemptStatus) error
}

// StatusOfCall reads what an [EffectBackend] asks of a service: a new status of
// the attempt, or to remove it. It is false for what is neither.
func StatusOfCall(method string) (status AttemptStatus, remove, ok bool) {
	switch method {
	case backendStart:
		return Started, false, true
	case backendStop:
		return Submitted, false, true
	case backendError:
		return Errored, false, true
	case backendRemove:
		return "", true, true
	}
	return "", false, false
}

// ServiceConfigurer is a [ProctoringService] that can return its configuration.
type ServiceConfigurer interface {
	// Config returns what the service tells a learner's page: name, rules,
	// instructions, download_url (edx-proctoring's get_proctoring_config).
	Config(ctx context.Context) (map[string]any, error)
}

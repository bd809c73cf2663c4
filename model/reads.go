package model

import "time"

// Window is a part of a list: Limit rows from Offset on, all rows for Limit 0.
type Window struct{ Offset, Limit int }

// GrantedAllowance is an allowance with its exam and its learner.
type GrantedAllowance struct {
	Allowance Allowance
	Exam      Exam
	Learner   Learner
}

// ActiveExam is an exam that a learner is in, with what they were granted.
type ActiveExam struct {
	Row        AttemptRow
	Allowances []GrantedAllowance
}

// LastCompletion is when a learner completed the last of a course's exams, who
// completed these attempts (nil for one that is not completed), the last one
// first; nil while exams are missing (edx-proctoring 5.2.0,
// api.get_last_exam_completion_date).
func LastCompletion(completed []*time.Time, exams int) *time.Time {
	if len(completed) == 0 || len(completed) != exams {
		return nil
	}
	for _, at := range completed {
		if at == nil {
			return nil
		}
	}
	return completed[0]
}

// ProctoringSettings is what a learner's page needs to know about an exam's proctoring
// (edx-proctoring 5.2.0, api.get_proctoring_settings_by_exam_id).
type ProctoringSettings struct {
	PlatformName string
	ContactEmail string
	LinkURLs     []Link
	// Service is nil for an exam that is not proctored.
	Service *ServiceSettings
}

// ServiceSettings is the part of [ProctoringSettings] on the service.
type ServiceSettings struct {
	// Config is the service's own word on rules, instructions and download; nil
	// if it has none.
	Config                   map[string]any
	Name                     string
	TechSupportEmail         string
	TechSupportPhone         string
	NotificationFromEmail    string
	IntegrationSpecificEmail string
	// EscalationEmail is empty if the course gives none.
	EscalationEmail string
}

// ContactFor is the platform's address for questions about a service
// (edx-proctoring 5.2.0, api.get_integration_specific_email).
func (s Site) ContactFor(b Backend) string {
	if b.IntegrationSpecificEmail != "" {
		return b.IntegrationSpecificEmail
	}
	return s.ContactEmail
}

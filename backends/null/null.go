// Package null is a proctoring service that receives and answers nothing
// (edx-proctoring 5.2.0, backends.null).
package null

import (
	"context"

	"examdesk/model"
)

// Service does nothing.
type Service struct{}

var _ model.ProctoringService = Service{}

// SaveExam implements [model.ProctoringService].
func (Service) SaveExam(context.Context, model.Exam, *string) (string, error) { return "", nil }

// RegisterAttempt implements [model.ProctoringService]: there is no id.
func (Service) RegisterAttempt(context.Context, model.Exam, model.Registration) (string, error) {
	return "", nil
}

// RemoveAttempt implements [model.ProctoringService].
func (Service) RemoveAttempt(context.Context, string, string) error { return nil }

// Javascript implements [model.ProctoringService].
func (Service) Javascript() string { return "" }

// DownloadURL implements [model.ProctoringService].
func (Service) DownloadURL(context.Context, model.Exam, model.Attempt) (string, error) {
	return "", nil
}

// RetireUser implements [model.ProctoringService].
func (Service) RetireUser(context.Context, string) error { return model.ErrKeepsNoLearners }

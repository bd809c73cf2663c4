package null

import (
	"errors"
	"testing"

	"examdesk/model"
)

// It does nothing, gives no ids, and is not a service that is notified of how attempts go
// on or how it is configured.
func TestNothing(t *testing.T) {
	t.Parallel()
	var s model.ProctoringService = Service{}
	exam, err := s.SaveExam(t.Context(), model.Exam{}, nil)
	attempt, registerErr := s.RegisterAttempt(t.Context(), model.Exam{}, model.Registration{AttemptCode: "C"})
	url, urlErr := s.DownloadURL(t.Context(), model.Exam{}, model.Attempt{})
	if exam+attempt+url+s.Javascript() != "" || errors.Join(err, registerErr, urlErr, s.RemoveAttempt(t.Context(), "e", "a")) != nil {
		t.Error(exam, attempt, url)
	}
	if err := s.RetireUser(t.Context(), "u"); !errors.Is(err, model.ErrKeepsNoLearners) {
		t.Error(err)
	}
	_, follows := s.(model.AttemptFollower)
	_, configures := s.(model.ServiceConfigurer)
	if follows || configures {
		t.Error("it is told more than nothing")
	}
}

package rest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"examdesk/backends/payload"
	"examdesk/backends/wire"
	"examdesk/model"
)

// RegisterAttempt implements [model.ProctoringService] (edx-proctoring 5.2.0,
// rest.register_exam_attempt). It is sent once: a second registration could be a
// second session. A refusal wraps a [model.VendorError]. An exam that the
// service does not know is requested as the exam "None", as there: what the
// service makes of it is the service's to say.
func (s *Service) RegisterAttempt(ctx context.Context, exam model.Exam, r model.Registration) (string, error) {
	a, err := s.do(ctx, call{method: http.MethodPost, path: examPath(formatted(exam.ExternalIDOrNil())) + "attempt/", body: s.registration(exam, r)})
	if err != nil {
		return "", err
	}
	if a.Status != http.StatusOK { // a 201 too is a refusal to the original
		return "", s.vendor(a, "refused the attempt")
	}
	o, err := s.object(a)
	if err != nil {
		return "", err
	}
	if status := model.AttemptStatus(o.Text("status")); status.IsOnboardingError() {
		return "", &model.OnboardingError{Status: status}
	}
	id, ok := identifier(o)
	if !ok || id == "" {
		return "", model.Wrap(model.NewVendorError(a.Status, s.shown(a)), model.CodeUnavailable, "%s sent no usable id for the attempt.", s.who)
	}
	return id, nil
}

// registration is the body, in the original's order.
func (s *Service) registration(exam model.Exam, r model.Registration) *payload.Object {
	o := payload.New().
		Set("lms_host", r.LMSHost).Set("time_limit_mins", payload.Int(r.TimeLimitMins)).
		Set("is_sample_attempt", r.IsSampleAttempt).Set("user_id", r.UserID).
		Set("full_name", orNull(r.FullName)).Set("email", orNull(r.Email))
	if r.ReviewPolicy != nil {
		o.Set("review_policy", *r.ReviewPolicy)
	}
	if r.ReviewPolicyException != "" {
		o.Set("review_policy_exception", r.ReviewPolicyException)
	}
	if s.cfg.ReturnURL != nil {
		o.Set("exam_return_url", s.cfg.ReturnURL(exam))
	}
	return o.Set("status", string(model.Created))
}

// SetAttemptStatus implements [model.AttemptFollower] (edx-proctoring 5.2.0,
// rest.start_exam_attempt and its like). Unlike there a refusal is an error, so
// that it can be tried again. An attempt without an id there is not reported.
func (s *Service) SetAttemptStatus(ctx context.Context, examExternalID, attemptExternalID string, status model.AttemptStatus) error {
	if attemptExternalID == "" {
		return nil
	}
	a, err := s.do(ctx, call{
		method: http.MethodPatch, path: attemptPath(examExternalID, attemptExternalID),
		body: payload.New().Set("status", string(status)), repeat: true,
	})
	if err == nil && !a.ok() {
		err = s.vendor(a, "did not accept the attempt's new status")
	}
	return err
}

// RemoveAttempt implements [model.ProctoringService] (edx-proctoring 6.1.4,
// rest.remove_exam_attempt). A 404 means that the attempt is removed; every other
// refusal, 410 among them, is an error.
func (s *Service) RemoveAttempt(ctx context.Context, examExternalID, attemptExternalID string) error {
	if attemptExternalID == "" {
		return nil
	}
	a, err := s.do(ctx, call{method: http.MethodDelete, path: attemptPath(examExternalID, attemptExternalID), repeat: true})
	if err != nil || a.Status == http.StatusNotFound {
		return err
	}
	if !a.ok() {
		return s.vendor(a, "did not remove the attempt")
	}
	if o, err := s.object(a); err != nil || o.Text("status") != "deleted" {
		return model.ErrNotConfirmed
	}
	return nil
}

// DownloadURL implements [model.ProctoringService]: the attempt's own address or
// else the one of the service's configuration (edx-proctoring 5.2.0,
// api.get_exam_attempt_data).
func (s *Service) DownloadURL(ctx context.Context, exam model.Exam, a model.Attempt) (string, error) {
	if a.ExternalID != "" {
		about, err := s.Attempt(ctx, exam.ExternalID.Raw(), a.ExternalID.Raw())
		var refused *model.VendorError
		if err != nil && !errors.As(err, &refused) {
			return "", err
		}
		if address, _ := about["download_url"].(string); address != "" {
			return s.download(address)
		}
	}
	config, err := s.Config(ctx)
	if err != nil {
		return "", err
	}
	address, _ := config["download_url"].(string)
	return s.download(address)
}

// download lets only addresses of the web through.
func (s *Service) download(address string) (string, error) {
	if address != "" && !IsDownload(address) {
		return "", model.Errorf(model.CodeUnavailable, "%s gives a download address that is not a web address; tell its operator.", s.who)
	}
	return address, nil
}

// IsDownload reports whether a learner may be given the address to click on.
func IsDownload(address string) bool {
	u, err := url.Parse(address)
	return err == nil && wire.IsWeb(u) && model.Clean(address) == address
}

// RetireUser implements [model.ProctoringService] (edx-proctoring 5.2.0,
// rest.retire_user): the answer is true or false, and false is an error here.
func (s *Service) RetireUser(ctx context.Context, obscuredUserID string) error {
	a, err := s.do(ctx, call{method: http.MethodDelete, path: "/api/v1/user/" + segment(obscuredUserID) + "/", repeat: true})
	if err != nil {
		return err
	}
	switch strings.TrimSpace(string(a.Body)) {
	case "true", "1", "1.0": // 1 is True in Python
		return nil
	case "false", "0", "0.0":
		return s.vendor(a, "did not forget the learner")
	}
	if !a.ok() {
		return s.vendor(a, "did not forget the learner")
	}
	return wire.WrongAnswer(s.who, a.Status, a.Header, s.shown(a))
}

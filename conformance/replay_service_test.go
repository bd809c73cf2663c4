package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"examdesk/model"
)

// recordedService answers as a transcript's proctoring service did.
type recordedService struct {
	name string
	d    *replayDB
}

// answer notes a call and returns the recorded one that answers it.
func (s *recordedService) answer(method, args string) (call, error) {
	s.d.done = append(s.d.done, doneCall{told: true, text: s.name + " " + method + " " + args})
	for i, r := range s.d.answers {
		if r.On != s.name || r.Method != method {
			continue
		}
		s.d.answers = append(append([]call{}, s.d.answers[:i]...), s.d.answers[i+1:]...)
		return r, r.raised()
	}
	return call{}, nil
}

// raised is the error for a recorded exception.
func (c call) raised() error {
	if c.Raises == nil {
		return nil
	}
	if strings.HasSuffix(c.Raises.Exception, "BackendProviderOnboardingException") {
		_, status, _ := strings.Cut(c.Raises.Message, "'")
		return &model.OnboardingError{Status: model.AttemptStatus(strings.TrimRight(status, "')"))}
	}
	return errors.New(c.Raises.Exception)
}

// SaveExam implements [model.ProctoringService].
func (s *recordedService) SaveExam(_ context.Context, e model.Exam, policy *string) (string, error) {
	about := examData(e)
	if policy != nil {
		about["rule_summary"] = *policy
	}
	c, err := s.answer("on_exam_saved", canonical([]any{about}))
	id, _ := c.Returns.(string)
	return id, err
}

// RegisterAttempt implements [model.ProctoringService].
func (s *recordedService) RegisterAttempt(_ context.Context, e model.Exam, r model.Registration) (string, error) {
	about := map[string]any{
		"lms_host": r.LMSHost, "time_limit_mins": r.TimeLimitMins, "attempt_code": r.AttemptCode, "is_sample_attempt": r.IsSampleAttempt,
		"user_id": r.UserID, "full_name": r.FullName, "email": r.Email,
	}
	if r.ReviewPolicy != nil {
		about["review_policy"] = *r.ReviewPolicy
	}
	if r.ReviewPolicyException != "" {
		about["review_policy_exception"] = r.ReviewPolicyException
	}
	c, err := s.answer("register_exam_attempt", canonical([]any{examData(e)})+canonical(map[string]any{"context": about}))
	id, _ := c.Returns.(string)
	return id, err
}

// RemoveAttempt implements [model.ProctoringService].
func (s *recordedService) RemoveAttempt(_ context.Context, exam, attempt string) error {
	c, err := s.answer("remove_exam_attempt", fmt.Sprint([]any{nullable(model.Text(exam)), nullable(model.Text(attempt))}))
	if confirmed, said := c.Returns.(bool); err == nil && said && !confirmed {
		return model.ErrNotConfirmed
	}
	return err
}

// Javascript implements [model.ProctoringService].
func (s *recordedService) Javascript() string {
	c, err := s.answer("get_javascript", "[]")
	if err != nil {
		return err.Error()
	}
	script, _ := c.Returns.(string)
	return script
}

// DownloadURL implements [model.ProctoringService].
// It asks as the original does, for the attempt and then for the address of all,
// and answers as the recorded calls did. A recording without such calls has the
// service's attribute.
func (s *recordedService) DownloadURL(ctx context.Context, _ model.Exam, a model.Attempt) (string, error) {
	if !slices.ContainsFunc(s.d.tr.BackendCalls, func(c call) bool { return c.On == s.name && c.Method == "get_attempt" }) {
		return s.d.tr.Backends[s.name].Download, nil
	}
	row, _, err := s.d.engine.Attempt(ctx, a.ID)
	if err != nil {
		return "", err
	}
	c, err := s.answer("get_attempt", canonical([]any{attemptData(row)}))
	if err != nil {
		return "", err
	}
	about, _ := c.Returns.(map[string]any)
	if url, _ := about["download_url"].(string); url != "" {
		return url, nil
	}
	c, err = s.answer("get_software_download_url", "[]")
	url, _ := c.Returns.(string)
	return url, err
}

// Config implements [model.ServiceConfigurer].
func (s *recordedService) Config(context.Context) (map[string]any, error) {
	c, err := s.answer("get_proctoring_config", "")
	about, _ := c.Returns.(map[string]any)
	return about, err
}

// RetireUser implements [model.ProctoringService].
func (s *recordedService) RetireUser(_ context.Context, user string) error {
	c, err := s.answer("retire_user", fmt.Sprint([]any{user}))
	switch {
	case err != nil || c.Method == "" || c.Returns == true:
		return err
	case c.Returns == nil:
		return model.ErrKeepsNoLearners
	}
	return errors.New("the service has not forgotten the learner")
}

// backendCall is a recorded call in comparable form.
func backendCall(c call) string {
	switch c.Method {
	case "on_exam_saved", "get_attempt":
		return c.On + " " + c.Method + " " + canonical(c.Args)
	case "register_exam_attempt":
		return c.On + " " + c.Method + " " + canonical(c.Args) + canonical(c.Kwargs)
	}
	args := slices.Clone(c.Args)
	for i, a := range args {
		if a == "" { // no id, whether it is missing or empty
			args[i] = nil
		}
	}
	return fmt.Sprint(c.On, " ", c.Method, " ", args)
}

// obfuscationKey is the recorded setting, else that of the original's tests.
func obfuscationKey(tr *transcript) string {
	var key string
	if json.Unmarshal(tr.Overrides["PROCTORING_USER_OBFUSCATION_KEY"], &key) == nil && key != "" {
		return key
	}
	return "SHHHHHH"
}

// tellsNothing reports whether with the call the original only reads a review or a setting:
// ours needs no service for it.
func (c call) tellsNothing() bool {
	return c.Method == "on_review_callback" || c.Method == "get_video_review_aes_key"
}

// OnboardingProfile implements [model.ProfileReader].
func (s *recordedService) OnboardingProfile(_ context.Context, course, user string) (*model.OnboardingProfile, error) {
	c, err := s.answer("get_onboarding_profile_info", fmt.Sprint(course, user))
	about, is := c.Returns.(map[string]any)
	if err != nil || !is {
		return nil, err
	}
	p := model.OnboardingProfile{UserID: user, Status: fmt.Sprint(about["status"])}
	if at := about["expiration_date"]; at != nil {
		p.Expires = fmt.Sprint(at)
	}
	return &p, nil
}

// DashboardURL implements [model.InstructorDashboard].
func (s *recordedService) DashboardURL(context.Context, model.Exam, model.Instructor) (string, error) {
	c, err := s.answer("get_instructor_url", "")
	url, _ := c.Returns.(string)
	return url, err
}

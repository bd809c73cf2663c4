package engine

import (
	"context"

	"examdesk/model"
)

// serviceReads answers what the proctoring services of a course can do.
type serviceReads struct{ *core }

// HasDashboard reports whether a proctoring service of a course's active exams has a
// dashboard for instructors (edx-proctoring 5.2.0,
// api.is_backend_dashboard_available).
func (e serviceReads) HasDashboard(ctx context.Context, course string) (bool, error) {
	exams, err := listReads(e).CourseExams(ctx, course, true)
	for _, exam := range exams {
		if b, ok := e.cfg.Backends.Named(exam.Backend.Raw()); ok && b.HasDashboard {
			return true, err
		}
	}
	return false, err
}

// SupportsOnboarding reports whether the practice exams of a proctoring service are
// onboarding exams; those of a service that is not configured are not (edx-proctoring
// 5.2.0, api.does_backend_support_onboarding).
func (e serviceReads) SupportsOnboarding(backend string) bool {
	b, ok := e.cfg.Backends.Named(backend)
	return ok && b.SupportsOnboarding
}

// ConfigurationURL returns the address at which an instructor sets up the exam of a
// course's block with its proctoring service; empty if there is no such exam or no
// dashboard (edx-proctoring 5.2.0, api.get_exam_configuration_dashboard_url).
func (e serviceReads) ConfigurationURL(ctx context.Context, course, content string) (string, error) {
	exam, err := examReads(e).ExamByContent(ctx, course, content)
	if model.CodeOf(err) == model.CodeNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	has, err := e.HasDashboard(ctx, course)
	if err != nil || !has {
		return "", err
	}
	return e.cfg.Site.ExamDashboardURL(course, exam.ID), nil
}

// ContactFor returns the platform's address for questions about a proctoring service
// (edx-proctoring 5.2.0, api.get_integration_specific_email).
func (e serviceReads) ContactFor(b model.Backend) string { return e.cfg.Site.ContactFor(b) }

// Enrollments returns a course's enrolments that can take proctored exams
// (edx-proctoring 5.2.0, api.get_enrollments_can_take_proctored_exams); none without
// a platform.
func (e serviceReads) Enrollments(ctx context.Context, course, search string) ([]model.Enrollment, error) {
	return e.cfg.Platform.Enrollments(ctx, course, search)
}

// ProctoringSettings returns what a learner's page shows about an exam's proctoring
// (edx-proctoring 5.2.0, api.get_proctoring_settings_by_exam_id).
// [model.CodeNotFound] if there is no such exam, [model.CodeUnsupported] if its
// proctoring service is not configured, [model.CodeUnavailable] if the service does
// not answer.
func (e serviceReads) ProctoringSettings(ctx context.Context, examID int64) (model.ProctoringSettings, error) {
	exam, err := examReads(e).Exam(ctx, examID)
	if err != nil {
		return model.ProctoringSettings{}, err
	}
	out := model.ProctoringSettings{PlatformName: e.cfg.Site.PlatformName, ContactEmail: e.cfg.Site.ContactEmail, LinkURLs: e.cfg.Site.LinkURLs}
	if exam.IsProctored {
		out.Service, err = e.serviceSettings(ctx, exam)
	}
	return out, err
}

func (e serviceReads) serviceSettings(ctx context.Context, exam model.Exam) (*model.ServiceSettings, error) {
	b, ok := e.cfg.Backends.Named(exam.Backend.Raw())
	if !ok {
		return nil, model.Errorf(model.CodeUnsupported, "The proctoring service %s is not configured.", exam.Backend)
	}
	out := &model.ServiceSettings{
		Name: b.VerboseName, TechSupportEmail: b.TechSupportEmail, TechSupportPhone: b.TechSupportPhone,
		NotificationFromEmail: b.NotificationFromEmail, IntegrationSpecificEmail: e.ContactFor(b),
	}
	var err error
	if c, ok := e.service(b.Name).(model.ServiceConfigurer); ok {
		if out.Config, err = c.Config(ctx); err != nil {
			return nil, model.Wrap(err, model.CodeUnavailable, "The proctoring service %s does not report its configuration.", b.Name)
		}
	}
	out.EscalationEmail, err = e.cfg.Platform.EscalationEmail(ctx, exam.CourseID.Raw())
	if model.CodeOf(err) == model.CodeNotFound { // a course unknown to the platform has no address
		return out, nil
	}
	return out, err
}

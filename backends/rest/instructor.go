package rest

import (
	"context"
	"strings"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"examdesk/model"
)

// Instructor selects the page of the service's dashboard to which a link leads, and for
// whom.
type Instructor struct {
	CourseID string
	// UserID is the person's obscured id.
	UserID, FullName, Email string
	// ExamExternalID is empty for the course as a whole.
	ExamExternalID string
	// AttemptExternalID and Configuration count only together with an exam.
	AttemptExternalID string
	Configuration     bool
}

// InstructorURL returns a link to the dashboard that is valid for a short time
// (edx-proctoring 5.2.0, rest.get_instructor_url). It admits anyone who has it, so it
// must not be logged.
func (s *Service) InstructorURL(i Instructor) (string, error) {
	if s.cfg.ClientSecret.IsZero() {
		return "", model.Errorf(model.CodeInvalid, "PROCTORING_BACKENDS.%s has no client_secret, which is needed to sign a link to its dashboard.", s.cfg.Name)
	}
	claims := jwt.MapClaims{
		"course_id": i.CourseID,
		"user":      map[string]string{"id": i.UserID, "full_name": i.FullName, "email": i.Email},
		"iss":       s.cfg.ClientID,
		"jti":       strings.ReplaceAll(uuid.NewString(), "-", ""),
		"exp":       s.cfg.Clock().Add(s.cfg.TokenExpiration).Unix(),
	}
	if i.ExamExternalID != "" {
		claims["exam_id"] = i.ExamExternalID
		if i.Configuration {
			claims["config"] = true
		}
		if i.AttemptExternalID != "" {
			claims["attempt_id"] = i.AttemptExternalID
		}
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(s.cfg.ClientSecret.Reveal()))
	if err != nil {
		return "", model.Wrap(err, model.CodeInternal, "The link to the dashboard could not be signed.")
	}
	return s.cfg.BaseURL + s.cfg.InstructorPath + "/" + segment(s.cfg.ClientID) + "/?jwt=" + signed, nil
}

// DashboardURL implements [model.InstructorDashboard].
func (s *Service) DashboardURL(_ context.Context, exam model.Exam, i model.Instructor) (string, error) {
	link := Instructor{CourseID: exam.CourseID.Raw(), UserID: i.UserID, FullName: i.FullName, Email: i.Email}
	if i.OfExam {
		link.ExamExternalID, link.AttemptExternalID, link.Configuration = exam.ExternalID.Raw(), i.AttemptExternalID, i.Configuration
	}
	return s.InstructorURL(link)
}

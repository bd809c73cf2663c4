package rest

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"examdesk/backends/payload"
	"examdesk/backends/wire"
	"examdesk/model"
)

// maxID is the longest id of a service in bytes, the size of edx-proctoring's columns.
const maxID = 255

// SaveExam implements [model.ProctoringService]. That the service cannot be reached
// is not an error (edx-proctoring 5.2.0, rest.on_exam_saved): it is logged, and no id
// comes back. Only a caller who gave up waiting gets an error.
func (s *Service) SaveExam(ctx context.Context, exam model.Exam, policy *string) (string, error) {
	path := "/api/v1/exam/"
	if exam.ExternalID != "" {
		path = examPath(exam.ExternalID.Raw())
	}
	id, err := s.saveExam(ctx, path, s.examBody(exam, policy))
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		s.cfg.Log.LogAttrs(ctx, slog.LevelError, "the proctoring service was not notified of an exam",
			slog.String("backend", model.Clean(s.cfg.Name)), slog.Int64("exam_id", exam.ID), slog.String("error", model.Clean(err.Error())))
		return "", nil
	}
	return id, nil
}

func (s *Service) saveExam(ctx context.Context, path string, body *payload.Object) (string, error) {
	a, err := s.do(ctx, call{method: http.MethodPost, path: path, body: body})
	if err != nil {
		return "", err
	}
	if !a.ok() {
		return "", s.vendor(a, "did not accept the exam")
	}
	o, err := s.object(a)
	if err != nil {
		return "", err
	}
	id, ok := identifier(o)
	if !ok {
		return "", wire.WrongAnswer(s.who, a.Status, a.Header, s.shown(a))
	}
	return id, nil
}

// examBody is an exam as the original sends it (edx-proctoring 5.2.0,
// serializers.ProctoredExamJSONSafeSerializer).
func (s *Service) examBody(e model.Exam, policy *string) *payload.Object {
	var due any
	if e.DueDate != nil {
		due = isoTime(*e.DueDate)
	}
	o := payload.New().
		Set("id", payload.Int(e.ID)).Set("course_id", e.CourseID.Raw()).Set("content_id", e.ContentID.Raw()).
		Set("external_id", orNull(e.ExternalIDOrNil())).Set("exam_name", e.Name.Raw()).Set("time_limit_mins", payload.Int(e.TimeLimitMins)).
		Set("is_proctored", e.IsProctored).Set("is_practice_exam", e.IsPracticeExam).Set("is_active", e.IsActive).
		Set("due_date", due).Set("hide_after_due", e.HideAfterDue).Set("backend", orNull(e.BackendOrNil()))
	if policy != nil {
		o.Set("rule_summary", *policy)
	}
	if s.cfg.DefaultRules != nil && len(s.cfg.DefaultRules.Keys()) > 0 {
		o.Set("rules", s.cfg.DefaultRules)
	}
	return o
}

// orNull returns a text, or null if it is empty.
func orNull(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

// isoTime returns a time as Django REST framework writes it, with microseconds only if
// there are any.
func isoTime(t time.Time) string {
	t = t.UTC()
	if t.Nanosecond()/1000 == 0 {
		return t.Format("2006-01-02T15:04:05Z")
	}
	return t.Format("2006-01-02T15:04:05.000000Z")
}

// identifier returns the id in an answer, or "" if there is none; it returns false for
// an id that cannot be stored or displayed.
func identifier(o *payload.Object) (string, bool) {
	v, _ := o.Get("id")
	if !payload.Truth(v) {
		return "", true
	}
	var id string
	switch v := v.(type) {
	case string:
		id = v
	case json.Number:
		id = payload.Str(v)
	default:
		return "", false
	}
	return id, len([]rune(id)) <= maxID && model.Clean(id) == id && strings.TrimSpace(id) != ""
}

// Exam returns the service's data on an exam, by the service's id.
func (s *Service) Exam(ctx context.Context, externalID string) (map[string]any, error) {
	return s.get(ctx, call{method: http.MethodGet, path: examPath(externalID), repeat: true}, "did not return the exam")
}

// Config implements [model.ServiceConfigurer].
func (s *Service) Config(ctx context.Context) (map[string]any, error) {
	return s.get(ctx, configCall(), "did not return its configuration")
}

// Attempt returns the service's data on an attempt, which always has instructions
// (edx-proctoring 5.2.0, rest.get_attempt).
func (s *Service) Attempt(ctx context.Context, examExternalID, attemptExternalID string) (map[string]any, error) {
	out, err := s.get(ctx, call{method: http.MethodGet, path: attemptPath(examExternalID, attemptExternalID), repeat: true, language: true}, "did not return the attempt")
	if err == nil && out["instructions"] == nil {
		out["instructions"] = []any{}
	}
	return out, err
}

// get asks for a JSON object.
func (s *Service) get(ctx context.Context, c call, failed string) (map[string]any, error) {
	a, err := s.do(ctx, c)
	if err != nil {
		return nil, err
	}
	if !a.ok() {
		return nil, s.vendor(a, failed)
	}
	if _, err := s.object(a); err != nil { // bounds how deep it is
		return nil, err
	}
	var out map[string]any
	if err := json.Unmarshal(a.Body, &out); err != nil {
		return nil, wire.WrongAnswer(s.who, a.Status, a.Header, s.shown(a))
	}
	return out, nil
}

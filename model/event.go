package model

import (
	"maps"
	"strings"
	"time"
)

// Event is an analytics event with edx-proctoring's names and fields
// (edx-proctoring 5.2.0, utils.emit_event).
type Event struct {
	Name    string         `json:"name"`
	Context map[string]any `json:"context"`
	Data    map[string]any `json:"data"`
}

// EventOf returns the event of an [EffectEvent] that happened at a time. An event
// with an attempt has the attempt's fields in addition to the exam's.
func EventOf(e Effect, at time.Time) Event {
	out := Event{Name: e.Value, Context: map[string]any{"course_id": e.Exam.CourseID.Raw()}, Data: map[string]any{
		"exam_id": e.Exam.ID, "exam_content_id": e.Exam.ContentID.Raw(), "exam_name": e.Exam.Name.Raw(),
		"exam_default_time_limit_mins": e.Exam.TimeLimitMins, "exam_is_proctored": e.Exam.IsProctored,
		"exam_is_practice_exam": e.Exam.IsPracticeExam, "exam_is_active": e.Exam.IsActive,
	}}
	if org, ok := courseOrg(e.Exam.CourseID.Raw()); ok {
		out.Context["org_id"] = org
	}
	if e.Attempt.CodeOrNil() != nil || e.Attempt.ID != 0 {
		maps.Copy(out.Data, attemptFields(e.Attempt, at))
	}
	maps.Copy(out.Data, e.Fields)
	return out
}

func attemptFields(a Attempt, at time.Time) map[string]any {
	var elapsed any
	if a.StartedAt != nil {
		elapsed = float64(at.Sub(*a.StartedAt).Microseconds()) / 1e6 // to the last digit as Python divides
	}
	return map[string]any{
		"attempt_id": a.ID, "attempt_user_id": a.UserID, "attempt_started_at": a.StartedAt, "attempt_completed_at": a.CompletedAt,
		"attempt_code": a.CodeOrNil(), "attempt_allowed_time_limit_mins": a.AllowedTimeLimitMins,
		"attempt_status": string(a.Status), "attempt_event_elapsed_time_secs": elapsed,
	}
}

// courseOrg returns the organisation in a course id: the first part of "org/course/run"
// or of "course-v1:org+course+run". Other forms have none.
func courseOrg(course string) (string, bool) {
	if rest, ok := strings.CutPrefix(course, "course-v1:"); ok {
		parts := strings.Split(rest, "+")
		return parts[0], len(parts) == 3
	}
	parts := strings.Split(course, "/")
	return parts[0], len(parts) == 3 && !strings.Contains(course, ":")
}

// Signal tells listeners in the platform about an attempt's new status
// (edx-proctoring 5.2.0, signals.exam_attempt_status_signal).
type Signal struct {
	AttemptID      int64         `json:"attempt_id"`
	UserID         int64         `json:"user_id"`
	Status         AttemptStatus `json:"status"`
	FullName       *string       `json:"full_name"`
	ProfileName    *string       `json:"profile_name"`
	IsPracticeExam bool          `json:"is_practice_exam"`
	IsProctored    bool          `json:"is_proctored"`
	// SupportsOnboarding of an exam without a service is nil when the attempt is
	// made, and false afterwards.
	SupportsOnboarding *bool `json:"backend_supports_onboarding"`
}

// SignalNames are the names that the signal of a new attempt carries: the
// verified name or else the profile's, and the profile's. Both are empty for an
// attempt that is not proctored, and nil where the platform answers with no name.
type SignalNames struct{ Full, Profile *string }

// NoNames returns the names in the signal of an attempt that is not proctored.
func NoNames() SignalNames {
	full, profile := "", ""
	return SignalNames{Full: &full, Profile: &profile}
}

// SignalOf returns the signal of an [EffectSignal].
func SignalOf(e Effect, backends Backends) Signal {
	s := Signal{
		AttemptID: e.Attempt.ID, UserID: e.Attempt.UserID, Status: AttemptStatus(e.Value),
		IsPracticeExam: e.Exam.IsPracticeExam, IsProctored: e.Attempt.TakingAsProctored,
	}
	if e.Names != nil {
		s.FullName, s.ProfileName = e.Names.Full, e.Names.Profile
	}
	backend := backends.Resolve(e.Exam)
	if supports := backend != nil && backend.SupportsOnboarding; backend != nil || e.Names == nil {
		s.SupportsOnboarding = &supports
	}
	return s
}

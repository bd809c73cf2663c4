package store

import (
	"encoding/json"
	"testing"
	"time"

	"examdesk/model"
)

// A message of an event has the event's name and fields, one of a signal its
// arguments; others have neither.
func TestEffectPayload(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	started := at.Add(-90 * time.Second)
	yes := true
	exam := model.Exam{ID: 3, CourseID: "course-v1:edX+Demo+2026", ContentID: "block", Name: "Midterm", TimeLimitMins: 60, IsProctored: true, IsActive: true}
	attempt := model.Attempt{ID: 21, UserID: 12, Code: "CODE", Status: model.Submitted, StartedAt: &started}
	for name, c := range map[string]struct {
		effect model.Effect
		want   string
	}{
		"event": {model.Effect{Kind: model.EffectEvent, Exam: exam, Attempt: attempt, Value: "edx.special_exam.proctored.attempt.submitted"},
			`{"context":{"course_id":"course-v1:edX+Demo+2026","org_id":"edX"},"data":{"attempt_allowed_time_limit_mins":null,"attempt_code":"CODE","attempt_completed_at":null,` +
				`"attempt_event_elapsed_time_secs":90,"attempt_id":21,"attempt_started_at":"2026-11-20T15:58:30Z","attempt_status":"submitted","attempt_user_id":12,` +
				`"exam_content_id":"block","exam_default_time_limit_mins":60,"exam_id":3,"exam_is_active":true,"exam_is_practice_exam":false,"exam_is_proctored":true,"exam_name":"Midterm"},` +
				`"name":"edx.special_exam.proctored.attempt.submitted"}`},
		"signal": {model.Effect{Kind: model.EffectSignal, Exam: exam, Attempt: attempt, Value: "submitted", Signal: &model.Signal{AttemptID: 21, UserID: 12, Status: "submitted", IsProctored: true, SupportsOnboarding: &yes}},
			`{"attempt_id":21,"backend_supports_onboarding":true,"full_name":null,"is_practice_exam":false,"is_proctored":true,"profile_name":null,"status":"submitted","user_id":12}`},
		"credit": {model.Effect{Kind: model.EffectCredit, Exam: exam, Attempt: attempt, Value: "satisfied"}, `null`},
	} {
		data, err := json.Marshal(Attached{Default: "test"}.effectPayload(c.effect, at))
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		inner, err := json.Marshal(got[name])
		if err != nil || string(inner) != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, inner, c.want)
		}
	}
}

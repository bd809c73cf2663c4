package apiv1

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"examdesk/model"
)

// moment is a time as Django REST framework writes it: UTC, with microseconds
// unless they are zero.
type moment time.Time

// MarshalText implements [encoding.TextMarshaler].
func (m moment) MarshalText() ([]byte, error) {
	return append(time.Time(m).UTC().AppendFormat(make([]byte, 0, 28), isoLayout(time.Time(m))), 'Z'), nil
}

// isoTime is a time as Python's isoformat writes it, without its zone.
func isoTime(t time.Time) string {
	return t.UTC().Format(isoLayout(t))
}

func isoLayout(t time.Time) string {
	if t.Nanosecond() == 0 {
		return "2006-01-02T15:04:05"
	}
	return "2006-01-02T15:04:05.000000"
}

func momentOrNil(t *time.Time) *moment {
	if t == nil {
		return nil
	}
	m := moment(*t)
	return &m
}

// seconds is a length of time as Python writes a float, 0 as it writes an int.
type seconds time.Duration

// MarshalJSON implements [json.Marshaler].
func (s seconds) MarshalJSON() ([]byte, error) {
	if s == 0 {
		return []byte("0"), nil
	}
	out := strconv.FormatFloat(float64(time.Duration(s).Microseconds())/1e6, 'f', -1, 64)
	if !strings.Contains(out, ".") {
		out += ".0"
	}
	return []byte(out), nil
}

// examShape is an exam (serializers.ProctoredExamSerializer).
type examShape struct {
	ID             int64   `json:"id"`
	CourseID       string  `json:"course_id"`
	ContentID      string  `json:"content_id"`
	ExternalID     *string `json:"external_id"`
	Name           string  `json:"exam_name"`
	TimeLimitMins  int     `json:"time_limit_mins"`
	IsProctored    bool    `json:"is_proctored"`
	IsPracticeExam bool    `json:"is_practice_exam"`
	IsActive       bool    `json:"is_active"`
	DueDate        *moment `json:"due_date"`
	HideAfterDue   bool    `json:"hide_after_due"`
	Backend        *string `json:"backend"`
}

func shapeExam(e model.Exam) examShape {
	return examShape{
		ID: e.ID, CourseID: e.CourseID.Raw(), ContentID: e.ContentID.Raw(), ExternalID: e.ExternalIDOrNil(), Name: e.Name.Raw(),
		TimeLimitMins: e.TimeLimitMins, IsProctored: e.IsProctored, IsPracticeExam: e.IsPracticeExam, IsActive: e.IsActive,
		DueDate: momentOrNil(e.DueDate), HideAfterDue: e.HideAfterDue, Backend: e.BackendOrNil(),
	}
}

func shapeEach[T, S any](list []T, shape func(T) S) []S {
	out := make([]S, len(list))
	for i, v := range list {
		out[i] = shape(v)
	}
	return out
}

type userShape struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
}

func shapeUser(l model.Learner) userShape {
	return userShape{ID: l.ID, Username: l.Username.Raw(), Email: l.Email.Raw()}
}

// attemptShape is an attempt (serializers.ProctoredExamStudentAttemptSerializer).
type attemptShape struct {
	ID                   int64     `json:"id"`
	Created              moment    `json:"created"`
	Modified             moment    `json:"modified"`
	User                 userShape `json:"user"`
	StartedAt            *moment   `json:"started_at"`
	CompletedAt          *moment   `json:"completed_at"`
	ExternalID           *string   `json:"external_id"`
	Status               string    `json:"status"`
	Exam                 examShape `json:"proctored_exam"`
	AllowedTimeLimitMins *int      `json:"allowed_time_limit_mins"`
	Code                 *string   `json:"attempt_code"`
	IsSampleAttempt      bool      `json:"is_sample_attempt"`
	TakingAsProctored    bool      `json:"taking_as_proctored"`
	ReviewPolicyID       *int64    `json:"review_policy_id"`
	IsStatusAcknowledged bool      `json:"is_status_acknowledged"`
	TimeRemaining        any       `json:"time_remaining_seconds"`
	IsResumable          bool      `json:"is_resumable"`
	ReadyToResume        bool      `json:"ready_to_resume"`
	Resumed              bool      `json:"resumed"`
}

func shapeAttempt(r model.AttemptRow) attemptShape {
	a := r.Attempt
	out := attemptShape{
		ID: a.ID, Created: moment(a.Created), Modified: moment(a.Modified), User: shapeUser(r.Learner),
		StartedAt: momentOrNil(a.StartedAt), CompletedAt: momentOrNil(a.CompletedAt), ExternalID: a.ExternalIDOrNil(), Status: string(a.Status),
		Exam: shapeExam(r.Exam), AllowedTimeLimitMins: a.AllowedTimeLimitMins, Code: a.CodeOrNil(), IsSampleAttempt: a.IsSampleAttempt,
		TakingAsProctored: a.TakingAsProctored, ReviewPolicyID: a.ReviewPolicyID, IsStatusAcknowledged: a.IsStatusAcknowledged,
		IsResumable: a.IsResumable, ReadyToResume: a.ReadyToResume, Resumed: a.Resumed,
	}
	if a.TimeRemainingSeconds != nil {
		out.TimeRemaining = *a.TimeRemainingSeconds
	}
	return out
}

// allowanceShape is an allowance (serializers.ProctoredExamStudentAllowanceSerializer).
type allowanceShape struct {
	ID       int64     `json:"id"`
	Created  moment    `json:"created"`
	Modified moment    `json:"modified"`
	User     userShape `json:"user"`
	Key      string    `json:"key"`
	Value    string    `json:"value"`
	Exam     examShape `json:"proctored_exam"`
}

func shapeAllowance(g model.GrantedAllowance) allowanceShape {
	return allowanceShape{
		ID: g.Allowance.ID, Created: moment(g.Allowance.Created), Modified: moment(g.Allowance.Modified), User: shapeUser(g.Learner),
		Key: g.Allowance.Key.Raw(), Value: g.Allowance.Value.Raw(), Exam: shapeExam(g.Exam),
	}
}

// pageShape is what a learner's page is told of an attempt (api.get_exam_attempt_data).
type pageShape struct {
	InTimedExam       bool    `json:"in_timed_exam"`
	TakingAsProctored bool    `json:"taking_as_proctored"`
	ExamType          string  `json:"exam_type"`
	ExamName          string  `json:"exam_display_name"`
	ExamURL           string  `json:"exam_url_path"`
	Remaining         seconds `json:"time_remaining_seconds"`
	TotalTime         string  `json:"total_time"`
	Low               int     `json:"low_threshold_sec"`
	CriticallyLow     int     `json:"critically_low_threshold_sec"`
	CourseID          string  `json:"course_id"`
	AttemptID         int64   `json:"attempt_id"`
	ExternalID        *string `json:"external_id"`
	Spoken            string  `json:"accessibility_time_string"`
	Status            string  `json:"attempt_status"`
	PollURL           string  `json:"exam_started_poll_url"`
	ReadyToResume     bool    `json:"attempt_ready_to_resume"`
	UseLegacyAPI      bool    `json:"use_legacy_attempt_api"`
	JavascriptURL     string  `json:"desktop_application_js_url"`
	PingInterval      *int    `json:"ping_interval,omitempty"`
	// Code and Download are left out where there is no service to have them.
	Code     json.RawMessage `json:"attempt_code,omitempty"`
	Download json.RawMessage `json:"software_download_url,omitempty"`
}

func shapePage(a model.AttemptData) pageShape {
	out := pageShape{
		InTimedExam: true, TakingAsProctored: a.Attempt.TakingAsProctored, ExamType: a.ExamType, ExamName: a.Exam.Name.Raw(), ExamURL: a.ExamURL,
		Remaining: seconds(a.Remaining), TotalTime: a.TotalTime, Low: a.LowSeconds, CriticallyLow: a.CriticalSeconds, CourseID: a.Exam.CourseID.Raw(),
		AttemptID: a.Attempt.ID, ExternalID: a.Attempt.ExternalIDOrNil(), Spoken: a.SpokenRemaining, Status: string(a.Attempt.Status), PollURL: a.PollURL,
		ReadyToResume: a.ReadyToResume, UseLegacyAPI: true,
	}
	if s := a.Service; s != nil {
		out.JavascriptURL, out.PingInterval, out.Code = s.JavascriptURL, &s.PingSeconds, encode(a.Attempt.CodeOrNil())
		if s.WantsDownload {
			out.Download = encode(orNil(s.DownloadURL))
		}
	}
	return out
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// empty is a JSON object without fields.
type empty struct{}

// field is one field of an object whose fields have an order.
type field struct {
	name  string
	value any
}

// ordered is an object whose fields are only known when it is written.
type ordered []field

// MarshalJSON implements [json.Marshaler].
func (o ordered) MarshalJSON() ([]byte, error) { return encode(o), nil }

// writeTo writes the object without going through a marshaler, whose result is read
// and copied once more.
func (o ordered) writeTo(b *bytes.Buffer) {
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		encodeTo(b, f.name)
		b.WriteByte(':')
		encodeTo(b, f.value)
	}
	b.WriteByte('}')
}

// fieldsOf are the fields of a shape, to which others are added.
func fieldsOf(v any) ordered {
	d := json.NewDecoder(bytes.NewReader(encode(v)))
	_, _ = d.Token()
	var out ordered
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return out
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return out
		}
		out = append(out, field{name.(string), value})
	}
	return out
}

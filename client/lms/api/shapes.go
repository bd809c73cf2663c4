package api

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"

	"examdesk/model"
)

// examShape is an exam as edx-proctoring writes it (serializers.ProctoredExamSerializer).
type examShape struct {
	ID             int64      `json:"id"`
	CourseID       string     `json:"course_id"`
	ContentID      string     `json:"content_id"`
	ExternalID     *string    `json:"external_id"`
	Name           string     `json:"exam_name"`
	TimeLimitMins  int        `json:"time_limit_mins"`
	IsProctored    bool       `json:"is_proctored"`
	IsPracticeExam bool       `json:"is_practice_exam"`
	IsActive       bool       `json:"is_active"`
	DueDate        *time.Time `json:"due_date"`
	HideAfterDue   bool       `json:"hide_after_due"`
	Backend        *string    `json:"backend"`
}

var errNoID = errors.New("it has no id")

func (s examShape) exam() (model.Exam, error) {
	if s.ID <= 0 || s.CourseID == "" {
		return model.Exam{}, errNoID
	}
	e := model.Exam{
		ID: s.ID, CourseID: model.Text(s.CourseID), ContentID: model.Text(s.ContentID), Name: model.Text(s.Name), TimeLimitMins: s.TimeLimitMins,
		DueDate: utc(s.DueDate), IsProctored: s.IsProctored, IsPracticeExam: s.IsPracticeExam, IsActive: s.IsActive, HideAfterDue: s.HideAfterDue,
	}
	e.ExternalID, e.Backend = optional(&e.Empty, s.ExternalID, model.EmptyExternalID), optional(&e.Empty, s.Backend, model.EmptyBackend)
	return e, nil
}

// optional is a text that may be null, which is noted where it is there and empty.
func optional(e *model.EmptyTexts, s *string, which model.EmptyTexts) model.Text {
	if s == nil {
		return ""
	}
	e.Set(which, *s == "")
	return model.Text(*s)
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

type userShape struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
}

// learner is a user as far as the API names one. It says nothing of accounts that are not
// active, so none counts as such.
func (s userShape) learner() model.Learner {
	return model.Learner{ID: s.ID, Username: model.Text(s.Username), Email: model.Text(s.Email), IsActive: true}
}

// attemptShape is an attempt (serializers.ProctoredExamStudentAttemptSerializer).
type attemptShape struct {
	ID                   int64      `json:"id"`
	Created              time.Time  `json:"created"`
	Modified             time.Time  `json:"modified"`
	User                 userShape  `json:"user"`
	StartedAt            *time.Time `json:"started_at"`
	CompletedAt          *time.Time `json:"completed_at"`
	ExternalID           *string    `json:"external_id"`
	Status               string     `json:"status"`
	Exam                 examShape  `json:"proctored_exam"`
	AllowedTimeLimitMins *int       `json:"allowed_time_limit_mins"`
	Code                 *string    `json:"attempt_code"`
	IsSampleAttempt      bool       `json:"is_sample_attempt"`
	TakingAsProctored    bool       `json:"taking_as_proctored"`
	ReviewPolicyID       *int64     `json:"review_policy_id"`
	IsStatusAcknowledged bool       `json:"is_status_acknowledged"`
	TimeRemaining        *seconds   `json:"time_remaining_seconds"`
	IsResumable          bool       `json:"is_resumable"`
	ReadyToResume        bool       `json:"ready_to_resume"`
	Resumed              bool       `json:"resumed"`
}

func (s attemptShape) row() (model.AttemptRow, error) {
	exam, err := s.Exam.exam()
	if err != nil {
		return model.AttemptRow{}, err
	}
	if s.ID <= 0 || s.User.ID <= 0 || s.Status == "" || s.Modified.IsZero() {
		return model.AttemptRow{}, errNoID
	}
	a := model.Attempt{
		ID: s.ID, ExamID: exam.ID, UserID: s.User.ID, Created: s.Created.UTC(), Modified: s.Modified.UTC(),
		StartedAt: utc(s.StartedAt), CompletedAt: utc(s.CompletedAt), AllowedTimeLimitMins: s.AllowedTimeLimitMins, Status: model.AttemptStatus(s.Status),
		TakingAsProctored: s.TakingAsProctored, IsSampleAttempt: s.IsSampleAttempt, ReviewPolicyID: s.ReviewPolicyID,
		IsStatusAcknowledged: s.IsStatusAcknowledged, TimeRemainingSeconds: (*int)(s.TimeRemaining),
		IsResumable: s.IsResumable, ReadyToResume: s.ReadyToResume, Resumed: s.Resumed,
	}
	a.Code, a.ExternalID = optional(&a.Empty, s.Code, model.EmptyCode), optional(&a.Empty, s.ExternalID, model.EmptyExternalID)
	return model.AttemptRow{Attempt: a, Learner: s.User.learner(), Exam: exam}, nil
}

// seconds is a length of time, which Python may write with a fraction.
type seconds int

// UnmarshalJSON implements [json.Unmarshaler].
func (s *seconds) UnmarshalJSON(data []byte) error {
	f, err := strconv.ParseFloat(string(data), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > math.MaxInt32 {
		return errors.New("the seconds are not a number")
	}
	*s = seconds(f)
	return nil
}

var _ json.Unmarshaler = (*seconds)(nil)

// each turns a list of shapes into model's.
func each[S, M any](list []S, one func(S) (M, error)) ([]M, error) {
	out := make([]M, 0, len(list))
	for _, s := range list {
		m, err := one(s)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

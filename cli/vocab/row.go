package vocab

import (
	"examdesk/cli/jsonout"
	"examdesk/model"
)

// AttemptJSON is one attempt of `attempt list --json`. The names are stable;
// docs/commands.md describes them.
type AttemptJSON struct {
	ID                   int64         `json:"id"`
	AttemptCode          string        `json:"attempt_code"`
	ExternalID           *string       `json:"external_id"`
	Status               string        `json:"status"`
	Created              jsonout.Time  `json:"created"`
	Modified             jsonout.Time  `json:"modified"`
	StartedAt            *jsonout.Time `json:"started_at"`
	CompletedAt          *jsonout.Time `json:"completed_at"`
	AllowedTimeLimitMins *int          `json:"allowed_time_limit_mins"`
	TakingAsProctored    bool          `json:"taking_as_proctored"`
	IsSampleAttempt      bool          `json:"is_sample_attempt"`
	IsResumable          bool          `json:"is_resumable"`
	User                 UserJSON      `json:"user"`
	Exam                 ExamJSON      `json:"exam"`
	Review               *RevJSON      `json:"review"`
}

// UserJSON is a person within something else.
type UserJSON struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Email    string `json:"email"`
	FullName string `json:"full_name"`
}

// ExamJSON is an exam within something else.
type ExamJSON struct {
	ID        int64  `json:"id"`
	CourseID  string `json:"course_id"`
	ContentID string `json:"content_id"`
	ExamName  string `json:"exam_name"`
	Backend   string `json:"backend"`
	Kind      string `json:"kind"`
}

// RevJSON is a review within an attempt.
type RevJSON struct {
	ID           int64        `json:"id"`
	ReviewStatus string       `json:"review_status"`
	ReviewedBy   *string      `json:"reviewed_by"`
	Modified     jsonout.Time `json:"modified"`
	Comments     int          `json:"comment_count"`
	// Reason is what the person who decided wrote; null if none is kept.
	Reason *string `json:"reason"`
}

// AttemptsJSON returns attempts as scripts read them.
func AttemptsJSON(rows []model.AttemptRow) []AttemptJSON {
	out := make([]AttemptJSON, 0, len(rows))
	for _, r := range rows {
		out = append(out, ToJSON(r))
	}
	return out
}

// ToJSON returns one row of a list of attempts.
func ToJSON(r model.AttemptRow) AttemptJSON {
	at := r.Attempt
	j := AttemptJSON{
		ID: at.ID, AttemptCode: at.Code.Raw(), ExternalID: NonEmpty(at.ExternalID), Status: string(at.Status),
		Created: jsonout.Time(at.Created), Modified: jsonout.Time(at.Modified), StartedAt: (*jsonout.Time)(at.StartedAt), CompletedAt: (*jsonout.Time)(at.CompletedAt),
		AllowedTimeLimitMins: at.AllowedTimeLimitMins, TakingAsProctored: at.TakingAsProctored,
		IsSampleAttempt: at.IsSampleAttempt, IsResumable: at.IsResumable,
		User: UserOf(r.Learner),
		Exam: ToExamJSON(r.Exam),
	}
	if r.Review != nil {
		j.Review = &RevJSON{ID: r.Review.ID, ReviewStatus: string(r.Review.Status), Modified: jsonout.Time(r.Review.Modified), Comments: r.Comments, Reason: NonEmpty(r.Review.Reason)}
		if by := r.Review.ReviewedBy; by != nil {
			j.Review.ReviewedBy = NonEmpty(by.Username)
		}
	}
	return j
}

// ToExamJSON returns an exam within something else.
func ToExamJSON(e model.Exam) ExamJSON {
	return ExamJSON{e.ID, e.CourseID.Raw(), e.ContentID.Raw(), e.Name.Raw(), e.Backend.Raw(), e.Kind()}
}

// NonEmpty returns a text for JSON; null if it is empty.
func NonEmpty(t model.Text) *string {
	if t == "" {
		return nil
	}
	s := t.Raw()
	return &s
}

// UserOf returns a learner within something else.
func UserOf(l model.Learner) UserJSON {
	return UserJSON{l.ID, l.Username.Raw(), l.Email.Raw(), l.FullName.Raw()}
}

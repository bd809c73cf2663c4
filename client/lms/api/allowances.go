package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"examdesk/model"
)

// allowanceShape is an allowance (serializers.ProctoredExamStudentAllowanceSerializer).
type allowanceShape struct {
	ID       int64     `json:"id"`
	Created  time.Time `json:"created"`
	Modified time.Time `json:"modified"`
	User     userShape `json:"user"`
	Key      string    `json:"key"`
	Value    string    `json:"value"`
	Exam     examShape `json:"proctored_exam"`
}

func (s allowanceShape) granted() (model.GrantedAllowance, error) {
	exam, err := s.Exam.exam()
	if err != nil {
		return model.GrantedAllowance{}, err
	}
	if s.ID <= 0 || s.User.ID <= 0 {
		return model.GrantedAllowance{}, errNoID
	}
	return model.GrantedAllowance{
		Allowance: model.Allowance{
			ID: s.ID, ExamID: exam.ID, UserID: s.User.ID, Key: model.Text(s.Key), Value: model.Text(s.Value), Created: s.Created.UTC(), Modified: s.Modified.UTC(),
		},
		Exam: exam, Learner: s.User.learner(),
	}, nil
}

// Allowances returns all allowances of a course's active exams; the API has no pages of
// them. Course staff may ask.
func (c *Client) Allowances(ctx context.Context, course string) ([]model.GrantedAllowance, error) {
	part, err := coursePart(course)
	if err != nil {
		return nil, err
	}
	q := call{path: exams + part + "/allowance", what: "the allowances of " + course}
	list, err := get[[]allowanceShape](ctx, c, q)
	if err != nil {
		return nil, err
	}
	out, err := each(list, allowanceShape.granted)
	if err != nil {
		return nil, c.garbled(q, err)
	}
	return out, nil
}

// Grant gives a learner something for an exam, or changes what they have under the key.
// Course staff may.
func (c *Client) Grant(ctx context.Context, examID, userID int64, key, value string) error {
	// The id must be a JSON number: text is a username there, also text of digits.
	_, err := c.ask(ctx, call{
		method: http.MethodPut, path: exams + "allowance",
		body: map[string]any{"exam_id": examID, "user_info": userID, "key": key, "value": value}, what: "the allowance",
	})
	return err
}

// Revoke removes what a learner has for an exam under a key; nothing happens if they have
// nothing. Course staff may.
func (c *Client) Revoke(ctx context.Context, examID, userID int64, key string) error {
	_, err := c.ask(ctx, call{
		method: http.MethodDelete, path: exams + "allowance",
		body: map[string]any{"exam_id": examID, "user_id": userID, "key": key}, what: "the removal of the allowance",
	})
	return err
}

// GrantMany gives learners, by username, the same for several exams of a course. All is
// true where the LMS says that all of it was done; otherwise some of it was, and it does
// not say what: read the allowances. If none of it was, the error is
// [model.CodeInvalid]. Course staff may.
func (c *Client) GrantMany(ctx context.Context, course string, b model.BulkAllowance) (all bool, err error) {
	part, err := coursePart(course)
	if err != nil {
		return false, err
	}
	var ids, names []string
	for _, id := range b.ExamIDs {
		ids = append(ids, number(id))
	}
	for _, u := range b.Users {
		names = append(names, u.Name)
	}
	if slices.ContainsFunc(names, func(s string) bool { return s == "" || strings.ContainsAny(s, ", \t\r\n") }) {
		return false, model.Errorf(model.CodeInvalid, "Learners must be named by their usernames, without commas and spaces.")
	}
	q := call{
		method: http.MethodPut, path: exams + part + "/bulk_allowance",
		body: map[string]any{"exam_ids": strings.Join(ids, ","), "user_ids": strings.Join(names, ","), "allowance_type": b.Type, "value": b.Value},
		what: "the allowances",
	}
	data, err := c.ask(ctx, q)
	if err != nil {
		return false, err
	}
	// 207 lists what was done with what was not, in one list; 200 comes without a body.
	return len(data) == 0 || string(data) == `""`, nil
}

package api

import (
	"context"

	"examdesk/model"
)

// Exams returns a course's active exams in the order of their ids. Exams that are no
// longer active are seen only by their attempts. Anyone who is signed in may ask.
func (c *Client) Exams(ctx context.Context, course string) ([]model.Exam, error) {
	part, err := coursePart(course)
	if err != nil {
		return nil, err
	}
	q := call{path: exams + "exam/course_id/" + part, what: "the exams of " + course}
	list, err := get[[]examShape](ctx, c, q)
	if err != nil {
		return nil, err
	}
	out, err := each(list, examShape.exam)
	if err != nil {
		return nil, c.garbled(q, err)
	}
	return out, nil
}

// Exam returns an exam, also one that is no longer active; [model.CodeNotFound] if there
// is none.
func (c *Client) Exam(ctx context.Context, id int64) (model.Exam, error) {
	q := call{path: exams + "exam/exam_id/" + number(id), what: "exam " + number(id)}
	s, err := get[examShape](ctx, c, q)
	if err != nil {
		return model.Exam{}, err
	}
	e, err := s.exam()
	if err != nil {
		return e, c.garbled(q, err)
	}
	return e, nil
}

// ReviewPolicy returns the text of an exam's review policy, empty if it has none.
func (c *Client) ReviewPolicy(ctx context.Context, examID int64) (model.Text, error) {
	q := call{path: exams + "review_policy/exam_id/" + number(examID) + "/", what: "the review policy of exam " + number(examID)}
	s, err := get[struct {
		Policy *string `json:"review_policy"`
	}](ctx, c, q)
	if err != nil || s.Policy == nil {
		return "", err
	}
	return model.Text(*s.Policy), nil
}

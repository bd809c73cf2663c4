package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"examdesk/model"
)

// PageSize is how many groups a page of attempts has (edx-proctoring's ATTEMPTS_PER_PAGE).
const PageSize = 25

// AttemptPage is a numbered page of a course's attempts, grouped by learner and exam, the
// attempts that were created last first.
type AttemptPage struct {
	Groups []model.AttemptGroup
	// Number counts from 1 to Pages.
	Number, Pages int
}

// NoPageError is the cause of an error where a page was asked for that does not exist: an
// LMS then answers with another one, without a word.
type NoPageError struct{ Asked, Got, Pages int }

// Error implements error.
func (e *NoPageError) Error() string {
	return fmt.Sprintf("page %d was asked for, and page %d of %d was answered", e.Asked, e.Got, e.Pages)
}

// Attempts returns a page of a course's attempts, from 1 on. A page that does not exist
// (any longer) is [model.CodeNotFound] with a [NoPageError] as the cause. Course staff
// may ask.
func (c *Client) Attempts(ctx context.Context, course string, page int) (AttemptPage, error) {
	part, err := coursePart(course)
	if err != nil {
		return AttemptPage{}, err
	}
	return c.attempts(ctx, call{path: exams + "attempt/grouped/course_id/" + part, what: "the attempts of " + course}, page)
}

// SearchAttempts returns a page of the attempts of learners whose username or e-mail has
// the text in it. Capital and small letters differ, unless the LMS runs on SQLite.
func (c *Client) SearchAttempts(ctx context.Context, course, search string, page int) (AttemptPage, error) {
	part, err := coursePart(course)
	if err != nil {
		return AttemptPage{}, err
	}
	rest, err := searchPart(search)
	if err != nil {
		return AttemptPage{}, err
	}
	return c.attempts(ctx, call{path: exams + "attempt/grouped/course_id/" + part + "/search/" + rest, what: "attempts of a learner in " + course}, page)
}

// groupShape is a learner's newest attempt at an exam with all of them.
type groupShape struct {
	attemptShape
	All []attemptShape `json:"all_attempts"`
}

func (s groupShape) group() (g model.AttemptGroup, err error) {
	if g.Newest, err = s.row(); err == nil {
		g.All, err = each(s.All, attemptShape.row)
	}
	return g, err
}

func (c *Client) attempts(ctx context.Context, q call, page int) (AttemptPage, error) {
	page = max(page, 1)
	q.query = url.Values{"page": {number(page)}}
	s, err := get[struct {
		Groups []groupShape `json:"proctored_exam_attempts"`
		Pages  *struct {
			Current int `json:"current_page"`
			Total   int `json:"total_pages"`
		} `json:"pagination_info"`
	}](ctx, c, q)
	if err != nil {
		return AttemptPage{}, err
	}
	if s.Pages == nil || s.Pages.Current < 1 || s.Pages.Total < s.Pages.Current {
		return AttemptPage{}, c.wrong(q, "It does not say which page it is.")
	}
	out := AttemptPage{Number: s.Pages.Current, Pages: s.Pages.Total}
	if out.Number != page {
		return out, model.Wrap(&NoPageError{page, out.Number, out.Pages}, model.CodeNotFound,
			"There is no page %d of %s (any longer); there are %d.", page, q.what, out.Pages)
	}
	if out.Groups, err = each(s.Groups, groupShape.group); err != nil {
		return out, c.garbled(q, err)
	}
	return out, nil
}

// Current is an exam with a learner's newest attempt at it.
type Current struct {
	Exam model.Exam
	// ID is the attempt's; 0 if the learner has none, and the rest is empty then.
	ID            int64
	Status        model.AttemptStatus
	Code          model.Text
	ExternalID    model.Text
	ReadyToResume bool
}

// CurrentAttempt returns a learner's newest attempt at an exam; [model.CodeNotFound] if
// the exam does not exist. Only global staff may ask.
//
// Asking may change something: an attempt whose time is over is submitted, and the
// proctoring service of one that waits for its software is asked. So it is for attempts
// that a person has confirmed something about.
func (c *Client) CurrentAttempt(ctx context.Context, exam model.Exam, userID int64) (Current, error) {
	part, err := coursePart(exam.CourseID.Raw())
	if err != nil {
		return Current{}, err
	}
	q := call{
		path:  exams + "attempt/course_id/" + part,
		query: url.Values{"content_id": {exam.ContentID.Raw()}, "user_id": {number(userID)}, "is_learning_mfe": {"true"}},
		what:  "the learner's attempt at exam " + number(exam.ID),
	}
	s, err := get[struct {
		Exam struct {
			examShape
			Attempt struct {
				ID            int64   `json:"attempt_id"`
				Status        string  `json:"attempt_status"`
				Code          *string `json:"attempt_code"`
				ExternalID    *string `json:"external_id"`
				ReadyToResume bool    `json:"attempt_ready_to_resume"`
			} `json:"attempt"`
		} `json:"exam"`
	}](ctx, c, q)
	if err != nil {
		return Current{}, err
	}
	if s.Exam.ID == 0 {
		return Current{}, model.Errorf(model.CodeNotFound, "The LMS has no such exam in %s.", exam.CourseID)
	}
	a := s.Exam.Attempt
	out := Current{ID: a.ID, Status: model.AttemptStatus(a.Status), ReadyToResume: a.ReadyToResume}
	if a.Code != nil {
		out.Code = model.Text(*a.Code)
	}
	if a.ExternalID != nil {
		out.ExternalID = model.Text(*a.ExternalID)
	}
	if out.Exam, err = s.Exam.exam(); err != nil {
		return out, c.garbled(q, err)
	}
	return out, nil
}

// Review hands a review in, in the words of the exam's proctoring service. Staff and
// members of the service's review group may. The answer says nothing of what became of
// the attempt: read it afterwards.
func (c *Client) Review(ctx context.Context, externalID string, review []byte) error {
	if !MaySend(externalID) {
		return model.Errorf(model.CodeUnsupported, "The LMS has no address for the attempt's external id %q: it takes letters, digits, - and _ only.", externalID)
	}
	_, err := c.ask(ctx, call{method: http.MethodPost, path: exams + "attempt/" + externalID + "/reviewed", raw: review, what: "the decision"})
	return err
}

// Resume lets a learner go on with an attempt that broke off. Course staff may.
func (c *Client) Resume(ctx context.Context, attemptID, userID int64) error {
	_, err := c.ask(ctx, call{
		method: http.MethodPut, path: exams + "attempt/" + number(attemptID),
		body: map[string]any{"action": "mark_ready_to_resume", "user_id": userID}, what: "letting the learner go on",
	})
	return err
}

// RemoveAttempt removes an attempt. Course staff may. The proctoring service is asked
// first: if it does not confirm, the attempt stays, and the cause of the error is
// [model.ErrNotConfirmed].
func (c *Client) RemoveAttempt(ctx context.Context, attemptID int64) error {
	_, err := c.ask(ctx, call{method: http.MethodDelete, path: exams + "attempt/" + number(attemptID), what: "the removal of the attempt"})
	return err
}

// RemoveAttempts removes all attempts of a learner at an exam, as [Client.RemoveAttempt]
// does each. If the service does not confirm one, those before it are gone.
func (c *Client) RemoveAttempts(ctx context.Context, examID, userID int64) error {
	_, err := c.ask(ctx, call{
		method: http.MethodDelete, path: exams + "exam_id/" + number(examID) + "/user_id/" + number(userID) + "/reset_attempts",
		what: "the removal of the learner's attempts",
	})
	return err
}

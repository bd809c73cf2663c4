package apiv1

import (
	"errors"
	"fmt"
	"net/http"

	"examdesk/model"
)

// psi is the one service that delivers reviews without signing in.
const psi = "software_secure"

// postReview takes the review of a service that has signed in, or of a reviewer.
func postReview(c *call) (answer, error) {
	attempt, exam, err := c.store.AttemptOfService(c.ctx(), c.args["external_id"])
	if err != nil {
		return answer{}, err
	}
	if err := c.mayCall(exam); err != nil {
		return answer{}, err
	}
	d, err := c.data()
	if err != nil {
		return answer{}, err
	}
	review := model.ReviewCallback{Code: attempt.Code.Raw(), Body: d.raw}
	if _, over := attempt.ExpiredAt(c.cfg.Clock()); over {
		if err := c.endBefore(attempt.ID, review); err != nil {
			return answer{}, err
		}
	}
	return c.receive(review)
}

// endBefore ends an attempt whose time is over before its review is taken. A body on
// which the original fails must not end it, since a failure leaves nothing behind.
func (c *call) endBefore(id int64, review model.ReviewCallback) error {
	if err := c.store.CheckReview(c.ctx(), review); err != nil && model.CodeOf(err) == model.CodeInvalid {
		return err
	}
	_, _, err := c.store.Attempt(c.ctx(), id)
	return err
}

// postAnonymousReview takes PSI's review, which names the attempt by its code. The
// original reads JSON whatever the body says that it is.
func postAnonymousReview(c *call) (answer, error) {
	if _, err := c.r.Cookie("sessionid"); err == nil {
		return said(http.StatusForbidden, "This address is for proctoring services; it takes no session."), nil
	}
	if err := c.cfg.MayCall(c.r, psi); err != nil {
		return answer{}, err
	}
	body, err := readBody(c.r)
	if err != nil {
		return answer{}, err
	}
	d := data{value: map[string]any{}, raw: []byte("{}")}
	if len(body) > 0 {
		if d, err = readJSON(body); err != nil {
			return answer{}, err
		}
	}
	fields, err := d.fields()
	if err != nil {
		return answer{}, err
	}
	code := ""
	if head, there := fields["examMetaData"]; there {
		meta, is := head.(map[string]any)
		if !is {
			return answer{}, badInput("examMetaData must be a JSON object.")
		}
		if v, there := meta["examCode"]; there && v != nil {
			code = fmt.Sprint(v)
		}
	}
	return c.receive(model.ReviewCallback{Code: code, Backend: psi, Body: d.raw})
}

// mayCall refuses a callback about an exam that comes from elsewhere than its service
// calls. Staff may hand one in from anywhere.
func (c *call) mayCall(exam model.Exam) error {
	service := c.cfg.Backends.Resolve(exam)
	if c.actor.IsStaff || service == nil {
		return nil
	}
	return c.cfg.MayCall(c.r, service.Name)
}

func (c *call) receive(r model.ReviewCallback) (answer, error) {
	_, err := c.store.ReceiveReview(c.ctx(), r)
	switch {
	case err == nil:
		return ok("OK")
	case model.CodeOf(err) == model.CodeNotProctored:
		return answer{status: http.StatusPreconditionFailed, body: "Exam no longer proctored"}, nil
	case model.CodeOf(err) == model.CodeDenied:
		return answer{status: http.StatusForbidden}, nil
	}
	var status *model.UnknownStatus
	if errors.As(err, &status) { // exceptions.ProctoredExamBadReviewStatus is the status
		return said(http.StatusBadRequest, status.Said()), nil
	}
	return answer{}, err
}

// postReady takes a service's word that a learner may begin.
func postReady(c *call) (answer, error) {
	attempt, exam, err := c.store.AttemptOfService(c.ctx(), c.args["external_id"])
	if err != nil {
		if model.CodeOf(err) == model.CodeNotFound {
			return answer{status: http.StatusNotFound, body: "You have entered an exam code that is not valid."}, nil
		}
		return answer{}, err
	}
	if err := c.mayCall(exam); err != nil {
		return answer{}, err
	}
	if _, _, err := c.store.Attempt(c.ctx(), attempt.ID); err != nil {
		return answer{}, err
	}
	if _, err := c.store.MarkReady(c.ctx(), attempt.ID); err != nil {
		return answer{}, err
	}
	return ok("OK")
}

func noSuchCode() answer {
	return answer{status: http.StatusNotFound, page: "You have entered an exam code that is not valid."}
}

// getStartExam is where PSI's software sends a learner's browser when it is set up
// (callbacks.start_exam_callback).
func getStartExam(c *call) (answer, error) {
	code := c.args["attempt_code"]
	id, err := c.store.AttemptIDByCode(c.ctx(), code)
	if err != nil {
		if model.CodeOf(err) == model.CodeNotFound {
			return noSuchCode(), nil
		}
		return answer{}, err
	}
	row, _, err := c.store.Attempt(c.ctx(), id)
	if err != nil {
		return answer{}, err
	}
	if _, err := c.store.SoftwareReady(c.ctx(), code); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusFound, location: model.JumpToURL(row.Exam.CourseID.Raw(), row.Exam.ContentID.Raw())}, nil
}

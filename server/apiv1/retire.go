package apiv1

import (
	"net/http"

	"examdesk/model"
)

// postRetire empties what is kept of a learner.
func postRetire(c *call) (answer, error) {
	user, allowed, err := c.retiring()
	if err != nil || !allowed {
		return answer{status: http.StatusForbidden}, err
	}
	_, err = c.store.RetireLearner(c.ctx(), user)
	return answer{status: http.StatusNoContent}, err
}

// postRetireAtServices asks the proctoring services to forget a learner.
func postRetireAtServices(c *call) (answer, error) {
	user, allowed, err := c.retiring()
	if err != nil || !allowed {
		return answer{status: http.StatusForbidden}, err
	}
	results, err := c.store.RetireAtServices(c.ctx(), user)
	if err != nil {
		return answer{}, err
	}
	out, status := map[string]bool{}, http.StatusOK
	for name, err := range results {
		out[name] = err == nil
		if err != nil {
			status = http.StatusInternalServerError // as edx-proctoring says that a service failed
		}
	}
	return answer{status: status, body: out}, nil
}

// retiring is the learner of the address, and whether the requester may retire them.
func (c *call) retiring() (user int64, allowed bool, err error) {
	err = c.store.MayInCourse(c.ctx(), model.DeedRetireLearner, "")
	if err != nil && model.CodeOf(err) == model.CodeDenied {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	user, err = number("user_id", c.args["user_id"])
	return user, true, err
}

package apiv1

import (
	"net/http"

	"examdesk/model"
)

// strictStart is what stands in the place of [getStartExam] where the server is strict:
// an address that is only opened, by a scanner of links or from another page, changes
// nothing. A person presses the button.
func strictStart(method string) (handler, bool) {
	switch method {
	case http.MethodGet:
		return askToStart, true
	case http.MethodPost:
		return pressedStart, true
	}
	return nil, false
}

const startPage = `<!doctype html><title>Begin the exam</title><form method="post"><p>Your proctoring software is set up.</p><button>Begin the exam</button></form>
`

func askToStart(c *call) (answer, error) {
	if _, err := c.store.AttemptIDByCode(c.ctx(), c.args["attempt_code"]); err != nil {
		if model.CodeOf(err) == model.CodeNotFound {
			return noSuchCode(), nil
		}
		return answer{}, err
	}
	return answer{status: http.StatusOK, page: startPage}, nil
}

func pressedStart(c *call) (answer, error) {
	if http.NewCrossOriginProtection().Check(c.r) != nil {
		return said(http.StatusForbidden, "CSRF Failed: the request does not come from a page of this site."), nil
	}
	return getStartExam(c)
}

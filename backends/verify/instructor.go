package verify

import (
	"net/url"
	"strings"

	"examdesk/backends/rest"
	"examdesk/model"
)

// instructorURL signs the link with which course staff open the service's
// dashboard (edx-proctoring 5.2.0, rest.get_instructor_url). It is not opened:
// that would sign anyone in.
func (p probe) instructorURL() outcome {
	id := p.svc.Text("client_id")
	if id == "" || strings.ContainsAny(id, "/?#% \t") {
		return fail(model.CauseSettings, "client_id cannot be part of an address, as it is in the dashboard's link", "Correct client_id.")
	}
	lifetime := p.svc.Seconds("token_expiration_time", 60)
	if lifetime <= 0 {
		return fail(model.CauseSettings, "token_expiration_time is not positive, so each link has expired when it is made", "Correct token_expiration_time; it is in seconds, 60 if left out.")
	}
	s, err := p.restService()
	if err != nil {
		return unusable(err)
	}
	raw, err := s.InstructorURL(rest.Instructor{CourseID: checkCourse, UserID: checkName, FullName: checkName, Email: checkEmail})
	if err != nil {
		return fail(model.CauseSettings, "no link can be signed with client_secret", again(p.svc.Name, "client_secret"))
	}
	if _, err := url.Parse(raw); err != nil {
		return fail(model.CauseSettings, "base_url and client_id do not form a valid address", "Correct base_url.")
	}
	return pass("a link can be signed, good for %s; it was not opened", span(lifetime))
}

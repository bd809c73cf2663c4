package verify

import (
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/model"
)

// instructorURL signs the link with which course staff open the service's
// dashboard (edx-proctoring 5.2.0, rest.get_instructor_url). It is not opened:
// that would sign somebody in.
func (p probe) instructorURL() outcome {
	id := p.svc.Text("client_id")
	if id == "" || strings.ContainsAny(id, "/?#% \t") {
		return fail(model.CauseSettings, "client_id cannot be a part of an address, as the dashboard's link needs it", "Correct client_id.")
	}
	lifetime := time.Duration(p.svc.Number("token_expiration_time", 60)) * time.Second
	if lifetime <= 0 {
		return fail(model.CauseSettings, "token_expiration_time is not positive, so each link is over when it is made", "Correct token_expiration_time; it is in seconds, 60 if left out.")
	}
	claims := jwt.RegisteredClaims{Issuer: id, ExpiresAt: jwt.NewNumericDate(p.v.Clock().Add(lifetime))}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(p.svc.Secret("client_secret").Reveal()))
	if err != nil {
		return fail(model.CauseSettings, "no link can be signed with client_secret", again(p.svc.Name, "client_secret"))
	}
	raw := p.svc.Text("base_url") + "/api/v1/instructor/" + id + "/?jwt=" + signed
	if _, err := url.Parse(raw); err != nil {
		return fail(model.CauseSettings, "base_url and client_id make no address together", "Correct base_url.")
	}
	return pass("a link can be signed, good for %s; it was not opened", span(lifetime))
}

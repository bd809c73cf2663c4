package simulator

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"examdesk/backends/payload"
)

// claim is one line of the instructor's page.
type claim struct{ Name, Value string }

// instructor shows what an instructor's link says, if it is signed with the
// client's secret (edx-proctoring 5.2.0, rest.get_instructor_url).
func (s *Service) instructor(c call) error {
	claims, why := s.readLink(c)
	if why != "" {
		render(c.w, http.StatusUnauthorized, refusedLinkPage(why))
		return nil
	}
	var lines []claim
	for _, name := range slices.Sorted(maps.Keys(claims)) {
		lines = append(lines, claimLines(name, claims[name])...)
	}
	render(c.w, http.StatusOK, instructorPage(s.config.REST.ClientID, lines))
	return nil
}

// claimLines show a claim, and the parts of one that is an object.
func claimLines(name string, v any) []claim {
	o, nested := v.(map[string]any)
	if !nested {
		return []claim{{name, payload.Str(v)}}
	}
	var out []claim
	for _, key := range slices.Sorted(maps.Keys(o)) {
		out = append(out, claimLines(name+"."+key, o[key])...)
	}
	return out
}

// readLink reads the token of a link, or returns why it is not valid.
func (s *Service) readLink(c call) (jwt.MapClaims, string) {
	k := s.config.REST
	if c.r.PathValue("client") != k.ClientID {
		return nil, "The link is from a client that this service does not know."
	}
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(k.ClientID), jwt.WithExpirationRequired(),
		jwt.WithJSONNumber(), jwt.WithTimeFunc(func() time.Time { return c.now }))
	_, err := parser.ParseWithClaims(c.r.URL.Query().Get("jwt"), claims, func(*jwt.Token) (any, error) { return []byte(k.ClientSecret.Reveal()), nil })
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return nil, "The link has expired: open it again from the LMS."
	case err != nil || c.fault == FaultSecret:
		return nil, "The link is not signed with this client's secret."
	}
	return claims, ""
}

package rest

import (
	"context"
	"net/http"

	"examdesk/backends/rest/oauth"
	"examdesk/backends/wire"
)

// AskToken asks for a token once, as the service's requests do, and leaves the
// answer to the caller to judge. It asks also where no token is needed.
func (s *Service) AskToken(ctx context.Context) (wire.Answer, error) { return oauth.Ask(ctx, s.grants) }

// AskConfig asks once for the service's configuration, with the given token or
// none, and leaves the answer to the caller to judge.
func (s *Service) AskConfig(ctx context.Context, token oauth.Token) (wire.Answer, error) {
	a, err := s.send(ctx, configCall(), token)
	return a.Answer, err
}

// configCall asks for the configuration (edx-proctoring 5.2.0,
// rest.BaseRestProctoringProvider.get_proctoring_config).
func configCall() call {
	return call{method: http.MethodGet, path: "/api/v1/config/", repeat: true, language: true}
}

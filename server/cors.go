package server

import (
	"net/http"

	"github.com/rs/cors"
)

// shared lets the pages of front ends at other hosts read the answers, as the LMS does
// for the micro-frontends (its CORS_ORIGIN_WHITELIST, CORS_ALLOW_CREDENTIALS and
// CORS_ALLOW_HEADERS): a browser asks first whether it may.
func shared(origins []string, next http.Handler) http.Handler {
	if len(origins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins, AllowCredentials: true,
		AllowedMethods:       []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowedHeaders:       []string{"accept", "authorization", "content-type", "user-agent", "x-csrftoken", "x-requested-with", "use-jwt-cookie"},
		OptionsSuccessStatus: http.StatusOK,
	}).Handler(next)
}

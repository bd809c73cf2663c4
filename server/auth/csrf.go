package auth

import (
	"crypto/subtle"
	"strings"
)

const (
	csrfSecret  = 32
	csrfLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
)

// sameCSRF reports whether two CSRF tokens are of one secret. Django hands them out
// masked: 32 letters that are the mask, then the secret shifted by it.
func sameCSRF(cookie, header string) bool {
	a, okA := unmask(cookie)
	b, okB := unmask(header)
	return okA && okB && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

func unmask(token string) (string, bool) {
	for i := range len(token) {
		if strings.IndexByte(csrfLetters, token[i]) < 0 {
			return "", false
		}
	}
	switch len(token) {
	case csrfSecret:
		return token, true
	case 2 * csrfSecret:
	default:
		return "", false
	}
	out := make([]byte, csrfSecret)
	for i := range out {
		mask := strings.IndexByte(csrfLetters, token[i])
		shifted := strings.IndexByte(csrfLetters, token[csrfSecret+i])
		out[i] = csrfLetters[(shifted-mask+len(csrfLetters))%len(csrfLetters)]
	}
	return string(out), true
}

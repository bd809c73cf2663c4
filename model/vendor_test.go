package model

import (
	"strings"
	"testing"
)

func TestVendorError(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                          "the service answered with status 418",
		" no\x1b[31m\r\n more ":     "the service answered with status 418: no   more",
		"\xff\xfe":                  "the service answered with status 418",
		strings.Repeat("é", 100000): "the service answered with status 418: " + strings.Repeat("é", 299) + "…",
	} {
		if got := NewVendorError(418, []byte(body)).Error(); got != want {
			t.Errorf("%.20q: %q", body, got)
		}
	}
	for status, passing := range map[int]bool{302: true, 400: false, 401: true, 404: true, 410: false, 422: false, 429: true, 500: true, 503: true} {
		if got := (&VendorError{Status: status}).Passing(); got != passing {
			t.Errorf("%d passing: %t", status, got)
		}
	}
}

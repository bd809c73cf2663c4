package settings

import (
	"strings"
	"testing"
)

func TestNear(t *testing.T) {
	t.Parallel()
	known := []string{"organization", "secret_key", "client_secret", "base_url", "software_secure", "null"}
	for name, want := range map[string]string{
		"organisation": "organization", "secret_kye": "secret_key", "SECRET-KEY": "secret_key", "base_ulr": "base_url", "software-secure": "software_secure", "nul": "null",
		"proctorco": "", "x": "", "": "", "nu": "", strings.Repeat("long", 50): "", "mull": "null", "noll": "null", "bell": "", "\xff\xfe\xfd": "",
	} {
		if got, ok := Near(name, known); got != want || ok != (want != "") {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got, ok := Near("abc", nil); ok {
		t.Error(got)
	}
}

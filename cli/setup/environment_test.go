package setup

import (
	"strings"
	"testing"

	"examdesk/config"
)

func TestNearVariable(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"EXAMDESK_PROFIL": "EXAMDESK_PROFILE", "EXAMDESK_STOER": "EXAMDESK_STORE", "EXAMDESK_STORES": "EXAMDESK_STORE", "EXAMDESK_A": "EXAMDESK_AS",
		"EXAMDESK_PASSPHRASEFILE": "EXAMDESK_PASSPHRASE_FILE", "EXAMDESK_STORE": "", "EXAMDESK_STORE_KEY": "", "EXAMDESK_PSI_SECRET": "", "EXAMDESK_": "",
		"PROFILE": "", "examdesk_profil": "", "EXAMDESK_" + strings.Repeat("X", 100_000): "",
	} {
		if got := nearVariable(name); got != want {
			t.Errorf("%.40s: %q, want %q", name, got, want)
		}
	}
	if name := config.PassphraseEnv; nearVariable(name+"S") != name {
		t.Errorf("%s is not among the variables", name)
	}
}

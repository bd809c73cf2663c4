package cli

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"examdesk/cli/checks"
	"examdesk/config"
	"examdesk/model"
)

const wellService = `SITE_NAME: lms.example.com
PROCTORING_USER_OBFUSCATION_KEY: 'env:EXAMDESK_TEST_OBFUSCATION'
PROCTORING_BACKENDS:
  DEFAULT: proctorco
  proctorco: {base_url: 'https://127.0.0.1:1', client_id: c, client_secret: 'env:EXAMDESK_TEST_SECRET', allow_private_addresses: true}
`

// A timer learns of what keeps decisions and services from working, and of nothing
// else.
func TestDoctorForTimers(t *testing.T) {
	seconds := func(d time.Duration) *time.Time { at := time.Now().Add(d); return &at }
	for name, c := range map[string]struct {
		config string
		last   *checks.LastCheck
		says   string
	}{
		"well":                 {wellService, nil, ""},
		"checked":              {wellService, &checks.LastCheck{At: time.Now(), State: model.CheckPass, CertificateEnds: seconds(90 * 24 * time.Hour)}, ""},
		"failed check":         {wellService, &checks.LastCheck{At: time.Now(), State: model.CheckFail, Failed: []string{"token"}}, "the last check failed (token)"},
		"certificate ends":     {wellService, &checks.LastCheck{At: time.Now(), State: model.CheckWarn, CertificateEnds: seconds(9 * 24 * time.Hour)}, "it expires on"},
		"no SITE_NAME":         {strings.Replace(wellService, "SITE_NAME: lms.example.com\n", "", 1), nil, "SITE_NAME is not configured"},
		"no host name":         {strings.Replace(wellService, "lms.example.com", "Nordic University", 1), nil, "not a host name"},
		"unusable default":     {strings.Replace(wellService, "client_id: c, ", "", 1), nil, "lacks client_id"},
		"default that is gone": {strings.Replace(wellService, "DEFAULT: proctorco", "DEFAULT: proctorcoo", 1), nil, "not among the services"},
		"secret that is gone":  {strings.Replace(wellService, "EXAMDESK_TEST_SECRET", "EXAMDESK_TEST_GONE", 1), nil, "EXAMDESK_TEST_GONE"},
	} {
		t.Run(name, func(t *testing.T) {
			home := keysHome(t, "secrets: {store: plain}\n"+c.config)
			t.Setenv("EXAMDESK_TEST_SECRET", "fake-secret-do-not-use")
			t.Setenv("EXAMDESK_TEST_OBFUSCATION", "fake-key-do-not-use")
			t.Setenv("TZ", "UTC")
			path := filepath.Join(filepath.Dir(home), "state.sqlite3")
			if status, said := keysRun(t, home, "", "store", "seed", "--attempts", "20", "--store", path); status != 0 {
				t.Fatal(said)
			}
			if c.last != nil {
				writeLastCheck(t, home, *c.last)
			}
			status, said := keysRun(t, home, "", "doctor", "--quiet", "--store", path)
			flat := strings.Join(strings.Fields(said), " ")
			switch {
			case c.says == "" && (status != 0 || said != ""):
				t.Errorf("%d: %s", status, said)
			case c.says != "" && (status != 1 || !strings.Contains(flat, c.says) || strings.Contains(said, "ok  ")):
				t.Errorf("%d, want %q: %s", status, c.says, said)
			}
		})
	}
}

func writeLastCheck(t *testing.T, home string, l checks.LastCheck) {
	t.Helper()
	c, err := config.Load(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := config.StateDir()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "checks.json")
	data, err := json.Marshal(checks.LastChecks{Version: 1, Checks: map[string]checks.LastCheck{c.CheckKey("proctorco"): l}})
	if err := errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
		t.Fatal(err)
	}
}

// What one profile has wrong is found with --all-profiles, and named by it.
func TestDoctorAllProfiles(t *testing.T) {
	home := keysHome(t, "default_profile: live\nprofiles:\n  live: {store: 'sqlite:/gone/a.sqlite3'}\n  stage:\n    store: sqlite:/gone/b.sqlite3\n    PROCTORING_BACKENDS: {DEFAULT: nowhere}\n")
	status, said := keysRun(t, home, "", "doctor", "--all-profiles", "--json", "--quiet")
	var list []struct {
		What    string `json:"check"`
		Profile string `json:"profile"`
	}
	if err := json.Unmarshal([]byte(said[:strings.LastIndex(said, "]")+1]), &list); err != nil || status != 1 {
		t.Fatalf("%d, %v: %s", status, err, said)
	}
	got := map[string]int{}
	for _, c := range list {
		got[c.Profile+" "+c.What]++
	}
	if got["live store"] != 1 || got["stage store"] != 1 || got["stage services"] != 1 || got["live services"] != 0 {
		t.Errorf("%v", got)
	}
	if status, said := keysRun(t, home, "", "doctor", "--all-profiles", "--profile", "live"); status != 2 {
		t.Errorf("%d: %s", status, said)
	}
}

// What cannot be looked at is unknown to the monitoring, not down.
func TestVerifyNagiosUnknown(t *testing.T) {
	home := keysHome(t, "PROCTORING_BACKENDS: [1]\n")
	if status, said := keysRun(t, home, "", "backend", "verify", "--format", "nagios"); status != 3 || !strings.HasPrefix(said, "EXAMDESK UNKNOWN - ") || strings.Count(said, "\n") != 1 {
		t.Errorf("%d: %s", status, said)
	}
}

package secrets

import (
	"testing"

	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup/setuptest"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// All names are reported that are filed or referred to, each with who needs it.
func TestReportOn(t *testing.T) {
	home := kittest.Home(t, `secrets: {store: plain}
PROCTORING_BACKENDS:
  p: {base_url: 'https://p.example', client_id: c, client_secret: 'keyring:p/client_secret'}
  q: {base_url: 'https://q.example', client_id: c, client_secret: 'keyring:not//a-name'}
  r: {base_url: 'https://r.example', client_id: c, client_secret: 'keyring:gone'}
`)
	c, err := config.Load(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"p/client_secret", "spare"} {
		if err := c.Vault().Set(t.Context(), name, model.NewSecret("synthetic-do-not-use")); err != nil {
			t.Fatal(err)
		}
	}
	d := setuptest.On(t, nil, "")
	r := ReportOn(t.Context(), d.Setup, c)
	if r.Err != nil || r.Unlisted || r.Choice.Kind != keys.KindPlain {
		t.Fatalf("%+v", r)
	}
	got := map[string]string{}
	used := map[string]int{}
	for _, k := range r.Keys {
		got[k.Name], used[k.Name] = k.State, len(k.UsedBy)
	}
	for name, want := range map[string]string{"examdesk/p/client_secret": There, "examdesk/spare": There, "examdesk/gone": Missing, "not//a-name": Invalid} {
		if got[name] != want || (used[name] > 0) == (name == "examdesk/spare") {
			t.Errorf("%s is %q, used by %d, want %s", name, got[name], used[name], want)
		}
	}
	if len(r.Keys) != 4 {
		t.Errorf("%+v", r.Keys)
	}
}

func TestTargetOf(t *testing.T) {
	t.Parallel()
	c, err := config.Parse([]byte("PROCTORING_BACKENDS: {p: {base_url: 'https://p.example', client_secret: 'keyring:own'}}\n"), "c.yml")
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Of(""); err != nil {
		t.Fatal(err)
	}
	for arg, want := range map[string]struct{ name, place string }{
		"p/client_secret":                   {"own", config.BackendKey("p", "client_secret")},
		"software_secure/secret_key":        {"default/software_secure/secret_key", config.BackendKey("software_secure", "secret_key")},
		"platform_webhook":                  {"platform_webhook", ""},
		"PROCTORING_USER_OBFUSCATION_KEY":   {"default/lms/PROCTORING_USER_OBFUSCATION_KEY", "PROCTORING_USER_OBFUSCATION_KEY"},
		"JWT_SECRET_KEY":                    {"default/lms/JWT_SECRET_KEY", "JWT_AUTH.JWT_SECRET_KEY"},
		"JWT_AUTH/JWT_SECRET_KEY":           {"default/lms/JWT_SECRET_KEY", "JWT_AUTH.JWT_SECRET_KEY"},
		"examdesk/default/p2/client_secret": {"default/p2/client_secret", config.BackendKey("p2", "client_secret")},
	} {
		got, err := TargetOf(c, arg)
		if err != nil || got.Name != want.name || got.Place() != want.place {
			t.Errorf("%s: %+v (%s), %v", arg, got, got.Place(), err)
		}
	}
	for _, arg := range []string{"software_secure/organization", "software_secure/nothing", "gone/client_secret", "9f86d081884c7d659a2feaa0c55ad015", "a b"} {
		if _, err := TargetOf(c, arg); err == nil {
			t.Errorf("%s is taken", arg)
		}
	}
}

package checks

import (
	"testing"
	"time"

	"examdesk/backends/settings"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/setup/setuptest"
	"examdesk/config"
	"examdesk/model"
)

// What the last check of a service found is there in the next run, unless it was not to
// be noted or nothing was found.
func TestRemember(t *testing.T) {
	home := kittest.Home(t, "PROCTORING_BACKENDS: {p: {base_url: 'https://p.example'}}\n")
	c, err := config.Load(t.Context(), home, "")
	if err != nil {
		t.Fatal(err)
	}
	d := setuptest.On(t, nil, "")
	ends := kittest.Now().AddDate(0, 0, 9)
	list := []Verified{
		{Info: model.BackendInfo{Name: "p"}, Started: kittest.Now(), Checks: []model.Check{
			{Name: "tls", State: model.CheckPass, Ends: ends}, {Name: "token", State: model.CheckFail, Cause: model.CauseSecret}}},
		{Info: model.BackendInfo{Name: "q"}, Err: kittest.Unreachable()},
	}
	d.Setup.Global.ReadOnly = true
	Remember(t.Context(), d.Setup, c, list)
	if l := ReadLastChecks(t.Context()); len(l.Checks) != 0 {
		t.Errorf("with --read-only it is noted: %+v", l)
	}
	d.Setup.Global.ReadOnly = false
	Remember(t.Context(), d.Setup, c, list)
	l := ReadLastChecks(t.Context())
	got := l.Checks[c.CheckKey("p")]
	if len(l.Checks) != 1 || got.State != model.CheckFail || len(got.Failed) != 1 || got.Failed[0] != "token" || got.CertificateEnds == nil || !got.CertificateEnds.Equal(ends) {
		t.Errorf("%+v", l)
	}
	if d.Said.Len() != 0 {
		t.Errorf("%s", d.Said)
	}
}

func TestLastCheckWords(t *testing.T) {
	t.Parallel()
	now := kittest.Now()
	for want, l := range map[string]LastCheck{
		"never checked":             {},
		"pass, just now":            {At: now, State: model.CheckPass},
		"pass (not proved), 3h ago": {At: now.Add(-3 * time.Hour), State: model.CheckPass, Unproven: true},
	} {
		if got := l.Words(now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A check is shown with its cause and what to do, as its JSON is.
func TestShow(t *testing.T) {
	t.Parallel()
	d := setuptest.On(t, nil, "")
	p := printer.NewPage(d.Factory)
	Show(p, ToJSON(model.Check{Name: "token", State: model.CheckFail, Cause: model.CauseSecret, Seen: "refused", Remedy: "Ask for another."}), Glyphs{map[model.CheckState]string{model.CheckFail: "x"}, "-> "})
	d.Says(t, p.Flush(), 0, "  x fail token", "wrong secret: refused", "-> Ask for another.")
}

// The services of a configuration are checked with their own settings; the default one
// need not be among them.
func TestVerifier(t *testing.T) {
	t.Parallel()
	d := setuptest.On(t, nil, "")
	c, err := config.Parse([]byte("PROCTORING_BACKENDS: {DEFAULT: gone, p: {base_url: 'https://p.example', client_id: c, client_secret: 'literal-do-not-use'}}\n"), "c.yml")
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Of(""); err != nil {
		t.Fatal(err)
	}
	asIs := func(ref string) string { return "the place of " + ref[:len("literal")] }
	v, err := VerifierOf(d.Setup, c, nil, asIs)
	if err != nil {
		t.Fatal(err)
	}
	infos, err := v.Backends(t.Context())
	if err != nil || len(infos) != 1 || infos[0].Kind != string(settings.REST) || infos[0].IsDefault || v.Default != "gone" {
		t.Errorf("%+v, %v", infos, err)
	}
	if said := DefaultGone("gone"); said != `DEFAULT names "gone", which is not among the services: new exams have no service.` {
		t.Errorf("%q", said)
	}
}

package view

import (
	"strings"
	"testing"
	"time"

	"examdesk/model"
	"examdesk/tui/theme"
)

func someChecks() []model.Check {
	return []model.Check{
		{Name: "configuration", State: model.CheckPass, Seen: "7 of 7 keys, 3 of them secret.", Took: 2 * time.Millisecond},
		{Name: "clock", State: model.CheckWarn, Cause: model.CauseClock, Seen: "This machine is 94 s ahead of the service, which looks like a wrong secret.", Remedy: "Turn on NTP.", Took: 97 * time.Millisecond},
		{Name: "signature", State: model.CheckFail, Cause: model.CauseSecret, Seen: "The service refused (401).", Remedy: "examdesk keys rotate software_secure/secret_key", Took: 1400 * time.Millisecond},
		{Name: "token", State: model.CheckFail},
		{Name: "callback", State: model.CheckSkip, Remedy: "Say where this server is."},
		{Name: "config", State: model.CheckRunning},
	}
}

func serviceOf(edit func(*Service)) *Service {
	s := &Service{
		BackendInfo: model.BackendInfo{Name: "software_secure", VerboseName: "RPNow", Kind: "software_secure", IsDefault: true, Address: "https://psi.example.com", Keys: 7, Secrets: 3, SecretsIn: "keyring", Live: true},
		Last:        Checkup{Phase: Checked, Checks: someChecks()[:5], Began: ago(3 * time.Minute), Took: 1400 * time.Millisecond},
	}
	edit(s)
	return s
}

// services are a service in every state.
func services() map[string]*Service {
	before := &Checkup{Phase: Checked, Checks: someChecks()[:2], Began: ago(5 * time.Hour), Took: time.Minute}
	const t = model.Text(hostileText)
	return map[string]*Service{
		"failed":    serviceOf(func(*Service) {}),
		"unchecked": serviceOf(func(s *Service) { s.Last = Checkup{} }),
		"bare":      {},
		"checking": serviceOf(func(s *Service) {
			s.Last.Phase, s.Last.Checks, s.Last.Of, s.Last.Before = Checking, someChecks(), 9, before
		}),
		"first": serviceOf(func(s *Service) { s.Last.Phase, s.Last.Checks = Checking, nil }),
		"stopped": serviceOf(func(s *Service) {
			s.Last = Checkup{Phase: CheckStopped, Checks: someChecks(), Live: true, Before: before}
		}),
		"broken":  serviceOf(func(s *Service) { s.Last.Phase, s.Last.Problem = CheckBroken, "The desk itself failed."+hostileText }),
		"well":    serviceOf(func(s *Service) { s.Last.Checks = someChecks()[:1] }),
		"nothing": serviceOf(func(s *Service) { s.Last.Checks = someChecks()[4:5] }),
		"hostile": serviceOf(func(s *Service) {
			s.BackendInfo = model.BackendInfo{Name: hostileText, VerboseName: t, Kind: hostileText, IsDefault: true, Address: t, Keys: -1, Secrets: 1 << 30, SecretsIn: t}
			s.Last.Checks = append(s.Last.Checks, model.Check{Name: hostileText, State: hostileText, Seen: t, Remedy: t, Cause: hostileText},
				model.Check{Name: hostileText + hostileText, State: model.CheckFail, Seen: t + "\n" + t, Remedy: t, Cause: hostileText, Took: 1 << 62}, model.Check{State: model.CheckWarn, Took: -5})
		}),
	}
}

func serviceLines(f Frame) []string {
	c := ServiceColumnsFor(f.Width)
	lines := []string{c.Header(f)}
	for name, s := range services() {
		lines = append(lines, ServiceRow(s, c, f, name == "failed"))
	}
	return lines[:min(len(lines), f.Height)]
}

func backendScenes() []scene {
	list := []scene{
		{name: "services", low: true, draw: serviceLines},
		{name: "faces-noservices", draw: func(f Frame) []string { return NoServices("", f) }},
		{name: "faces-noservice-hostile", draw: func(f Frame) []string { return NoServices(hostileText, f) }},
	}
	for name, s := range services() {
		if name == "broken" { // its problem is hostile
			name = "broken-hostile"
		}
		list = append(list,
			scene{name: "report-" + name, scrolls: true, draw: func(f Frame) []string { return Report(s, f) }},
			scene{name: "reportpane-" + name, draw: func(f Frame) []string { return ReportPane(s, f) }})
	}
	return list
}

func TestServiceWords(t *testing.T) {
	t.Parallel()
	all := services()
	for name, want := range map[string]string{
		"failed": "failed: wrong secret", "unchecked": "not checked yet", "checking": "checking 6 of 9", "first": "checking",
		"stopped": "stopped, 5 done", "broken": "could not be checked", "well": "well", "nothing": "nothing was checked",
	} {
		if got := all[name].Last.Word(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	one := Checkup{Phase: Checked, Checks: someChecks()[:2]}
	if got := one.Word(); got != "1 warning" || one.Failed() {
		t.Errorf("a warning is %q, failed %v", got, one.Failed())
	}
	one = Checkup{Phase: Checking, Checks: someChecks(), Of: 3} // there are more than the last time
	if got := one.Word(); got != "checking, 5 done" {
		t.Errorf("with more checks than before: %q", got)
	}
	for _, c := range []model.CheckCause{
		model.CauseSettings, model.CauseSecret, model.CauseClock, model.CauseAddress, model.CauseBlocked, model.CauseDown, model.CauseAnswer,
	} {
		if w := CauseWord(c); w == "" || strings.Contains(w, "_") {
			t.Errorf("%s in words: %q", c, w)
		}
	}
}

// What went wrong, what it is called and what to do is in the whole report and in
// the smallest pane.
func TestReportSays(t *testing.T) {
	t.Parallel()
	s := serviceOf(func(s *Service) { s.Last.Checks = someChecks()[:3] })
	says := []string{"software_secure", "failed: wrong secret", "clock", "warning:", "NTP", "signature", "wrong secret:", "(401)", "Remedy:", "keys rotate", "in 1.4"}
	for _, lines := range [][]string{
		Report(s, frame(120, 40, theme.NoColor)), Report(s, frame(40, 40, theme.Dark)), ReportPane(s, frame(80, 12, theme.NoColor)), ReportPane(s, frame(47, 24, theme.Light)),
	} {
		got := strings.Join(lines, "\n")
		for _, w := range says {
			if !strings.Contains(got, w) {
				t.Errorf("no %q in\n%s", w, got)
			}
		}
	}
	stopped := strings.Join(Report(services()["stopped"], frame(120, 40, theme.NoColor)), "\n")
	for _, w := range []string{"stopped before it had an outcome", "may still have reached the service", "The previous check: 1 warning"} {
		if !strings.Contains(stopped, w) {
			t.Errorf("no %q in\n%s", w, stopped)
		}
	}
}

func TestReportText(t *testing.T) {
	t.Parallel()
	got := ReportText(services()["failed"], time.FixedZone("CET", 3600))
	want := `Proctoring service software_secure (RPNow): failed: wrong secret
software_secure, the default, https://psi.example.com, 7 settings, 3 of them secret, kept in: keyring
Checked Fri 20 Nov 2026 17:01:01 CET (Fri 20 Nov 2026 16:01:01 UTC), took 1.4 s, nothing was registered at the service.

configuration  well: 7 of 7 keys, 3 of them secret.
clock          warning: This machine is 94 s ahead of the service, which looks like a wrong secret.
               Remedy: Turn on NTP.
signature      wrong secret: The service refused (401).
               Remedy: examdesk keys rotate software_secure/secret_key
token          failed
callback       left out
               Remedy: Say where this server is.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for name, s := range services() {
		for _, r := range ReportText(s, nil) {
			if r != '\n' && r < 0x20 || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e {
				t.Errorf("%s: %U in the text", name, r)
			}
		}
	}
}

func TestSpent(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Second: "0 ms", 0: "0 ms", 12 * time.Millisecond: "12 ms", 1440 * time.Millisecond: "1.4 s", 72 * time.Second: "1 min 12 s",
		999_700 * time.Microsecond: "1.0 s", 59_960 * time.Millisecond: "1 min 0 s",
	} {
		if got := spent(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

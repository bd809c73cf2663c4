package backend

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	prom "github.com/prometheus/common/model"

	"examdesk/cli/checks"
	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup"
	"examdesk/model"
	"examdesk/store/sample"
)

// The formats for monitoring are what they are read as.
func TestVerifyFormats(t *testing.T) {
	now := time.Now()
	skew := 1500 * time.Millisecond
	list := []checks.Verified{
		{Info: model.BackendInfo{Name: "proctorco"}, Started: now, Took: time.Second, Checks: []model.Check{
			{Name: "tls", State: model.CheckWarn, Seen: "certificate until soon (9 days) | x\nline", Ends: now.Add(9*24*time.Hour + time.Minute)},
			{Name: "clock", State: model.CheckPass, Skew: &skew}}},
		{Info: model.BackendInfo{Name: "it's=bad|\n"}, Started: now, Checks: []model.Check{{Name: "http", State: model.CheckPass}}},
	}
	for strict, want := range map[bool]int{false: 1, true: 2} {
		var out strings.Builder
		a := setup.New(kit.Env{Out: &out, Clock: func() time.Time { return now }}, nil)
		err := sayNagios(a, list, strict)
		var ended *kit.ExitError
		if !errors.As(err, &ended) || ended.Status != want {
			t.Errorf("strict %v: %v", strict, err)
		}
		line := out.String()
		if strings.Count(line, "\n") != 1 || strings.Count(line, "|") != 1 || !strings.Contains(line, "'proctorco certificate days'=9;30:;0:") || !strings.Contains(line, "'proctorco clock'=2s;") {
			t.Errorf("%q", line)
		}
	}
	path := filepath.Join(filepath.Dir(kittest.Home(t, "{}")), "state.sqlite3")
	if err := sample.Generate(t.Context(), path, sample.Options{Attempts: 200, Seed: 1, Now: now}, func(int64, int64, string) {}); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	a := setup.New(kit.Env{Out: &out, Clock: func() time.Time { return now }}, nil)
	a.Global.Store = path
	c, err := a.Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := sayMetrics(t.Context(), a, c, list); err != nil {
		t.Fatal(err)
	}
	parser := expfmt.NewTextParser(prom.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(out.String()))
	if err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	for name, metrics := range map[string]int{
		"examdesk_service_state": 8, "examdesk_service_certificate_days": 1, "examdesk_service_clock_skew_seconds": 1, "examdesk_store_up": 1,
		"examdesk_outbox_messages": 2, "examdesk_outbox_oldest_age_seconds": 2, "examdesk_attempts": len(model.Sections()),
	} {
		if f := families[name]; f == nil || len(f.GetMetric()) != metrics || f.GetHelp() == "" {
			t.Errorf("%s: %v, want %d", name, f, metrics)
		}
	}
	if f := families["examdesk_service_certificate_days"]; f != nil {
		if days := f.GetMetric()[0].GetGauge().GetValue(); days < 9 || days > 9.1 {
			t.Errorf("%v days", days)
		}
	}
}

// A warning ends with a failure where that is asked for.
func TestVerifyStrict(t *testing.T) {
	t.Parallel()
	list := []checks.Verified{{Info: model.BackendInfo{Name: "p"}, Checks: []model.Check{{Name: "tls", State: model.CheckWarn, Ends: time.Now().Add(9 * 24 * time.Hour)}}}}
	for strict, code := range map[bool]int{false: 0, true: 1} {
		r := rounds{strict: strict}
		if got := model.ExitCode(r.problem(t.Context(), list)); got != code {
			t.Errorf("strict %v: %d", strict, got)
		}
	}
}

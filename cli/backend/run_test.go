package backend

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup"
	"examdesk/cli/setup/setuptest"
	"examdesk/config"
	"examdesk/model"
)

// fewServices are two services of which one is well.
type fewServices struct {
	*scripted
	err error
}

func (s fewServices) Backends(context.Context) ([]model.BackendInfo, error) {
	return []model.BackendInfo{{Name: "proctorco", Kind: "rest", IsDefault: true, Secrets: 1, SecretsIn: "keyring"}, {Name: "ill", Kind: "rest"}}, s.err
}

func (s fewServices) Problems(name string) ([]model.Check, error) {
	if name != "ill" {
		return nil, nil
	}
	return []model.Check{{Name: "configuration", State: model.CheckFail, Cause: model.CauseSettings, Seen: "lacks client_id", Remedy: "Add it."}}, nil
}

// opens is a configuration with services that a test made.
func (s fewServices) opens(context.Context, *setup.Setup, time.Duration) (config.Config, checker, error) {
	return config.Config{}, s, nil
}

func newServices() fewServices {
	return fewServices{scripted: &scripted{of: func(_ int, name string) []model.Check {
		if name == "ill" {
			return []model.Check{{Name: "token", State: model.CheckFail, Cause: model.CauseSecret, Seen: "refused", Remedy: "Ask for another."}}
		}
		return []model.Check{{Name: "http", State: model.CheckPass, Seen: "there"}}
	}}}
}

func TestListRun(t *testing.T) {
	t.Parallel()
	d := setuptest.On(t, nil, "")
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, open: newServices().opens}), 0,
		"proctorco\trest\tdefault\t-\t1: keyring\t0\n", "ill\trest\t-\t-\t-\t1\n", "lacks client_id", "Add it.", "PROCTORING_BACKENDS has no DEFAULT")
	d.Said.Reset()
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, AsJSON: true, open: newServices().opens}), 0, `"name": "ill"`, `"cause": "settings"`)
	gone := newServices()
	gone.err = kittest.Unreachable()
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, open: gone.opens}), 6)
}

func TestVerifyRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given  func(*VerifyOptions)
		status int
		says   string
	}{
		"all":            {func(*VerifyOptions) {}, 4, "token"},
		"one":            {func(o *VerifyOptions) { o.Names = []string{"proctorco"} }, 0, "there"},
		"JSON":           {func(o *VerifyOptions) { o.AsJSON = true }, 4, `"cause": "wrong_secret"`},
		"nagios":         {func(o *VerifyOptions) { o.Format = "nagios" }, 1, "EXAMDESK CRITICAL - ill: token: refused | "},
		"not there":      {func(o *VerifyOptions) { o.Names = []string{"gone"} }, 5, ""},
		"live, not read": {func(o *VerifyOptions) { o.Live = true }, 4, "--read-only and --live cannot be combined"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := setuptest.On(t, nil, "")
			d.Setup.Global.ReadOnly = true // so that nothing is remembered
			o := &VerifyOptions{Setup: d.Setup, Format: "text", Timeout: 1, open: newServices().opens}
			c.given(o)
			d.Says(t, verifyRun(t.Context(), o), c.status, c.says)
		})
	}
}

// dueExams is a store of exams, of which the services are known.
type dueExams struct {
	kittest.Fake
	kittest.FewExams
}

func TestDueRun(t *testing.T) {
	kittest.Home(t, "")
	now := kittest.Now()
	exam := func(id int64, name model.Text, due time.Time) model.Exam {
		return model.Exam{ID: id, Name: name, CourseID: "course-v1:NordicU+STAT101+2026", IsActive: true, IsProctored: true, Backend: "proctorco", DueDate: &due}
	}
	off := exam(3, "Off", now.Add(time.Second))
	off.IsActive = false
	s := &dueExams{}
	s.All = []model.Exam{exam(1, "Later", now.AddDate(0, 0, 3)), exam(2, "Soon", now.Add(time.Second)), off}
	d := setuptest.On(t, s, "")
	d.Says(t, dueRun(t.Context(), &DueOptions{Setup: d.Setup, Days: 1}), 0, "2\tSoon\t")
	if said := d.Said.String(); strings.Contains(said, "Later") || strings.Contains(said, "Off") {
		t.Error(said)
	}
	d.Said.Reset()
	d.Says(t, dueRun(t.Context(), &DueOptions{Setup: d.Setup, Days: 7, AsJSON: true}), 0, `"exam_name": "Soon"`, `"exam_name": "Later"`, "never checked")
	if said := d.Said.String(); strings.Index(said, "Soon") > strings.Index(said, "Later") {
		t.Error(said)
	}
	d.Says(t, dueRun(t.Context(), &DueOptions{Setup: d.Setup}), 2, "--days 0")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	o := kittest.Options(t, setuptest.Cmd(NewCmdVerify), "a", "b", "--live", "--strict", "--watch=9", "--timeout", "3")
	if !slices.Equal(o.Names, []string{"a", "b"}) || !o.Live || !o.Strict || o.Watch != 9 || o.Timeout != 3 || o.Format != "text" || o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdVerify), "--watch"); o.Watch != 60 || o.Timeout != 10 {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdDue), "--days", "7", "--json"); o.Days != 7 || !o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdList), "--json"); !o.AsJSON {
		t.Errorf("%+v", o)
	}
	for _, args := range [][]string{{"--timeout", "0"}, {"--watch=0"}, {"--format", "xml"}, {"--format", "nagios", "--watch"}, {"--json", "--format", "json"}} {
		kittest.BadUsage(t, setuptest.Cmd(NewCmdVerify), args...)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdList), "x")
}

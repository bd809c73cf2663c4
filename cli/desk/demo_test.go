package desk

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup"
	"examdesk/cli/setup/setuptest"
	"examdesk/config"
	"examdesk/model"
	"examdesk/store/sample"
	"examdesk/tui"
)

// seen is what the desk was given, while it was open.
type seen struct {
	deps     tui.Deps
	path     string
	services []model.BackendInfo
	opened   int
}

func (s *seen) show(ctx context.Context, _ *setup.Setup, d tui.Deps) (err error) {
	s.opened++
	s.deps = d
	if own, is := d.Desk.(model.StateStore); is {
		s.path = own.Info().Path
	}
	s.services, err = d.Backends.Backends(ctx)
	return err
}

// Sample data can be decided, have services to be checked, and go when the desk closes
// unless they are kept.
func TestDemoRun(t *testing.T) {
	home := kittest.Home(t, "theme: dark\n")
	kept := filepath.Join(filepath.Dir(home), "kept.sqlite3")
	for _, keep := range []string{"", kept} {
		d := setuptest.On(t, nil, "")
		d.Setup.Global.File = home
		s := &seen{}
		d.Says(t, demoRun(t.Context(), &DemoOptions{Setup: d.Setup, Keep: keep, show: s.show}), 0)
		if s.opened != 1 || !s.deps.Capabilities.Decide.OK || s.deps.Keeper == nil || len(s.services) < 2 {
			t.Fatalf("opened %d times, with %+v, keeper %v, %d services", s.opened, s.deps.Capabilities.Decide, s.deps.Keeper, len(s.services))
		}
		if notes := strings.Join(s.deps.Capabilities.Notes, "\n"); !strings.Contains(notes, "Sample data: no one in it exists") || strings.Contains(notes, "It is kept in") != (keep != "") {
			t.Errorf("%q", notes)
		}
		if _, err := os.Stat(s.path); s.path == "" || (err == nil) != (keep != "") {
			t.Errorf("%q: %v", s.path, err)
		}
	}
	d := setuptest.On(t, nil, "")
	d.Setup.Global.File = home
	d.IsTerminal = false
	s := &seen{}
	d.Says(t, demoRun(t.Context(), &DemoOptions{Setup: d.Setup, show: s.show}), 2, "the desk needs a terminal")
	if s.opened != 0 {
		t.Error("it was opened")
	}
}

// The desk on a store of one's own: what it is given depends on who acts.
func TestDeskOpens(t *testing.T) {
	home := kittest.Home(t, "theme: dark\n")
	path := filepath.Join(filepath.Dir(home), "s.sqlite3")
	if err := sample.Generate(t.Context(), path, sample.Options{Attempts: 20, Seed: 1, Now: kittest.Now()}, func(int64, int64, string) {}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		as      string
		read    bool
		typed   string
		decides bool
		status  int
	}{
		"staff":           {config.SampleReviewer, false, "", true, 0},
		"only read":       {config.SampleReviewer, true, "", false, 0},
		"nobody":          {"", false, "\n", false, 0},
		"nobody answered": {"", false, "", false, 2},
		"not there":       {"gone", false, "", false, 5},
	} {
		t.Run(name, func(t *testing.T) {
			d := setuptest.On(t, nil, c.typed)
			d.Setup.Global = config.Flags{File: home, Store: path, As: c.as, ReadOnly: c.read}
			conf, target, err := d.Setup.ConfigEnv().Named(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s := &seen{}
			d.Says(t, desk(t.Context(), d.Setup, conf, target, s.show), c.status)
			if (s.opened == 1) != (c.status == 0) || s.opened == 1 && (s.deps.Keeper != nil) != c.decides {
				t.Errorf("opened %d times, keeper %v", s.opened, s.deps.Keeper)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, setuptest.Cmd(NewCmdDemo), "--keep", "s.sqlite3"); o.Keep != "s.sqlite3" {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdDemo), "x")
}

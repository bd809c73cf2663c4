package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/setup"
	"examdesk/cli/setup/setuptest"
	"examdesk/config"
	"examdesk/model"
)

func TestCheckRun(t *testing.T) {
	t.Parallel()
	ok, bad := model.Finding{OK: true, What: "rules", Detail: "those of 6.1.2"}, model.Finding{What: "reviews", Detail: "2 have no attempt", Remedy: "Look at them."}
	for name, c := range map[string]struct {
		found  []model.Finding
		err    error
		status int
		says   []string
	}{
		"well":        {[]model.Finding{ok}, nil, 0, []string{"ok    rules", "those of 6.1.2\n"}},
		"bad":         {[]model.Finding{bad, ok}, nil, 1, []string{"FAIL  reviews", "      Look at them.\n", "1 of 2 checks failed."}},
		"unreachable": {nil, kittest.Unreachable(), 6, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := setuptest.On(t, nil, "")
			o := &CheckOptions{Setup: d.Setup, findings: func(context.Context, *setup.Setup) ([]model.Finding, error) { return c.found, c.err }}
			d.Says(t, checkRun(t.Context(), o), c.status, c.says...)
		})
	}
}

// guest is a store that can be given tables of ours.
type guest struct {
	kittest.Fake
	current  bool
	migrated int
}

func (s *guest) UpToDate(context.Context) (bool, error) { return s.current, nil }

func (s *guest) Migrate(_ context.Context, say func(done, total int64, what string)) error {
	s.migrated++
	say(1, 1, "tables")
	return nil
}

func TestMigrateRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given  func(*guest, *MigrateOptions)
		typed  string
		status int
		says   string
		went   int
	}{
		"yes":          {func(_ *guest, o *MigrateOptions) { o.Yes = true }, "", 0, "", 1},
		"asked":        {func(*guest, *MigrateOptions) {}, "y\n", 0, "Add examdesk's tables to ", 1},
		"no":           {func(*guest, *MigrateOptions) {}, "n\n", 1, "Nothing was changed.", 0},
		"current":      {func(s *guest, _ *MigrateOptions) { s.current = true }, "", 0, "nothing to do", 0},
		"dry":          {func(_ *guest, o *MigrateOptions) { o.DryRun = true }, "", 0, "Would add examdesk's tables", 0},
		"may not":      {func(s *guest, o *MigrateOptions) { s.Refuse, o.Yes = kittest.Denied(), true }, "", 4, "You may not do this.", 0},
		"dry, may not": {func(s *guest, o *MigrateOptions) { s.Refuse, o.DryRun = kittest.Denied(), true }, "", 4, "You may not do this.", 0},
		"only read":    {func(s *guest, o *MigrateOptions) { s.ReadOnly, o.Yes = "Only read.", true }, "", 4, "Only read.", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &guest{}
			d := kittest.On(t, &kit.Opened{Store: s}, c.typed)
			o := &MigrateOptions{Factory: d.Factory}
			c.given(s, o)
			d.Says(t, migrateRun(t.Context(), o), c.status, c.says)
			s.AskedOnly(t, model.DeedMigrate)
			if s.migrated != c.went {
				t.Errorf("migrated %d times", s.migrated)
			}
		})
	}
}

func TestSeedRun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s.sqlite3")
	d := setuptest.On(t, nil, "")
	o := &SeedOptions{Setup: d.Setup, Sample: config.Sample{Attempts: 5, Seed: 1}}
	d.Says(t, seedRun(t.Context(), o), 2, "--store sqlite:PATH")
	o.Global.Store = "sqlite:" + path
	d.Says(t, seedRun(t.Context(), o), 0, "5 attempts written to "+path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	o.Attempts = 0
	d.Says(t, seedRun(t.Context(), o), 2, "--attempts 0")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, setuptest.Cmd(NewCmdSeed), "--attempts", "9", "--seed", "4"); o.Sample != (config.Sample{Attempts: 9, Seed: 4}) {
		t.Errorf("%+v", o.Sample)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdSeed)); o.Sample != (config.Sample{Attempts: 3000, Seed: 1}) {
		t.Errorf("%+v", o.Sample)
	}
	if o := kittest.Options(t, NewCmdMigrate, "--dry-run"); !o.DryRun || o.Yes {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdCheck), "x")
}

func TestCreateRun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new.sqlite3")
	for _, c := range []struct {
		url    string
		status int
		says   string
	}{
		{"sqlite:" + path, 0, "An empty store is at "},
		{"sqlite:" + path, 3, "already exists"},
		{"", 2, "--store sqlite:PATH"},
		{"mysql://x", 6, ""},
	} {
		d := setuptest.On(t, nil, "")
		d.Setup.Global.Store = c.url
		d.Says(t, createRun(t.Context(), &CreateOptions{d.Setup}), c.status, c.says)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdCreate)); o.Setup == nil {
		t.Errorf("options %+v", o)
	}
}

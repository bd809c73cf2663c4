package profile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/setup/setuptest"
)

const two = `# our stores
default_profile: live
profiles:
  live: {store: 'sqlite:/a', as: r.adeyemi}
  stage:
    store: sqlite:/b # for trying
    read_only: true
    PROCTORING_BACKENDS: {DEFAULT: p, p: {base_url: 'https://p.example', client_id: c, client_secret: 'env:X'}}
`

// at is a person at a terminal with a configuration of their own.
func at(t *testing.T, text, typed string) *setuptest.Desk {
	t.Helper()
	d := setuptest.On(t, nil, typed)
	d.Setup.Global.File = filepath.Join(t.TempDir(), "c.yml")
	if err := os.WriteFile(d.Setup.Global.File, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// written is the configuration as it is now.
func written(t *testing.T, d *setuptest.Desk) string {
	t.Helper()
	data, err := os.ReadFile(d.Setup.Global.File)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestListRun(t *testing.T) {
	t.Parallel()
	d := at(t, two, "")
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup}), 0, "*\tlive\tsqlite:/a\tr.adeyemi\tread and write\t-\n", " \tstage\tsqlite:/b\t-\tread only\tp\n")
	d.Said.Reset()
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, List: printer.List{Limit: 1, AsJSON: true}}), 0, `"is_default": true`)
	if strings.Contains(d.Said.String(), "stage") {
		t.Errorf("more than one: %s", d.Said)
	}
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, List: printer.List{Limit: -1}}), 2)
	none := at(t, "theme: dark\n", "")
	none.Says(t, listRun(t.Context(), &ListOptions{Setup: none.Setup}), 0, "There are no profiles")
}

func TestUseRun(t *testing.T) {
	t.Parallel()
	d := at(t, two, "")
	d.Says(t, useRun(t.Context(), &UseOptions{Setup: d.Setup, Name: "stage"}), 0, "The default profile is stage.")
	if now := written(t, d); !strings.Contains(now, "default_profile: stage") || !strings.Contains(now, "# for trying") {
		t.Error(now)
	}
	d.Says(t, useRun(t.Context(), &UseOptions{Setup: d.Setup, Name: "gone"}), 5, "gone")
}

func TestAddRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given  func(*AddOptions)
		status int
		says   string
		writes bool
	}{
		"new":         {func(o *AddOptions) { o.Name = "term" }, 0, "The profile term is written.", true},
		"dry":         {func(o *AddOptions) { o.Name, o.DryRun = "term", true }, 0, "Would write the profile term", false},
		"there":       {func(*AddOptions) {}, 3, "replace it with --yes", false},
		"replaced":    {func(o *AddOptions) { o.Yes = true }, 0, "The profile live is written.", true},
		"no store":    {func(o *AddOptions) { o.Global.Store = "" }, 2, "--store URL", false},
		"not a name":  {func(o *AddOptions) { o.Name = "a/b" }, 2, "not a valid profile name", false},
		"not a store": {func(o *AddOptions) { o.Global.Store = "ftp://x" }, 2, "ftp", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := at(t, two, "")
			d.Setup.Global.Store, d.Setup.Global.As = "sqlite:/c", "m.keller"
			o := &AddOptions{Setup: d.Setup, Name: "live"}
			c.given(o)
			d.Says(t, addRun(t.Context(), o), c.status, c.says)
			if now := written(t, d); (now != two) != c.writes || c.writes && !strings.Contains(now, "m.keller") {
				t.Error(now)
			}
		})
	}
}

func TestRmRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		given  func(*RmOptions)
		typed  string
		status int
		says   string
		writes bool
	}{
		"yes":   {func(o *RmOptions) { o.Yes = true }, "", 0, `The profile "stage" with its proctoring services (p) is removed.`, true},
		"asked": {func(*RmOptions) {}, "y\n", 0, `Remove the profile "stage" with its proctoring services (p)?`, true},
		"no":    {func(*RmOptions) {}, "n\n", 1, "Nothing was changed.", false},
		"dry":   {func(o *RmOptions) { o.DryRun = true }, "", 0, "Would remove the profile", false},
		"gone":  {func(o *RmOptions) { o.Name, o.Yes = "gone", true }, "", 5, "gone", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := at(t, two, c.typed)
			o := &RmOptions{Setup: d.Setup, Name: "stage"}
			c.given(o)
			d.Says(t, rmRun(t.Context(), o), c.status, c.says)
			if now := written(t, d); strings.Contains(now, "stage") == c.writes {
				t.Error(now)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, setuptest.Cmd(NewCmdList), "--limit", "3", "--json"); o.Limit != 3 || !o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdAdd), "term", "--use", "--yes"); o.Name != "term" || !o.Use || o.Change != (kit.Change{Yes: true}) {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdUse), "term"); o.Name != "term" {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdRm), "term", "--dry-run"); o.Name != "term" || !o.DryRun {
		t.Errorf("%+v", o)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdUse))
	kittest.BadUsage(t, setuptest.Cmd(NewCmdRm), "a", "b")
}

package keys

import (
	"context"
	"os"
	"strings"
	"testing"

	"examdesk/cli/jsonout"
	"examdesk/cli/kit"
	"examdesk/cli/kit/kittest"
	"examdesk/cli/printer"
	"examdesk/cli/secrets"
	"examdesk/cli/setup"
	"examdesk/cli/setup/setuptest"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// someKeys is a report of three secrets in the keyring.
func someKeys(context.Context, *setup.Setup) (secrets.Report, error) {
	set := jsonout.Time(kittest.Now().AddDate(0, 0, -3))
	return secrets.Report{Choice: keys.Choice{Kind: keys.KindKeyring, Why: "Because of a test.", Warning: "Others listen."}, Keys: []secrets.Key{
		{Name: "examdesk/a", State: secrets.There, Place: "keyring", UsedBy: []string{"PROCTORING_BACKENDS.p.client_secret"}, Set: &set},
		{Name: "examdesk/b", State: secrets.Missing, UsedBy: []string{}, Rotating: true},
		{Name: "c d", State: secrets.Invalid, UsedBy: []string{"x"}},
	}}, nil
}

func TestListRun(t *testing.T) {
	t.Parallel()
	d := setuptest.On(t, nil, "")
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, report: someKeys}), 0, "Because of a test.", "Warning: Others listen.",
		"examdesk/a", "3d", "missing, rotation interrupted", "nothing refers to it")
	d.Said.Reset()
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, report: someKeys, List: printer.List{Limit: 1, AsJSON: true}}), 0, `"name": "examdesk/a"`)
	if strings.Contains(d.Said.String(), "examdesk/b") {
		t.Errorf("more than one: %s", d.Said)
	}
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, report: someKeys, List: printer.List{Limit: -1}}), 2)
	none := func(context.Context, *setup.Setup) (secrets.Report, error) { return secrets.Report{}, nil }
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, report: none}), 0, "No secret is saved")
	unlisted := func(context.Context, *setup.Setup) (secrets.Report, error) {
		return secrets.Report{Unlisted: true, Err: kittest.Unreachable()}, nil
	}
	d.Says(t, listRun(t.Context(), &ListOptions{Setup: d.Setup, report: unlisted}), 6)
	d.Says(t, exportRun(t.Context(), &ExportOptions{Setup: d.Setup, report: unlisted}), 6)
}

func TestExportRun(t *testing.T) {
	t.Parallel()
	d := setuptest.On(t, nil, "")
	d.Says(t, exportRun(t.Context(), &ExportOptions{Setup: d.Setup, report: someKeys}), 0, "examdesk/a\nexamdesk/b\n")
	if strings.Contains(d.Said.String(), "c d") {
		t.Errorf("what is not a name is exported: %s", d.Said)
	}
	d.Says(t, exportRun(t.Context(), &ExportOptions{Setup: d.Setup, report: someKeys, AsJSON: true}), 0, `"examdesk/a"`)
}

const synthetic = "synthetic-secret-do-not-use"

// at is a person at a terminal who has plain secrets in a home of their own. What they
// type is not at hand for a secret: that is read without echo, from a real terminal.
func at(t *testing.T, typed string) *setuptest.Desk {
	t.Helper()
	home := kittest.Home(t, "secrets: {store: plain}\n")
	d := setuptest.On(t, nil, typed)
	d.Setup.Global.File = home
	return d
}

// kept is a secret as it is filed, empty if it is not.
func kept(t *testing.T, d *setuptest.Desk, name string) string {
	t.Helper()
	c, err := config.Load(t.Context(), d.Setup.Global.File, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Vault().Get(t.Context(), name)
	if err != nil && model.CodeOf(err) != model.CodeNotFound {
		t.Fatal(err)
	}
	return s.Reveal()
}

func TestSetRun(t *testing.T) {
	for name, c := range map[string]struct {
		given  func(*setup.Setup, *SetOptions)
		status int
		says   string
		kept   string
	}{
		"set":          {func(*setup.Setup, *SetOptions) {}, 0, "now refers to it.", synthetic},
		"no reference": {func(_ *setup.Setup, o *SetOptions) { o.NoConfig = true }, 0, "and read it back.", synthetic},
		"dry":          {func(_ *setup.Setup, o *SetOptions) { o.Yes, o.DryRun = false, true }, 0, "Would save", ""},
		"only read":    {func(s *setup.Setup, _ *SetOptions) { s.Global.ReadOnly = true }, 4, "Secrets cannot be changed with --read-only; leave it out.", ""},
		"a secret":     {func(_ *setup.Setup, o *SetOptions) { o.Name = "9f86d081884c7d659a2feaa0c55ad015" }, 2, "give only the name", ""},
		"no profile":   {func(s *setup.Setup, _ *SetOptions) { s.Global.Profile = "gone" }, 5, "gone", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := at(t, synthetic+"\n")
			o := &SetOptions{Setup: d.Setup, Change: kit.Change{Yes: true}, Name: "software_secure/secret_key", in: secretInput{stdin: true}}
			c.given(d.Setup, o)
			err := setRun(t.Context(), o)
			d.Says(t, err, c.status, c.says)
			if strings.Contains(d.Said.String(), synthetic) || strings.Contains(d.Said.String(), "9f86d0") {
				t.Errorf("the secret is shown: %s", d.Said)
			}
			d.Setup.Global.Profile = ""
			if got := kept(t, d, "default/software_secure/secret_key"); got != c.kept {
				t.Errorf("filed is %q", got)
			}
			file, err := os.ReadFile(d.Setup.Global.File)
			if refers := strings.Contains(string(file), "keyring:examdesk/default/software_secure/secret_key"); err != nil || refers != (name == "set") {
				t.Errorf("%v: %s", err, file)
			}
		})
	}
}

// filed is a person at a terminal with one secret, which the configuration refers to.
func filed(t *testing.T, typed string) *setuptest.Desk {
	t.Helper()
	d := at(t, "synthetic-former-do-not-use")
	d.Says(t, setRun(t.Context(), &SetOptions{Setup: d.Setup, Change: kit.Change{Yes: true}, Name: "software_secure/secret_key", in: secretInput{stdin: true}}), 0)
	d.Said.Reset()
	d.In = strings.NewReader(typed)
	return d
}

func TestRmRun(t *testing.T) {
	for name, c := range map[string]struct {
		given  func(*RmOptions)
		typed  string
		status int
		says   string
		stays  bool
	}{
		"yes":       {func(o *RmOptions) { o.Yes = true }, "", 0, "Removed examdesk/default/software_secure/secret_key from", false},
		"asked":     {func(*RmOptions) {}, "y\n", 0, "It cannot be restored.", false},
		"no":        {func(*RmOptions) {}, "n\n", 1, "Nothing was changed.", true},
		"dry":       {func(o *RmOptions) { o.DryRun = true }, "", 0, "will be without a secret.", true},
		"only read": {func(o *RmOptions) { o.Global.ReadOnly, o.Yes = true, true }, "", 4, "--read-only; leave it out", true},
	} {
		t.Run(name, func(t *testing.T) {
			d := filed(t, c.typed)
			o := &RmOptions{Setup: d.Setup, Name: "software_secure/secret_key"}
			c.given(o)
			d.Says(t, rmRun(t.Context(), o), c.status, c.says)
			if got := kept(t, d, "default/software_secure/secret_key"); (got != "") != c.stays {
				t.Errorf("filed is %q", got)
			}
		})
	}
}

func TestRotateRun(t *testing.T) {
	for name, c := range map[string]struct {
		given  func(*RotateOptions)
		status int
		says   string
		kept   string
	}{
		"unproven":    {func(o *RotateOptions) { o.Unproven = true }, 0, "it could not be tried", synthetic},
		"not proven":  {func(*RotateOptions) {}, 2, "no service can be asked", "synthetic-former-do-not-use"},
		"dry":         {func(o *RotateOptions) { o.Yes, o.DryRun = false, true }, 0, "Would replace the value of", "synthetic-former-do-not-use"},
		"not begun":   {func(o *RotateOptions) { o.in, o.Finish, o.Unproven = secretInput{}, true, true }, 5, "", "synthetic-former-do-not-use"},
		"only read":   {func(o *RotateOptions) { o.Unproven, o.Global.ReadOnly = true, true }, 4, "--read-only; leave it out", "synthetic-former-do-not-use"},
		"a bad value": {func(o *RotateOptions) { o.Unproven, o.In = true, strings.NewReader("") }, 2, "the secret is empty", "synthetic-former-do-not-use"},
	} {
		t.Run(name, func(t *testing.T) {
			d := filed(t, synthetic)
			o := &RotateOptions{Setup: d.Setup, Change: kit.Change{Yes: true}, Name: "software_secure/secret_key", in: secretInput{stdin: true}}
			c.given(o)
			d.Says(t, rotateRun(t.Context(), o), c.status, c.says)
			if got := kept(t, d, "default/software_secure/secret_key"); got != c.kept {
				t.Errorf("filed is %q", got)
			}
			if strings.Contains(d.Said.String(), synthetic) {
				t.Errorf("the secret is shown: %s", d.Said)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	if o := kittest.Options(t, setuptest.Cmd(NewCmdList), "--json", "--limit", "3"); !o.AsJSON || o.Limit != 3 {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdSet), "a/b", "--stdin", "--no-config", "--yes"); o.Name != "a/b" || !o.in.stdin || !o.NoConfig || !o.Yes {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdRotate), "a/b", "--from-file", "f", "--live", "--unproven"); o.in.file != "f" || !o.Live || !o.Unproven || o.Finish {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdRm), "a/b", "--dry-run"); o.Name != "a/b" || !o.DryRun {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdExport), "--json"); !o.AsJSON {
		t.Errorf("%+v", o)
	}
	if o := kittest.Options(t, setuptest.Cmd(NewCmdImport), "a", "b", "--replace", "--dry-run"); len(o.Paths) != 2 || !o.Replace || !o.DryRun || o.Check {
		t.Errorf("%+v", o)
	}
	for _, args := range [][]string{{}, {"a", "b"}, {"a", "--stdin", "--from-file", "f"}, {"a", "--nothing"}} {
		kittest.BadUsage(t, setuptest.Cmd(NewCmdSet), args...)
	}
	kittest.BadUsage(t, setuptest.Cmd(NewCmdRotate), "a", "--finish", "--drop")
	kittest.BadUsage(t, setuptest.Cmd(NewCmdImport))
}

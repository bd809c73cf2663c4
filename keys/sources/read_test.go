package sources

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"examdesk/keys/lmsfile"
	"examdesk/model"
)

// tree writes files below a folder that is one's own, by their paths. A value that
// begins with -> is a link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "own")
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		var err error
		if to, link := strings.CutPrefix(text, "->"); link {
			err = os.Symlink(to, at)
		} else {
			err = os.WriteFile(at, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func settings(files []lmsfile.File) string {
	var out []string
	for _, item := range lmsfile.Parse(files).Items {
		out = append(out, item.Setting())
	}
	return strings.Join(out, " ")
}

const (
	signing = `{"software_secure": {"secret_key": "fake-signing-secret-0051"}}`
	compose = "services:\n  lms: {image: x, env_file: "
)

// What is found by way of folders and compose files.
func TestRead(t *testing.T) {
	t.Parallel()
	const found = "PROCTORING_BACKENDS.software_secure.secret_key"
	for name, c := range map[string]struct {
		files map[string]string
		at    string
		want  string
	}{
		"an environment's file":  {map[string]string{".env": "PROCTORING_BACKENDS='" + signing + "'"}, ".env", found},
		"a compose file's":       {map[string]string{"c.yml": compose + "e/lms.env}", "e/lms.env": "PROCTORING_BACKENDS='" + signing + "'"}, "c.yml", found},
		"optional and not there": {map[string]string{"c.yml": compose + "[{path: no.env, required: false}], environment: {SITE_NAME: a.example}}"}, "c.yml", "SITE_NAME"},
		"itself":                 {map[string]string{"c.yml": compose + "c.yml, environment: {SITE_NAME: a.example}}"}, "c.yml", "SITE_NAME"},
		"mounted secrets": {map[string]string{
			"..2026/PROCTORING_BACKENDS": signing, "..2026/other": "x", "..data": "->..2026", "PROCTORING_BACKENDS": "->..data/PROCTORING_BACKENDS", "other": "->..data/other",
		}, ".", found},
		"a mounted file": {map[string]string{"lms.env.yml": "PROCTORING_BACKENDS: " + signing, "values.yml": "a: b", "README": "x"}, ".", found},
		"Tutor's env": {map[string]string{
			"apps/openedx/config/lms.env.yml": "PROCTORING_BACKENDS: " + signing, "apps/openedx/settings/lms/production.py": "SITE_NAME = x()", "local/docker-compose.yml": compose + "no.env}",
		}, ".", found},
		"Tutor's root": {map[string]string{"env/apps/openedx/config/lms.env.yml": "PLATFORM_NAME: A", "env/apps/openedx/settings/lms/production.py": "PROCTORING_BACKENDS = " + signing}, ".", found + " PLATFORM_NAME"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := Read([]string{filepath.Join(tree(t, c.files), c.at)})
			if err != nil {
				t.Fatal(err)
			}
			if got := settings(files); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// What is refused, with the way out; and nothing of what the files hold is said.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such bits")
	}
	many := map[string]string{}
	for i := range 51 {
		many["f"+string(rune('a'+i/26))+string(rune('a'+i%26))+".yml"] = "SITE_NAME: fake-name-0052"
	}
	crowd := map[string]string{}
	for i := range maxEntries + 1 {
		crowd["f"+strings.Repeat("x", i%40)+string(rune('a'+i/40))] = ""
	}
	for name, c := range map[string]struct {
		files map[string]string
		at    string
		spoil func(dir string) error
		want  string
		code  model.Code
	}{
		"no such file":            {map[string]string{"a": ""}, "b.yml", nil, "cannot be read", model.CodeInvalid},
		"a device":                {map[string]string{"a.yml": "->/dev/null"}, "a.yml", nil, "not a regular file", model.CodeInvalid},
		"too large":               {map[string]string{"a.env": strings.Repeat("#", MaxFile+1)}, "a.env", nil, "larger than 4 MiB", model.CodeInvalid},
		"an env_file too large":   {map[string]string{"c.yml": compose + "a.env}", "a.env": strings.Repeat("#", MaxFile+1)}, "c.yml", nil, "larger than 4 MiB", model.CodeInvalid},
		"an env_file not there":   {map[string]string{"c.yml": compose + "a.env}"}, "c.yml", nil, "which env_file in", model.CodeInvalid},
		"an env_file is a folder": {map[string]string{"c.yml": compose + "a}", "a/b": ""}, "c.yml", nil, "not a regular file", model.CodeInvalid},
		"an env_file in a circle": {map[string]string{"c.yml": compose + "a.env}", "a.env": "->b.env", "b.env": "->a.env"}, "c.yml", nil, "cannot be read", model.CodeInvalid},
		"an env_file of others":   {map[string]string{"c.yml": compose + "a.env}", "a.env": "X=fake-0053"}, "c.yml", func(d string) error { return os.Chmod(filepath.Join(d, "a.env"), 0o622) }, "chmod go-w", model.CodeDenied},
		"a compose file of others": {map[string]string{"c.yml": compose + "a.env}", "a.env": ""}, "c.yml", func(d string) error { return os.Chmod(filepath.Join(d, "c.yml"), 0o666) },
			"chmod go-w", model.CodeDenied},
		"a folder of others":       {map[string]string{"SITE_NAME": "a"}, ".", func(d string) error { return os.Chmod(d, 0o777) }, "chmod go-w", model.CodeDenied},
		"a file of others in it":   {map[string]string{"SITE_NAME": "a"}, ".", func(d string) error { return os.Chmod(filepath.Join(d, "SITE_NAME"), 0o666) }, "chmod go-w", model.CodeDenied},
		"a link out of the folder": {map[string]string{"s/SITE_NAME": "->../outside", "outside": "fake-0054"}, "s", nil, "leads out of the folder", model.CodeInvalid},
		"a link out of Tutor's":    {map[string]string{"s/apps/openedx/config/lms.env.yml": "->../../../../outside", "outside": "fake-0054"}, "s", nil, "leads out of the folder", model.CodeInvalid},
		"nothing in a folder":      {map[string]string{"a": "fake-0055"}, ".", nil, "no file that is named after a setting", model.CodeInvalid},
		"too many in a folder":     {many, ".", nil, "At most 50 files", model.CodeInvalid},
		"a crowded folder":         {crowd, ".", nil, "more than 1000 files", model.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t, c.files)
			if c.spoil != nil {
				if err := c.spoil(dir); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Read([]string{filepath.Join(dir, c.at)})
			if err == nil || !strings.Contains(model.Sentence(err), c.want) || model.CodeOf(err) != c.code {
				t.Fatalf("%v (%s), want %q (%s)", err, model.CodeOf(err), c.want, c.code)
			}
			if strings.Contains(err.Error(), "fake-") {
				t.Errorf("what the file holds is said: %v", err)
			}
		})
	}
}

package lmsfile

import (
	"slices"
	"strings"
	"testing"
)

// What a line of a file of variables sets, as docker compose 2 and python-dotenv
// 1 read it.
func TestDotenv(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, want string }{
		{"A=b", "A=b"},
		{"export A=b", "A=b"},
		{"  A = b  ", "A=b"},
		{"A=b # remark", "A=b"},
		{"A=b#c", "A=b#c"},
		{"A=#c", "A="},
		{"A=", "A="},
		{"A='b # c'", "A=b # c"},
		{`A='b\n$C' # remark`, `A=b\n$C`},
		{`A="b\n\"c\" \$D \\"`, "A=b\n\"c\" $D \\"},
		{"A=\"b\nc\"\nD=e", "A=b\nc,D=e"},
		{"A='b\nc'", "A=b\nc"},
		{"A=$B", "A=$B template"},
		{`A="${B}c"`, "A=${B}c template"},
		{"A=cost$5", "A=cost$5"},
		{"A={\"b\": 1}", "A={\"b\": 1}"},
		{"# A=b\n\n", ""},
		{"A: b", "broken 1"},
		{"A", "broken 1"},
		{"A='b", "broken 1"},
		{`A="b" c`, "broken 1"},
		{"A=b\nx y\nC=d", "A=b,C=d,broken 2"},
		{"1A=b", "broken 1"},
	} {
		p := &parser{}
		var got []string
		for _, v := range p.dotenv(".env", c.line) {
			said := v.name + "=" + v.value
			if v.template {
				said += " template"
			}
			got = append(got, said)
		}
		for _, f := range p.findings {
			got = append(got, "broken "+string('0'+rune(f.Line)))
		}
		if said := strings.Join(got, ","); said != c.want {
			t.Errorf("%q is %q, want %q", c.line, said, c.want)
		}
	}
}

const envJSON = `{"DEFAULT": "software_secure", "software_secure": {"organization": "nordic", "secret_key": "fake-signing-secret-0031"}}`

// The settings are found in variables under the LMS's names and ansible's; what
// only seems to be one is refused by its name.
func TestVariables(t *testing.T) {
	t.Parallel()
	compose := func(environment string) string {
		return "services:\n  lms:\n    image: x\n    environment:\n" + environment + "\n"
	}
	const key = psi + "secret_key"
	for name, c := range map[string]struct {
		file, text string
		want       map[string]string
		codes      []string
	}{
		"dotenv":                 {".env", "export PROCTORING_BACKENDS='" + envJSON + "'\nSITE_NAME=nordic.example\nMYSQL_HOST=db\n", map[string]string{key: "fake-signing-secret-0031", "SITE_NAME": "nordic.example"}, nil},
		"ansible's names":        {"prod.env", "EDXAPP_PROCTORING_BACKENDS='" + envJSON + "'\nEDXAPP_PROCTORING_USER_OBFUSCATION_KEY=fake-obfuscation-0032\n", map[string]string{key: "fake-signing-secret-0031", "PROCTORING_USER_OBFUSCATION_KEY": "fake-obfuscation-0032"}, nil},
		"what holds settings":    {".env", "EDXAPP_LMS_AUTH_EXTRA='{\"PROCTORING_BACKENDS\": " + envJSON + "}'\n", map[string]string{key: "fake-signing-secret-0031"}, nil},
		"a map of compose":       {"docker-compose.yml", compose("      PROCTORING_BACKENDS: '" + envJSON + "'"), map[string]string{key: "fake-signing-secret-0031"}, nil},
		"a list of compose":      {"docker-compose.yml", compose("      - 'PROCTORING_BACKENDS=" + envJSON + "'"), map[string]string{key: "fake-signing-secret-0031"}, nil},
		"compose as JSON":        {"c.json", `{"services": {"lms": {"image": "x", "environment": {"PROCTORING_USER_OBFUSCATION_KEY": "fake-obf$$uscation-0033"}}}}`, map[string]string{"PROCTORING_USER_OBFUSCATION_KEY": "fake-obf$uscation-0033"}, nil},
		"an anchor of compose":   {"c.yml", "x-env: &e {PROCTORING_USER_OBFUSCATION_KEY: fake-obfuscation-0034}\nservices:\n  lms: {image: x, environment: {<<: *e}}\n", map[string]string{"PROCTORING_USER_OBFUSCATION_KEY": "fake-obfuscation-0034"}, nil},
		"Studio's":               {"c.yml", "services:\n  cms: {image: x, environment: {PROCTORING_BACKENDS: '" + envJSON + "'}}\n", map[string]string{key: "fake-signing-secret-0031"}, []string{"only_studio"}},
		"another service's name": {"c.yml", "services:\n  blog: {image: x, environment: {SITE_NAME: blog.example, PROCTORING_USER_OBFUSCATION_KEY: fake-obfuscation-0035}}\n", map[string]string{"SITE_NAME": "", "PROCTORING_USER_OBFUSCATION_KEY": "fake-obfuscation-0035"}, nil},
		"put in by compose":      {"c.yml", compose("      PROCTORING_USER_OBFUSCATION_KEY: ${KEY}"), map[string]string{"PROCTORING_USER_OBFUSCATION_KEY": ""}, []string{"template"}},
		"put into JSON":          {"c.yml", compose(`      PROCTORING_BACKENDS: '{"software_secure": {"organization": "nordic", "secret_key": "${KEY}"}}'`), map[string]string{key: "", psi + "organization": "nordic"}, []string{"template"}},
		"passed on":              {"c.yml", compose("      - PROCTORING_BACKENDS"), nil, []string{"passed_through"}},
		"passed on as null":      {"c.yml", compose("      PROCTORING_BACKENDS:"), nil, []string{"passed_through"}},
		"no JSON":                {".env", "PROCTORING_BACKENDS=software_secure\n", nil, []string{"wrong_form"}},
		"no JSON that holds":     {".env", "EDXAPP_ENV_EXTRA=yes\n", nil, []string{"wrong_form"}},
		"an unknown name":        {".env", "SOFTWARE_SECURE_SECRET_KEY=fake-signing-secret-0036\nPSI_CRYPTO_KEY=fake-crypto-0037\n", nil, []string{"unknown_variable"}},
		"a misspelt name":        {".env", "PROCTORING_BACKEND='" + envJSON + "'\n", nil, []string{"misspelt_key"}},
		"the LMS's file":         {".env", "LMS_CFG=/edx/etc/lms.yml\n", nil, []string{"names_a_file"}},
		"set twice":              {".env", "SITE_NAME=a.example\nSITE_NAME=b.example\n", map[string]string{"SITE_NAME": "b.example"}, []string{"duplicate_key"}},
		"a flag":                 {".env", "ENABLE_SPECIAL_EXAMS=true\nALLOW_REVIEW_UPDATES=false\n", map[string]string{"PROCTORING_SETTINGS.ALLOW_REVIEW_UPDATES": "false"}, nil},
		"nothing":                {".env", "MYSQL_HOST=db\n", nil, []string{"no_settings"}},
		"elsewhere":              {"c.yml", "include: [other.yml]\nservices:\n  lms: {extends: {service: x}, environment: {SITE_NAME: a.example}}\n", map[string]string{"SITE_NAME": "a.example"}, []string{"compose_elsewhere"}},
		"a file not read":        {"c.yml", "services:\n  lms: {image: x, env_file: a.env}\n", nil, []string{"env_file"}},
		"too deep":               {".env", "PROCTORING_BACKENDS='" + strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100) + "'\n", nil, []string{"too_much"}},
		"a circle":               {"c.yml", "services: &s\n  lms: {image: x, environment: *s}\n", nil, []string{"too_much"}},
	} {
		r := parseText(c.file, c.text)
		got := values(r)
		for setting, want := range c.want {
			if got[setting] != want {
				t.Errorf("%s: %s is %q, want %q\n%s", name, setting, got[setting], want, everyText(r))
			}
		}
		for _, code := range c.codes {
			if !slices.Contains(codes(r), code) {
				t.Errorf("%s: no %s in\n%s", name, code, everyText(r))
			}
		}
		if said := everyText(r); strings.Contains(said, "fake-") {
			t.Errorf("%s: a secret is in\n%s", name, said)
		}
	}
}

// What environment says goes before env_file, and a later file before a former.
func TestEnvFile(t *testing.T) {
	t.Parallel()
	text := "services:\n  lms:\n    image: x\n    env_file: [a.env, {path: b.env}, {path: c.env, required: false}, {path: d.env, format: raw}]\n    environment: {SITE_NAME: here.example}\n"
	f := File{Name: "c.yml", Data: []byte(text)}
	want := []EnvFile{{Path: "a.env"}, {Path: "b.env"}, {Path: "c.env", Optional: true}, {Path: "d.env"}}
	if got := EnvFiles(f); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	f.EnvFiles = map[string]File{
		"a.env": {Name: "a.env", Data: []byte("SITE_NAME=a.example\nPLATFORM_NAME=A\nCONTACT_EMAIL=a@example.org\n")},
		"b.env": {Name: "b.env", Data: []byte("PLATFORM_NAME=B\n")},
		"d.env": {Name: "d.env", Data: []byte("LMS_ROOT_URL=\"https://d.example\"\n")},
	}
	got := values(Parse([]File{f}))
	for setting, want := range map[string]string{"SITE_NAME": "here.example", "PLATFORM_NAME": "B", "CONTACT_EMAIL": "a@example.org", "LMS_ROOT_URL": `"https://d.example"`} {
		if got[setting] != want {
			t.Errorf("%s is %q, want %q", setting, got[setting], want)
		}
	}
	f.EnvFiles["a.env"] = File{Name: "a.env", Data: []byte("SITE_NAME=\xff\n")}
	if r := Parse([]File{f}); !slices.Contains(codes(r), "not_utf8") {
		t.Errorf("%v", codes(r))
	}
}

// A mounted secret ends where its text does: one line break is its file's.
func TestValueFile(t *testing.T) {
	t.Parallel()
	r := Parse([]File{
		{Name: "s/PROCTORING_USER_OBFUSCATION_KEY", Variable: "PROCTORING_USER_OBFUSCATION_KEY", Data: []byte("fake-obfuscation-0041\n")},
		{Name: "s/PROCTORING_BACKENDS", Variable: "PROCTORING_BACKENDS", Data: []byte(envJSON)},
		{Name: "s/PROCTORING_SECRET", Variable: "PROCTORING_SECRET", Data: []byte("fake-secret-0042\n")},
	})
	got := values(r)
	if got["PROCTORING_USER_OBFUSCATION_KEY"] != "fake-obfuscation-0041" || got[psi+"secret_key"] != "fake-signing-secret-0031" {
		t.Errorf("%v", got)
	}
	if !slices.Contains(codes(r), "unknown_variable") || strings.Contains(everyText(r), "fake-") {
		t.Errorf("%s", everyText(r))
	}
}

// A huge file costs no more than its length: nothing is copied for each line.
func TestHugeDotenv(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{"quoted": "A='b'\n", "refused": "PROCTORTRACK_SECRET=fake-0043\n", "broken": "x y\n", "raw": "A=b\n"} {
		text := strings.Repeat(line, 4<<20/len(line))
		p := &parser{}
		vars := p.dotenv(".env", text)
		if name == "raw" {
			vars = p.rawVariables(".env", text)
		}
		if len(vars) > maxVariables || len(p.findings) > maxFaults || len(p.findings) == 0 {
			t.Errorf("%s: %d variables and %d findings", name, len(vars), len(p.findings))
		}
	}
}

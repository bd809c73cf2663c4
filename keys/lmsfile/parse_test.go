package lmsfile

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func parseSamples(t *testing.T, names ...string) Result {
	t.Helper()
	var files []File
	for _, n := range names {
		data, err := os.ReadFile(filepath.Join("testdata", n))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, File{Name: n, Data: data})
	}
	return Parse(files)
}

func parseText(file, text string) Result { return Parse([]File{{Name: file, Data: []byte(text)}}) }

// values are the items by their setting; of secrets the text itself.
func values(r Result) map[string]string {
	out := map[string]string{}
	for _, x := range r.Items {
		out[x.Setting()] = x.Shown()
		if x.IsSecret() {
			out[x.Setting()] = x.Secret.Reveal()
		}
	}
	return out
}

func codes(r Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code)
	}
	return out
}

const psi = "PROCTORING_BACKENDS.software_secure."

// What each sample comes to; the plan of lms.yml is held whole by the command's
// script.
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		files  []string
		format string
		exams  Switch
		want   map[string]string
		left   []string
		codes  []string
	}{
		{[]string{"lms.env.json", "lms.auth.json", "cms.auth.json"}, "JSON", On, map[string]string{
			psi + "secret_key": "fake-signing-secret-0003", "PROCTORING_BACKENDS.DEFAULT": "software_secure",
			"PROCTORING_SETTINGS.LINK_URLS.faq": "https://nordic.example/faq", keyName: "fake-obfuscation-key-0004",
		}, nil, []string{"callback_simulation", "cms_differs", "overridden"}},
		{[]string{"config.yml"}, "YAML", NotSaid, map[string]string{
			"SITE_NAME": "courses.nordic.example", "LMS_ROOT_URL": "https://courses.nordic.example", "HTTPS": "on", "PLATFORM_NAME": "Nordic University",
		}, nil, []string{"special_exams_not_said"}},
		{[]string{"tutor-plugin.yml"}, "YAML", On, map[string]string{
			"PROCTORING_BACKENDS.proctorco.client_secret": "fake-client-secret-0006", "PROCTORING_BACKENDS.null": "no keys",
			"PROCTORING_SETTINGS.ALLOW_TIMED_OUT_STATE": "true", "PROCTORING_SETTINGS.LINK_URLS.faq": "https://nordic.example/faq",
		}, nil, []string{"no_obfuscation_key", "read_leniently"}},
		{[]string{"tutor_plugin.py"}, "Python", On, map[string]string{
			psi + "exam_sponsor": "Nordic LMS", psi + "crypto_key": "fake3deskey-twentyfour-b",
		}, []string{psi + "secret_key", psi + "secret_key_id"}, []string{"template", "expression", "missing_key"}},
		{[]string{"private.py"}, "Python", On, map[string]string{
			"PROCTORING_BACKENDS.proctorco.client_secret":        "fake-client-secret-0007",
			"PROCTORING_SETTINGS.REQUIRE_FAILURE_SECOND_REVIEWS": "false", "PROCTORING_BACKENDS.proctorco.ping_interval": "30",
		}, []string{"PROCTORING_BACKENDS.proctorco.verbose_name"}, []string{"expression", "passed_over"}},
		{[]string{"server-vars.yml"}, "YAML", On, map[string]string{"PLATFORM_NAME": "Nordic University"},
			[]string{"PROCTORING_BACKENDS.software-secure", "PROCTORING_BACKENDS.software-secure.secret_key", keyName},
			[]string{"misspelt_backend", "template", "default_unknown", "placeholder"}},
		{[]string{"readme.rst"}, "snippets", On, map[string]string{"PROCTORING_BACKENDS.DEFAULT": "software_secure"},
			[]string{psi + "crypto_key", psi + "secret_key", psi + "organization", "PROCTORING_SETTINGS.LINK_URLS.faq"},
			[]string{"placeholder", "passed_over", "read_leniently"}},
		{[]string{"readme-old.md"}, "snippets", NotSaid, map[string]string{psi + "crypto_key": "fake3deskey-twentyfour-b", "PROCTORING_BACKENDS.DEFAULT": "software_secure"},
			[]string{psi + "organization"}, []string{"old_form", "placeholder"}},
		{[]string{"developing.rst"}, "snippets", On, map[string]string{psi + "send_email": "true"},
			[]string{psi + "crypto_key", psi + "secret_key"}, []string{"passed_over"}},
		{[]string{"settings-dump.json"}, "JSON", Off, map[string]string{"PROCTORING_BACKENDS.DEFAULT": "proctorco"},
			[]string{"PROCTORING_BACKENDS.proctorco.client_secret"}, []string{"special_exams_off", "placeholder", "overridden"}},
	} {
		t.Run(strings.Join(c.files, "+"), func(t *testing.T) {
			t.Parallel()
			r := parseSamples(t, c.files...)
			if r.Sources[0].Format != c.format || r.SpecialExams != c.exams {
				t.Errorf("read as %s, special exams %s", r.Sources[0].Format, r.SpecialExams)
			}
			got := values(r)
			for setting, want := range c.want {
				if got[setting] != want {
					t.Errorf("%s is %q, want %q", setting, got[setting], want)
				}
			}
			for _, setting := range c.left {
				if !slices.ContainsFunc(r.Left, func(l LeftOut) bool { return l.Setting == setting && l.Line > 0 }) {
					t.Errorf("%s is not left out", setting)
				}
			}
			for _, code := range c.codes {
				if !slices.Contains(codes(r), code) {
					t.Errorf("there is no finding %s among %v", code, codes(r))
				}
			}
		})
	}
}

// Each finding, with its severity and line.
func TestFindings(t *testing.T) {
	t.Parallel()
	const service = "PROCTORING_BACKENDS:\n  DEFAULT: software_secure\n  software_secure:\n"
	const rest = "PROCTORING_BACKENDS:\n  DEFAULT: proctorco\n  proctorco:\n    base_url: https://p.example\n"
	for _, c := range []struct {
		name, text string
		severity   Severity
		code       string
		line       int
	}{
		{"unrendered", service + "    secret_key: '{{ psi_secret }}'\n", Error, "template", 4},
		{"unrendered, without quotes", service + "    secret_key: {{ psi_secret }}\n    organization: a {{ b }} c\n", Error, "template", 4},
		{"a variable of the shell", service + "    secret_key: ${PSI_SECRET}\n", Error, "template", 4},
		{"a reference to a vault", service + "    secret_key: vault:secret/psi#key\n", Error, "reference", 4},
		{"a control line of a template", "{% if proctoring %}\nPROCTORING_BACKENDS:\n  DEFAULT: nothing\n{% endif %}\n", Error, "template", 1},
		{"Vault's agent", "{{ with secret \"kv/edx\" -}}\nPROCTORING_BACKENDS:\n  DEFAULT: test\n  test: {}\n{{- end }}\n", Error, "template", 1},
		{"Vault's agent, the end", "SITE_NAME: x\n{{ with secret \"kv/edx\" }}\nPROCTORING_BACKENDS:\n  DEFAULT: test\n  test: {}\n{{ end }}\n", Error, "template", 6},
		{"Vault's agent, inside a service", service + "{{ with secret \"kv/edx\" }}\n    secret_key: {{ .Data.data.key }}\n{{ end }}\n", Error, "template", 4},
		{"Vault's agent around a value", service + "    organization: a\n    {{ with secret \"kv/edx\" }}secret_key: {{ .Data.data.key }}{{ end }}\n", Error, "template", 5},
		{"Jinja inside a line", service + "    organization: a\n   {% if x %}secret_key: b{% endif %}\n", Error, "template", 5},
		{"Jinja with a broken line", service + "    organization: a\n  {%- if x %} b: [\n", Error, "template", 5},
		{"ERB", "<% if x %>\nSITE_NAME: x\n<% end %>\n", Error, "template", 1},
		{"nothing but a template", "{{ range services }}\n a: b\n  c: {{ .x }}\n{{ end }}\n", Error, "template", 1},
		{"nested extra that is a template", "EDXAPP_ENV_EXTRA:\n  EDXAPP_LMS_ENV_EXTRA: '{{ more }}'\n", Error, "template", 2},
		{"a whole setting is a template", "PROCTORING_BACKENDS: '{{ EDXAPP_PROCTORING_BACKENDS }}'\n", Error, "template", 1},
		{"ansible's vault", service + "    secret_key: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162\n", Error, "encrypted", 4},
		{"sops", service + "    secret_key: ENC[AES256_GCM,data:abc]\n", Error, "encrypted", 4},
		{"in angle brackets", service + "    secret_key: <secret>\n", Warning, "placeholder", 4},
		{"in braces", service + "    secret_key: \"{add key here}\"\n", Warning, "placeholder", 4},
		{"CHANGE_ME", service + "    secret_key: CHANGE_ME\n", Warning, "placeholder", 4},
		{"underscores", service + "    secret_key: __PSI_SECRET__\n", Warning, "placeholder", 4},
		{"SET-ME-PLEASE", service + "    secret_key: SET-ME-PLEASE\n", Warning, "placeholder", 4},
		{"unknown service", "PROCTORING_BACKENDS: {DEFAULT: mockprock, mockprock: {client_id: a}}", Warning, "unknown_backend", 1},
		{"nearly known", "PROCTORING_BACKENDS:\n  softwaresecure: {}\n", Error, "misspelt_backend", 2},
		{"with a dash", "PROCTORING_BACKENDS:\n  software-secure: {}\n", Error, "misspelt_backend", 2},
		{"capitals", "PROCTORING_BACKENDS:\n  Null: {}\n", Error, "misspelt_backend", 2},
		{"null without quotes", "PROCTORING_BACKENDS:\n  null: {}\n", Warning, "null_key", 2},
		{"null without quotes as the default", "PROCTORING_BACKENDS:\n  DEFAULT: null\n", Warning, "null_key", 2},
		{"an escape as a name", "PROCTORING_BACKENDS:\n  \"a\\eb\": {}\n", Error, "bad_name", 2},
		{"a dot before a name", "PROCTORING_BACKENDS:\n  .hidden: {base_url: https://p.example}\n", Error, "bad_name", 2},
		{"misspelt key", service + "    secret_ky: a\n", Error, "misspelt_key", 4},
		{"misspelt setting", "PROCTORING_SETTINGS:\n  ALLOW_TIMEDOUT_STATE: true\n", Error, "misspelt_key", 2},
		{"dropped key", service + "    create_zendesk_tickets: true\n", Warning, "unknown_key", 4},
		{"unknown setting", "PROCTORING_SETTINGS:\n  FROBNICATE: true\n", Warning, "unknown_key", 2},
		{"the platform's key as a text", service + "    requires_escalation_email: 'true'\n", Error, "flag_as_text", 4},
		{"the platform's key, misspelt", service + "    show_review_rule: true\n", Error, "misspelt_key", 4},
		{"our own key", rest + "    allow_private_addresses: true\n", Warning, "not_the_lms", 5},
		{"another kind's key", rest + "    crypto_key: fake3deskey-twentyfour-b\n", Note, "not_used", 5},
		{"no default", "PROCTORING_BACKENDS:\n  test: {}\n", Warning, "no_default", 2},
		{"unknown default", "PROCTORING_BACKENDS:\n  DEFAULT: psi\n  test: {}\n", Error, "default_unknown", 2},
		{"missing key", service + "    organization: a\n", Error, "missing_key", 3},
		{"empty key", service + "    secret_key: ''\n", Error, "missing_key", 4},
		{"a number as a key", service + "    crypto_key: 123456789012345678901234\n", Error, "wrong_form", 4},
		{"NO as a secret", service + "    secret_key: NO\n", Error, "wrong_form", 4},
		{"base 60", service + "    secret_key: 12:30:45\n", Error, "wrong_form", 4},
		{"a number as a text", service + "    organization: 42\n", Warning, "not_quoted", 4},
		{"an octal number as a text", service + "    secret_key_id: 0123\n", Warning, "not_quoted", 4},
		{"dots without quotes", "PROCTORING_BACKENDS = {\n'software_secure': {\n'secret_key_id': ...,\n'secret_key': ...}}\n", Warning, "placeholder", 3},
		{"dots without quotes as a secret", "PROCTORING_BACKENDS = {\n'software_secure': {\n'secret_key': …}}\n", Warning, "placeholder", 3},
		{"a flag as a text", service + "    send_email: 'false'\n", Error, "flag_as_text", 4},
		{"a number as a text, the other way round", service + "    ping_interval: '60'\n", Error, "wrong_form", 4},
		{"a service that is a list", "PROCTORING_BACKENDS:\n  test: [1]\n", Error, "wrong_form", 2},
		{"services that are a list", "PROCTORING_BACKENDS: [test]\n", Error, "wrong_form", 1},
		{"the same secret", rest + "    client_secret: fake-the-same-secret\nPROCTORING_USER_OBFUSCATION_KEY: fake-the-same-secret\n", Warning, "same_secret", 6},
		{"a secret as an id", rest + "    client_secret: fake-the-same-secret\n    client_id: fake-the-same-secret\n", Error, "secret_in_plain", 6},
		{"3DES of 20 bytes", service + "    crypto_key: fake-key-of-20-bytes\n", Error, "bad_key", 4},
		{"3DES with two equal parts", service + "    crypto_key: fake-keyfake-keyfake-kez\n", Error, "bad_key", 4},
		{"AES that is not hexadecimal", service + "    video_review_aes_key: fake-key-is-not-hex\n", Error, "bad_key", 4},
		{"AES of 9 bytes", service + "    video_review_aes_key: '001122334455667788'\n", Error, "bad_key", 4},
		{"a secret beyond ASCII", service + "    secret_key: fäke-secret\n", Error, "bad_key", 4},
		{"blanks around", service + "    secret_key: ' fake-secret-0012 '\n", Warning, "blanks_around", 4},
		{"no obfuscation key", "PROCTORING_BACKENDS: {DEFAULT: 'null', 'null': {}}", Warning, "no_obfuscation_key", 0},
		{"callbacks by anybody", "PROCTORING_SETTINGS:\n  ALLOW_CALLBACK_SIMULATION: true\n", Warning, "callback_simulation", 2},
		{"a password in an address", rest[:strings.Index(rest, "https")] + "https://u:fake-pass@p.example\n", Error, "password_in_address", 4},
		{"exams are off", "FEATURES:\n  ENABLE_SPECIAL_EXAMS: false\n", Warning, "special_exams_off", 2},
		{"a flag as text of FEATURES", "FEATURES:\n  ENABLE_SPECIAL_EXAMS: 'false'\n", Warning, "flag_as_text", 2},
		{"the feature's old name", "\"FEATURES\": {\n:\n\"ENABLE_PROCTORED_EXAMS\": true,\n:\n}\n", Warning, "old_feature", 3},
		{"a misspelt setting", "PROCTORING_BACKEND:\n  test: {}\n", Error, "misspelt_key", 1},
		{"joined with a call", "PROCTORING_BACKENDS = {'test': {}}\nPROCTORING_BACKENDS.update(more())\n", Error, "expression", 2},
		{"not said", "PLATFORM_NAME: x\n", Note, "special_exams_not_said", 0},
		{"twice", "PLATFORM_NAME: x\nPLATFORM_NAME: y\n", Warning, "duplicate_key", 2},
		{"twice in JSON", "{\"PLATFORM_NAME\": \"x\",\n\"PLATFORM_NAME\": \"y\"}\n", Warning, "duplicate_key", 2},
		{"several documents", "PLATFORM_NAME: x\n---\nPLATFORM_NAME: y\n", Warning, "several_documents", 2},
		{"empty", " \n", Error, "empty_file", 0},
		{"binary", "PLATFORM_NAME: x\n\x00", Error, "binary_file", 2},
		{"not UTF-8", "A: 1\nPLATFORM_NAME: \xe9\n", Error, "not_utf8", 2},
		{"UTF-16", "\xff\xfeS\x00I\x00T\x00E\x00_\x00N\x00A\x00M\x00E\x00:\x00 \x00x\x00", Warning, "utf16", 0},
		{"byte order mark", "\xef\xbb\xbfSITE_NAME: x\n", Note, "byte_order_mark", 0},
		{"no settings", "a: 1\n", Error, "no_settings", 0},
		{"prose", "Nothing to see here.\n", Error, "no_settings", 0},
		{"broken YAML", "SITE_NAMES:\n  a: b\n c: d\n", Error, "broken_yaml", 3},
		{"broken block", service + "     secret_key: a\n   crypto_key: b\n", Error, "broken_yaml", 5},
		{"truncated JSON", "{\"PROCTORING_BACKENDS\": {\n\"software_secure\": {\"secret_key\": \"fake-tru", Error, "truncated", 2},
		{"truncated Python", "x = 1\nPROCTORING_BACKENDS = {\n'a': {\n", Error, "truncated", 2},
		{"a circle", "PROCTORING_BACKENDS: &x\n  software_secure: *x\n", Error, "too_much", 0},
		{"billion laughs", hostile()[0], Error, "too_much", 0},
		{"deep JSON", hostile()[3], Error, "too_much", 1},
		{"deep Python", hostile()[4], Error, "too_much", 1},
		{"former form", "PROCTORING_BACKEND_PROVIDERS: {test: {class: my.Own}}", Note, "old_form", 1},
		{"former form of an unknown class", "PROCTORING_BACKEND_PROVIDERS:\n  examus: {class: my.Own}\n", Warning, "unknown_class", 2},
		{"former form under another name", "PROCTORING_BACKEND_PROVIDERS:\n  psi: {class: edx_proctoring.backends.software_secure.SoftwareSecureBackendProvider}\n", Note, "renamed", 2},
		{"former form, twice one class", "PROCTORING_BACKEND_PROVIDERS:\n  a: {class: edx_proctoring.backends.null.N}\n  b: {class: edx_proctoring.backends.null.N}\n", Error, "same_class", 3},
		{"former form with other settings", "PROCTORING_BACKEND_PROVIDERS:\n  'null': {settings: {SITE_NAME: a}}\n  test: {settings: {SITE_NAME: b}}\n", Warning, "settings_differ", 3},
		{"former form that is a list", "PROCTORING_BACKEND_PROVIDERS: [a]\n", Error, "wrong_form", 1},
		{"old form of an unknown class", "PROCTORING_BACKEND_PROVIDER: {class: my.Own, options: {}}", Error, "unknown_class", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := parseText("settings", c.text)
			for _, f := range r.Findings {
				if f.Code == c.code && f.Line == c.line && f.Severity == c.severity {
					if f.Severity != Note && f.Remedy == "" {
						t.Error("it has no remedy")
					}
					return
				}
			}
			t.Errorf("no %s %s in line %d among\n%s", c.severity, c.code, c.line, everyText(r))
		})
	}
}

func TestStudioAndAuth(t *testing.T) {
	t.Parallel()
	env := File{Name: "lms.env.json", Data: []byte(`{"PROCTORING_BACKENDS": {}, "PROCTORING_SETTINGS": {"SITE_NAME": "a"}, "FEATURES": {"ENABLE_SPECIAL_EXAMS": true}}`)}
	auth := File{Name: "lms.auth.json", Data: []byte(`{"PROCTORING_BACKENDS": {"DEFAULT": "test", "test": {}}, "PROCTORING_SETTINGS": {"SITE_NAME": "b"}}`)}
	cms := File{Name: "etc/cms.env.json", Data: []byte(`{"PROCTORING_BACKENDS": {"DEFAULT": "null", "null": {}}, "FEATURES": {"ENABLE_SPECIAL_EXAMS": false}}`)}

	r := Parse([]File{auth, env})
	if v := values(r); v["PROCTORING_BACKENDS.DEFAULT"] != "test" || v["PROCTORING_SETTINGS.SITE_NAME"] != "a" || !slices.Contains(codes(r), "settings_in_auth") {
		t.Errorf("AUTH and ENV: %v, %v", v, codes(r))
	}
	r = Parse([]File{env, cms})
	if v := values(r); v["PROCTORING_BACKENDS.DEFAULT"] != "null" || !slices.Contains(codes(r), "only_studio") || !slices.Contains(codes(r), "cms_differs") || r.SpecialExams != On {
		t.Errorf("an empty mapping counts as absent: %v, %v, %s", v, codes(r), r.SpecialExams)
	}
	r = Parse([]File{auth, cms})
	if n := strings.Count(strings.Join(codes(r), " "), "cms_differs"); n != 3 { // DEFAULT, null, test
		t.Errorf("Studio differs %d times: %v", n, codes(r))
	}
}

// What edx-proctoring takes from the settings themselves goes where examdesk
// reads it; PROCTORING_SETTINGS goes before.
func TestTopSettings(t *testing.T) {
	t.Parallel()
	v := values(parseText("lms.yml", "ALLOW_REVIEW_UPDATES: false\nDEFAULT_REVIEW_POLICY: Open Book\nPROCTORING_SETTINGS: {DEFAULT_REVIEW_POLICY: Closed Book}\n"))
	if v["PROCTORING_SETTINGS.ALLOW_REVIEW_UPDATES"] != "false" || v["PROCTORING_SETTINGS.DEFAULT_REVIEW_POLICY"] != "Closed Book" || len(v) != 2 {
		t.Error(v)
	}
}

// Python joins mappings in two ways.
func TestJoins(t *testing.T) {
	t.Parallel()
	v := values(parseText("private.py", "PROCTORING_BACKENDS = {'DEFAULT': 'test', 'test': {}}\nPROCTORING_BACKENDS |= {'mock': {}}\nPROCTORING_BACKENDS.update({'DEFAULT': 'mock'})\n"))
	if v["PROCTORING_BACKENDS.mock"] == "" || v["PROCTORING_BACKENDS.test"] == "" || v["PROCTORING_BACKENDS.DEFAULT"] != "mock" {
		t.Error(v)
	}
}

// A plugin's folder of patches has files that are named as the patches.
func TestPatchFiles(t *testing.T) {
	t.Parallel()
	r := Parse([]File{
		{Name: "patches/lms-env", Data: []byte("PROCTORING_BACKENDS: {DEFAULT: 'null', 'null': {}}\n")},
		{Name: "patches/openedx-auth", Data: []byte("PROCTORING_BACKENDS: {DEFAULT: test, test: {}}\n")},
		{Name: "patches/common-env-features", Data: []byte("ENABLE_SPECIAL_EXAMS: true\n")},
	})
	if v := values(r); v["PROCTORING_BACKENDS.DEFAULT"] != "test" || r.SpecialExams != On {
		t.Errorf("%v, %s", v, r.SpecialExams)
	}
}

// Values come out as Python has them.
func TestLiterals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`'single'`: "single", `"\u00e9\ud83d\ude00\/"`: "é😀/", `r'a\n'`: `a\n`, `u"x" 'y'`: "xy", `'''a
b'''`: "a\nb", `("a"
 "b")`: "ab", `'a\'b'`: "a'b", `'\x41\q'`: `A\q`,
	} {
		r := parseText("private.py", "PROCTORING_BACKENDS = {'x': {'client_secret': "+text+", 'base_url': 'https://x.example'}}")
		if got := values(r)["PROCTORING_BACKENDS.x.client_secret"]; got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{`f'{a}'`, `'a' + b`, `'a'.strip()`, `os.environ["A"]`, `get({"a": 1}, [2])`, `-x`, `{{ a }}`, `{add it here}`, `_("a")`} {
		r := parseText("private.py", "PROCTORING_BACKENDS = {'x': {'client_secret': "+text+", 'base_url': 'https://x.example'}}")
		v := values(r)
		if _, taken := v["PROCTORING_BACKENDS.x.client_secret"]; taken || v["PROCTORING_BACKENDS.x.base_url"] != "https://x.example" {
			t.Errorf("%s: %v", text, v)
		}
	}
}

// PyYAML's reading of words without quotes, by its resolver (YAML 1.1).
func TestPythonTag(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"yes": "!!bool", "NO": "!!bool", "y": "!!str", "0x1F": "!!int", "0123": "!!int", "1_000": "!!int", "12:30": "!!int", "1.5": "!!float",
		"1e5": "!!str", "1.0e+5": "!!float", "2026-01-01": "!!timestamp", "~": "!!null", "abc": "!!str", "12a": "!!str", "1.2.3": "!!str",
	} {
		if got := pythonTag(text); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

// A merge gives what the mapping itself does not have, and aliases are read.
func TestMergesAndAliases(t *testing.T) {
	t.Parallel()
	r := parseText("lms.yml", "base: &b {client_id: one, base_url: https://b.example}\nPROCTORING_BACKENDS:\n  DEFAULT: &n proctorco\n  proctorco: {<<: *b, client_id: two, verbose_name: *n}\n")
	v := values(r)
	if v["PROCTORING_BACKENDS.proctorco.client_id"] != "two" || v["PROCTORING_BACKENDS.proctorco.base_url"] != "https://b.example" || v["PROCTORING_BACKENDS.proctorco.verbose_name"] != "proctorco" {
		t.Error(v)
	}
}

// Texts that other readers would take for something else keep their quotes.
func TestPlainTextsStayTexts(t *testing.T) {
	t.Parallel()
	out, err := yaml.Marshal(map[string]*yaml.Node{"a": textNode("on"), "b": textNode("12:30"), "c": textNode("word")})
	if err != nil || string(out) != "a: \"on\"\nb: \"12:30\"\nc: word\n" {
		t.Errorf("%s, %v", out, err)
	}
}

// No sample's secret is in any text of its answer, nor is a plain address's
// password.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.*")
	if err != nil || len(paths) < 10 {
		t.Fatal(err, len(paths))
	}
	files := make([]File, 0, len(paths))
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, File{Name: filepath.Base(path), Data: data, Shared: true})
		if text := everyText(Parse(files[len(files)-1:])); strings.Contains(text, "fake") {
			t.Errorf("%s:\n%s", path, text)
		}
	}
	if text := everyText(Parse(files)); strings.Contains(text, "fake") || !strings.Contains(text, "shared_file") {
		t.Errorf("all files:\n%s", text)
	}
	r := parseText("lms.yml", "PROCTORING_BACKENDS:\n  software_secure: {secret_key: {fake-nested-secret: 1}, fake-nested-secret: 2}\n")
	if text := everyText(r); strings.Contains(text, "fake") {
		t.Error(text)
	}
}

// What the LMS reads is said by its number, also where the value looks like
// another one; what is a text to Python is not a remark.
func TestNumbersAreNamed(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"0123": "the number 83 (octal in YAML 1.1) and not 0123", "0x1F": "the number 31 (hexadecimal", "1_000": "the number 1000 (with underscores", "1:30": "the number 90 (base 60",
		"42": "To Python the value is a number", "1.10": "the number 1.1 ", "0189": "", "'0123'": "", "NU-1": "",
	} {
		r := Parse([]File{{Name: "lms.yml", Data: []byte("PROCTORING_BACKENDS:\n  software_secure:\n    secret_key_id: " + written + "\n")}})
		said := ""
		for _, f := range r.Findings {
			if f.Code == "not_quoted" {
				said = f.What + " " + f.Remedy
			}
		}
		if (want == "") != (said == "") || !strings.Contains(said, want) || want != "" && !strings.Contains(said, "the LMS's own file") {
			t.Errorf("%s: %q", written, said)
		}
		if len(r.Items) != 1 || r.Items[0].Plain.Value != strings.Trim(written, "'") {
			t.Errorf("%s is taken as %+v", written, r.Items)
		}
	}
}

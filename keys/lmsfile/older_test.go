package lmsfile

import (
	"slices"
	"strings"
	"testing"
)

const providers = `
  software_secure:
    class: edx_proctoring.backends.software_secure.SoftwareSecureBackendProvider
    options: {organization: nordic, secret_key: fake-signing-secret-0021}
    settings: {LINK_URLS: {faq: https://nordic.example/faq}, SITE_NAME: nordic.example}
  proctorco:
    class: proctorco.backend.Provider
    options: {base_url: https://p.example, client_secret: fake-client-secret-0022, show_review_rules: false}
    settings: {LINK_URLS: {faq: https://nordic.example/faq}, SITE_NAME: nordic.example}
`

// The former setting with several services is taken over wherever it stands.
func TestProviders(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"at the top":       "PROCTORING_BACKEND_PROVIDERS:" + providers + "  default: proctorco\n",
		"ansible's":        "EDXAPP_PROCTORING_BACKEND_PROVIDERS:" + providers + "  DEFAULT: proctorco\n",
		"in an extra":      "EDXAPP_LMS_AUTH_EXTRA:\n  PROCTORING_BACKEND_PROVIDERS:" + strings.ReplaceAll(providers, "\n  ", "\n    ") + "    DEFAULT: proctorco\n",
		"in a plugin":      "name: x\npatches:\n  openedx-auth: |\n    PROCTORING_BACKEND_PROVIDERS:" + strings.ReplaceAll(providers, "\n  ", "\n      ") + "      DEFAULT: proctorco\n",
		"in Python":        pythonProviders,
		"a part in Python": strings.Replace(pythonProviders, "PROVIDERS = {", "PROVIDERS = {}\nPROCTORING_BACKEND_PROVIDERS.update({", 1) + ")",
		"of a playbook":    "- hosts: all\n  vars:\n    EDXAPP_PROCTORING_BACKEND_PROVIDERS:" + strings.ReplaceAll(providers, "\n  ", "\n      ") + "      DEFAULT: proctorco\n",
	} {
		r := parseText("settings", text)
		got := values(r)
		for setting, want := range map[string]string{
			psi + "organization": "nordic", psi + "secret_key": "fake-signing-secret-0021", "PROCTORING_BACKENDS.DEFAULT": "proctorco",
			"PROCTORING_BACKENDS.proctorco.client_secret": "fake-client-secret-0022", "PROCTORING_BACKENDS.proctorco.base_url": "https://p.example",
			"PROCTORING_BACKENDS.proctorco.show_review_rules": "false",
			"PROCTORING_SETTINGS.LINK_URLS.faq":               "https://nordic.example/faq", "PROCTORING_SETTINGS.SITE_NAME": "nordic.example",
		} {
			if got[setting] != want {
				t.Errorf("%s: %s is %q\n%s", name, setting, got[setting], everyText(r))
			}
		}
		if slices.Contains(codes(r), "no_settings") || slices.Contains(codes(r), "template") {
			t.Errorf("%s: %v", name, codes(r))
		}
	}
}

const pythonProviders = `PROCTORING_BACKEND_PROVIDERS = {
    'software_secure': {'class': 'edx_proctoring.backends.software_secure.SoftwareSecureBackendProvider',
        'options': {'organization': 'nordic', 'secret_key': 'fake-signing-secret-0021'},
        'settings': {'LINK_URLS': {'faq': 'https://nordic.example/faq'}, 'SITE_NAME': 'nordic.example'}},
    'proctorco': {'class': 'proctorco.backend.Provider',
        'options': {'base_url': 'https://p.example', 'client_secret': 'fake-client-secret-0022', 'show_review_rules': False}},
    'DEFAULT': 'proctorco'}`

// Settings that hold settings are read wherever they stand, Studio's as Studio's.
func TestNestedExtras(t *testing.T) {
	t.Parallel()
	const inner = "PROCTORING_SETTINGS: {ALLOW_TIMED_OUT_STATE: true}"
	for name, text := range map[string]string{
		"at the top":           "EDXAPP_LMS_ENV_EXTRA: {" + inner + "}",
		"in one another":       "EDXAPP_ENV_EXTRA: {EDXAPP_LMS_ENV_EXTRA: {" + inner + "}}",
		"four deep":            "EDXAPP_ENV_EXTRA: {EDXAPP_LMS_ENV_EXTRA: {EDXAPP_ENV_EXTRA: {EDXAPP_LMS_ENV_EXTRA: {" + inner + "}}}}",
		"in a role's settings": "edxapp: {settings: {EDXAPP_LMS_ENV_EXTRA: {" + inner + "}}}",
		"in a playbook":        "- hosts: all\n  vars:\n    EDXAPP_LMS_ENV_EXTRA: {" + inner + "}\n",
		"in JSON":              `{"edxapp": {"EDXAPP_LMS_ENV_EXTRA": {"PROCTORING_SETTINGS": {"ALLOW_TIMED_OUT_STATE": true}}}}`,
		"in text":              "Write this:\n\n    EDXAPP_LMS_ENV_EXTRA:\n      " + inner + "\nand so on: [\n",
	} {
		if r := parseText("server-vars.yml", text); values(r)["PROCTORING_SETTINGS.ALLOW_TIMED_OUT_STATE"] != "true" {
			t.Errorf("%s:\n%s", name, everyText(r))
		}
	}
	r := parseText("x.yml", "a:\n  EDXAPP_LMS_AUTH_EXTRA:\n    PROCTORING_BACKENDS: {DEFAULT: test, test: {}}\n  EDXAPP_CMS_AUTH_EXTRA:\n    PROCTORING_BACKENDS: {DEFAULT: 'null', 'null': {}}\n")
	if values(r)["PROCTORING_BACKENDS.DEFAULT"] != "test" || !slices.Contains(codes(r), "cms_differs") {
		t.Error(everyText(r))
	}
}

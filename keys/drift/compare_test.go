package drift

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"examdesk/keys/lmsfile"
	"examdesk/model"
)

const theLMS = `
SITE_NAME: nordic.example
PROCTORING_BACKENDS:
  DEFAULT: proctorco
  proctorco: {base_url: "https://p.example", client_id: nordic, client_secret: fake-client-secret-0001, default_rules: {a: true, b: [1, 2]}}
  "null": {}
PROCTORING_USER_OBFUSCATION_KEY: fake-obfuscation-0002
`

const ours = `
SITE_NAME: nordic.example
PROCTORING_BACKENDS:
  DEFAULT: proctorco
  proctorco: {base_url: "https://p.example", client_id: nordic, client_secret: "env:CLIENT", default_rules: {b: [1, 2], a: true}}
  "null": {}
PROCTORING_USER_OBFUSCATION_KEY: "env:KEY"
`

// resolves stands in for the references of the tests.
func resolves(_ context.Context, ref string) (model.Secret, string, error) {
	switch ref {
	case "env:CLIENT":
		return model.NewSecret("fake-client-secret-0001"), "env", nil
	case "env:KEY":
		return model.NewSecret("fake-obfuscation-0002"), "env", nil
	case "env:LONGER":
		return model.NewSecret("fake-client-secret-0001x"), "env", nil
	case "env:UNSET":
		return model.Secret{}, "env", model.Errorf(model.CodeNotFound, "It is not set.")
	case "keyring:locked":
		return model.Secret{}, "keyring", model.Errorf(model.CodeUnavailable, "The keyring is locked.")
	}
	return model.NewSecret(ref), inConfiguration, nil
}

func compared(t *testing.T, config, lms string) []Entry {
	t.Helper()
	here := map[string]*yaml.Node{}
	var nodes map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(config), &nodes); err != nil {
		t.Fatal(err)
	}
	for name, n := range nodes {
		here[name] = &n
	}
	return Compare(t.Context(), lmsfile.Parse([]lmsfile.File{{Name: "lms.yml", Data: []byte(lms)}}), here, resolves)
}

// Each way in which the two can differ, by what is written into examdesk's
// configuration, and into the LMS's file, in place of what agrees.
func TestCompare(t *testing.T) {
	t.Parallel()
	const proctorco = "PROCTORING_BACKENDS.proctorco."
	for _, c := range []struct {
		name, here, hereNew, there, thereNew string
		want                                 []string
	}{
		{name: "nothing"},
		{name: "the secret has one character more", here: "env:CLIENT", hereNew: "env:LONGER", want: []string{proctorco + "client_secret differs env"}},
		{name: "the secret itself in the configuration", here: "env:CLIENT", hereNew: "fake-client-secret-0001"},
		{name: "another secret itself", here: "env:CLIENT", hereNew: "fake-client-secret-0003", want: []string{proctorco + "client_secret differs configuration"}},
		{name: "a reference that gives nothing", here: "env:CLIENT", hereNew: "env:UNSET", want: []string{proctorco + "client_secret missing"}},
		{name: "a place that does not answer", here: "env:CLIENT", hereNew: "keyring:locked", want: []string{proctorco + "client_secret unknown"}},
		{name: "a mapping for a secret", here: `"env:CLIENT"`, hereNew: "{a: b}", want: []string{proctorco + "client_secret differs configuration"}},
		{name: "null", here: `"env:KEY"`, hereNew: "~", want: []string{"PROCTORING_USER_OBFUSCATION_KEY missing"}},
		{name: "another value", here: "client_id: nordic", hereNew: "client_id: other", want: []string{proctorco + "client_id differs configuration"}},
		{name: "a number for a text", there: "client_id: nordic", thereNew: `client_id: "83"`, here: "client_id: nordic", hereNew: "client_id: 83", want: []string{proctorco + "client_id differs configuration"}},
		{name: "inside an object", here: "[1, 2]", hereNew: "[2, 1]", want: []string{proctorco + "default_rules differs configuration"}},
		{name: "one key less at the LMS", there: "client_id: nordic, ", want: []string{proctorco + "client_id only_here configuration"}},
		{name: "one key less here", here: "client_id: nordic, ", want: []string{proctorco + "client_id missing"}},
		{name: "examdesk's own key", here: "client_id: nordic", hereNew: "client_id: nordic, allow_private_addresses: true"},
		{name: "a service only here", here: `"null": {}`, hereNew: "\"null\": {}\n  mock: {}", want: []string{"PROCTORING_BACKENDS.mock only_here configuration"}},
		{name: "a service without keys missing here", here: "  \"null\": {}\n", want: []string{"PROCTORING_BACKENDS.null missing"}},
		{name: "a service that has keys here alone", here: `"null": {}`, hereNew: `"null": {verbose_name: None}`, want: []string{"PROCTORING_BACKENDS.null.verbose_name only_here configuration"}},
		{name: "a service that has keys there alone", there: `"null": {}`, thereNew: `"null": {verbose_name: None}`, want: []string{"PROCTORING_BACKENDS.null.verbose_name missing"}},
		{name: "a template at the LMS", there: "fake-client-secret-0001", thereNew: `"{{ SECRET }}"`, want: []string{proctorco + "client_secret unknown configuration"}},
		{name: "a setting that only examdesk has", here: "SITE_NAME", hereNew: "theme: dark\nSITE_NAME"},
		{name: "an alias", here: "SITE_NAME: nordic.example", hereNew: "SITE_NAME: &s nordic.example\nPLATFORM_NAME: *s", want: []string{"PLATFORM_NAME only_here configuration"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(ours, c.here) || !strings.Contains(theLMS, c.there) {
				t.Fatal("the test replaces what is not there")
			}
			here, there := ours, theLMS
			if c.here != "" {
				here = strings.Replace(ours, c.here, c.hereNew, 1)
			}
			if c.there != "" {
				there = strings.Replace(theLMS, c.there, c.thereNew, 1)
			}
			var got []string
			same := 0
			for _, e := range compared(t, here, there) {
				if e.Drifts() {
					got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Setting, e.State, e.Place)))
				} else {
					same++
				}
				if said := fmt.Sprintf("%+v", e); strings.Contains(said, "fake-") || strings.Contains(said, "https:") {
					t.Errorf("a value is in %s", said)
				}
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") || same < 5 {
				t.Errorf("%d the same, and\n%s\nwant\n%s", same, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// Every setting that the import takes over is one that the comparison knows, so
// that none of them is overlooked where only examdesk has it.
func TestTakesWhatIsImported(t *testing.T) {
	t.Parallel()
	r := lmsfile.Parse([]lmsfile.File{{Name: "lms.yml", Data: []byte(theLMS + "PROCTORING_SETTINGS: {ALLOW_REVIEW_UPDATES: true, LINK_URLS: {faq: x}}\nHTTPS: \"on\"\nLMS_ROOT_URL: https://n.example\n")}})
	for _, item := range r.Items {
		if !lmsfile.IsService(item.Path) && (!lmsfile.Takes(item.Path) || lmsfile.IsGroup(item.Path)) || lmsfile.IsSecret(item.Path) != item.IsSecret() {
			t.Errorf("%s is not known", item.Setting())
		}
	}
	if len(r.Items) < 11 {
		t.Errorf("only %d items", len(r.Items))
	}
}

package cli

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"examdesk/config"
)

// resolved is all that a profile has: its store, its settings, its secrets.
func resolved(t *testing.T, path, profile string) string {
	t.Helper()
	c, err := config.Load(t.Context(), path, profile)
	if err != nil {
		return "error: " + err.Error()
	}
	out := fmt.Sprintf("%+v\n", c.Profiles[profile])
	services := map[string]yaml.Node{}
	for name, node := range c.Backends {
		services[name] = node
	}
	rest := c.Platform
	rest.Backends = nil
	for _, part := range []any{services, rest} {
		data, err := yaml.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		out += string(data)
	}
	for _, u := range c.SecretUses() {
		secret, from, err := c.Vault().Resolve(context.Background(), u.Ref)
		out += fmt.Sprintln(u.Key, secret.Reveal(), from, err)
	}
	return out
}

// Configurations as people have them: with settings at the top, below profiles,
// in both places, shared by anchors, in one line; with secrets of their own, and
// with those that two profiles refer to.
func profileShapes() map[string]string {
	const service = "{DEFAULT: software_secure, software_secure: {exam_sponsor: %[1]s, secret_key: 'keyring:%[1]s/software_secure/secret_key'}}"
	own := func(name string) string { return fmt.Sprintf(service, name) }
	return map[string]string{
		"top, no profile": "SITE_NAME: live.example\nPROCTORING_BACKENDS: " + own("default"),
		"top, default named": "default_profile: live\nprofiles:\n  live: {store: 'sqlite:/a'}\n  stage: {store: 'sqlite:/b'}\nSITE_NAME: live.example\n" +
			"PROCTORING_USER_OBFUSCATION_KEY: keyring:live/lms/PROCTORING_USER_OBFUSCATION_KEY\nPROCTORING_BACKENDS: " + own("live"),
		"top, none named": "profiles: {stage: {store: 'sqlite:/b'}, live: {store: 'sqlite:/a'}}\nSITE_NAME: live.example\nPROCTORING_BACKENDS: " + own("default"),
		"below each": "default_profile: live\nprofiles:\n  live:\n    store: sqlite:/a\n    SITE_NAME: live.example\n    PROCTORING_BACKENDS: " + own("live") +
			"\n  stage:\n    store: sqlite:/b\n    as: r.adeyemi\n    PROCTORING_BACKENDS: " + own("stage") + "\n",
		"top and below": "default_profile: live\nprofiles:\n  live:\n    PROCTORING_SETTINGS: {PLATFORM_NAME: Live}\n  stage:\n    PROCTORING_BACKENDS: " + own("stage") +
			"\nPROCTORING_BACKENDS: " + own("live") + "\nPROCTORING_SETTINGS: {PLATFORM_NAME: not used}\n",
		"anchor": "default_profile: live\nprofiles:\n  live: &live\n    store: sqlite:/a\n    PROCTORING_BACKENDS: " + own("live") +
			"\n  stage:\n    <<: *live\n    store: sqlite:/b\n",
		"alias":            "default_profile: live\nprofiles:\n  live:\n    PROCTORING_BACKENDS: &s " + own("live") + "\n  stage:\n    PROCTORING_BACKENDS: *s\n",
		"alias of the top": "PROCTORING_BACKENDS: &s " + own("live") + "\ndefault_profile: live\nprofiles:\n  live: {store: 'sqlite:/a'}\n  stage:\n    PROCTORING_BACKENDS: *s\n",
		"shared secret": "default_profile: live\nprofiles:\n  live:\n    PROCTORING_BACKENDS: " + own("shared") + "\n  stage:\n    PROCTORING_BACKENDS: " + own("shared") +
			"\n    PLATFORM_WEBHOOK: {URL: 'https://b.example/h', SECRET: 'keyring:shared/hook'}\nPLATFORM_WEBHOOK: {URL: 'https://a.example/h', SECRET: 'keyring:shared/hook'}\n",
		"another's secret": "default_profile: live\nprofiles:\n  live:\n    PROCTORING_BACKENDS: " + own("stage") + "\n  stage:\n    PROCTORING_BACKENDS: " + own("live") + "\n",
	}
}

// lmsOfStage is what an import takes over.
const lmsOfStage = `PROCTORING_BACKENDS:
  DEFAULT: proctorco
  proctorco: {base_url: https://stage.example, client_id: s, client_secret: fake-client-secret-of-stage}
  software_secure: {exam_sponsor: from the import, secret_key: fake-secret-of-import, organization: o}
PROCTORING_USER_OBFUSCATION_KEY: fake-obfuscation-of-stage
SITE_NAME: stage.example
PLATFORM_NAME: Stage
`

// What a command does in one profile changes nothing that another one has.
func TestProfilesApart(t *testing.T) {
	commands := []string{
		"keys import LMS --yes", "keys import LMS --yes --replace", "keys set software_secure/secret_key --stdin --yes",
		"keys set software_secure/crypto_key --stdin --yes", "keys set PROCTORING_USER_OBFUSCATION_KEY --stdin --yes",
		"keys rotate software_secure/secret_key --stdin --yes --unproven", "keys rm software_secure/secret_key --yes",
		"keys set shared/hook --stdin --yes", "keys rm shared/hook --yes", "keys rotate shared/hook --stdin --yes --unproven",
		"keys set examdesk/live/software_secure/secret_key --stdin --yes", "keys rm examdesk/stage/software_secure/secret_key --yes",
		"keys rm examdesk/default/software_secure/secret_key --yes", "keys set examdesk/stage/lms/PROCTORING_USER_OBFUSCATION_KEY --stdin --yes",
		"profile add NAME --store sqlite:/other --as m.keller --yes", "profile add NAME --store sqlite:/other --use --yes", "profile add fresh --store sqlite:/c --use",
		"profile use NAME", "profile rm NAME --yes", "doctor", "backend list", "keys list", "keys export",
	}
	// Each command runs in one profile of each shape, turn by turn; in all of them
	// with `make soak`.
	all, changed, turn := os.Getenv("EXAMDESK_ORDERS") != "", 0, 0
	shapes := profileShapes()
	for _, shape := range slices.Sorted(maps.Keys(shapes)) {
		text := shapes[shape]
		for _, command := range commands {
			profiles := []string{"live", "stage"}
			if !strings.Contains(text, "default_profile") {
				profiles = []string{"default", "stage"}
			}
			if turn++; !all {
				profiles = profiles[turn%2 : turn%2+1]
			}
			for _, profile := range profiles {
				path := apartHome(t, text)
				before := map[string]string{}
				for _, name := range []string{"default", "live", "stage"} {
					before[name] = resolved(t, path, name)
				}
				if strings.HasPrefix(before[profile], "error") {
					continue
				}
				lms := filepath.Join(filepath.Dir(path), "lms.yml")
				args := strings.Fields(strings.NewReplacer("NAME", profile, "LMS", lms).Replace(command))
				if !strings.HasPrefix(command, "profile") {
					args = append([]string{"--profile", profile}, args...)
				}
				status, said := keysRun(t, path, "fake-new-secret-do-not-use", args...)
				for name, was := range before {
					now := resolved(t, path, name)
					if name == profile && now != was {
						changed++
					}
					if name != profile && now != was && !strings.HasPrefix(was, "error") {
						t.Errorf("%s: %s in %s (%d) changed %s.\n%s\nbefore: %s\nnow: %s", shape, command, profile, status, name, said, was, now)
					}
				}
			}
		}
	}
	if changed < 40 {
		t.Errorf("only %d commands changed their own profile", changed)
	}
	t.Logf("%d commands changed their own profile, and no other", changed)
}

// Whatever is done one after the other, in whatever profiles: what the others had
// stays.
func TestProfilesApartSequences(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	shapes := profileShapes()
	for range 8 {
		path := apartHome(t, shapes["top, default named"])
		for range 6 {
			profile := []string{"live", "stage"}[r.IntN(2)]
			other := map[string]string{"live": "stage", "stage": "live"}[profile]
			command := []string{
				"keys import LMS --yes --replace", "keys set software_secure/secret_key --stdin --yes", "profile use NAME",
				"keys rotate software_secure/secret_key --stdin --yes --unproven", "keys rm software_secure/secret_key --yes", "profile add NAME --store sqlite:/x --use --yes",
			}[r.IntN(6)]
			was := resolved(t, path, other)
			args := strings.Fields(strings.NewReplacer("NAME", profile, "LMS", filepath.Join(filepath.Dir(path), "lms.yml")).Replace(command))
			if !strings.HasPrefix(command, "profile") {
				args = append([]string{"--profile", profile}, args...)
			}
			status, said := keysRun(t, path, fmt.Sprintf("fake-secret-%d-do-not-use", r.IntN(1000)), args...)
			if now := resolved(t, path, other); now != was {
				t.Fatalf("%s in %s (%d) changed %s.\n%s\nbefore: %s\nnow: %s", command, profile, status, other, said, was, now)
			}
		}
	}
}

// apartHome is a configuration with secrets filed for it.
func apartHome(t *testing.T, home string) string {
	t.Helper()
	path := keysHome(t, "secrets: {store: plain}\n"+home)
	var entries, names []string
	for _, profile := range []string{"default", "live", "stage", "shared"} {
		name := profile + "/software_secure/secret_key"
		entries, names = append(entries, fmt.Sprintf("%q: %q", name, "fake-secret-of-"+profile)), append(names, fmt.Sprintf("%q: \"plain\"", name))
	}
	for _, name := range []string{"shared/hook", "live/lms/PROCTORING_USER_OBFUSCATION_KEY"} {
		entries, names = append(entries, fmt.Sprintf("%q: %q", name, "fake-"+name)), append(names, fmt.Sprintf("%q: \"plain\"", name))
	}
	data, err := config.DataDir()
	if err != nil {
		t.Fatal(err)
	}
	conf, err := config.Dir()
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{
		filepath.Join(data, "secrets", "secrets.json"): `{"version": 1, "secrets": {` + strings.Join(entries, ", ") + "}}",
		filepath.Join(conf, "keys.json"):               `{"version": 1, "place": "plain", "names": {` + strings.Join(names, ", ") + "}}",
		filepath.Join(filepath.Dir(path), "lms.yml"):   lmsOfStage,
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// What is written in a profile stands below it, and is found there.
func TestImportBelowProfile(t *testing.T) {
	path := apartHome(t, profileShapes()["top, default named"])
	lms := filepath.Join(filepath.Dir(path), "lms.yml")
	if status, said := keysRun(t, path, "", "--profile", "stage", "keys", "import", lms, "--yes", "--replace"); status != 1 && status != 0 || !strings.Contains(said, "written to") {
		t.Fatalf("%d: %s", status, said)
	}
	c, err := config.Load(t.Context(), path, "stage")
	if err != nil || c.SiteName != "stage.example" || c.ObfuscationKey != "keyring:examdesk/stage/lms/PROCTORING_USER_OBFUSCATION_KEY" || c.DefaultService() != "proctorco" {
		t.Errorf("%+v, %v", c.Platform, err)
	}
	live, err := config.Load(t.Context(), path, "")
	if err != nil || live.SiteName != "live.example" || live.DefaultService() != "software_secure" {
		t.Errorf("%+v, %v", live.Platform, err)
	}
	if status, said := keysRun(t, path, "", "--profile", "stage", "keys", "import", lms, "--yes"); !strings.Contains(said, "there already") {
		t.Errorf("%d: %s", status, said)
	}
}

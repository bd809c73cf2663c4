package secrets

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode"

	"examdesk/backends/settings"
	"examdesk/cli/kit"
	"examdesk/config"
	"examdesk/keys"
	"examdesk/model"
)

// ErrValueInArgs is the answer to a secret on the command line.
var ErrValueInArgs = errors.New("give only the name: others can see a secret on the command line, and the shell keeps it; " +
	"use the prompt, --stdin or --from-file, and change the secret if this was one")

// Target is the secret that an argument names.
type Target struct {
	Name string
	// backend and key are its keys in PROCTORING_BACKENDS if it was named by them.
	Backend, Key string
	// setting is a key of the configuration itself, outside any service.
	Setting string
	// byPlace reports whether it was named by its place in the configuration.
	byPlace bool
	// foreign says who else uses it, besides or instead of this profile.
	foreign []string
}

// Mine refuses to change a secret that is not this profile's alone.
func (t Target) Mine(c config.Config) error {
	if len(t.foreign) == 0 {
		return nil
	}
	return model.Errorf(model.CodeConflict, "%s is not the profile %s's alone: %s. Name the profile with --profile; or give each a secret of its own with examdesk keys set BACKEND/KEY.",
		keys.FullName(t.Name), c.ProfileName, strings.Join(t.foreign, ", "))
}

// Owned returns a target whose secret can be set without changing another profile's:
// one that was named by its place and is shared gets a name of its own.
func (t Target) Owned(c config.Config) (Target, error) {
	if len(t.foreign) == 0 || !t.byPlace {
		return t, t.Mine(c)
	}
	name, err := keys.NameOf(c.ProfileName, cmp.Or(t.Backend, "lms"), cmp.Or(t.Key, lastPart(t.Setting)))
	if err == nil && len(c.Foreign(name)) == 0 {
		t.Name, t.foreign = name, nil
	}
	return t, errors.Join(err, t.Mine(c))
}

// Place returns the secret's place in the configuration; empty if it has none.
func (t Target) Place() string {
	if t.Backend != "" {
		return config.BackendKey(t.Backend, t.Key)
	}
	return t.Setting
}

// Present returns what the configuration has at that place; empty if nothing.
func Present(c config.Config, t Target) string {
	switch {
	case t.Backend != "":
		return c.BackendRef(t.Backend, t.Key)
	case t.Setting != "":
		return config.SettingRef(c, t.Setting)
	}
	return ""
}

// Reference returns how the configuration refers to it.
func (t Target) Reference() string { return "keyring:" + keys.FullName(t.Name) }

// TargetOf reads a name, or a service and its key.
func TargetOf(c config.Config, arg string) (Target, error) {
	t, err := namedTarget(c, arg)
	if err == nil {
		t.foreign = c.Foreign(t.Name)
	}
	return t, err
}

// namedTarget reads it without looking at other profiles. It never repeats what it
// refuses, which may be a secret.
func namedTarget(c config.Config, arg string) (Target, error) {
	name, err := keys.ParseName(arg)
	if err != nil {
		return Target{}, kit.Usagef("%s", strings.TrimSuffix(model.Sentence(err), "."))
	}
	t := Target{Name: name}
	for _, setting := range config.SecretSettings() {
		if arg == setting || arg == lastPart(setting) || arg == "lms/"+lastPart(setting) || strings.ReplaceAll(arg, "/", ".") == setting {
			return settingTarget(c, setting)
		}
	}
	// What `keys list` prints and what the configuration refers to are names.
	if len(c.UsersOf(name)) == 0 && arg != keys.FullName(name) {
		backend, key, parted := strings.Cut(arg, "/")
		switch {
		case looksSecret(name), !parted && !isWord(name):
			return t, kit.Usage(ErrValueInArgs)
		case parted && !strings.Contains(key, "/"):
			return backendTarget(c, backend, key, name)
		}
	}
	if parts := strings.Split(name, "/"); len(parts) > 1 {
		if k, _ := settings.Named(parts[len(parts)-1]); k.Secret {
			t.Backend, t.Key = parts[len(parts)-2], k.Name
		}
	}
	return t, nil
}

// lastPart is a setting without what it stands below.
func lastPart(setting string) string { return setting[strings.LastIndex(setting, ".")+1:] }

// settingTarget is a secret that does not belong to a service, under the name that an
// import gives it.
func settingTarget(c config.Config, setting string) (Target, error) {
	t := Target{Setting: setting, byPlace: true}
	if ref, ok := strings.CutPrefix(config.SettingRef(c, setting), "keyring:"); ok {
		var err error
		t.Name, err = keys.ParseName(ref)
		return t, err
	}
	var err error
	t.Name, err = keys.NameOf(c.ProfileName, "lms", lastPart(setting))
	return t, err
}

// backendTarget is the secret of a service's key: what the configuration refers to,
// or else a name made of profile, service and key.
func backendTarget(c config.Config, backend, key, name string) (Target, error) {
	k, known := settings.Named(key)
	isService := settings.KindOf(backend) != settings.REST || slices.Contains(c.ServiceNames(), backend)
	switch {
	case known && !k.Secret:
		return Target{}, kit.Usagef("%s is not a secret; write it in the configuration", k.Name)
	case !known && isService:
		return Target{}, kit.Usagef("that is not a secret setting of a proctoring service; %s", model.Meant(key, secretKeys()))
	case !known:
		return Target{Name: name}, nil
	case !isService:
		return Target{}, unknownService(c, backend, key)
	case !k.UsedBy(settings.KindOf(backend)):
		return Target{}, kit.Usagef("%s is not a setting of a service of the kind %s", k.Name, settings.KindOf(backend))
	}
	t := Target{Backend: backend, Key: key, byPlace: true}
	if ref, ok := strings.CutPrefix(c.BackendRef(backend, key), "keyring:"); ok {
		var err error
		t.Name, err = keys.ParseName(ref)
		return t, err
	}
	var err error
	t.Name, err = keys.NameOf(c.ProfileName, backend, key)
	return t, err
}

// unknownService refuses a service that is not configured, since a misspelt name
// would create a new one.
func unknownService(c config.Config, backend, key string) error {
	names := append(c.ServiceNames(), string(settings.SoftwareSecure))
	if meant, ok := settings.Near(backend, names); ok {
		return kit.Usagef("there is no proctoring service %q; did you mean %s/%s?", model.Clean(backend), meant, key)
	}
	return kit.Usagef("there is no proctoring service %q in the configuration: add it with its base_url, or give the name in full, %s",
		model.Clean(backend), keys.FullName(c.ProfileName+"/"+backend+"/"+key))
}

func secretKeys() []string {
	var out []string
	for _, k := range settings.Keys() {
		if k.Secret {
			out = append(out, k.Name)
		}
	}
	return out
}

// isWord recognizes a name of one part, like platform_webhook.
func isWord(s string) bool {
	return len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool { return r != '_' && !unicode.IsLower(r) && !unicode.IsDigit(r) })
}

// looksSecret reports whether an argument looks more like a secret than a name: it
// has a long part of mixed letters and digits, or an equals sign.
func looksSecret(s string) bool {
	if strings.ContainsAny(s, "=+") {
		return true
	}
	for part := range strings.SplitSeq(s, "/") {
		var digits, upper, lower int
		for _, r := range part {
			switch {
			case unicode.IsDigit(r):
				digits++
			case unicode.IsUpper(r):
				upper++
			case unicode.IsLower(r):
				lower++
			}
		}
		if mixed := digits > 0 && (upper > 0 && lower > 0 || 3*digits >= len(part)); mixed && len(part) >= 16 {
			return true
		}
	}
	return false
}

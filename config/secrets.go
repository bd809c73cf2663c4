package config

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"examdesk/backends/settings"
	"examdesk/files"
	"examdesk/keys"
	"examdesk/model"
)

// Secrets is the section of the configuration that says where secrets are kept.
type Secrets struct {
	// Store is auto, keyring, file, helper or plain; auto if empty.
	Store string `yaml:"store"`
	// File is the encrypted file, or the plain one with store: plain.
	File              string   `yaml:"file"`
	PassphraseFile    string   `yaml:"passphrase_file"`
	PassphraseCommand []string `yaml:"passphrase_command"`
	Helper            string   `yaml:"helper"`
	// TimeoutSeconds bounds one call of the keyring or of a program.
	TimeoutSeconds *int `yaml:"timeout_seconds"`
	// MaxAgeDays is from when on a secret is reported as old; never if nil.
	MaxAgeDays *int `yaml:"max_age_days"`
}

// PassphraseEnv names the file with the passphrase on servers; it goes before
// the configuration.
const PassphraseEnv = "EXAMDESK_PASSPHRASE_FILE" //nolint:gosec // the name of a variable, not a passphrase

// secretsKeys are the keys of the section.
func secretsKeys() []string {
	return []string{"store", "file", "passphrase_file", "passphrase_command", "helper", "timeout_seconds", "max_age_days"}
}

func (c Config) checkSecrets() error {
	s, path := c.Secrets, model.Clean(c.Path)
	switch {
	case s.Store != "" && !slices.Contains(keys.Kinds(), keys.Kind(s.Store)):
		return model.Errorf(model.CodeInvalid, "secrets.store in %s must be auto, keyring, file, helper or plain.", path)
	case s.Store == string(keys.KindHelper) && s.Helper == "":
		return model.Errorf(model.CodeInvalid, "secrets in %s sets store: helper but names no helper.", path)
	case s.PassphraseFile != "" && len(s.PassphraseCommand) > 0:
		return model.Errorf(model.CodeInvalid, "secrets in %s sets both passphrase_file and passphrase_command; keep one of them.", path)
	case s.TimeoutSeconds != nil && (*s.TimeoutSeconds < 1 || *s.TimeoutSeconds > 30):
		return model.Errorf(model.CodeInvalid, "secrets.timeout_seconds in %s must be from 1 to 30 seconds.", path)
	}
	if s.MaxAgeDays != nil && (*s.MaxAgeDays < 1 || *s.MaxAgeDays > 36500) {
		return model.Errorf(model.CodeInvalid, "secrets.max_age_days in %s must be from 1 to 36500 days.", path)
	}
	for key, value := range map[string]string{"file": s.File, "passphrase_file": s.PassphraseFile} {
		if value != "" && !filepath.IsAbs(AtHome(value)) {
			return model.Errorf(model.CodeInvalid, "secrets.%s in %s must be an absolute path, or begin with ~/.", key, path)
		}
	}
	return nil
}

// AtHome puts the home folder in the place of ~.
func AtHome(path string) string {
	at, err := files.AtHome(path)
	if err != nil {
		return path // which is not absolute, and refused as such
	}
	return at
}

// withVault gives the configuration its vault, which all copies share.
func (c Config) withVault() Config {
	c.vault = keys.New(c.VaultOptions())
	return c
}

// Vault is where the configuration's secrets are.
func (c Config) Vault() *keys.Vault {
	if c.vault == nil {
		return c.withVault().vault
	}
	return c.vault
}

// VaultOptions are where and how the configuration keeps secrets.
func (c Config) VaultOptions() keys.Options {
	s := c.Secrets
	names, noNames := Dir()
	o := keys.Options{
		Store: keys.Kind(s.Store), Dir: names, NoDir: noNames,
		WorkFactor: c.workFactor, PassphraseFile: AtHome(s.PassphraseFile), PassphraseCommand: s.PassphraseCommand, Helper: s.Helper,
	}
	if dir, err := DataDir(); err == nil {
		o.File, o.PlainFile = filepath.Join(dir, "secrets", "secrets.age"), filepath.Join(dir, "secrets", "secrets.json")
	} else if s.File == "" && o.NoDir == nil {
		o.NoDir = err
	}
	switch {
	case s.File != "" && o.Store == keys.KindPlain:
		o.PlainFile = AtHome(s.File)
	case s.File != "":
		o.File = AtHome(s.File)
	}
	o.Withhold = c.secretVariables()
	if path, _ := keys.LookupEnv(PassphraseEnv); path != "" { // a path, which is only opened
		o.PassphraseFile, o.PassphraseCommand = path, nil
	}
	if s.TimeoutSeconds != nil {
		o.Timeout = time.Duration(*s.TimeoutSeconds) * time.Second
	}
	return o
}

// secretVariables are the variables of the environment that hold a secret of any
// profile.
func (c Config) secretVariables() []string {
	var out []string
	for _, profile := range append(c.Others(), c) {
		for _, u := range profile.SecretUses() {
			if name, ok := strings.CutPrefix(u.Ref, "env:"); ok {
				out = append(out, name)
			}
		}
	}
	return out
}

// SecretUse is a key of the configuration with its reference to a secret;
// backend and setting are those of a proctoring service.
type SecretUse struct{ Key, Ref, Backend, Setting string }

// SecretUses are the configuration's secrets, the services' first.
func (c Config) SecretUses() []SecretUse {
	var out []SecretUse
	for _, name := range c.ServiceNames() {
		s, err := c.Service(name)
		if err != nil {
			continue // the configuration was refused already
		}
		for _, e := range s.Entries {
			if k, _ := settings.Named(e.Key); k.Secret && e.Scalar() && e.Text != "" {
				out = append(out, SecretUse{BackendKey(name, e.Key), e.Text, name, e.Key})
			}
		}
	}
	if c.Webhook != nil {
		out = append(out, SecretUse{Key: "PLATFORM_WEBHOOK.SECRET", Ref: c.Webhook.Secret})
	}
	for _, setting := range SecretSettings() {
		if ref := SettingRef(c, setting); ref != "" {
			out = append(out, SecretUse{Key: setting, Ref: ref})
		}
	}
	return out
}

// The secrets of an LMS that do not belong to a service, by their place in the
// configuration.
const (
	obfuscationSetting = "PROCTORING_USER_OBFUSCATION_KEY"
	signingSetting     = "JWT_AUTH.JWT_SECRET_KEY"
)

// SecretSettings are the places of the secrets that do not belong to a service.
func SecretSettings() []string { return []string{obfuscationSetting, signingSetting} }

// SettingRef is the configuration's reference to the secret of such a place, or "".
func SettingRef(c Config, setting string) string {
	switch setting {
	case obfuscationSetting:
		return c.ObfuscationKey
	case signingSetting:
		return c.JWT.SecretKey
	}
	return ""
}

// SetSetting writes the value of such a place. It refuses what it would change
// elsewhere too.
func (f *File) SetSetting(c Config, setting string, value *yaml.Node) error {
	outer, inner, nested := strings.Cut(setting, ".")
	m, err := f.PlatformAt(c, outer)
	if err != nil {
		return err
	}
	if !nested {
		return f.SetPlain(m, outer, value)
	}
	if m, err = mappingIn(m, outer); err != nil {
		return err
	}
	return f.SetPlain(m, inner, value)
}

// BackendKey is a service's key as it stands in the configuration.
func BackendKey(backend, key string) string {
	return "PROCTORING_BACKENDS." + model.Clean(backend) + "." + key
}

// UsersOf are the keys of the configuration that refer to a filed secret.
func (c Config) UsersOf(name string) []string {
	var out []string
	for _, u := range c.UsesOf(name) {
		out = append(out, u.Key)
	}
	return out
}

// UsesOf are the configuration's references to a filed secret.
func (c Config) UsesOf(name string) []SecretUse {
	if at, is := signInOf(name); is {
		return []SecretUse{{Key: "the sign-in at " + at}}
	}
	var out []SecretUse
	for _, u := range c.SecretUses() {
		if ref, ok := strings.CutPrefix(u.Ref, "keyring:"); ok {
			if n, err := keys.ParseName(ref); err == nil && n == name {
				out = append(out, u)
			}
		}
	}
	return out
}

// SetBackendKey writes a key of a service. It refuses what it would change
// elsewhere too.
func (f *File) SetBackendKey(c Config, backend, key string, value *yaml.Node) error {
	m, err := f.PlatformAt(c, "PROCTORING_BACKENDS")
	if err != nil {
		return err
	}
	services, err := mappingIn(m, "PROCTORING_BACKENDS")
	if err != nil {
		return err
	}
	service, err := mappingIn(services, backend)
	if err != nil {
		return err
	}
	return f.SetPlain(service, key, value)
}

// SetPlain writes a key whose present value nothing else in the file refers to.
func (*File) SetPlain(m *yaml.Node, key string, value *yaml.Node) error {
	if now := valueOf(m, key); now != nil && now.Anchor != "" {
		return model.Errorf(model.CodeInvalid, "%s in the configuration is referred to by other settings; write the reference by hand.", key)
	}
	setKey(m, key, value)
	return nil
}

// mappingIn is the mapping of a key, which is made if the key has no value. One
// with an anchor may stand elsewhere too: another service would get the secret of
// this one.
func mappingIn(m *yaml.Node, key string) (*yaml.Node, error) {
	v := valueOf(m, key)
	switch {
	case v == nil || v.Kind == yaml.ScalarNode && v.Tag == "!!null":
		v = &yaml.Node{Kind: yaml.MappingNode}
		setKey(m, key, v)
	case v.Kind != yaml.MappingNode || v.Anchor != "":
		return nil, model.Errorf(model.CodeInvalid, "%s in the configuration is not a plain list of settings; write the reference by hand.", key)
	}
	return v, nil
}
